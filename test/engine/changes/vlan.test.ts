import {describe, expect, it} from 'vitest';
import {bridgeBench} from '../../fixtures/bridge-bench.js';

const refused = (errno: string, message?: string) => ({kind: 'refused', errno, ...(message && {message})});
const DONE = {kind: 'done'};

describe('bridge vlan add (br_process_vlan_info)', () => {
	const bench = bridgeBench(1);
	const add = (name: string, from: number, to = from, pvid = false) =>
		bench.change({kind: 'vlan-add', device: bench.id(name), from, to, pvid, untagged: false});

	it('takes VIDs 1 to 4094, of a port or of br0', () => {
		expect([add('p1', 1, 4094), add('br0', 10)]).toEqual([DONE, DONE]);
		expect([bench.port('p1').vlans.members.size, [...bench.bridge.vlans.members.keys()]]).toEqual([4094, [1, 10]]);
		for (const vid of [0, 4095]) expect(add('p1', vid)).toEqual(refused('EINVAL', 'bridge: Vlan id is invalid'));
	});

	it('refuses a range of PVIDs and one that ends before it begins', () => {
		expect(add('p1', 2, 3, true)).toEqual(refused('EINVAL', "bridge: Pvid isn't allowed in a range"));
		expect(add('p1', 3, 2)).toEqual(refused('EINVAL', 'bridge: End vlan id is less than or equal to start vlan id'));
	});

	it('refuses what is neither port nor bridge', () => {
		expect(add('q1', 2)).toEqual(refused('EOPNOTSUPP'));
	});
});

describe('bridge vlan del (br_vlan_info)', () => {
	it('does not mind that there is nothing to delete', () => {
		const bench = bridgeBench(1);
		expect(bench.change({kind: 'vlan-del', device: bench.id('p1'), from: 10, to: 20})).toEqual(DONE);
	});
});
