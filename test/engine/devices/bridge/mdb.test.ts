import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {BridgePort} from '../../../../source/engine/devices/bridge/bridge-device.js';
import {multicastEgress} from '../../../../source/engine/devices/bridge/mdb-egress.js';
import {setMulticastRouter, setQuerier} from '../../../../source/engine/devices/bridge/mdb-port.js';
import {mdbRows, routerPortRows} from '../../../../source/engine/devices/bridge/mdb-report.js';
import {snoop} from '../../../../source/engine/devices/bridge/mdb-snooping.js';
import {disablePort, enablePort} from '../../../../source/engine/devices/bridge/stp-port.js';
import {buildFrame, ETHERTYPE, type Frame} from '../../../../source/engine/frame.js';
import {buildIgmp, type Igmp} from '../../../../source/engine/protocol/igmp.js';
import {buildIpv4, IP_PROTOCOL} from '../../../../source/engine/protocol/ipv4.js';
import {groupMac, toIpv4} from '../../../../source/engine/protocol/ipv4-address.js';
import type {Ipv6Address} from '../../../../source/engine/protocol/ipv6-address.js';
import {buildMld, type Mld} from '../../../../source/engine/protocol/mld.js';
import {toHex} from '../../protocol/hex.js';
import {createSnooper, deliver, mdbOf, passTime, portNamed, routersOf, SECOND, type Snooper} from './snooper.js';

const GROUP = '239.1.1.1';
const ALL_HOSTS = '224.0.0.1';
const ALL = ['host', 'p1', 'p2', 'p3', 'p4'];

function igmp(message: Igmp, destination: string, source = '10.0.0.9'): Frame {
	const dst = toIpv4(destination);
	const payload = buildIpv4({protocol: IP_PROTOCOL.igmp, source: toIpv4(source), destination: dst, ttl: 1, payload: buildIgmp(message)});
	return buildFrame({dst: groupMac(dst), src: 0x0200_0000_0009, etherType: ETHERTYPE.ipv4, payload});
}

function report(group = GROUP): Frame {
	return igmp({kind: 'report', version: 2, group: toIpv4(group)}, group);
}

function leave(group = GROUP): Frame {
	return igmp({kind: 'leave', group: toIpv4(group)}, '224.0.0.2');
}

function query(source = '10.0.0.9'): Frame {
	return igmp({kind: 'query', version: 2, group: 0, maxResponse: 10 * SECOND, sources: 0}, ALL_HOSTS, source);
}

function data(group = GROUP): Frame {
	const payload = buildIpv4({protocol: IP_PROTOCOL.udp, source: 1, destination: toIpv4(group), payload: new Uint8Array(8)});
	return buildFrame({dst: groupMac(toIpv4(group)), src: 0x0200_0000_0001, etherType: ETHERTYPE.ipv4, payload});
}

const ALL_NODES: Ipv6Address = [0xff02_0000, 0, 0, 1];
const GROUP6: Ipv6Address = [0xff05_0000, 0, 0, 5];

function mld(message: Mld, destination: Ipv6Address): Frame {
	const payload = buildMld(message, [0xfe80_0000, 0, 0, 9], destination);
	return buildFrame({dst: 0x3333_0000_0000 + destination[3], src: 0x0200_0000_0009, etherType: ETHERTYPE.ipv6, payload});
}

/** With a querier on p4 that has been heard and answered. */
function withQuerier(): Snooper {
	const snooper = createSnooper();
	deliver(snooper, 'p4', query());
	passTime(snooper, 10);
	return snooper;
}

describe('without a querier', () => {
	it('a group with members floods all the same', () => {
		const snooper = createSnooper();
		deliver(snooper, 'p2', report());
		expect(mdbOf(snooper)).toEqual([{group: GROUP, port: 'p2', state: 'temp'}]);
		expect(deliver(snooper, 'p1', data())).toEqual(['host', 'p2', 'p3', 'p4']);
	});
});

describe('a querier', () => {
	it('counts when the response time of its first query is over, and for 255 s', () => {
		const snooper = createSnooper();
		deliver(snooper, 'p4', query());
		const heard = [9.9, 10, 254.9, 255].map((second) => {
			passTime(snooper, second);
			return deliver(snooper, 'p1', data());
		});
		expect(heard).toEqual([['host', 'p2', 'p3', 'p4'], ['p4'], ['p4'], ['host', 'p2', 'p3', 'p4']]);
	});

	it('makes its port a router port for 255 s, which a later query prolongs', () => {
		const snooper = createSnooper();
		deliver(snooper, 'p4', query());
		passTime(snooper, 100);
		deliver(snooper, 'p4', query());
		passTime(snooper, 354);
		expect(routerPortRows(snooper.bridge, snooper.world)).toEqual([{port: 'p4', state: 'temp', timer: SECOND}]);
		passTime(snooper, 355);
		expect(routersOf(snooper)).toEqual([]);
	});

	it('with a higher address is not the querier', () => {
		const snooper = withQuerier();
		deliver(snooper, 'p3', query('10.0.0.10'));
		expect(routersOf(snooper)).toEqual(['p4']);
		deliver(snooper, 'p3', query('10.0.0.8'));
		expect(routersOf(snooper)).toEqual(['p3', 'p4']);
	});

	it('of one family says nothing about the other', () => {
		const snooper = withQuerier();
		deliver(snooper, 'p2', mld({kind: 'report', group: GROUP6}, GROUP6));
		expect(mdbOf(snooper)).toEqual([{group: 'ff05::5', port: 'p2', state: 'temp'}]);
		const data6 = mld({kind: 'router-advertisement'}, GROUP6);
		expect(deliver(snooper, 'p1', data6)).toEqual(['host', 'p2', 'p3', 'p4']);
		deliver(snooper, 'p3', mld({kind: 'query', version: 1, group: [0, 0, 0, 0], maxResponse: 10 * SECOND, sources: 0}, ALL_NODES));
		passTime(snooper, 21);
		expect(deliver(snooper, 'p1', data6)).toEqual(['p2', 'p3']);
		expect(deliver(snooper, 'p1', mld({kind: 'router-advertisement'}, ALL_NODES))).toEqual(['host', 'p2', 'p3', 'p4']);
	});
});

describe('a member', () => {
	it('is forgotten 260 s after its last report', () => {
		const snooper = createSnooper();
		deliver(snooper, 'p2', report());
		passTime(snooper, 100);
		deliver(snooper, 'p2', report());
		passTime(snooper, 359.9);
		expect(mdbRows(snooper.bridge, snooper.world)).toEqual([
			{group: GROUP, port: 'p2', state: 'temp', vid: 0, protocol: 'kernel', timer: 100_000_000},
		]);
		passTime(snooper, 360);
		expect(mdbOf(snooper)).toEqual([]);
	});

	it('that leaves stays 2 s, unless it reports again', () => {
		const snooper = createSnooper();
		deliver(snooper, 'p2', report());
		deliver(snooper, 'p3', report());
		deliver(snooper, 'p2', leave());
		deliver(snooper, 'p3', leave());
		passTime(snooper, 1.9);
		deliver(snooper, 'p3', report());
		passTime(snooper, 2);
		expect(mdbOf(snooper).map(({port}) => port)).toEqual(['p3']);
	});

	it('that leaves stays while another querier is there to ask', () => {
		const snooper = withQuerier();
		deliver(snooper, 'p2', report());
		deliver(snooper, 'p2', leave());
		passTime(snooper, 20);
		expect(mdbOf(snooper)).toHaveLength(1);
		const one = igmp({kind: 'query', version: 2, group: toIpv4(GROUP), maxResponse: SECOND, sources: 0}, GROUP);
		deliver(snooper, 'p4', one);
		passTime(snooper, 22);
		expect(mdbOf(snooper)).toEqual([]);
	});

	it('in one VLAN is none in another', () => {
		const {bridge, world, out} = withQuerier();
		snoop(bridge, bridge.ports[1], report(), 10, world.now, out);
		const to = (vid: number) => multicastEgress(bridge, data(), vid, world.now);
		expect(to(10)).toMatchObject({kind: 'ports', registered: true, ports: [{number: 2}, {number: 4}]});
		expect(to(20)).toMatchObject({kind: 'ports', registered: false, ports: [{number: 4}]});
	});

	it('may be the host', () => {
		const snooper = withQuerier();
		deliver(snooper, 'host', report());
		expect(mdbOf(snooper)).toEqual([{group: GROUP, port: 'br0', state: 'temp'}]);
		expect(deliver(snooper, 'p1', data())).toEqual(['host', 'p4']);
	});
});

describe('br0 as querier', () => {
	/** Captured on Linux 6.18: what br0 with MAC 02:00:00:00:b0:00 sends. */
	const GENERAL = '01005e00000102000000b000080046c00020000040000102041700000000e0000001940400001164ee9b00000000';
	const LAST_MEMBER = '01005e00000102000000b000080046c00020000040000102041700000000e000000194040000110afef2ef010101';

	it('asks its ports and its host at once, after 31.25 s, and then every 125 s, in the kernel’s words', () => {
		const snooper = createSnooper({querier: true, ports: 1});
		passTime(snooper, 300);
		const [p1, br0] = [portNamed(snooper, 'p1')?.device, snooper.bridge.id];
		for (const device of [p1, br0]) {
			expect(snooper.sent.filter((sent) => sent.device === device).map(({time}) => time)).toEqual([0, 31.25, 156.25, 281.25]);
		}
		expect(new Set(snooper.sent.map(({frame}) => toHex(frame.bytes)))).toEqual(new Set([GENERAL]));
	});

	it('restricts groups 10 s after it began', () => {
		const snooper = createSnooper({querier: true});
		deliver(snooper, 'p2', report());
		passTime(snooper, 9.9);
		expect(deliver(snooper, 'p1', data())).toEqual(['host', 'p2', 'p3', 'p4']);
		passTime(snooper, 10);
		expect(deliver(snooper, 'p1', data())).toEqual(['p2']);
	});

	it('asks on the port where somebody left, and for everything 2 s later', () => {
		const snooper = createSnooper({querier: true});
		passTime(snooper, 40);
		deliver(snooper, 'p2', report());
		snooper.sent.length = 0;
		deliver(snooper, 'p2', leave());
		passTime(snooper, 50);
		const p2 = portNamed(snooper, 'p2')?.device;
		expect(snooper.sent.map(({time, device, frame}) => [time, device, toHex(frame.bytes)])).toEqual([
			[40, p2, LAST_MEMBER],
			[42, p2, GENERAL],
		]);
		expect(mdbOf(snooper)).toEqual([]);
	});

	it('is silent while another querier is heard, and asks again when that one has gone', () => {
		const snooper = createSnooper({querier: true, ports: 2});
		passTime(snooper, 1);
		snooper.sent.length = 0;
		deliver(snooper, 'p2', query());
		passTime(snooper, 255.9);
		expect(snooper.sent).toEqual([]);
		passTime(snooper, 256);
		expect(snooper.sent.map(({time}) => time)).toEqual([256, 256, 256]);
	});

	it('asks nothing when it is switched off', () => {
		const snooper = createSnooper({querier: true});
		setQuerier(snooper.bridge, false, 0, snooper.out);
		passTime(snooper, 300);
		expect(snooper.sent).toEqual([]);
	});
});

describe('a router port', () => {
	it('set by hand gets everything, and survives the port’s going down', () => {
		const snooper = withQuerier();
		const p1 = portNamed(snooper, 'p1') as BridgePort;
		setMulticastRouter(snooper.bridge, p1, 2);
		expect(routerPortRows(snooper.bridge, snooper.world)[0]).toEqual({port: 'p1', state: 'permanent', timer: 0});
		expect(deliver(snooper, 'p2', data())).toEqual(['p1', 'p4']);
		disablePort(snooper.bridge, p1, snooper.world.now, snooper.out);
		expect(deliver(snooper, 'p2', data())).toEqual(['p4']);
		enablePort(snooper.bridge, p1, snooper.world.now, snooper.out);
		expect(deliver(snooper, 'p2', data())).toEqual(['p1', 'p4']);
	});
});

describe('the trace', () => {
	it('is told of queries, reports and leaves', () => {
		const snooper = createSnooper();
		deliver(snooper, 'p4', query());
		deliver(snooper, 'p2', report());
		deliver(snooper, 'host', leave());
		const port = (name: string) => portNamed(snooper, name)?.device;
		expect(snooper.notes.filter(({kind}) => kind === 'snooped')).toEqual([
			{kind: 'snooped', message: 'query', port: port('p4'), group: 0x0100_5e00_0001},
			{kind: 'snooped', message: 'report', port: port('p2'), group: 0x0100_5e01_0101},
			{kind: 'snooped', message: 'leave', port: snooper.bridge.id, group: 0x0100_5e01_0101},
		]);
	});
});

describe('laws', () => {
	const groups = [GROUP, '239.1.1.2', '239.129.1.1'];
	const step = fc.record({port: fc.constantFrom('p1', 'p2', 'p3'), group: fc.constantFrom(...groups), joins: fc.boolean()});

	it('with a querier and fast leave, a group goes to who asked last, and to the router', () => {
		fc.assert(
			fc.property(fc.array(step, {maxLength: 20}), (steps) => {
				const snooper = withQuerier();
				const wanted = new Set<string>();
				for (const port of snooper.bridge.ports) port.fastLeave = true;
				for (const {port, group, joins} of steps) {
					deliver(snooper, port, joins ? report(group) : leave(group));
					if (joins) wanted.add(`${port} ${group}`);
					else wanted.delete(`${port} ${group}`);
				}
				for (const group of groups) {
					const members = ['p1', 'p2', 'p3'].filter((port) => wanted.has(`${port} ${group}`));
					expect(deliver(snooper, 'host', data(group))).toEqual([...members, 'p4']);
				}
			}),
			{seed: 1},
		);
	});

	it('snooping never sends a copy where a flood would not', () => {
		fc.assert(
			fc.property(fc.array(step, {maxLength: 20}), fc.constantFrom(...ALL), (steps, from) => {
				const snooper = withQuerier();
				for (const {port, group, joins} of steps) deliver(snooper, port, joins ? report(group) : leave(group));
				const flooded = ALL.filter((name) => name !== from);
				for (const group of groups) expect(flooded).toEqual(expect.arrayContaining(deliver(snooper, from, data(group))));
			}),
			{seed: 1},
		);
	});
});
