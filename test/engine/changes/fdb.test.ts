import {describe, expect, it} from 'vitest';
import type {Change, ChangeResult} from '../../../source/engine/change.js';
import type {FdbFlags} from '../../../source/engine/devices/bridge/bridge-change.js';
import {toMac} from '../../../source/engine/mac.js';
import {deviceAt} from '../../../source/engine/world.js';
import {A, ALL, B, type BridgeBench, bridgeBench, C, GROUP} from '../../fixtures/bridge-bench.js';

type Add = Extract<Change, {kind: 'fdb-add'}>;
const DONE = {kind: 'done'};
const refused = (errno: string, message?: string) => ({kind: 'refused', errno, ...(message && {message})});

/** `bridge fdb add MAC dev NAME`, by default `master static`. */
function add(bench: BridgeBench, name: string, mac: string, more: Partial<Add> = {}): ChangeResult {
	return bench.change({kind: 'fdb-add', verb: 'add', device: bench.id(name), mac: toMac(mac), type: 'static', target: 'master', ...more});
}

function del(bench: BridgeBench, name: string, mac: string, more: {vid?: number; target?: 'self' | 'master'} = {}): ChangeResult {
	return bench.change({kind: 'fdb-del', device: bench.id(name), mac: toMac(mac), target: 'master', ...more});
}

describe('bridge fdb add … master', () => {
	it('makes each kind of entry', () => {
		const bench = bridgeBench(2);
		const kinds: Partial<Add>[] = [
			{type: 'static'},
			{type: 'dynamic'},
			{type: 'permanent'},
			{type: 'static', sticky: true},
			{type: 'dynamic', sticky: true},
			{type: 'dynamic', externLearn: true},
		];
		for (const [index, kind] of kinds.entries()) expect(add(bench, 'p1', `02:00:00:00:00:0${index}`, kind)).toEqual(DONE);
		expect(bench.fdb()).toEqual([
			'02:00:00:00:00:00 p1 static',
			'02:00:00:00:00:01 p1',
			'02:00:00:00:00:02 p1 permanent',
			'02:00:00:00:00:03 p1 sticky static',
			'02:00:00:00:00:04 p1 sticky',
			'02:00:00:00:00:05 p1 extern_learn',
		]);
	});

	it('makes a permanent entry a black hole for forwarding: its frames go up', () => {
		const bench = bridgeBench(2);
		add(bench, 'p2', B, {type: 'permanent'});
		expect(bench.enter('p1', A, B)).toEqual(['host:otherhost']);
	});

	it('is refused when there is one already, learned or not, on whatever port', () => {
		const bench = bridgeBench(2);
		bench.enter('p2', B, ALL);
		expect(add(bench, 'p1', B)).toEqual(refused('EEXIST'));
		expect(bench.fdb()).toEqual([`${B} p2`]);
	});

	it('replaces and appends where add would be refused', () => {
		const bench = bridgeBench(2);
		bench.enter('p2', B, ALL);
		expect(add(bench, 'p1', B, {verb: 'replace'})).toEqual(DONE);
		expect(bench.fdb()).toEqual([`${B} p1 static`]);
		expect(add(bench, 'p2', B, {verb: 'append', type: 'dynamic', sticky: true})).toEqual(DONE);
		expect(bench.fdb()).toEqual([`${B} p2 sticky`]);
		expect(add(bench, 'p2', B, {verb: 'replace', type: 'permanent'})).toEqual(DONE);
		expect(bench.fdb()).toEqual([`${B} p2 permanent`]);
	});

	it('takes an extern_learn entry again and again', () => {
		const bench = bridgeBench(2);
		for (const name of ['p1', 'p1', 'p2']) expect(add(bench, name, A, {type: 'dynamic', externLearn: true})).toEqual(DONE);
		expect(bench.fdb()).toEqual([`${A} p2 extern_learn`]);
		expect(add(bench, 'p2', A)).toEqual(refused('EEXIST'));
	});

	it('takes group addresses, which nothing looks up', () => {
		const bench = bridgeBench(3);
		expect([add(bench, 'p2', GROUP), add(bench, 'p2', ALL)]).toEqual([DONE, DONE]);
		expect(bench.enter('p1', A, ALL)).toEqual(['p3', 'p2', 'host:broadcast']);
	});

	it('is refused for the zero address, a sticky permanent one, a dynamic one on a port that does not learn, a VLAN the port is not in', () => {
		const bench = bridgeBench(2);
		bench.setPort('p2', {state: 'disabled'});
		expect(add(bench, 'p1', '00:00:00:00:00:00')).toEqual(refused('EINVAL'));
		expect(add(bench, 'p1', A, {type: 'permanent', sticky: true})).toEqual(refused('EINVAL'));
		expect(add(bench, 'p2', A, {type: 'dynamic'})).toEqual(refused('EPERM'));
		expect(add(bench, 'p2', A)).toEqual(DONE);
		expect(add(bench, 'p1', B, {vid: 10})).toEqual(refused('EINVAL'));
		expect(add(bench, 'p1', B, {vid: 4095})).toEqual(refused('EINVAL', 'invalid vlan id'));
	});

	it('is refused for what is no port', () => {
		const bench = bridgeBench(1);
		expect([add(bench, 'q1', A), add(bench, 'br0', A)]).toEqual([refused('EOPNOTSUPP'), refused('EOPNOTSUPP')]);
	});

	it('starts the age of an entry it changes, and not of one it leaves as it was', () => {
		const bench = bridgeBench(1, {ageing: 10_000_000_000});
		add(bench, 'p1', A, {type: 'dynamic'});
		add(bench, 'p1', B, {type: 'dynamic'});
		bench.wait(8);
		add(bench, 'p1', A, {type: 'dynamic', verb: 'replace'});
		add(bench, 'p1', B, {type: 'dynamic', verb: 'replace', sticky: true});
		bench.wait(4);
		expect(bench.fdb()).toEqual([`${B} p1 sticky`]);
	});

	it('wakes the collector of a hub', () => {
		const bench = bridgeBench(1, {ageing: 0});
		bench.wait(1);
		add(bench, 'p1', A, {type: 'dynamic'});
		expect(bench.fdb()).toEqual([`${A} p1 stale`]);
		bench.wait(0.02);
		expect(bench.fdb()).toEqual([]);
	});

	it('with VLAN filtering goes into VID 0 and all VLANs of the port, or all or none (br_fdb_add)', () => {
		const bench = bridgeBench(2, {vlanFiltering: true});
		bench.change({kind: 'vlan-add', device: bench.id('p1'), from: 10, to: 11, pvid: false, untagged: false});
		add(bench, 'p1', A);
		expect(bench.fdb()).toEqual([`${A} p1 static`, `${A} p1 vlan 1 static`, `${A} p1 vlan 10 static`, `${A} p1 vlan 11 static`]);
		bench.enter('p1', B, ALL, 'v10');
		expect(add(bench, 'p1', B)).toEqual(refused('EEXIST'));
		expect(bench.fdb().filter((line) => line.startsWith(B))).toEqual([`${B} p1 vlan 10`]);
		expect(del(bench, 'p1', A)).toEqual(DONE);
		expect(bench.fdb()).toEqual([`${B} p1 vlan 10`]);
	});
});

describe('bridge fdb del … master', () => {
	it('deletes what is on that port, local entries too, and nothing else', () => {
		const bench = bridgeBench(2);
		add(bench, 'p1', A);
		expect(del(bench, 'p2', A)).toEqual(refused('ENOENT'));
		expect(del(bench, 'p1', A)).toEqual(DONE);
		expect(del(bench, 'p1', A)).toEqual(refused('ENOENT'));
		expect(del(bench, 'p1', '02:00:00:00:f0:01')).toEqual(DONE);
		expect(bench.enter('p2', B, '02:00:00:00:f0:01')).toEqual(['p1']);
		expect(del(bench, 'q1', A)).toEqual(refused('EOPNOTSUPP'));
		expect(del(bench, 'p2', A, {vid: 10})).toEqual(refused('ENOENT'));
	});
});

describe('bridge fdb add … self', () => {
	it('edits the filter of a NIC: traffic floods as before', () => {
		const bench = bridgeBench(3);
		expect(add(bench, 'p2', B, {type: 'permanent', target: 'self'})).toEqual(DONE);
		expect(deviceAt(bench.world, bench.id('p2')).unicast).toEqual([toMac(B)]);
		expect(bench.enter('p1', A, B)).toEqual(['p3', 'p2']);
	});

	it('joins groups, link-local ones as unicast', () => {
		const bench = bridgeBench(1);
		const nic = deviceAt(bench.world, bench.id('p1'));
		add(bench, 'p1', GROUP, {type: 'permanent', target: 'self'});
		add(bench, 'p1', '01:80:c2:00:00:0e', {type: 'permanent', target: 'self'});
		expect([nic.groups, nic.unicast]).toEqual([[toMac(GROUP)], [toMac('01:80:c2:00:00:0e')]]);
	});

	it('is refused twice, in a VLAN, and for anything that is not permanent', () => {
		const bench = bridgeBench(1);
		const self = (more: Partial<Add> = {}) => add(bench, 'p1', A, {type: 'permanent', target: 'self', ...more});
		expect([self(), self(), self({verb: 'replace'}), self({verb: 'append'})]).toEqual([DONE, refused('EEXIST'), DONE, DONE]);
		expect([self({type: 'static'}), self({type: 'dynamic'}), self({vid: 3})]).toEqual(Array(3).fill(refused('EINVAL')));
		expect(del(bench, 'p1', A, {target: 'self'})).toEqual(DONE);
		expect(del(bench, 'p1', A, {target: 'self'})).toEqual(refused('ENOENT'));
	});

	it('on br0 adds to the FDB an address of br0 itself', () => {
		const bench = bridgeBench(2);
		expect(add(bench, 'br0', C, {type: 'permanent', target: 'self'})).toEqual(DONE);
		expect(bench.fdb()).toEqual([`${C} br0 permanent`]);
		expect(bench.enter('p1', A, C)).toEqual(['host:otherhost']);
		expect(add(bench, 'br0', B, {target: 'self'})).toEqual(refused('EINVAL'));
		expect(del(bench, 'br0', C, {target: 'self'})).toEqual(DONE);
	});

	it('on a macvlan takes groups, unicast only in passthru mode', () => {
		const bench = bridgeBench(1);
		for (const [name, lower, mode] of [
			['mv0', 'q1', 'bridge'],
			['mv1', 'p1', 'passthru'],
		] as const) {
			if (name === 'mv1') bench.change({kind: 'release', device: bench.id('p1')});
			const added = bench.change({kind: 'add-macvlan', machine: 1, name, lower: bench.id(lower), type: 'macvlan', options: {mode}});
			const device = added.kind === 'done' ? (added.device as number) : -1;
			const self = {device, type: 'permanent', target: 'self'} as const;
			expect(add(bench, 'p1', GROUP, self)).toEqual(DONE);
			expect(add(bench, 'p1', A, self)).toEqual(mode === 'passthru' ? DONE : refused('EOPNOTSUPP'));
		}
	});
});

describe('bridge fdb flush', () => {
	function full(): BridgeBench {
		const bench = bridgeBench(2);
		add(bench, 'p1', A);
		bench.enter('p1', B, ALL);
		add(bench, 'p2', C, {type: 'permanent'});
		add(bench, 'p2', '02:00:00:00:00:0e', {type: 'dynamic', externLearn: true});
		return bench;
	}
	const flush = (bench: BridgeBench, more: object): ChangeResult =>
		bench.change({kind: 'fdb-flush', device: bench.id('br0'), target: 'self', ...more});
	const left = (bench: BridgeBench): string[] => [...bench.fdb(), ...bench.locals()].map((line) => line.slice(-13).trim());

	it('takes everything, the local entries too', () => {
		const bench = full();
		expect(flush(bench, {})).toEqual(DONE);
		expect([bench.fdb(), bench.locals()]).toEqual([[], []]);
	});

	it('takes what has a flag or has it not; a permanent entry is static as well', () => {
		const conditions: FdbFlags[] = [
			{local: true},
			{local: false},
			{static: true},
			{static: true, local: false},
			{static: false},
			{byUser: true},
			{byUser: false},
			{externLearn: true},
			{sticky: true},
			{offloaded: true},
			{offloaded: false},
		];
		const counts = conditions.map((flags) => {
			const bench = full();
			flush(bench, {flags});
			return left(bench).length;
		});
		expect([left(full()).length, ...counts]).toEqual([7, 3, 4, 2, 6, 5, 4, 3, 6, 7, 7, 0]);
	});

	it('takes only the entries of a port that is asked as master', () => {
		const bench = full();
		expect(flush(bench, {device: bench.id('p1'), target: 'master'})).toEqual(DONE);
		expect(bench.fdb()).toEqual([`${C} p2 permanent`, '02:00:00:00:00:0e p2 extern_learn']);
	});

	it('is refused on what is no bridge, no port, or no VID', () => {
		const bench = full();
		expect(flush(bench, {device: bench.id('p1')})).toEqual(refused('EOPNOTSUPP'));
		expect(flush(bench, {target: 'master'})).toEqual(refused('EOPNOTSUPP'));
		expect(flush(bench, {vid: 0})).toEqual(refused('ERANGE', 'integer out of range'));
		expect(left(bench)).toHaveLength(7);
	});

	it('takes one port, or br0 itself', () => {
		const bench = full();
		flush(bench, {port: bench.id('p1')});
		expect(bench.fdb()).toEqual([`${C} p2 permanent`, '02:00:00:00:00:0e p2 extern_learn']);
		flush(bench, {port: bench.id('br0')});
		expect(bench.locals()).toEqual(['02:00:00:00:f0:02 p2 permanent']);
		expect(flush(bench, {port: bench.id('q1')})).toMatchObject(refused('EINVAL'));
	});

	it('takes one VLAN', () => {
		const bench = bridgeBench(1, {vlanFiltering: true});
		bench.enter('p1', A, ALL);
		flush(bench, {vid: 1});
		expect(bench.locals()).toEqual(['02:00:00:00:b0:00 br0 permanent', '02:00:00:00:f0:01 p1 permanent']);
		expect(bench.fdb()).toEqual([]);
	});
});
