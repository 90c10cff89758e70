/*
 *   host: br0 (10.0.0.1) with p1 p2 p3 p4
 *               │  │  │  │
 *   wire:      q1 q2 q3 q4        frames come in by a q and are seen there when they go out
 */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import * as z from 'zod';
import {buildWorld} from '../../source/engine/build-world.js';
import {buildFrame, ETHERTYPE, outerTag, type Tag, TPID_8021Q} from '../../source/engine/frame.js';
import {createHistory, type History, input, settle} from '../../source/engine/history.js';
import {labSchema} from '../../source/engine/lab.js';
import {toMac} from '../../source/engine/mac.js';
import {crossings, deliveries} from '../../source/engine/trace.js';
import {deviceAt, machineOf, type World} from '../../source/engine/world.js';
import {runOn} from '../../source/replay/shell.js';
import {bridgeIn, fdbRows} from '../../source/replay/tables.js';
import {idOf} from '../fixtures/macvlan-lab.js';

const frame = z.strictObject({
	in: z.string(),
	dst: z.string(),
	src: z.string(),
	vlan: z.int().optional(),
	out: z.array(z.string()),
	host: z.int(),
});
const command = z.strictObject({cmd: z.string(), rc: z.int(), msg: z.string()});
const entry = z.strictObject({mac: z.string(), dev: z.string(), state: z.string(), sticky: z.boolean().optional()});
const step = z.union([frame, command, z.strictObject({wait_s: z.number()}), z.strictObject({fdb: z.array(entry)})]);
const table = z.object({cases: z.array(z.object({case: z.string(), steps: z.array(step).min(1)})).min(1)});

const {cases} = table.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'rules/linux-bridge.json'), 'utf8')));
const PORTS = ['p1', 'p2', 'p3', 'p4'];
const SECOND = 1_000_000_000;

function build(): History {
	const lab = labSchema.parse({
		machines: [
			{
				name: 'host',
				role: 'host',
				devices: [
					...PORTS.map((name, index) => ({kind: 'nic', name, mac: `02:00:00:00:00:1${index + 1}`})),
					{kind: 'bridge', name: 'br0', ports: PORTS, addresses: ['10.0.0.1/24']},
				],
			},
			{
				name: 'wire',
				role: 'external',
				devices: PORTS.map((name, index) => ({kind: 'nic', name: name.replace('p', 'q'), mac: `02:00:00:00:00:2${index + 1}`})),
			},
		],
		links: PORTS.map((name) => ({ends: [`host/${name}`, `wire/${name.replace('p', 'q')}`], kind: 'virtual'})),
	});
	const built = buildWorld(lab);
	if (built.kind === 'wrong') throw new Error(JSON.stringify(built.problems));
	return createHistory(built.world);
}

function send(history: History, {in: from, src, dst, vlan}: z.output<typeof frame>): {out: string[]; host: number} {
	const {world} = history;
	const tags: Tag[] = vlan === undefined ? [] : [{tpid: TPID_8021Q, pcp: 0, dei: false, vid: vlan}];
	const sent = buildFrame({src: toMac(src), dst: toMac(dst), tags, etherType: ETHERTYPE.experimental, payload: new Uint8Array(46)});
	const path = from === 'host' ? 'host/br0' : `wire/${from.replace('p', 'q')}`;
	input(history, {kind: 'frame', device: idOf(world, path), frame: sent});
	const nodes = settle(history).filter((node) => node.frame === sent);
	const ownStack = deliveries(nodes).filter(({device, type}) => machineOf(world, device).name === 'host' && type !== 'otherhost');
	return {
		out: crossings(nodes)
			.filter((crossing) => machineOf(world, crossing.from).name === 'host')
			.map((crossing) => deviceAt(world, crossing.from).name)
			.sort(),
		// The stack has no VLAN device, so it does not take what is tagged.
		host: ownStack.filter((delivery) => outerTag(delivery.frame) === undefined).length,
	};
}

/** Learned and added entries; local ones of the ports themselves are left out. */
function fdbOf(world: World): z.output<typeof entry>[] {
	const bridge = bridgeIn(world, 'host', 'br0');
	if (!bridge) throw new Error('no br0');
	const own = new Set(['02:00:00:00:00:11', '02:00:00:00:00:12', '02:00:00:00:00:13', '02:00:00:00:00:14']);
	return fdbRows(world, bridge, 'all')
		.filter(({mac}) => !own.has(mac))
		.map(({mac, port, state, flags}) => ({
			mac,
			dev: port,
			state: state ?? 'dynamic',
			...(flags?.includes('sticky') ? {sticky: true} : {}),
		}));
}

function play(steps: readonly z.output<typeof step>[]): void {
	const history = build();
	for (const given of steps) {
		if ('in' in given) expect({...given, ...send(history, given)}).toEqual(given);
		if ('fdb' in given) expect(fdbOf(history.world)).toEqual(given.fdb);
		if ('wait_s' in given) pass(history, given.wait_s);
		if ('cmd' in given) {
			const answer = runOn(history, 'host', given.cmd);
			if (typeof answer === 'string') throw new Error(answer);
			const shown = /\bbridge (?:fdb|link) show\b/.test(given.cmd);
			// Interface numbers and the addresses of an IPv6 stack are those of the machine that recorded.
			expect([given.cmd, answer.rc, shown ? given.msg : (answer.stdout + answer.stderr).trim()]).toEqual([given.cmd, given.rc, given.msg]);
			pass(history, 0.05);
		}
	}
}

function pass(history: History, seconds: number): void {
	input(history, {kind: 'wait', duration: seconds * SECOND});
	settle(history);
}

describe.each(cases)('$case', ({steps}) => {
	it('goes as on the real bridge', () => play(steps));
});

describe('the rule table', () => {
	it('has all its cases and frames', () => {
		expect([cases.length, cases.flatMap(({steps}) => steps).filter((given) => 'in' in given).length]).toEqual([21, 83]);
	});

	it('fails when the engine does something else', () => {
		expect(() => play([{in: 'p1', dst: '02:00:00:00:0b:02', src: '02:00:00:00:0a:01', out: ['p2'], host: 0}])).toThrow();
		expect(() => play([{fdb: [{mac: '02:00:00:00:0b:02', dev: 'p1', state: 'static'}]}])).toThrow();
		expect(() => play([{cmd: 'ip link set br0 type bridge group_fwd_mask 0x1', rc: 0, msg: ''}])).toThrow();
	});
});
