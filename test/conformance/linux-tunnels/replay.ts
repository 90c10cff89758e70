/**
 * Plays a recording of `record.py` on the engine: builds the lab, types its lines, sends its frames, and names every difference
 * to what the real system did.
 */
import {crc32} from 'node:zlib';
import type {Outcome} from '../../../source/console/console.js';
import {applyChange} from '../../../source/engine/changes/apply.js';
import type {Frame} from '../../../source/engine/frame.js';
import {word} from '../../../source/engine/frame.js';
import {createHistory, type History, input, settle} from '../../../source/engine/history.js';
import type {labSchema} from '../../../source/engine/lab.js';
import type {PacketType} from '../../../source/engine/netdev.js';
import {createTicker} from '../../../source/engine/tick.js';
import type {Effect} from '../../../source/engine/trace.js';
import {deviceAt, deviceAtPath, pathOf} from '../../../source/engine/world.js';
import {type as typeLine, worldOf} from '../../console/tool-lab.js';

export interface Line {
	on: string;
	run: string;
	/** What was typed at the real system, where that has not the command. */
	real?: string;
}
export type Step = {from: string; frame: string} | Line | {wait: number};
interface Printed {
	status: number;
	stdout: string;
	stderr: string;
}
export type Answer = {received: string[]; refused?: string} | ({received: string[]} & Printed);

export interface Scenario {
	name: string;
	about: string;
	recordedFrom: string;
	lab: unknown;
	setup: Line[];
	steps: Step[];
	expect: {setup: Printed[]; steps: Answer[]};
}

const SECOND = 1_000_000_000;
const SHOWN = 160;

/** Every difference, in order; none when the engine does what the real system did. */
export function replay(scenario: Scenario): string[] {
	const problems: string[] = [];
	const world = worldOf(scenario.lab as Parameters<typeof labSchema.parse>[0] as never);
	world.kernel.vlanFiltering = !scenario.recordedFrom.includes(' 6.18');
	const {sink} = createTicker(world, false);
	for (const {id} of world.machines) applyChange(world, {kind: 'set-loopback', machine: id, up: false}, sink);
	const history = createHistory(world);
	const differ = (where: string, ours: unknown, theirs: unknown): void => {
		if (JSON.stringify(ours) !== JSON.stringify(theirs))
			problems.push(`${where}\n  engine ${JSON.stringify(ours)}\n  real   ${JSON.stringify(theirs)}`);
	};

	for (const [index, line] of scenario.setup.entries()) {
		const outcome = typeLine(history, line.run, line.on);
		differ(`set-up ${line.on}# ${line.run}`, printed(outcome, line), printed(scenario.expect.setup[index] as Printed, line));
	}
	input(history, {kind: 'wait', duration: 2 * SECOND});
	settle(history);
	for (const [index, step] of scenario.steps.entries()) {
		const theirs = scenario.expect.steps[index] as Answer;
		const from = history.trace.at(-1)?.id ?? -1;
		// What the socket would not take, no device ever had.
		if ('frame' in step && 'refused' in theirs && theirs.refused === 'Message too long') continue;
		if ('frame' in step) sendFrame(history, step);
		else if ('wait' in step) {
			input(history, {kind: 'wait', duration: step.wait * SECOND});
			settle(history);
		} else {
			const outcome = typeLine(history, step.run, step.on);
			differ(`step ${index} ${step.on}# ${step.run}`, printed(outcome, step), printed(theirs as Printed, step));
			settle(history);
		}
		const what = 'frame' in step ? `${step.from} sends ${step.frame.slice(0, 120)}` : 'run' in step ? `${step.on}# ${step.run}` : 'wait';
		const {missing, extra} = unmatched(receivedSince(history, from), theirs.received);
		differ(`step ${index} ${what}: received`, extra, missing);
	}
	return problems;
}

function sendFrame(history: History, {from, frame}: {from: string; frame: string}): void {
	const device = deviceAtPath(history.world, from);
	if (!device) throw new Error(`no device ${from}`);
	// An application cannot send by a device that is down.
	if (!device.up) return;
	input(history, {kind: 'frame', device: device.id, frame: {bytes: Uint8Array.from(Buffer.from(frame, 'hex'))}});
	settle(history);
}

/** What only one side received. A type that the trace does not tell, `?`, agrees with any. */
function unmatched(ours: readonly string[], theirs: readonly string[]): {missing: string[]; extra: string[]} {
	const missing = [...theirs];
	const take = (found: number): boolean => found !== -1 && missing.splice(found, 1).length > 0;
	const unsure = ours.filter((text) => !take(missing.indexOf(text)));
	const typeless = (text: string) => text.replace(/ \S+/, ' ?');
	return {extra: unsure.filter((text) => !take(missing.findIndex((other) => typeless(other) === text))), missing};
}

/** What packet sockets on all devices heard, as `record.py` writes it. */
function receivedSince(history: History, from: number): string[] {
	const {world} = history;
	return history.trace
		.filter(
			({id, step, frame, device, effects}) =>
				id > from &&
				step === 'receive' &&
				frame &&
				!endsInTag(frame) &&
				deviceAt(world, device).present &&
				effects.every((effect) => effect.kind !== 'dropped' || effect.reason !== 'device-down'),
		)
		.map(({device, frame, effects}) => `${pathOf(world, device)} ${typeOf(effects)} ${textOf(frame as Frame)}`)
		.sort();
}

/** Is there too little behind the tag for anybody to look at it? */
function endsInTag({bytes}: Frame): boolean {
	return bytes.length < 20 && word(bytes, 12) === 0x8100;
}

function typeOf(effects: readonly Effect[]): PacketType | '?' {
	for (const effect of effects) if (effect.kind === 'delivered') return effect.type;
	return '?';
}

/** Hexadecimal, without what is chance, and without the congestion bits inside a tunnel: they change under the eyes of the socket. */
function textOf(frame: Frame): string {
	const bytes = frame.bytes.slice();
	let at = 12;
	while ([0x8100, 0x88a8].includes(word(bytes, at))) at += 4;
	if (word(bytes, at) === 0x0800 && bytes.length >= at + 22) {
		const header = at + 2;
		bytes.fill(0, header + 4, header + 6);
		bytes.fill(0, header + 10, header + 12);
		const below = header + ((bytes[header] as number) & 15) * 4;
		const isFirst = (word(bytes, header + 6) & 0x1fff) === 0;
		if (bytes[header + 9] === 17 && isFirst && [4789, 8472].includes(word(bytes, below + 2))) {
			bytes.fill(0, below, below + 2);
			bytes.fill(word(bytes, below + 6) === 0 ? 0 : 0xff, below + 6, below + 8);
			withoutCongestion(bytes, below + 16);
		} else if (bytes[header + 9] === 47 && isFirst && bytes.length > below + 4) {
			const [flags = 0] = bytes.subarray(below);
			if ((flags & 0x80) !== 0) bytes.fill(0xff, below + 4, below + 6);
			withoutCongestion(bytes, below + 4 + ((flags & 0x80) >> 5) + ((flags & 0x20) >> 3));
		}
	}
	const hex = Buffer.from(bytes).toString('hex');
	return bytes.length <= SHOWN ? hex : `${hex.slice(0, 192)}…${bytes.length}:${crc32(bytes).toString(16).padStart(8, '0')}`;
}

function withoutCongestion(bytes: Uint8Array, inner: number): void {
	if (bytes.length < inner + 34) return;
	if (word(bytes, inner + 12) === 0x86dd) bytes[inner + 15] = (bytes[inner + 15] as number) & 0xcf;
	if (word(bytes, inner + 12) !== 0x0800) return;
	bytes[inner + 15] = (bytes[inner + 15] as number) & 0xfc;
	bytes.fill(0, inner + 24, inner + 26);
}

function printed({status, stdout, stderr}: Outcome | Printed, {run}: Line): Printed {
	const text = (/^ip (?:-\S+ )*n/.test(run) ? stdout.split('\n').sort().join('\n') : stdout)
		.replace(/used \d+\/\d+/g, 'used T')
		.replace(/(installed|used) \d+ sec/g, '$1 T sec')
		// A tag beside the frame is not counted there.
		.replace(/(?<=^qdisc pfifo_fast .*\n Sent )\d+/gm, 'N')
		.replace(/^33:33:00:00:00:01 .*\n/gm, '')
		.replace(/^\d+: /gm, 'N: ')
		.replace(/@if\d+/g, '@ifN')
		.replace(/ numrxqueues \d+/g, '')
		.replace(/(timer +)\S+/g, '$1T');
	return {status, stdout: text, stderr: stderr.replaceAll('Error: Peer netns reference is invalid.\n', '')};
}
