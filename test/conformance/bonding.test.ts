/** Bonds as Linux 6.12 runs them (`bonding/README.md`): what is printed, what leaves each link and when, what a bond takes. */
import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {execute} from '../../source/console/console.js';
import {applyChange} from '../../source/engine/changes/apply.js';
import {createHistory, type History, input, settle} from '../../source/engine/history.js';
import type {LabFile} from '../../source/engine/lab.js';
import {createTicker} from '../../source/engine/tick.js';
import {crossings} from '../../source/engine/trace.js';
import {deviceAtPath, pathOf} from '../../source/engine/world.js';
import {worldOf} from '../console/tool-lab.js';
import {frameOf, hexOf} from '../fixtures/two-stations.js';

interface Recording {
	name: string;
	links: number;
	until: number;
	events: Event[];
}

type Event = {t: number} & (
	| {on: string; run: string; stdout: string; stderr: string; status: number}
	| {send: string; hex: string; error?: string}
	| {sent: string; hex: string}
	| {received: string; hex: string}
);

const FOLDER = new URL('bonding/recorded/', import.meta.url);
const recordings = readdirSync(FOLDER).map((file) => unpack(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Packed));

/** As it stands in the file: lines that were printed by their number, frames without the zeros at their end. */
interface Packed extends Omit<Recording, 'events'> {
	lines: string[];
	events: {stdout?: number[]; hex?: string; octets?: number}[];
}

function unpack({lines, events, ...rest}: Packed): Recording {
	const unpacked = events.map(({stdout, hex, octets, ...event}) => ({
		...event,
		...(stdout ? {stdout: stdout.map((number) => lines[number]).join('\n')} : {}),
		...(hex !== undefined ? {hex: hex.padEnd((octets ?? 0) * 2, '0')} : {}),
	}));
	return {...rest, events: unpacked as unknown as Event[]};
}

/** How much later or earlier a frame may leave, s: commands take no time here. */
const TOLERANCE = 0.06;

function labOf(links: number): LabFile {
	const indices = [...Array(links).keys()];
	return {
		machines: ['a', 'b'].map((name, number) => ({
			name,
			role: 'host',
			devices: indices.map((index) => ({
				kind: 'nic' as const,
				name: `eth${index}`,
				mac: `02:00:00:00:0${number + 1}:0${index}`,
				speed: 10000,
				up: false,
			})),
		})),
		links: indices.map((index) => ({ends: [`a/eth${index}`, `b/eth${index}`], kind: 'virtual'})),
	};
}

function historyFor({links}: Recording): History {
	const world = worldOf(labOf(links));
	const {sink} = createTicker(world, false);
	for (const {id} of world.machines) applyChange(world, {kind: 'set-loopback', machine: id, up: false}, sink);
	return createHistory(world);
}

/** What differs between that kernel and this lab beside bonds: its release, IPv6, queues. */
function normal(text: string): string {
	return (
		text
			.replace(/Driver: v\S+/, 'Driver: v6.12')
			.replace(/ ?(?:addrgenmode \S+ )?numtxqueues .*$/gm, '')
			// That of a bond without slaves.
			.replace(/link\/ether (?!02:00:00)\S+ brd/g, 'link/ether RANDOM brd')
			// One that was refused in the making has used up a number.
			.replace(/^\d+: bond0/gm, 'N: bond0')
			.replace(/maxmtu \d+/g, 'maxmtu N')
	);
}

/** Frames on each link or into each bond, in order. */
function frames(events: readonly Event[], way: 'sent' | 'received'): Record<string, {t: number; hex: string}[]> {
	const found: Record<string, {t: number; hex: string}[]> = {};
	for (const event of events) {
		if (!(way in event)) continue;
		const {t, hex, ...rest} = event as unknown as Record<string, string> & {t: number};
		const path = rest[way] as string;
		found[path] = [...(found[path] ?? []), {t, hex: hex as string}];
	}
	return found;
}

function framesOf(history: History): Event[] {
	const sent = crossings(history.trace).map(({node, from, frame}) => ({
		t: node.time / 1e9,
		sent: pathOf(history.world, from),
		hex: hexOf(frame),
	}));
	const received = history.trace.flatMap(({step, device, frame, time}) =>
		step === 'receive' && frame && history.world.devices[device]?.kind === 'bond' && history.world.devices[device]?.name === 'bond0'
			? [{t: time / 1e9, received: pathOf(history.world, device), hex: hexOf(frame)}]
			: [],
	);
	return [...sent, ...received];
}

describe('bonds of Linux 6.12', () => {
	it.each(recordings)('$name', (recording) => {
		const history = historyFor(recording);
		const wait = (until: number) => {
			input(history, {kind: 'wait', duration: Math.round(until * 1e9) - history.world.now});
			settle(history, 1_000_000);
		};
		for (const event of recording.events) {
			if ('run' in event) {
				wait(event.t);
				const machine = history.world.machines.findIndex(({name}) => name === event.on);
				const {stdout, stderr, status} = execute(history, {machine}, event.run);
				const printed = {stdout: normal(stdout), stderr, status};
				expect({t: event.t, run: event.run, ...printed}).toEqual({
					t: event.t,
					run: event.run,
					stdout: normal(event.stdout),
					stderr: event.stderr,
					status: event.status,
				});
			} else if ('send' in event && event.error === undefined) {
				wait(event.t);
				const device = deviceAtPath(history.world, event.send)?.id as number;
				input(history, {kind: 'frame', device, frame: frameOf(event.hex)});
				settle(history, 1_000_000);
			}
		}
		wait(recording.until);
		const made = framesOf(history);
		for (const way of ['sent', 'received'] as const) {
			const [ours, theirs] = [frames(made, way), frames(recording.events, way)];
			for (const path of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
				const [mine, real] = [ours[path] ?? [], theirs[path] ?? []];
				expect({[`${way} ${path}`]: mine.map(({hex}) => hex)}).toEqual({[`${way} ${path}`]: real.map(({hex}) => hex)});
				for (const [index, {t}] of real.entries()) expect(Math.abs((mine[index]?.t ?? 0) - t), `${path} ${t}`).toBeLessThan(TOLERANCE);
			}
		}
	});
});
