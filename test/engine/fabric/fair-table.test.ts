/** "Evict fairly" does what the MAC table of Open vSwitch does: the same frames, the same victims. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {createFair, knowsFair, learnFair} from '../../../source/engine/fabric/fair-table.js';
import {createTable, knows, learn} from '../../../source/engine/fabric/table.js';
import {expireMacs, learnFrom, listMacs} from '../../../source/engine/ovs/mac/mac-learning.js';
import {setMacAgeing, setMacTableSize} from '../../../source/engine/ovs/mac/mac-settings.js';
import {ovsLab} from '../ovs/ovs-lab.js';
import {lives, PORTS, portOf, type Step} from './steps.js';

const SECOND = 1_000_000_000;
const STATIONS = 40;
const macOf = (station: number): number => 0x0200_0000_0000 + station;

/** Plays the steps on both and compares after each. */
function compare(steps: readonly Step[], size: number, ageing: number, dense: boolean): void {
	const names = Array.from({length: PORTS}, (_, port) => `p${port}`);
	const bridge = ovsLab({bridges: {br0: {ports: Object.fromEntries(names.map((name) => [name, {}]))}}}).bridge();
	setMacTableSize(bridge.macs, size);
	setMacAgeing(bridge.macs, ageing);
	const table = createFair({size, ageing, count: 0, learned: 0, evicted: 0, refused: 0, expired: 0}, STATIONS, dense);
	let now = 0;
	for (const {station, wait} of steps) {
		now += wait;
		expireMacs(bridge.macs, now * SECOND);
		learnFrom(
			bridge,
			{kind: 'learn', bridge: 'br0', port: `p${portOf(station)}`, vlan: 0, mac: macOf(station), gratuitousArp: false},
			now * SECOND,
		);
		learnFair(table, station, portOf(station), now);
		const inOvs = listMacs(bridge.macs, now * SECOND).map(({mac}) => mac - macOf(0));
		const known = Array.from({length: STATIONS}, (_, each) => each).filter((each) => knowsFair(table, each));
		expect(known).toEqual(inOvs.sort((a, b) => a - b));
		const {learned, evicted, expired} = bridge.macs.statistics;
		expect([table.count, table.learned, table.evicted, table.expired]).toEqual([inOvs.length, learned, evicted, expired]);
	}
}

describe.each([true, false])('dense: %s', (dense) => {
	it('evicts whom Open vSwitch evicts, ties among ports and frames of the same second included', () => {
		fc.assert(
			fc.property(lives(STATIONS, [0, 0, 0, 1, 2]), fc.constantFrom(10, 13, 20), (steps, size) => compare(steps, size, 3600, dense)),
			{numRuns: 60},
		);
	});

	it('forgets whom Open vSwitch forgets', () => {
		// One frame a second at most: who expires first is then the same for both.
		fc.assert(
			fc.property(lives(STATIONS, [1, 2, 5]), fc.constantFrom(10, 20), (steps, size) => compare(steps, size, 15, dense)),
			{numRuns: 60},
		);
	});
});

it('makes the port pay that has most: five ports of two, then sixteen from a sixth (ofproto-dpif.at, "MAC table overflow fairness")', () => {
	const table = createTable({policy: 'evict-fairly', size: 10, ageing: 300, ways: 4, stations: 26, expected: undefined});
	for (let station = 0; station < 10; station++) learn(table, station, Math.floor(station / 2), station);
	for (let station = 10; station < 26; station++) learn(table, station, 5, station);
	const left = [0, 1, 2, 3, 4].map((port) => [2 * port, 2 * port + 1].filter((station) => knows(table, station)).length);
	expect(left.sort()).toEqual([1, 1, 1, 2, 2]);
	expect(Array.from({length: 16}, (_, at) => 10 + at).filter((station) => knows(table, station))).toHaveLength(3);
});

it('needs no order where everybody has room', () => {
	expect(createTable({policy: 'evict-fairly', size: 100, ageing: 300, ways: 4, stations: 100, expected: undefined}).kind).toBe('kept');
});
