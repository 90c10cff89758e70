/*
 * VLAN filtering. The kernel on which the recordings were made was built without it,
 * so nothing here was measured: every sentence names the kernel function or the
 * clause of IEEE 802.1Q-2018 that it restates.
 */
import {describe, expect, it} from 'vitest';
import {TPID_8021AD} from '../../../../source/engine/frame.js';
import {A, ALL, B, BR0, type BridgeBench, bridgeBench} from '../../../fixtures/bridge-bench.js';

/** `p1: '1u* 10'`: VID 1 untagged and PVID, VID 10 tagged. */
function set(bench: BridgeBench, name: string, vlans: string): void {
	const device = bench.id(name);
	bench.change({kind: 'vlan-del', device, from: 1, to: 4094});
	for (const word of vlans.split(' ').filter(Boolean)) {
		const vid = Number.parseInt(word, 10);
		bench.change({kind: 'vlan-add', device, from: vid, to: vid, pvid: word.includes('*'), untagged: word.includes('u')});
	}
}

/** A filtering bridge with these sets; `br0` is the host's. */
function filtering(sets: Record<string, string>): BridgeBench {
	const bench = bridgeBench(Object.keys(sets).filter((name) => name !== 'br0').length, {vlanFiltering: true});
	for (const [name, vlans] of Object.entries(sets)) set(bench, name, vlans);
	return bench;
}

describe('with VLAN filtering off (br_allowed_ingress)', () => {
	it('tags pass untouched, and all VLANs share what is learned', () => {
		const bench = bridgeBench(3);
		expect(bench.enter('p1', A, ALL, 'v10')).toEqual(['p3 v10', 'p2 v10', 'host:broadcast v10']);
		expect(bench.enter('p2', B, A, 'v20')).toEqual(['p1 v20']);
		expect(bench.enter('p2', B, A, 's20 v30')).toEqual(['p1 s20 v30']);
		expect(bench.fdb()).toEqual([`${A} p1`, `${B} p2`]);
	});
});

describe('ingress (__allowed_ingress; 802.1Q 6.9.1)', () => {
	it('an untagged frame is in the VLAN of the PVID', () => {
		const bench = filtering({p1: '10u*', p2: '10', br0: '10'});
		expect(bench.enter('p1', A, ALL)).toEqual(['p2 v10', 'host:broadcast v10']);
		expect(bench.fdb()).toEqual([`${A} p1 vlan 10`]);
		expect(bench.noted('vlan-ingress')).toEqual([{kind: 'vlan-ingress', vid: 10, by: 'pvid'}]);
	});

	it('an untagged frame without a PVID is dropped and not learned', () => {
		const bench = filtering({p1: '10', p2: '10', br0: '10'});
		expect(bench.enter('p1', A, ALL)).toEqual(['drop:no-pvid']);
		expect(bench.fdb()).toEqual([]);
	});

	it('a priority tag is in the VLAN of the PVID and keeps its priority', () => {
		const bench = filtering({p1: '10u*', p2: '10', p3: '10u'});
		expect(bench.enter('p1', A, B, 'v0p5')).toEqual(['p3', 'p2 v10p5']);
		expect(bench.noted('vlan-ingress')).toMatchObject([{by: 'priority-tag'}]);
	});

	it('a priority tag without a PVID is dropped', () => {
		expect(filtering({p1: '10', p2: '10'}).enter('p1', A, B, 'v0p5')).toEqual(['drop:no-pvid']);
	});

	it('a tag in the set is the VLAN', () => {
		const bench = filtering({p1: '1u* 10', p2: '10'});
		expect(bench.enter('p1', A, B, 'v10p3')).toEqual(['p2 v10p3']);
		expect(bench.fdb()).toEqual([`${A} p1 vlan 10`]);
		expect(bench.noted('vlan-ingress')).toMatchObject([{vid: 10, by: 'tag'}]);
	});

	it('a tag that is not in the set is dropped and its source not learned', () => {
		const bench = filtering({p1: '1u*', p2: '1u* 10'});
		for (const tag of ['v10', 'v4095']) expect(bench.enter('p1', A, B, tag)).toEqual(['drop:vlan-not-allowed']);
		expect(bench.fdb()).toEqual([]);
	});

	it('a tag of another protocol is payload under the PVID', () => {
		const bench = filtering({p1: '1u* 3', p2: '1u*', p3: '1'});
		expect(bench.enter('p1', A, B, 's3')).toEqual(['p3 v1 s3', 'p2 s3']);
		expect(bench.enter('p1', A, B, 's3 v5')).toEqual(['p3 v1 s3 v5', 'p2 s3 v5']);
		expect(bench.fdb()).toEqual([`${A} p1 vlan 1`]);
	});

	it('a tag of another protocol without a PVID is dropped', () => {
		expect(filtering({p1: '3', p2: '3'}).enter('p1', A, B, 's3')).toEqual(['drop:no-pvid']);
	});

	it('an 802.1ad bridge looks at S-tags and takes C-tags for payload (vlan_protocol)', () => {
		const bench = filtering({p1: '1u* 20', p2: '1u* 20'});
		bench.setBridge({vlanProtocol: TPID_8021AD});
		expect(bench.enter('p1', A, B, 's20 v10')).toEqual(['p2 s20 v10']);
		expect(bench.enter('p1', A, B, 'v20')).toEqual(['p2 v20']);
		expect(bench.fdb()).toEqual([`${A} p1 vlan 1`, `${A} p1 vlan 20`]);
	});

	it('only the outermost tag counts', () => {
		expect(filtering({p1: '10', p2: '10u'}).enter('p1', A, B, 'v10 v20')).toEqual(['p2 v20']);
	});
});

describe('egress (br_allowed_egress, br_handle_vlan; 802.1Q 8.8.2)', () => {
	it('a port without the VLAN gets no copy', () => {
		const bench = filtering({p1: '10u*', p2: '20u*', p3: '10'});
		expect(bench.enter('p1', A, B)).toEqual(['p3 v10']);
		expect(bench.noted('egress-refused')).toMatchObject([
			{port: bench.id('p2'), why: 'vlan'},
			{port: bench.id('p1'), why: 'ingress-port'},
		]);
	});

	it('known unicast to a port that lost the VLAN is dropped, not flooded', () => {
		const bench = filtering({p1: '10u*', p2: '10u*', p3: '10u*'});
		bench.change({kind: 'fdb-add', verb: 'add', device: bench.id('p2'), mac: 0x0200_0000_000b, vid: 10, type: 'static', target: 'master'});
		bench.change({kind: 'vlan-del', device: bench.id('p2'), from: 10, to: 10});
		expect(bench.enter('p1', A, B)).toEqual(['drop:egress-refused']);
	});

	it('the tag comes off where the VLAN is untagged and is there elsewhere', () => {
		const bench = filtering({p1: '10', p2: '10u', p3: '10'});
		expect(bench.enter('p1', A, B, 'v10')).toEqual(['p3 v10', 'p2']);
		expect(bench.noted('vlan-egress')).toEqual([
			{kind: 'vlan-egress', port: bench.id('p3'), vid: 10, tagged: true},
			{kind: 'vlan-egress', port: bench.id('p2'), vid: 10, tagged: false},
		]);
	});
});

describe('the host (br_pass_frame_up, br_dev_xmit)', () => {
	it('gets what is in br0’s own set, bare or tagged as it says', () => {
		const bench = filtering({p1: '10u* 20 30', br0: '10u 20'});
		expect(bench.enter('p1', A, ALL)).toEqual(['host:broadcast']);
		expect(bench.enter('p1', A, ALL, 'v20')).toEqual(['host:broadcast v20']);
		expect(bench.enter('p1', A, ALL, 'v30')).toEqual(['drop:no-egress']);
	});

	it('is not reached at br0’s MAC in a VLAN that br0 is not in', () => {
		const bench = filtering({p1: '1u* 10', p2: '10', br0: '1u*'});
		expect(bench.enter('p1', A, BR0)).toEqual(['host:host']);
		expect(bench.enter('p1', A, BR0, 'v10')).toEqual(['p2 v10']);
	});

	it('sees everything while br0 is promiscuous, with the tag of a VLAN that br0 is not in', () => {
		const bench = filtering({p1: '30', p2: '30', br0: '1u*'});
		bench.change({kind: 'set-promisc', device: bench.id('br0'), on: true});
		expect(bench.enter('p1', A, B, 'v30')).toEqual(['p2 v30', 'host:otherhost v30']);
	});

	it('enters by br0’s own set', () => {
		const bench = filtering({p1: '10u', p2: '20', p3: '10', br0: '10* 20'});
		expect(bench.host(ALL)).toEqual(['p3 v10', 'p1']);
		expect(bench.host(ALL, 'v20')).toEqual(['p2 v20']);
		expect(bench.host(ALL, 'v30')).toEqual(['drop:vlan-not-allowed']);
		set(bench, 'br0', '20');
		expect(bench.host(ALL)).toEqual(['drop:no-pvid']);
	});
});

describe('learning (br_fdb_update with the VID; independent VLAN learning, 802.1Q 8.8.8)', () => {
	it('one MAC may be on two ports in two VLANs', () => {
		const bench = filtering({p1: '10 20', p2: '20', p3: '10 20'});
		bench.enter('p1', A, ALL, 'v10');
		bench.enter('p2', A, ALL, 'v20');
		expect(bench.fdb()).toEqual([`${A} p1 vlan 10`, `${A} p2 vlan 20`]);
		expect([bench.enter('p3', B, A, 'v10'), bench.enter('p3', B, A, 'v20')]).toEqual([['p1 v10'], ['p2 v20']]);
	});

	it('the source of a link-local frame is learned in its VLAN, or not at all (br_should_learn)', () => {
		const bench = filtering({p1: '10u* 20', p2: '30'});
		const lldp = '01:80:c2:00:00:0e';
		for (const tag of ['', 'v20', 'v40']) bench.enter('p1', A, lldp, tag);
		bench.enter('p2', B, lldp);
		expect(bench.fdb()).toEqual([`${A} p1 vlan 10`, `${A} p1 vlan 20`]);
	});

	it('a locked port asks for the station in its VLAN', () => {
		const bench = filtering({p1: '10 20', p2: '10 20'});
		bench.setPort('p1', {locked: true});
		bench.change({kind: 'fdb-add', verb: 'add', device: bench.id('p1'), mac: 0x0200_0000_000a, vid: 10, type: 'static', target: 'master'});
		expect([bench.enter('p1', A, B, 'v10'), bench.enter('p1', A, B, 'v20')]).toEqual([['p2 v10'], ['drop:port-locked']]);
	});
});

describe('the sets (__vlan_add, nbp_vlan_delete, __vlan_flags_update)', () => {
	it('new ports and br0 have VID 1 as untagged PVID', () => {
		const bench = bridgeBench(1);
		const group = {pvid: 1, members: new Map([[1, {untagged: true}]])};
		expect([bench.bridge.vlans, bench.port('p1').vlans]).toEqual([group, group]);
	});

	it('a new PVID takes only the mark from the old one', () => {
		const bench = bridgeBench(1);
		bench.change({kind: 'vlan-add', device: bench.id('p1'), from: 10, to: 10, pvid: true, untagged: true});
		expect(bench.port('p1').vlans).toEqual({
			pvid: 10,
			members: new Map([
				[1, {untagged: true}],
				[10, {untagged: true}],
			]),
		});
	});

	it('adding a VID again changes how it is there, and may take its mark', () => {
		const bench = bridgeBench(1);
		bench.change({kind: 'vlan-add', device: bench.id('p1'), from: 1, to: 1, pvid: false, untagged: false});
		expect(bench.port('p1').vlans).toEqual({pvid: 0, members: new Map([[1, {untagged: false}]])});
	});

	it('deleting a VID forgets what was learned there; PVID 1 still works when VID 10 goes', () => {
		const bench = filtering({p1: '1u* 10', p2: '1u* 10'});
		bench.enter('p1', A, B);
		bench.enter('p1', A, B, 'v10');
		bench.change({kind: 'vlan-del', device: bench.id('p1'), from: 10, to: 10});
		expect(bench.fdb()).toEqual([`${A} p1 vlan 1`]);
		expect(bench.enter('p2', B, A)).toEqual(['p1']);
	});

	it('every VLAN of a port has its MAC as a local entry, beside the one in VID 0 (__vlan_add)', () => {
		const bench = filtering({p1: '1u* 10', br0: '10'});
		const own = (mac: string, dev: string, vids: number[]): string[] =>
			vids.map((vid) => `${mac} ${dev}${vid ? ` vlan ${vid}` : ''} permanent`);
		expect(bench.locals()).toEqual([...own(BR0, 'br0', [0, 10]), ...own('02:00:00:00:f0:01', 'p1', [0, 1, 10])].sort());
		bench.setBridge({vlanFiltering: false});
		expect(bench.locals()).toEqual([...own(BR0, 'br0', [0]), ...own('02:00:00:00:f0:01', 'p1', [0])]);
	});
});

describe('vlan_default_pvid (__br_vlan_set_default_pvid)', () => {
	const sets = (bench: BridgeBench): string[] =>
		[bench.bridge.vlans, ...bench.bridge.ports.map((port) => port.vlans)].map(
			({pvid, members}) => `${pvid}: ${[...members.keys()].join(' ')}`,
		);

	it('moves what still has the old one and leaves alone what somebody configured', () => {
		const bench = bridgeBench(2);
		set(bench, 'p2', '20u*');
		bench.setBridge({vlanDefaultPvid: 5});
		expect(sets(bench)).toEqual(['5: 5', '5: 5', '20: 20']);
	});

	it('0 takes the VLAN away and gives new ports none', () => {
		const bench = bridgeBench(2);
		bench.setBridge({vlanDefaultPvid: 0});
		bench.change({kind: 'release', device: bench.id('p2')});
		bench.change({kind: 'enslave', device: bench.id('p2'), master: bench.id('br0')});
		expect(sets(bench)).toEqual(['0: ', '0: ', '0: ']);
		bench.setBridge({vlanDefaultPvid: 7});
		expect(sets(bench)).toEqual(['7: 7', '7: 7', '7: 7']);
	});
});

describe('turning filtering on (br_vlan_filter_toggle)', () => {
	it('finds no more what was learned before, but what was added by hand', () => {
		const bench = bridgeBench(3);
		bench.enter('p2', B, ALL);
		bench.change({kind: 'fdb-add', verb: 'add', device: bench.id('p2'), mac: 0x0200_0000_000c, type: 'static', target: 'master'});
		bench.setBridge({vlanFiltering: true});
		expect(bench.enter('p1', A, B)).toEqual(['p3', 'p2']);
		expect(bench.enter('p1', A, '02:00:00:00:00:0c')).toEqual(['p2']);
	});

	it('is refused by a kernel built without it', () => {
		const bench = bridgeBench(1);
		bench.world.kernel.vlanFiltering = false;
		const refused = {kind: 'refused', errno: 'EOPNOTSUPP'};
		expect(bench.setBridge({vlanFiltering: true})).toEqual(refused);
		expect(bench.change({kind: 'vlan-add', device: bench.id('p1'), from: 10, to: 10, pvid: false, untagged: false})).toEqual(refused);
		expect(bench.bridge.vlanFiltering).toBe(false);
	});
});
