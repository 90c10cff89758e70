import {describe, expect, it} from 'vitest';
import {createHistory, input, settle} from '../../source/engine/history.js';
import type {LabFile} from '../../source/engine/lab.js';
import {createTicker, inject} from '../../source/engine/tick.js';
import {crossings, deliveries, drops, pathTo} from '../../source/engine/trace.js';
import {pathOf} from '../../source/engine/world.js';
import {historyOf, idOf, MAC, macvlanLab, plainFrame, worldOf} from '../fixtures/macvlan-lab.js';

/** Two switches with two cables between them and no spanning tree. */
const LOOP: LabFile = {
	machines: [
		{name: 'vm1', role: 'vm', devices: [{kind: 'nic', name: 'eth0', mac: MAC.vm1}]},
		...['a', 'b'].map((name) => ({
			name,
			role: 'switch' as const,
			devices: [
				...['p1', 'p2', 'p3'].map((port) => ({kind: 'nic' as const, name: port})),
				{kind: 'bridge' as const, name: 'br0', ports: ['p1', 'p2', 'p3'], options: {mcastSnooping: false}},
			],
		})),
	],
	links: [{ends: ['vm1/eth0', 'a/p1']}, {ends: ['a/p2', 'b/p2']}, {ends: ['a/p3', 'b/p3']}],
};

describe('a tick', () => {
	it('gives the same world with tracing on and off', () => {
		const traced = worldOf(macvlanLab(['vepa', 'bridge', 'private'], true));
		const counted = structuredClone(traced);
		for (const [world, tracing] of [
			[traced, true],
			[counted, false],
		] as const) {
			inject(world, idOf(world, 'vm1/eth0'), plainFrame(MAC.vm1, MAC.broadcast));
			const ticker = createTicker(world, tracing);
			while (ticker.tick());
		}
		expect(counted).toEqual(traced);
	});

	it('ends a loop without a cable, too: a bridge between two macvlans of one parent', () => {
		const history = historyOf({
			machines: [
				{name: 'host', role: 'host', devices: [{kind: 'nic', name: 'eth0', mac: MAC.host}]},
				{
					name: 'vm',
					role: 'vm',
					devices: [
						{kind: 'macvlan', name: 'eth0', mac: MAC.vm1, lower: 'host/eth0', mode: 'bridge'},
						{kind: 'macvlan', name: 'eth1', mac: MAC.vm2, lower: 'host/eth0', mode: 'bridge'},
						{kind: 'bridge', name: 'br0', ports: ['eth0', 'eth1'], options: {mcastSnooping: false}},
					],
				},
				{name: 'ext', role: 'external', devices: [{kind: 'nic', name: 'eth0', mac: MAC.ext}]},
			],
			links: [{ends: ['host/eth0', 'ext/eth0']}],
		});
		input(history, {kind: 'frame', device: idOf(history.world, 'vm/br0'), frame: plainFrame(MAC.vm3, MAC.broadcast)});
		const nodes = settle(history, 5000);
		expect(nodes.length).toBeLessThan(5000);
		expect(drops(nodes).map(({reason}) => reason)).toContain('hop-budget');
	});

	it('ends a loop by the hop budget, as a drop with a reason', () => {
		const history = historyOf(LOOP);
		input(history, {kind: 'frame', device: idOf(history.world, 'vm1/eth0'), frame: plainFrame(MAC.vm1, MAC.broadcast)});
		const nodes = settle(history);
		expect(new Set(drops(nodes).map(({reason}) => reason))).toContain('hop-budget');
		// Two copies circle, one each way, and b and a each hand every round to their other ports and host.
		expect(crossings(nodes).length).toBeGreaterThan(100);
		expect(settle(history)).toEqual([]);
	});

	it('accounts for every copy: it crosses, is handed on, is delivered, or is dropped', () => {
		const history = historyOf(macvlanLab(['vepa', 'bridge', 'private', 'source'], true));
		input(history, {kind: 'frame', device: idOf(history.world, 'ext/eth0'), frame: plainFrame(MAC.ext, MAC.broadcast)});
		for (const node of settle(history)) {
			expect(
				node.effects.filter(({kind}) => kind !== 'note'),
				pathOf(history.world, node.device),
			).not.toEqual([]);
		}
	});

	it('writes the path of a frame from its sender to its receiver', () => {
		const history = historyOf(macvlanLab(['vepa', 'vepa'], true));
		input(history, {kind: 'frame', device: idOf(history.world, 'vm1/eth0'), frame: plainFrame(MAC.vm1, MAC.broadcast)});
		const trace = settle(history);
		const arrival = deliveries(trace).find(({device}) => pathOf(history.world, device) === 'vm2/eth0');
		expect(arrival && pathTo(trace, arrival.node).map(({device, step}) => `${step} ${pathOf(history.world, device)}`)).toEqual([
			'transmit vm1/eth0',
			'receive sw0/swp1',
			'receive host/eth0',
			'receive vm2/eth0',
		]);
	});
});

describe('a macvtap', () => {
	const lab: LabFile = {
		...macvlanLab([]),
		machines: [
			...macvlanLab([]).machines.map((machine) =>
				machine.name === 'host'
					? {
							...machine,
							devices: [
								...machine.devices,
								...([1, 2] as const).map((n) => ({
									kind: 'macvtap' as const,
									name: `macvtap${n}`,
									mac: `02:00:00:00:00:0${n}`,
									lower: 'host/eth0',
									mode: 'bridge' as const,
								})),
							],
						}
					: machine,
			),
			...([1, 2] as const).map((n) => ({
				name: `vm${n}`,
				role: 'vm' as const,
				devices: [{kind: 'nic' as const, name: 'eth0', mac: `02:00:00:00:00:0${n}`, addresses: [`10.0.0.${n}/24`]}],
			})),
		],
		links: [
			{ends: ['host/eth0', 'sw0/swp1']},
			{ends: ['ext/eth0', 'sw0/swp2']},
			{ends: ['host/macvtap1', 'vm1/eth0'], kind: 'virtual'},
			{ends: ['host/macvtap2', 'vm2/eth0'], kind: 'virtual'},
		],
	};

	it('carries a guest that has a NIC of its own: bridge mode switches between the guests', () => {
		const history = createHistory(worldOf(lab));
		input(history, {kind: 'frame', device: idOf(history.world, 'vm1/eth0'), frame: plainFrame(MAC.vm1, MAC.vm2)});
		const nodes = settle(history);
		expect(deliveries(nodes).map(({device, type}) => [pathOf(history.world, device), type])).toEqual([['vm2/eth0', 'host']]);
		expect(crossings(nodes).map(({from, to}) => `${pathOf(history.world, from)}>${pathOf(history.world, to)}`)).toEqual([
			'vm1/eth0>host/macvtap1',
			'host/macvtap2>vm2/eth0',
		]);
	});
});
