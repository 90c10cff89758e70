import {describe, expect, it} from 'vitest';
import {listRules} from '../../../source/engine/flow/flow-tables.js';
import {buildFrame} from '../../../source/engine/frame.js';
import {deviceAtPath, pathOf} from '../../../source/engine/world.js';
import {addFlow} from '../ovs/pipeline.js';
import {BROADCAST_STATION, cacheNotes, dropsOf, frameOf, MILLISECOND, playground, reached, SECOND, udpOf} from './switch-harness.js';

const three = {bridges: {br0: {ports: {p1: {}, p2: {}, p3: {}}}}};
const kernel = {...three, datapathOverride: undefined};

describe('a frame that is not cached', () => {
	it('goes up, is carried out, and is cached; the flow does not count it, the table does', () => {
		const {send, flows, datapath, switchd, history, wait} = playground(three);
		const nodes = send('p1', frameOf(1, 2));
		expect(cacheNotes(nodes)).toEqual(['miss', 'installed']);
		expect(reached(history, nodes)).toEqual(['p2', 'p3']);
		expect(flows()).toEqual([
			'recirc_id(0),in_port(p1),packet_type(ns=0,id=0),eth(src=02:00:00:00:00:01,dst=02:00:00:00:00:02),eth_type(0x88b5) -> br0,p2,p3 (0)',
		]);
		expect(datapath().lookups).toEqual({hit: 0, missed: 1, lost: 0, maskHit: 0, cacheHit: 0});
		wait(SECOND);
		expect(listRules(switchd().bridges[0]?.tables as never).map(({packets, bytes}) => [packets, bytes])).toEqual([[1, 60]]);
	});

	it('is answered from the cache from then on, and counted in both places', () => {
		const {send, flows, datapath, switchd, wait} = playground(three);
		for (let again = 0; again < 3; again++) send('p1', frameOf(1, 2));
		expect(cacheNotes(send('p1', frameOf(1, 2)))).toEqual(['megaflow']);
		expect(flows()[0]).toContain('(3)');
		expect(datapath().lookups).toEqual({hit: 3, missed: 1, lost: 0, maskHit: 3, cacheHit: 0});
		// The tables hear of it when the revalidator has gone round.
		const packets = () => listRules(switchd().bridges[0]?.tables as never)[0]?.packets;
		expect(packets()).toBe(1);
		wait(SECOND);
		expect(packets()).toBe(4);
	});

	it('is lost when the daemon does not run; the kernel goes on with what it has cached', () => {
		const {send, history, switchd, datapath} = playground(kernel);
		send('p1', frameOf(1, 2));
		switchd().running = false;
		expect(reached(history, send('p1', frameOf(1, 2)))).toEqual(['p2', 'p3']);
		const nodes = send('p1', frameOf(1, 3));
		expect([cacheNotes(nodes), dropsOf(nodes), reached(history, nodes)]).toEqual([['miss'], ['ovs-upcall-lost'], []]);
		expect(datapath().lookups).toEqual({hit: 1, missed: 2, lost: 1, maskHit: 2, cacheHit: 0});
	});

	it('that a flow drops ends with the reason, cached or not', () => {
		const {lab, send} = playground(three);
		addFlow(lab, 'br0', 'priority=9,in_port=1,actions=drop');
		expect(dropsOf(send('p1', frameOf(1, 2)))).toEqual(['ovs-flow-drop']);
		const again = send('p1', frameOf(1, 2));
		expect([cacheNotes(again), dropsOf(again)]).toEqual([['simple'], ['ovs-flow-drop']]);
	});
});

describe('ports', () => {
	it('take every frame from the NIC, LLDP and the own address of the NIC included', () => {
		const {send, history} = playground({bridges: {br0: {ports: {p1: {}, p2: {}}, columns: {other_config: {'forward-bpdu': 'true'}}}}});
		const nic = deviceAtPath(history.world, 'host/p1');
		const lldp = buildFrame({dst: 0x0180_c200_000e, src: 2, etherType: 0x88cc, payload: new Uint8Array(46)});
		expect(reached(history, send('p1', lldp))).toEqual(['p2']);
		const toNic = buildFrame({dst: nic?.mac ?? 0, src: 2, etherType: 0x88b5, payload: new Uint8Array(46)});
		const nodes = send('p1', toNic);
		expect(reached(history, nodes)).toEqual(['p2']);
		const delivered = nodes.flatMap(({effects}) =>
			effects.flatMap((effect) => (effect.kind === 'delivered' ? [pathOf(history.world, effect.device)] : [])),
		);
		expect(delivered).toEqual(['host/br0', 'p2/eth0']);
	});

	it('of the host enter by the device that is called like the bridge', () => {
		const {send, history, flows} = playground(three);
		expect(reached(history, send('br0', frameOf(9, BROADCAST_STATION)))).toEqual(['p1', 'p2', 'p3']);
		expect(flows()[0]).toContain('in_port(br0)');
	});

	it('send nothing that is longer than their MTU; a tag does not count', () => {
		const {send, history, lab} = playground({bridges: {br0: {ports: {p1: {}, p2: {tag: 5}, p3: {}}}}});
		const nic = deviceAtPath(history.world, 'host/p3');
		lab.apply({kind: 'set-mtu', device: nic?.id ?? -1, mtu: 100});
		// The daemon gives the device of the bridge the smallest MTU of the ports.
		expect(deviceAtPath(history.world, 'host/br0')?.mtu).toBe(100);
		expect(reached(history, send('p1', frameOf(1, 7, 0x88b5, new Uint8Array(100))))).toEqual(['p3']);
		const long = send('p1', frameOf(1, 7, 0x88b5, new Uint8Array(101)));
		expect([reached(history, long), dropsOf(long)]).toEqual([[], ['too-long', 'too-long']]);
		expect(reached(history, send('p2', frameOf(2, 7, 0x88b5, new Uint8Array(100))))).toEqual(['p1:5', 'p3:5']);
	});

	it('that are down take and send nothing', () => {
		const {send, lab, history} = playground(kernel);
		lab.apply({kind: 'set-up', device: deviceAtPath(history.world, 'host/p3')?.id ?? -1, up: false});
		expect(dropsOf(send('p3', frameOf(3, 1)))).toEqual(['no-carrier']);
		const nodes = send('p1', frameOf(1, 7));
		expect(reached(history, nodes)).toEqual(['p2']);
	});
});

it('a select group decides by a hash: the frame comes back, and the second lookup is a flow of its own', () => {
	const {lab, send, flows, history} = playground(three);
	lab.apply({
		kind: 'group-mod',
		machine: lab.host.id,
		bridge: 'br0',
		mod: {
			command: 'add',
			group: 1,
			type: 'select',
			buckets: [2, 3].map((port) => ({id: port, weight: 1, watchPort: 0xffff, watchGroup: 0xffff_ffff, actions: [{kind: 'output', port}]})),
			commandBucket: 0xffff_ffff,
			selectionMethod: 'dp_hash',
			fields: [],
			selectionParameter: 0n,
		},
	});
	addFlow(lab, 'br0', 'priority=9,in_port=1,actions=group:1', 'OpenFlow13');
	const first = send('p1', udpOf(1, 2, 5, 6));
	expect(cacheNotes(first)).toEqual(['miss', 'miss', 'installed', 'installed']);
	const [to] = reached(history, first);
	const again = send('p1', udpOf(1, 2, 5, 6));
	expect([cacheNotes(again), reached(history, again)]).toEqual([['megaflow', 'megaflow'], [to]]);
	expect(flows().map((line) => line.replace(/recirc_id\(0x[0-9a-f]+\)/, 'recirc_id(x)').replace(/dp_hash\([^)]*\)/, 'dp_hash(x)'))).toEqual(
		[
			expect.stringMatching(/^recirc_id\(x\),dp_hash\(x\),in_port\(p1\).* -> p[23] \(1\)$/),
			expect.stringMatching(/^recirc_id\(0\),in_port\(p1\).* -> hash\(l4\(0\)\),recirc\(0x[0-9a-f]+\) \(1\)$/),
		],
	);
	// Many connections use both.
	const used = new Set(Array.from({length: 40}, (_, port) => reached(history, send('p1', udpOf(1, 2, port, 6))).join()));
	expect([...used].sort()).toEqual(['p2', 'p3']);
});

it('a frame that the daemon must see comes up each time, and is counted once', () => {
	const {send, flows, history, wait, switchd} = playground({
		bridges: {br0: {ports: {p1: {}, p2: {}, p3: {}}, columns: {mcast_snooping_enable: true}}},
	});
	const report = udpOf(1, 2, 1, 2).bytes.slice();
	// IGMPv2 report for 239.1.2.3.
	report.set([0x01, 0, 0x5e, 1, 2, 3], 0);
	report[23] = 2;
	report.set([239, 1, 2, 3], 30);
	report.set([0x16, 0, 0xf8, 0xf9, 239, 1, 2, 3], 34);
	const sent = () => send('p1', {bytes: report.slice()});
	expect(cacheNotes(sent())).toEqual(['miss', 'installed']);
	expect(flows()[0]).toMatch(/ -> userspace\(pid=\d+,slow_path\(\w+\)\) \(0\)$/);
	const again = sent();
	expect(cacheNotes(again)).toEqual(['megaflow', 'slow-path']);
	expect(reached(history, again)).toEqual([]);
	wait(SECOND);
	expect(listRules(switchd().bridges[0]?.tables as never)[0]?.packets).toBe(2);
});

it('the exact-match cache answers when it may remember every frame', () => {
	const {send, datapath} = playground({...three, otherConfig: {'emc-insert-inv-prob': '1'}});
	send('p1', frameOf(1, 2));
	expect(cacheNotes(send('p1', frameOf(1, 2)))).toEqual(['emc']);
	expect(datapath().lookups).toEqual({hit: 1, missed: 1, lost: 0, maskHit: 0, cacheHit: 1});
});

it('time travel: a world of the past has the cache of the past', async () => {
	const {jump} = await import('../../../source/engine/history.js');
	const {send, flows, history, wait} = playground(three);
	send('p1', frameOf(1, 2));
	const then = flows();
	const tick = history.cursor;
	send('p2', frameOf(2, 1));
	wait(10 * MILLISECOND);
	const now = flows();
	expect(now).not.toEqual(then);
	const end = history.cursor;
	jump(history, tick);
	expect(flows()).toEqual(then);
	jump(history, end);
	expect(flows()).toEqual(now);
});
