import {describe, expect, it} from 'vitest';
import {bridgeBench} from '../../fixtures/bridge-bench.js';

const refused = (errno: string, message?: string) => ({kind: 'refused', errno, ...(message && {message})});
const DONE = {kind: 'done'};

describe('making a device a port', () => {
	it('is refused for a bridge, a port, what carries macvlans, and where the master is no bridge', () => {
		const bench = bridgeBench(2);
		const br1 = bench.change({kind: 'add-bridge', machine: 0, name: 'br1', options: {}});
		const id = br1.kind === 'done' ? (br1.device as number) : -1;
		const enslave = (device: number, master: number) => bench.change({kind: 'enslave', device, master});
		expect(enslave(id, bench.id('br0'))).toEqual(refused('ELOOP', 'Can not enslave a bridge to a bridge'));
		expect(enslave(bench.id('p1'), id)).toEqual(refused('EBUSY'));
		expect(enslave(bench.id('p1'), bench.id('p2'))).toEqual(refused('EOPNOTSUPP'));
		bench.change({kind: 'release', device: bench.id('p1')});
		bench.change({kind: 'add-macvlan', machine: 0, name: 'mv0', lower: bench.id('p1'), type: 'macvlan', options: {}});
		expect(enslave(bench.id('p1'), id)).toEqual(refused('EBUSY'));
		expect(bench.bridge.ports).toHaveLength(1);
	});

	it('is done for a macvlan', () => {
		const bench = bridgeBench(1);
		const added = bench.change({kind: 'add-macvlan', machine: 1, name: 'mv0', lower: bench.id('q1'), type: 'macvlan', options: {}});
		const moved = added.kind === 'done' ? (added.device as number) : -1;
		bench.change({kind: 'move', device: moved, machine: 0});
		expect(bench.change({kind: 'enslave', device: moved, master: bench.id('br0')})).toEqual(DONE);
		expect(bench.bridge.ports.map(({cost}) => cost)).toEqual([2, 2]);
	});

	it('is refused for the port number 1024', () => {
		const bench = bridgeBench(0);
		for (let number = 1; number <= 1024; number++) {
			const nic = bench.change({kind: 'add-nic', machine: 0, name: `n${number}`, mac: 0x0200_0001_0000 + number});
			if (nic.kind === 'refused') throw new Error(nic.errno);
			const result = bench.change({kind: 'enslave', device: nic.device as number, master: bench.id('br0')});
			expect(result).toEqual(number <= 1023 ? DONE : refused('EXFULL'));
		}
	});
});

describe('options of a port', () => {
	it('are refused for what is no port', () => {
		const bench = bridgeBench(1);
		expect(bench.setPort('q1', {hairpin: true})).toEqual(refused('EOPNOTSUPP'));
	});

	it('have the kernel’s ranges, and one that is refused leaves all as they were', () => {
		const bench = bridgeBench(2);
		const before = structuredClone(bench.bridge);
		for (const options of [{cost: 0}, {cost: 65536}, {priority: 64}]) {
			expect(bench.setPort('p1', {hairpin: true, state: 'learning', ...options})).toEqual(refused('ERANGE'));
		}
		expect(bench.bridge).toEqual(before);
	});

	it('set the state by hand only without STP, on a port that is up and has carrier', () => {
		const bench = bridgeBench(2);
		bench.change({kind: 'set-up', device: bench.id('q2'), up: false});
		expect(bench.setPort('p2', {state: 'forwarding'})).toEqual(refused('ENETDOWN'));
		expect(bench.setPort('p2', {state: 'disabled'})).toEqual(DONE);
		bench.setBridge({stp: true});
		expect(bench.setPort('p1', {state: 'learning'})).toEqual(refused('EBUSY'));
	});

	it('take br0’s carrier along when the last forwarding port stops', () => {
		const bench = bridgeBench(1);
		bench.setPort('p1', {state: 'listening'});
		expect(bench.bridge.carrier).toBe(false);
	});

	it('name as backup another port of the same bridge', () => {
		const bench = bridgeBench(2);
		const br1 = bench.change({kind: 'add-bridge', machine: 1, name: 'br1', options: {}});
		bench.change({kind: 'enslave', device: bench.id('q2'), master: br1.kind === 'done' ? (br1.device as number) : -1});
		const backup = (name: string) => bench.setPort('p1', {backupPort: bench.id(name)});
		expect(backup('p1')).toEqual(refused('EINVAL'));
		expect(backup('q1')).toEqual(refused('ENOENT'));
		expect(backup('q2')).toEqual(refused('EINVAL'));
		expect(backup('p2')).toEqual(DONE);
		expect(bench.setPort('p1', {backupPort: -1})).toEqual(DONE);
		expect(bench.port('p1').backupPort).toBe(-1);
	});
});
