/**
 * What a full table does, on the ordinary devices: three guests on one switch, vm1 and vm2 talk, vm3 listens and, where it is
 * told to, sends from addresses that nobody has. Then the same on the tables of a fabric. The figures were taken on Linux 6.18
 * and Open vSwitch 3.1.
 *
 *      vm1   vm2   vm3
 *       └─────┼─────┘
 *            br0
 */
import {describe, expect, it} from 'vitest';
import {frameName} from '../../../source/console/telling/frame-name.js';
import {createTable, knows, learn} from '../../../source/engine/fabric/table.js';
import {buildFrame, ETHERTYPE} from '../../../source/engine/frame.js';
import {type History, input, settle} from '../../../source/engine/history.js';
import type {LabFile} from '../../../source/engine/lab.js';
import {countMacs, type MacLearning} from '../../../source/engine/ovs/mac/mac-learning.js';
import {bridgeNamed} from '../../../source/engine/ovs/vswitchd.js';
import {deliveries} from '../../../source/engine/trace.js';
import {deviceAtPath, machineNamed, machineOf} from '../../../source/engine/world.js';
import {feed} from '../../../source/lesson/feed.js';
import {historyOf} from '../../fixtures/macvlan-lab.js';

type Switch = LabFile['machines'][number]['devices'][number];

const guest = (number: number) => ({
	name: `vm${number}`,
	role: 'vm' as const,
	devices: [{kind: 'nic' as const, name: 'eth0', mac: `52:54:00:00:00:0${number}`, addresses: [`10.0.0.${number}/24`]}],
});

function labOf(device: Switch): History {
	const ports = [1, 2, 3].map((number) => ({kind: 'nic' as const, name: `vnet${number}`}));
	const history = historyOf({
		machines: [guest(1), guest(2), guest(3), {name: 'host', role: 'host', devices: [...ports, device]}],
		links: [1, 2, 3].map((number) => ({ends: [`host/vnet${number}`, `vm${number}/eth0`] as [string, string], kind: 'virtual' as const})),
	});
	settle(history);
	return history;
}

const bridge = (options: object, ports: Extract<Switch, {kind: 'bridge'}>['ports'] = ['vnet1', 'vnet2', 'vnet3']): Switch => ({
	kind: 'bridge',
	name: 'br0',
	ports,
	options,
});

/** `count` frames of vm3, each from another address, all to one that nobody has. */
function invent(history: History, first: number, count: number): void {
	for (let address = first; address < first + count; address++) {
		const frame = buildFrame({
			src: 0x02ba_d000_0000 + address,
			dst: 0x02ff_ffff_fffe,
			etherType: ETHERTYPE.experimental,
			payload: new Uint8Array(46),
		});
		input(history, {kind: 'frame', device: deviceAtPath(history.world, 'vm3/eth0')?.id as number, frame});
		settle(history);
	}
}

/** ICMP frames of three pings between vm1 and vm2 that come to vm3, of six. */
function sniffed(history: History): number {
	const before = history.end;
	feed(history, {kind: 'ping', from: 'vm1', to: 'vm2', count: 3});
	feed(history, {kind: 'wait', ms: 5000});
	settle(history);
	const {world, trace} = history;
	const icmp = deliveries(trace.filter(({id}) => id >= before)).filter(({frame}) => /echo re(quest|ply)/.test(frameName(world, frame)));
	expect(icmp.filter(({device}) => machineOf(world, device).name !== 'vm3')).toHaveLength(6);
	return icmp.filter(({device}) => machineOf(world, device).name === 'vm3').length;
}

/** What `ovs-appctl fdb/stats-show` counts. */
function macsOf({world}: History): MacLearning {
	const switchd = machineNamed(world, 'host')?.vswitchd;
	const bridge = switchd && bridgeNamed(switchd, 'br0');
	if (!bridge) throw new Error('no br0');
	return bridge.macs;
}

describe('a Linux bridge', () => {
	it('with fdb_max_learned 4 and an attacker who was first: vm3 sees 6 of 6', () => {
		const history = labOf(bridge({fdbMaxLearned: 4}));
		invent(history, 0, 12);
		expect(sniffed(history)).toBe(6);
	});

	it('with fdb_max_learned 4 and victims who were first: vm3 sees none', () => {
		const history = labOf(bridge({fdbMaxLearned: 4}));
		sniffed(history);
		invent(history, 0, 12);
		expect(sniffed(history)).toBe(0);
	});

	it('without a limit: nothing that an attacker does makes it forget', () => {
		const history = labOf(bridge({}));
		invent(history, 0, 24);
		expect(sniffed(history)).toBe(0);
	});

	it('with ageing 0 is a hub: 6 of 6', () => {
		expect(sniffed(labOf(bridge({ageing: 0})))).toBe(6);
	});

	it('that does not learn on the port of vm1 floods every answer to it', () => {
		expect(sniffed(labOf(bridge({}, [{device: 'vnet1', learning: false}, 'vnet2', 'vnet3'])))).toBe(3);
	});
});

describe('three stations and an empty table: what vm3 sees', () => {
	const heard = (history: History, before: number): number =>
		deliveries(history.trace.filter(({id}) => id >= before)).filter(({device}) => machineOf(history.world, device).name === 'vm3').length;

	it('of a ping between the others: the ARP request, which is for everybody, and no more', () => {
		const history = labOf(bridge({}));
		const before = history.end;
		feed(history, {kind: 'ping', from: 'vm1', to: 'vm2', count: 1});
		feed(history, {kind: 'wait', ms: 900});
		settle(history);
		expect(heard(history, before)).toBe(1);
	});

	it('of frames to a station that never speaks: every one; with a static entry none', () => {
		const history = labOf(bridge({}));
		const threeFrames = (): number => {
			const before = history.end;
			for (let frame = 0; frame < 3; frame++) {
				feed(history, {kind: 'frame', from: 'vm1', to: 'vm2'});
				settle(history);
			}
			return heard(history, before);
		};
		expect(threeFrames()).toBe(3);
		feed(history, {kind: 'command', on: 'host', run: 'bridge fdb add 52:54:00:00:00:02 dev vnet2 master static'});
		settle(history);
		expect(threeFrames()).toBe(0);
	});
});

describe('Open vSwitch with a table of ten', () => {
	const lab = (): History =>
		labOf({kind: 'ovs-bridge', name: 'br0', ports: ['vnet1', 'vnet2', 'vnet3'], otherConfig: {'mac-table-size': '10'}});

	it('keeps the victims, whatever the attacker sends: vm3 sees none', () => {
		const history = lab();
		sniffed(history);
		invent(history, 0, 12);
		expect([macsOf(history).statistics.evicted, sniffed(history)]).toEqual([4, 0]);
		invent(history, 12, 12);
		expect([macsOf(history).statistics.evicted, sniffed(history)]).toEqual([16, 0]);
		expect(countMacs(macsOf(history))).toBe(10);
	});
});

describe('the tables of a fabric', () => {
	const small = (policy: 'first-kept' | 'evict-fairly', size: number) =>
		createTable({policy, size, ageing: 300, ways: 4, stations: 100, expected: undefined});
	const VICTIMS = [0, 1];
	const bad = (address: number): number => 10 + address;

	it('four entries, first kept: the victims come too late and are never known', () => {
		const table = small('first-kept', 4);
		for (let address = 0; address < 4; address++) learn(table, bad(address), 3, 0);
		for (const victim of VICTIMS) learn(table, victim, 1 + victim, 1);
		expect([VICTIMS.map((victim) => knows(table, victim)), table.count, table.refused]).toEqual([[false, false], 4, 2]);
	});

	it('ten entries, evicted fairly: 12 addresses evict 4, 12 more make it 16, the victims stay', () => {
		const table = small('evict-fairly', 10);
		for (const victim of VICTIMS) learn(table, victim, 1 + victim, 0);
		for (let address = 0; address < 12; address++) learn(table, bad(address), 3, 1);
		expect(table.evicted).toBe(4);
		for (let address = 12; address < 24; address++) learn(table, bad(address), 3, 2);
		expect([table.evicted, VICTIMS.map((victim) => knows(table, victim))]).toEqual([16, [true, true]]);
	});
});
