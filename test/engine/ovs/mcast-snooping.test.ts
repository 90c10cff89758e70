import {describe, expect, it} from 'vitest';
import {buildFrame, ETHERTYPE, type Frame} from '../../../source/engine/frame.js';
import {
	createMcastSnooping,
	expireMcast,
	findGroup,
	flushMcast,
	flushMcastPort,
	heardRouter,
	joinGroup,
	leaveGroup,
	listMdb,
	type McastSnooping,
	nextMcastExpiry,
	setMcastAgeing,
	setMcastFlooding,
	setMcastTableSize,
} from '../../../source/engine/ovs/snooping/mcast-snooping.js';
import {readIgmpFrame, readMldFrame} from '../../../source/engine/ovs/snooping/snooped-message.js';
import {buildIgmp} from '../../../source/engine/protocol/igmp.js';
import {buildIpv4, IP_PROTOCOL} from '../../../source/engine/protocol/ipv4.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {buildMld} from '../../../source/engine/protocol/mld.js';

const SECOND = 1_000_000_000;

function shown(snooping: McastSnooping, seconds: number): string[] {
	return listMdb(snooping, seconds * SECOND).map(({port, vlan, group, age}) => `${port} ${vlan} ${group ?? 'querier'} ${age}`);
}

describe('the multicast database', () => {
	it('has a row for each port of each group, least recently reported first, then routers', () => {
		const snooping = createMcastSnooping();
		expect(joinGroup(snooping, 0, '239.1.1.1', 'p1', 0)).toBe(true);
		expect(joinGroup(snooping, 0, '239.1.1.2', 'p1', SECOND)).toBe(true);
		expect(joinGroup(snooping, 0, '239.1.1.1', 'p2', 2 * SECOND)).toBe(false);
		heardRouter(snooping, 10, 'p3', 2 * SECOND);
		expect(shown(snooping, 3)).toEqual(['p1 0 239.1.1.2 2', 'p1 0 239.1.1.1 3', 'p2 0 239.1.1.1 1', 'p3 10 querier 1']);
	});

	it('keeps ports with a router, and ports that are flooded, out of groups', () => {
		const snooping = createMcastSnooping();
		heardRouter(snooping, 0, 'p1', 0);
		setMcastFlooding(snooping, true, ['p2'], []);
		for (const port of ['p1', 'p2', 'p3']) joinGroup(snooping, 0, '239.1.1.1', port, 0);
		expect([...(findGroup(snooping, 0, '239.1.1.1')?.ports.keys() ?? [])]).toEqual(['p3']);
		expect(heardRouter(snooping, 0, 'p2', 0)).toBe(false);
		expect(joinGroup(snooping, 10, '239.1.1.1', 'p1', 0)).toBe(true);
	});

	it('takes a port out at once when it leaves, unless it leads to another switch', () => {
		const snooping = createMcastSnooping();
		setMcastFlooding(snooping, true, [], ['p2']);
		for (const port of ['p1', 'p2']) joinGroup(snooping, 0, '239.1.1.1', port, 0);
		expect(leaveGroup(snooping, 0, '239.1.1.1', 'p1')).toBe(true);
		expect(leaveGroup(snooping, 0, '239.1.1.1', 'p2')).toBe(false);
		expect(shown(snooping, 0)).toEqual(['p2 0 239.1.1.1 0']);
	});

	it('knows a group without ports until it is the oldest', () => {
		const snooping = createMcastSnooping();
		joinGroup(snooping, 0, '239.1.1.1', 'p1', 0);
		joinGroup(snooping, 0, '239.1.1.2', 'p1', 0);
		leaveGroup(snooping, 0, '239.1.1.2', 'p1');
		expireMcast(snooping, 0);
		expect(findGroup(snooping, 0, '239.1.1.2')?.ports.size).toBe(0);
		leaveGroup(snooping, 0, '239.1.1.1', 'p1');
		expect(nextMcastExpiry(snooping)).toBe(Number.NEGATIVE_INFINITY);
		expireMcast(snooping, 0);
		expect(snooping.groups.size).toBe(0);
	});

	it('ages ports after their time and routers after three minutes', () => {
		const snooping = createMcastSnooping();
		setMcastAgeing(snooping, 5);
		joinGroup(snooping, 0, '239.1.1.1', 'p1', 0);
		joinGroup(snooping, 0, '239.1.1.1', 'p2', 4 * SECOND);
		heardRouter(snooping, 0, 'p3', 0);
		expect(nextMcastExpiry(snooping)).toBe(15 * SECOND);
		expireMcast(snooping, 15 * SECOND);
		expect(shown(snooping, 15)).toEqual(['p2 0 239.1.1.1 11', 'p3 0 querier 15']);
		expireMcast(snooping, 19 * SECOND);
		expect(nextMcastExpiry(snooping)).toBe(180 * SECOND);
		expireMcast(snooping, 180 * SECOND);
		expect(nextMcastExpiry(snooping)).toBe(Number.POSITIVE_INFINITY);
	});

	it('drops the group that was reported least recently when it is full', () => {
		const snooping = createMcastSnooping();
		setMcastTableSize(snooping, 1);
		for (let group = 1; group <= 11; group++) joinGroup(snooping, 0, `239.1.1.${group}`, 'p1', group * SECOND);
		expect(snooping.groups.size).toBe(10);
		expect(findGroup(snooping, 0, '239.1.1.1')).toBeUndefined();
	});

	it('forgets a port, or everything', () => {
		const snooping = createMcastSnooping();
		joinGroup(snooping, 0, '239.1.1.1', 'p1', 0);
		joinGroup(snooping, 0, '239.1.1.1', 'p2', 0);
		joinGroup(snooping, 0, '239.1.1.2', 'p1', 0);
		heardRouter(snooping, 10, 'p1', 0);
		flushMcastPort(snooping, 'p1');
		expect(shown(snooping, 0)).toEqual(['p2 0 239.1.1.1 0']);
		flushMcast(snooping);
		expect(shown(snooping, 0)).toEqual([]);
	});
});

describe('messages as Open vSwitch reads them', () => {
	const ipv4 = (payload: Uint8Array, source = '10.0.0.1'): Frame =>
		buildFrame({
			dst: 0x0100_5e01_0101,
			src: 0x5054_0000_0001,
			etherType: ETHERTYPE.ipv4,
			payload: buildIpv4({protocol: IP_PROTOCOL.igmp, source: toIpv4(source), destination: toIpv4('239.1.1.1'), payload}),
		});
	const group = toIpv4('239.1.1.1');

	it('are joins, leaves and queries, whatever the version', () => {
		const join = {kind: 'membership', changes: [{kind: 'join', group: '239.1.1.1'}], counted: false};
		expect(readIgmpFrame(ipv4(buildIgmp({kind: 'report', version: 1, group})))).toEqual(join);
		expect(readIgmpFrame(ipv4(buildIgmp({kind: 'report', version: 2, group})))).toEqual(join);
		expect(readIgmpFrame(ipv4(buildIgmp({kind: 'leave', group})))).toMatchObject({changes: [{kind: 'leave'}]});
		const query = buildIgmp({kind: 'query', version: 2, group: 0, maxResponse: SECOND, sources: 0});
		expect(readIgmpFrame(ipv4(query))).toEqual({kind: 'query', protocol: 'IGMP', from: '10.0.0.1'});
		expect(readIgmpFrame(ipv4(query, '0.0.0.0'))).toMatchObject({from: undefined});
	});

	it('leave by a record that includes no source', () => {
		const records = [
			{kind: 'to-include', group, sources: 0},
			{kind: 'is-exclude', group, sources: 0},
		] as const;
		const message = readIgmpFrame(ipv4(buildIgmp({kind: 'records', records: [...records], truncated: false})));
		expect(message).toMatchObject({changes: [{kind: 'leave'}, {kind: 'join'}], counted: true});
	});

	it('end at a record of a kind that does not exist', () => {
		const bytes = buildIgmp({
			kind: 'records',
			records: [1, 2].map(() => ({kind: 'is-exclude', group, sources: 0}) as const),
			truncated: false,
		});
		bytes[8] = 9;
		bytes[2] = (bytes[2] as number) - 7;
		expect(readIgmpFrame(ipv4(bytes))).toEqual({kind: 'membership', changes: [], counted: true});
	});

	it('are nothing with a wrong checksum', () => {
		const bytes = buildIgmp({kind: 'report', version: 2, group});
		bytes[2] = (bytes[2] as number) ^ 1;
		expect(readIgmpFrame(ipv4(bytes))).toEqual({kind: 'bad-checksum', protocol: 'IGMP'});
	});

	it('are MLD behind a hop-by-hop header', () => {
		const packet = buildMld({kind: 'report', group: [0xff05_0000, 0, 0, 1]}, [0xfe80_0000, 0, 0, 1], [0xff05_0000, 0, 0, 1]);
		const frame = buildFrame({dst: 0x3333_0000_0001, src: 0x5054_0000_0001, etherType: ETHERTYPE.ipv6, payload: packet});
		expect(readMldFrame(frame)).toEqual({kind: 'membership', changes: [{kind: 'join', group: 'ff05::1'}], counted: true});
	});
});
