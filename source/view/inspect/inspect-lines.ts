/*
 * A frame at a hop, on the screen
 *
 * Fields beside octets where there is room, over them where there is not. Both are
 * one thing seen twice: the row under the cursor marks its octets, and what the hop did stands in
 * both with the same sign.
 */

import {deviceName} from '../../console/telling/device-names.js';
import {frameName} from '../../console/telling/frame-name.js';
import type {Change} from '../../engine/dissect/difference.js';
import type {Field} from '../../engine/dissect/field.js';
import type {World} from '../../engine/world.js';
import type {Catalogue} from '../../locale/en.js';
import {cutLine, fillLine} from '../bar-lines.js';
import type {Glyphs} from '../glyphs.js';
import {type Line, line, span} from '../token.js';
import {fieldLines} from './field-lines.js';
import {hexLines, hexWidth} from './hex-lines.js';
import type {InspectModel} from './inspect-model.js';

/** Rows above the fields, and the row below them. */
const HEAD = 2;
const FOOT = 1;
/** Below this many columns the octets stand under the fields. */
const BESIDE = 76;
/** Columns that the fields need beside octets. */
const FIELDS = 40;

/** All rows of the layer, of at most `width` columns. */
export function inspectLines(
	world: World,
	model: InspectModel,
	{width, height}: {width: number; height: number},
	words: Catalogue,
	signs: Glyphs,
): Line[] {
	const body = height - HEAD - FOOT;
	const {shown, row} = model;
	const chosen = shown.rows[row] ?? {from: 0, to: 0};
	const rows = width >= BESIDE ? beside(model, chosen, width, body, signs) : over(model, chosen, width, body, signs);
	const filled = [...rows, ...Array.from({length: body - rows.length}, () => line(''))];
	return [...headLines(world, model, words), ...filled, line(footText(model, words), 'faint')].map((one) => cutLine(one, width));
}

function beside(model: InspectModel, chosen: {from: number; to: number}, width: number, height: number, signs: Glyphs): Line[] {
	const perRow = width - FIELDS - 3 >= hexWidth(16, true) ? 16 : 8;
	const letters = width - FIELDS - 3 >= hexWidth(perRow, true);
	const left = width - hexWidth(perRow, letters) - 3;
	const fields = fieldLines(model.shown.rows, model.row, {width: left, height}, signs);
	const octets = hexLines(model.shown, chosen, {perRow, letters, height});
	const rule = span(` ${signs.line('l-l-')} `, 'rule');
	return Array.from({length: Math.max(fields.length, octets.length)}, (_, index) => [
		...fillLine(fields[index] ?? [], left),
		rule,
		...(octets[index] ?? []),
	]);
}

function over(model: InspectModel, chosen: {from: number; to: number}, width: number, height: number, signs: Glyphs): Line[] {
	const perRow = width >= hexWidth(16, false) ? 16 : 8;
	const octetRows = Math.min(Math.ceil(model.shown.frame.bytes.length / perRow), Math.floor((height - 1) / 2));
	const fields = fieldLines(model.shown.rows, model.row, {width, height: height - octetRows - 1}, signs);
	const rule = line(signs.line('-l-l').repeat(width), 'rule');
	return [...fields, rule, ...hexLines(model.shown, chosen, {perRow, letters: false, height: octetRows})];
}

function headLines(world: World, {hops, hop, copies, copy, shown, difference}: InspectModel, words: Catalogue): Line[] {
	const {inspect} = words;
	const node = hops[hop];
	const here = node ? deviceName(world, node.device) : '';
	const leaving = copies[copy];
	const places = leaving?.to.map((id) => deviceName(world, id)).join(', ') ?? '';
	const side = !leaving
		? copies.length === 0
			? inspect.ended(here)
			: inspect.before(here)
		: leaving.delivered
			? inspect.delivered(here)
			: inspect.after(places);
	const many = leaving && copies.length > 1 ? ` (${inspect.other(copy + 1, copies.length)})` : '';
	const did =
		copies.length === 0
			? []
			: difference.changes.length === 0
				? [inspect.unchanged]
				: difference.changes.map((change) => changeText(change, words));
	return [
		line(inspect.title(frameName(world, shown.frame), hop + 1, hops.length), 'title'),
		[span(`${side}${many}`, 'strong'), span(did.length > 0 ? `${leaving ? ', ' : `; ${inspect.there} `}${did.join(', ')}` : '', 'hint')],
	];
}

/** Short names of protocols are the same in every language. */
function changeText(change: Change, {inspect}: Catalogue): string {
	const octets = change.to - change.from;
	if (change.kind === 'changed') return inspect.changed(octets, change.from);
	const what = change.protocol === 'tag' ? inspect.tag : change.protocol;
	return inspect.piece(change.kind === 'added' ? '+' : '-', octets, what, change.from);
}

/** Where the row under the cursor stands, and what is to be said about it. */
function footText({shown, row}: InspectModel, {inspect}: Catalogue): string {
	const chosen = shown.rows[row];
	if (!chosen) return '';
	const mark = chosen.mark === 'same' ? [] : [inspect.marks[chosen.mark]];
	if (chosen.kind === 'layer') return [inspect.octets(chosen.from, chosen.to - chosen.from), ...mark].join(', ');
	const {field, was} = chosen;
	const place = field.bits ? inspect.bits(field.from, field.bits.at, field.bits.length) : inspect.octets(field.from, field.to - field.from);
	return [field.name, place, ...mark, ...(was === undefined ? [] : [inspect.was(was)]), ...verdictText(field, inspect)].join(', ');
}

function verdictText({verdict}: Field, words: Catalogue['inspect']): string[] {
	switch (verdict?.kind) {
		case 'good':
			return [words.good];
		case 'bad':
			return [words.bad(`0x${verdict.expected.toString(16).padStart(4, '0')}`)];
		case 'unused':
			return [words.unused];
		case undefined:
			return [];
		default:
			return verdict satisfies never;
	}
}
