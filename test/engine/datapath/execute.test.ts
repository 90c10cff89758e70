import {describe, expect, it} from 'vitest';
import {applyChange} from '../../../source/engine/changes/apply.js';
import {enterDatapath, executeInDatapath} from '../../../source/engine/devices/datapath/datapath.js';
import type {DatapathAction} from '../../../source/engine/devices/datapath/datapath-action.js';
import type {Datapath} from '../../../source/engine/devices/datapath/datapath-device.js';
import {installFlow, listFlows, statsOf} from '../../../source/engine/devices/datapath/flow-cache.js';
import {addInternalPort, addNetdevPort, createDatapath, removeDatapathPort} from '../../../source/engine/devices/datapath/ports.js';
import {createKey, WORD} from '../../../source/engine/flow/key.js';
import {buildFrame, type Frame, tags} from '../../../source/engine/frame.js';
import {createStack} from '../../../source/engine/stack/stack-state.js';
import {createWorld, type Machine, type World} from '../../../source/engine/world.js';
import {createRecordingSink} from '../recording-sink.js';

const out = (port: number): DatapathAction => ({kind: 'output', port});
const frame = buildFrame({dst: 2, src: 4, etherType: 0x88b5, payload: new Uint8Array(46).fill(7)});

/** NICs eth1 to eth3 at ports of the same number, and the internal port 4. */
function setup(type: Datapath['type'] = 'netdev'): {world: World; datapath: Datapath; names: Map<number, string>} {
	const world = createWorld();
	const machine: Machine = {id: 0, name: 'host', role: 'host', devices: [], nextIfindex: 2, stack: createStack()};
	world.machines.push(machine);
	const datapath = createDatapath(world, machine, type);
	const names = new Map<number, string>();
	for (const port of [1, 2, 3]) {
		const made = applyChange(world, {kind: 'add-nic', machine: 0, name: `eth${port}`}, createRecordingSink());
		if (made.kind !== 'done' || made.device === undefined) throw new Error('no NIC');
		addNetdevPort(world, datapath, made.device, port);
		names.set(made.device, `eth${port}`);
	}
	names.set(addInternalPort(world, datapath, 'vport4', 6, 4).id, 'vport4');
	return {world, datapath, names};
}

/** What the actions send: `eth1 60 [10]` is by which device, octets, VIDs. */
function sent(actions: DatapathAction[], given: Frame = frame): string[] {
	const {world, datapath, names} = setup();
	const sink = createRecordingSink();
	executeInDatapath(world, datapath, 1, actions, given, sink);
	return sink.asked.map((asked) => {
		if (asked.kind === 'drop') return asked.reason;
		return `${names.get(asked.device)} ${asked.frame.bytes.length} [${tags(asked.frame).map(({tpid, vid, pcp}) => `${tpid.toString(16)} ${vid} ${pcp}`)}]`;
	});
}

describe('actions', () => {
	it('send by NICs and to the host', () => {
		expect(sent([out(1), out(3), out(4)])).toEqual(['eth1 60 []', 'eth3 60 []', 'vport4 60 []']);
	});

	it('send to no port that is not there', () => {
		expect(sent([out(9), out(0), out(2)])).toEqual(['ovs-no-output', 'ovs-no-output', 'eth2 60 []']);
	});

	it('push and pop tags; what was sent before stays as it was', () => {
		const push: DatapathAction = {kind: 'push-vlan', tpid: 0x8100, vid: 10, pcp: 3};
		const outer: DatapathAction = {kind: 'push-vlan', tpid: 0x88a8, vid: 20, pcp: 0};
		expect(sent([out(1), push, out(2), outer, out(3), {kind: 'pop-vlan'}, {kind: 'pop-vlan'}, {kind: 'pop-vlan'}, out(4)])).toEqual([
			'eth1 60 []',
			'eth2 64 [8100 10 3]',
			'eth3 68 [88a8 20 0,8100 10 3]',
			'vport4 60 []',
		]);
	});

	it('cut the next output, and only that, and never make a frame longer', () => {
		expect(sent([{kind: 'truncate', length: 30}, out(1), out(2), {kind: 'truncate', length: 100}, out(3)])).toEqual([
			'eth1 30 []',
			'eth2 60 []',
			'eth3 60 []',
		]);
	});

	it('of a clone do not concern the frame', () => {
		const push: DatapathAction = {kind: 'push-vlan', tpid: 0x8100, vid: 10, pcp: 0};
		expect(sent([{kind: 'clone', actions: [push, out(1)]}, out(2)])).toEqual(['eth1 64 [8100 10 0]', 'eth2 60 []']);
	});

	it('are chosen by the length of the frame', () => {
		const check: DatapathAction = {kind: 'check-packet-length', length: 60, greater: [out(1)], lessOrEqual: [out(2)]};
		expect(sent([check])).toEqual(['eth2 60 []']);
		expect(sent([{kind: 'push-vlan', tpid: 0x8100, vid: 1, pcp: 0}, check])).toEqual(['eth1 64 [8100 1 0]']);
	});

	it('are sampled by chance, and the chance is that of the world', () => {
		const {world, datapath} = setup();
		const sink = createRecordingSink();
		const play = (probability: number) => {
			sink.clear();
			world.seed = 1;
			for (let again = 0; again < 1000; again++) {
				executeInDatapath(world, datapath, 1, [{kind: 'sample', probability, actions: [out(1)]}], frame, sink);
			}
			return sink.asked.length;
		};
		expect([play(0), play(0xffff_ffff)]).toEqual([0, 1000]);
		const half = play(0x8000_0000);
		expect(half).toBeGreaterThan(430);
		expect(half).toBeLessThan(570);
		expect(play(0x8000_0000)).toBe(half);
	});

	it('do not come back for ever', () => {
		for (const type of ['netdev', 'system'] as const) {
			const {world, datapath} = setup(type);
			const sink = createRecordingSink();
			const mask = createKey();
			for (const [recirc, id] of [
				[0, 1],
				[1, 1],
			] as const) {
				const key = createKey();
				key[WORD.inPort] = 1;
				key[WORD.recirc] = recirc;
				key[WORD.etherType] = 0x88b5_0000 | 0;
				installFlow(datapath.cache, key, mask, [{kind: 'recirculate', id}], undefined, 0);
			}
			enterDatapath(world, datapath, 1, frame, sink);
			expect(sink.asked).toEqual([{kind: 'drop', reason: 'ovs-translation-error'}]);
			expect(listFlows(datapath.cache).map((flow) => statsOf(datapath.cache, flow).packets)).toEqual([1, 6]);
		}
	});

	it('see the frame that comes back as those before have made it, and the hash that was computed', () => {
		const {world, datapath, names} = setup();
		const sink = createRecordingSink();
		const first = createKey();
		first[WORD.inPort] = 1;
		first[WORD.etherType] = 0x88b5_0000 | 0;
		const actions: DatapathAction[] = [
			{kind: 'push-vlan', tpid: 0x8100, vid: 7, pcp: 0},
			{kind: 'hash', algorithm: 'l4', basis: 5},
			{kind: 'recirculate', id: 3},
			{kind: 'pop-vlan'},
			out(3),
		];
		installFlow(datapath.cache, first, createKey(), actions, undefined, 0);
		const second = first.slice();
		second[WORD.recirc] = 3;
		second[WORD.vlan] = 0x8100_1007 | 0;
		const onVlan = createKey();
		onVlan[WORD.vlan] = -1;
		installFlow(datapath.cache, second, onVlan, [out(2)], undefined, 0);
		enterDatapath(world, datapath, 1, frame, sink);
		const devices = sink.asked.map((asked) => asked.kind !== 'drop' && `${names.get(asked.device)} ${asked.frame.bytes.length}`);
		expect(devices).toEqual(['eth2 64', 'eth3 60']);
	});
});

it('a frame shorter than a header is none', () => {
	const {world, datapath} = setup();
	const sink = createRecordingSink();
	enterDatapath(world, datapath, 1, {bytes: new Uint8Array(13)}, sink);
	expect([sink.asked, datapath.lookups.missed]).toEqual([[{kind: 'drop', reason: 'malformed'}], 0]);
});

describe('ports', () => {
	it('of the kernel datapath have it as master and are promiscuous; those of the other one show it', () => {
		for (const [type, shown] of [
			['system', false],
			['netdev', true],
		] as const) {
			const {world, datapath} = setup(type);
			const nic = world.devices[1];
			expect([nic?.master, nic?.masterPort, nic?.promiscuity, nic?.asked.promisc]).toEqual([datapath.id, 1, 1, shown]);
			removeDatapathPort(world, datapath, 1);
			expect([nic?.master, nic?.masterPort, nic?.promiscuity, nic?.asked.promisc]).toEqual([-1, 0, 0, false]);
		}
	});

	it('get the lowest number that is free', () => {
		const {world, datapath} = setup();
		removeDatapathPort(world, datapath, 2);
		expect(addInternalPort(world, datapath, 'a', 8).datapathPort).toBe(2);
		expect(addInternalPort(world, datapath, 'b', 10).datapathPort).toBe(5);
		expect(datapath.ports.map(({number}) => number)).toEqual([1, 2, 3, 4, 5]);
	});

	it('that are gone send nothing, and their device is gone too', () => {
		const {world, datapath} = setup();
		const sink = createRecordingSink();
		removeDatapathPort(world, datapath, 4);
		removeDatapathPort(world, datapath, 44);
		executeInDatapath(world, datapath, 1, [out(4)], frame, sink);
		expect(sink.asked).toEqual([{kind: 'drop', reason: 'ovs-no-output'}]);
		expect(world.devices.find(({name}) => name === 'vport4')?.present).toBe(false);
	});
});
