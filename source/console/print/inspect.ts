/** What `inspect` prints: the list of frames, the hops of one, and a frame at a hop. At most 80 columns. */
import type {Field} from '../../engine/dissect/field.js';
import {leavings} from '../../engine/hop.js';
import {journeyFrom} from '../../engine/journey.js';
import type {TraceNode} from '../../engine/trace.js';
import type {World} from '../../engine/world.js';
import {changeTexts} from '../inspect/change-text.js';
import {type Inspected, type InspectionRow, inspection} from '../inspect/inspection.js';
import {MARK_SIGNS, octetRows, offsetText} from '../inspect/octet-lines.js';
import {deviceName} from '../telling/device-names.js';
import {frameName} from '../telling/frame-name.js';

const WIDTH = 80;
const PER_ROW = 16;
const SECOND = 1e9;

/** The frames of the list, numbered from `first`. */
export function printFrames(world: World, trace: readonly TraceNode[], frames: readonly TraceNode[], first: number): string {
	const rows = frames.map((node, index) => {
		const hops = journeyFrom(trace, node).length;
		const name = node.frame ? frameName(world, node.frame) : '';
		return [
			String(first + index).padStart(5),
			time(node).padStart(11),
			String(hops).padStart(5),
			` ${deviceName(world, node.device)}: ${name}`,
		];
	});
	return lines(['FRAME        TIME  HOPS  FIRST AT: WHAT', ...rows.map((row) => row.join(' '))]);
}

/** The hops of a frame: where it was, and what each did to its octets. */
export function printHops(world: World, hops: readonly TraceNode[]): string {
	const places = hops.map((node) => deviceName(world, node.device));
	const width = Math.min(24, Math.max(5, ...places.map((place) => place.length)));
	const rows = hops.map((node, index) => {
		const what = hopText(world, node);
		return `${String(index + 1).padStart(3)} ${time(node).padStart(11)}  ${(places[index] as string).padEnd(width)}  ${what}`;
	});
	return lines([`HOP        TIME  ${'WHERE'.padEnd(width)}  WHAT LEFT IT`, ...rows]);
}

function hopText(world: World, node: TraceNode): string {
	const {frame} = node;
	const left = leavings(node);
	if (!frame) return '';
	if (left.length === 0) return 'nothing: it ended here';
	const many = left.length > 1;
	const each = left.map(({frame: after, to, delivered}) => {
		const changes = changeTexts(inspection(frame, after).difference);
		const what = changes.length > 0 ? changes.join(', ') : delivered ? 'delivered' : 'unchanged';
		return many ? `${to.map((id) => deviceName(world, id)).join(', ')}: ${what}` : what;
	});
	return each.join('; ');
}

/** What is asked of the printout of a hop. */
export interface Depth {
	/** The octets only. */
	octets: boolean;
	/** With the filter names of Wireshark. */
	names: boolean;
}

/** A hop: what came, and what left it, side by side where they differ. */
export function printHop(world: World, node: TraceNode, depth: Depth): string {
	const {frame} = node;
	if (!frame) return '';
	const left = leavings(node);
	if (left.length === 0)
		return printSide(inspection(frame).before, `as it came to ${deviceName(world, node.device)}, where it ended`, depth);
	return left
		.map(({frame: after, to, delivered}) => {
			const {before, after: now, difference} = inspection(frame, after);
			const places = to.map((id) => deviceName(world, id)).join(', ');
			if (difference.changes.length === 0) {
				const fate = delivered ? 'was delivered' : `left unchanged${left.length > 1 ? ` to ${places}` : ''}`;
				return printSide(now, `as it came to ${deviceName(world, node.device)} and ${fate}`, depth);
			}
			const gone = before.rows.some(({mark}) => mark === 'removed');
			const old = gone || depth.octets ? printOctets(before, `before, at ${deviceName(world, node.device)}`) : '';
			const removed = depth.octets ? [] : before.rows.filter((row) => row.kind === 'field' && row.mark === 'removed');
			return [
				old,
				printSide(now, `after, ${places}: ${changeTexts(difference).join(', ')}`, depth),
				removed.length === 0 ? '' : lines(['', 'Removed', ...removed.map((row) => rowText(row, depth))]),
			].join('');
		})
		.join('\n');
}

function printSide(side: Inspected, title: string, depth: Depth): string {
	const octets = printOctets(side, title);
	return depth.octets ? octets : octets + lines(side.rows.map((row) => rowText(row, depth)));
}

/** Octets under a title; a row in which the hop did something has its signs under it. */
function printOctets({frame, marks}: Inspected, title: string): string {
	const rows = octetRows(frame.bytes, marks, PER_ROW).flatMap((row) => {
		const hex = row.map((octet, index) => (index === PER_ROW / 2 ? ` ${octet.hex}` : octet.hex)).join(' ');
		const letters = row.map(({letter}) => letter).join('');
		const shown = [`  ${offsetText(row[0]?.at ?? 0)}  ${hex.padEnd(PER_ROW * 3)}  ${letters}`];
		if (row.every(({mark}) => mark === 'same')) return shown;
		const signs = row.map(({mark}, index) => `${index === PER_ROW / 2 ? ' ' : ''}${MARK_SIGNS[mark].repeat(2)}`).join(' ');
		return [...shown, `        ${signs}`];
	});
	return lines([`${title} (${frame.bytes.length} octets)`, ...rows]);
}

function rowText(row: InspectionRow, {names}: Depth): string {
	const sign = MARK_SIGNS[row.mark];
	if (row.kind === 'layer') return `${sign} ${row.layer.title}`;
	const {field, was} = row;
	const old = was === undefined ? '' : ` (was ${was})`;
	const verdict = verdictText(field);
	const name = names ? `  ${field.name}` : '';
	return `${sign} ${placeText(field).padStart(8)}  ${field.label}: ${field.text}${verdict}${old}${name}`;
}

/** `12+2`: first octet and how many; of bits the octet and which of its bits, `14:4-15`. */
function placeText({from, to, bits}: Field): string {
	if (!bits) return `${from}+${to - from}`;
	return bits.length === 1 ? `${from}:${bits.at}` : `${from}:${bits.at}-${bits.at + bits.length - 1}`;
}

function verdictText({verdict}: Field): string {
	switch (verdict?.kind) {
		case 'good':
			return ' [correct]';
		case 'bad':
			return ` [incorrect, should be 0x${verdict.expected.toString(16).padStart(4, '0')}]`;
		case 'unused':
			return ' [none]';
		case undefined:
			return '';
		default:
			return verdict satisfies never;
	}
}

/** Seconds, as a capture counts them. */
function time({time: nanoseconds}: TraceNode): string {
	return (nanoseconds / SECOND).toFixed(6);
}

/** Lines of at most 80 columns; what is longer goes on under itself. */
function lines(texts: readonly string[]): string {
	return texts
		.flatMap((text) => folded(text))
		.map((text) => `${text.trimEnd()}\n`)
		.join('');
}

function folded(text: string): string[] {
	if (text.length <= WIDTH) return [text];
	const cut = text.lastIndexOf(' ', WIDTH);
	const at = cut > 20 ? cut : WIDTH;
	return [text.slice(0, at), ...folded(`${' '.repeat(12)}${text.slice(at).trimStart()}`)];
}
