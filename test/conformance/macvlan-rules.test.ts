/*
 *   mv1  mv2  mv3        macvlans, each in a machine of its own
 *     └───┼────┘
 *      host/eth0          02:00:00:00:00:aa
 *         │
 *      wire/eth0          sends every frame straight back when the switch reflects
 */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import * as z from 'zod';
import {buildWorld} from '../../source/engine/build-world.js';
import {MACVLAN_MODES} from '../../source/engine/devices/macvlan-device.js';
import type {Frame} from '../../source/engine/frame.js';
import {createHistory, type History, input, step} from '../../source/engine/history.js';
import {labSchema} from '../../source/engine/lab.js';
import {toMac} from '../../source/engine/mac.js';
import type {TraceNode} from '../../source/engine/trace.js';
import {crossings, deliveries} from '../../source/engine/trace.js';
import {machineOf} from '../../source/engine/world.js';
import {idOf, plainFrame} from '../fixtures/macvlan-lab.js';

const macvlan = z.object({name: z.string(), mode: z.enum(MACVLAN_MODES), mac: z.string(), up: z.boolean()});
const row = z.object({
	from: z.string(),
	dst: z.string(),
	src: z.string(),
	sent_to_wire: z.int().optional(),
	macvlans_received: z.record(z.string(), z.array(z.string())),
	host_ip_stack_received: z.int(),
});
const scenario = z.object({macvlans: z.array(macvlan), adjacent_switch_reflects: z.boolean(), rows: z.array(row).min(1)});
const table = z.object({scenarios: z.array(scenario).min(1)});

const {scenarios} = table.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'rules/macvlan.json'), 'utf8')));
const GROUP = '01:00:5e:01:02:03';

function build({macvlans}: z.output<typeof scenario>): History {
	const lab = labSchema.parse({
		machines: [
			{name: 'host', role: 'host', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:00:aa'}]},
			{name: 'wire', role: 'external', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:00:ee'}]},
			...macvlans.map(({name, mode, mac, up}) => ({
				name,
				role: 'vm',
				devices: [{kind: 'macvlan', name: 'eth0', lower: 'host/eth0', mode, mac, up}],
			})),
		],
		links: [{ends: ['host/eth0', 'wire/eth0']}],
	});
	const built = buildWorld(lab);
	if (built.kind === 'wrong') throw new Error(JSON.stringify(built.problems));
	const history = createHistory(built.world);
	input(history, {kind: 'change', change: {kind: 'join-group', device: idOf(built.world, 'host/eth0'), group: toMac(GROUP)}});
	return history;
}

/** Sends a frame and lets the neighbour reflect it if it does; returns all nodes. */
function play(history: History, from: string, frame: Frame, reflects: boolean): TraceNode[] {
	const host = idOf(history.world, 'host/eth0');
	const wire = idOf(history.world, 'wire/eth0');
	input(history, {kind: 'frame', device: idOf(history.world, `${from}/eth0`), frame});
	const nodes: TraceNode[] = [];
	for (let node = step(history); node; node = step(history)) {
		nodes.push(node);
		for (const crossing of crossings([node])) {
			if (reflects && crossing.from === host) input(history, {kind: 'frame', device: wire, frame: crossing.frame});
		}
	}
	return nodes;
}

describe.each(scenarios)('$macvlans.0.mode $macvlans.1.mode $macvlans.2.mode, switch reflects: $adjacent_switch_reflects', (given) => {
	it.each(given.rows)('$from sends $src > $dst', ({from, src, dst, ...expected}) => {
		const history = build(given);
		const host = idOf(history.world, 'host/eth0');
		const nodes = play(history, from, plainFrame(src, dst), given.adjacent_switch_reflects);
		const received: Record<string, string[]> = {};
		let accepted = 0;
		for (const {device, type} of deliveries(nodes)) {
			const {name} = machineOf(history.world, device);
			if (device === host) accepted += type === 'otherhost' ? 0 : 1;
			else if (name !== 'wire') received[name] = [...(received[name] ?? []), type];
		}
		const sent = crossings(nodes).filter((crossing) => crossing.from === host).length;
		expect({
			...(expected.sent_to_wire === undefined ? {} : {sent_to_wire: sent}),
			macvlans_received: received,
			host_ip_stack_received: accepted,
		}).toEqual(expected);
	});
});
