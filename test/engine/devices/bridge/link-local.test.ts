import {describe, expect, it} from 'vitest';
import {TPID_8021AD} from '../../../../source/engine/frame.js';
import {A, type BridgeBench, bridgeBench, frameFrom} from '../../../fixtures/bridge-bench.js';

const to = (last: number): string => `01:80:c2:00:00:${last.toString(16).padStart(2, '0')}`;
const send = (bench: BridgeBench, last: number): string[] => bench.enter('p1', A, to(last));
const FORWARDED = ['p2', 'host:multicast'];
const OWN = ['own:p1'];

describe('a frame to a link-local group', () => {
	it('goes to the port’s own stack, except STP and PAUSE', () => {
		const bench = bridgeBench(2);
		for (let last = 2; last <= 15; last++) expect(send(bench, last)).toEqual(OWN);
		expect(bench.fdb()).toEqual([`${A} p1`]);
	});

	it('is forwarded as ordinary multicast from :10 on', () => {
		expect(send(bridgeBench(2), 0x10)).toEqual(FORWARDED);
	});

	it('is dropped without a trace when it is PAUSE', () => {
		const bench = bridgeBench(2);
		expect(send(bench, 1)).toEqual(['drop:pause']);
		expect(bench.fdb()).toEqual([]);
	});

	it('is forwarded when it is for STP and STP is off', () => {
		expect(send(bridgeBench(2), 0)).toEqual(FORWARDED);
	});

	it('is not forwarded when it is for STP and STP is on; what is no BPDU goes to the port’s stack', () => {
		expect(send(bridgeBench(2, {stp: true}), 0)).toEqual(OWN);
	});

	it('is received on a port that blocks, where nothing is learned', () => {
		const bench = bridgeBench(2);
		bench.setPort('p1', {state: 'listening'});
		expect(send(bench, 14)).toEqual(OWN);
		expect(bench.noted('fdb-not-learned')).toMatchObject([{why: 'not-learning'}]);
	});

	it('teaches nothing with no_linklocal_learn', () => {
		const bench = bridgeBench(2, {noLinklocalLearn: true});
		send(bench, 14);
		expect(bench.fdb()).toEqual([]);
	});
});

describe('group_fwd_mask', () => {
	it('lets through what it names', () => {
		const bench = bridgeBench(2, {groupFwdMask: 0x4008});
		expect([3, 14].map((last) => send(bench, last))).toEqual([FORWARDED, FORWARDED]);
		expect([2, 4].map((last) => send(bench, last))).toEqual([OWN, OWN]);
	});

	it('cannot name STP, PAUSE and LACP for the bridge', () => {
		const bench = bridgeBench(2);
		for (const bit of [1, 2, 4]) expect(bench.setBridge({groupFwdMask: bit})).toEqual({kind: 'refused', errno: 'EINVAL'});
		expect(bench.setBridge({groupFwdMask: 0xfff8})).toEqual({kind: 'done'});
	});

	it('of a port binds that ingress only, and can name all but PAUSE', () => {
		const bench = bridgeBench(2);
		bench.setBridge({stp: true});
		expect(bench.setPort('p1', {groupFwdMask: 2})).toEqual({kind: 'refused', errno: 'EINVAL'});
		expect(bench.setPort('p1', {groupFwdMask: 0x0005})).toEqual({kind: 'done'});
		expect([0, 2].map((last) => send(bench, last))).toEqual([FORWARDED, FORWARDED]);
		expect(bench.enter('p2', A, to(2))).toEqual(['own:p2']);
	});
});

describe('a provider bridge (br_recalculate_fwd_mask; 802.1Q-2018 table 8-2)', () => {
	it('forwards the groups of its customers’ bridges and has its own spanning tree at :08', () => {
		const bench = bridgeBench(2, {vlanFiltering: true, vlanProtocol: TPID_8021AD, stp: true, forwardDelay: 2_000_000_000});
		bench.wait(10);
		const forwarded = [0, 0x0b, 0x0c, 0x0d, 0x0f].map((last) => send(bench, last));
		expect(forwarded).toEqual(forwarded.map(() => FORWARDED));
		expect([2, 8, 14].map((last) => send(bench, last))).toEqual([OWN, OWN, OWN]);
	});
});

describe('a frame to the STP group that is a BPDU', () => {
	it('is for the spanning tree and for nobody else', () => {
		const bench = bridgeBench(2);
		bench.setBridge({stp: true});
		const {bytes} = frameFrom(A, to(0), '', 46);
		// 802.3 length, then the LLC header 42 42 03; protocol 0, version 0, type 0x80 is a topology change notification.
		bytes.set([0x00, 0x07, 0x42, 0x42, 0x03, 0x00, 0x00, 0x00, 0x80], 12);
		expect(bench.enterFrame('p1', {bytes})).toContain('drop:bpdu-consumed');
		expect(bench.fdb()).toEqual([`${A} p1`]);
	});
});
