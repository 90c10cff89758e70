import {describe, expect, it} from 'vitest';
import {toMac} from '../../../source/engine/mac.js';
import {bridgeBench} from '../../fixtures/bridge-bench.js';

const refused = (errno: string) => ({kind: 'refused', errno});
const SECOND = 1_000_000_000;

describe('adding a bridge', () => {
	it('is refused when the name is taken or the MAC is no station’s', () => {
		const bench = bridgeBench(0);
		const add = (name: string, mac?: string) =>
			bench.change({kind: 'add-bridge', machine: 0, name, ...(mac && {mac: toMac(mac)}), options: {}});
		expect(add('br0')).toEqual(refused('EEXIST'));
		expect(add('br1', '01:00:00:00:00:01')).toEqual(refused('EADDRNOTAVAIL'));
		expect(add('br1', '00:00:00:00:00:00')).toEqual(refused('EADDRNOTAVAIL'));
	});

	it('leaves the world as it was when one of its options is refused', () => {
		const bench = bridgeBench(0);
		const before = structuredClone(bench.world);
		const result = bench.change({kind: 'add-bridge', machine: 0, name: 'br1', options: {groupFwdMask: 1}});
		expect(result).toEqual(refused('EINVAL'));
		expect(bench.world).toEqual(before);
	});

	it('begins down, with the kernel’s defaults', () => {
		const bench = bridgeBench(0, {mcastSnooping: true});
		bench.change({kind: 'set-up', device: bench.id('br0'), up: false});
		expect(bench.bridge).toMatchObject({
			up: false,
			ageing: 300 * SECOND,
			groupFwdMask: 0,
			vlanFiltering: false,
			vlanProtocol: 0x8100,
			vlanDefaultPvid: 1,
			fdbMaxLearned: 0,
			mcast: {snooping: true, querier: false},
			stp: {enabled: false, priority: 0x8000, helloTime: 2 * SECOND, maxAge: 20 * SECOND, forwardDelay: 15 * SECOND},
		});
	});
});

describe('options of a bridge', () => {
	it('are refused for what is no bridge', () => {
		const bench = bridgeBench(1);
		expect(bench.change({kind: 'set-bridge', device: bench.id('q1'), options: {ageing: 0}})).toEqual(refused('EOPNOTSUPP'));
	});

	it('have the kernel’s ranges; the forward delay only while STP is on', () => {
		const bench = bridgeBench(1);
		for (const options of [{helloTime: 0.99}, {helloTime: 10.01}, {maxAge: 5.99}, {maxAge: 40.01}]) {
			const inNs = Object.fromEntries(Object.entries(options).map(([name, seconds]) => [name, seconds * SECOND]));
			expect([options, bench.setBridge(inNs)]).toEqual([options, refused('ERANGE')]);
		}
		expect(bench.setBridge({forwardDelay: 1 * SECOND})).toEqual({kind: 'done'});
		bench.setBridge({stp: true});
		expect(bench.setBridge({forwardDelay: 1 * SECOND})).toEqual(refused('ERANGE'));
		expect(bench.setBridge({forwardDelay: 31 * SECOND})).toEqual(refused('ERANGE'));
		expect(bench.setBridge({vlanProtocol: 0x0800})).toEqual(refused('EPROTONOSUPPORT'));
		expect(bench.setBridge({vlanDefaultPvid: 4095})).toEqual(refused('EINVAL'));
	});

	it('are all set or none', () => {
		const bench = bridgeBench(1);
		const before = structuredClone(bench.bridge);
		expect(bench.setBridge({ageing: 1, priority: 1, stp: true, helloTime: 11 * SECOND})).toEqual(refused('ERANGE'));
		expect(bench.bridge).toEqual(before);
	});

	it('a new ageing time counts at once', () => {
		const bench = bridgeBench(1);
		bench.enter('p1', '02:00:00:00:00:0a', 'ff:ff:ff:ff:ff:ff');
		bench.wait(10);
		bench.setBridge({ageing: 5 * SECOND});
		expect(bench.fdb()).toEqual([]);
	});
});
