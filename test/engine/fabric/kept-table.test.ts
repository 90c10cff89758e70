/** "First come, first kept" does what a Linux bridge with `fdb_max_learned` does: the same frames teach both the same. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {collect} from '../../../source/engine/devices/bridge/collector.js';
import {createKept, knowsKept, learnKept} from '../../../source/engine/fabric/kept-table.js';
import {createTable, learn, type Table} from '../../../source/engine/fabric/table.js';
import {createFdb, learn as learnInBridge, listEntries} from '../../../source/engine/fdb.js';
import {highOf, lowOf} from '../../../source/engine/mac-table.js';
import {lives, portOf} from './steps.js';

const SECOND = 1_000_000_000;
const STATIONS = 30;
const macOf = (station: number): number => 0x0200_0000_0000 + station;

const known = (knows: (station: number) => boolean): number[] =>
	Array.from({length: STATIONS}, (_, station) => station).filter((station) => knows(station));

describe.each([true, false])('dense: %s', (dense) => {
	it('keeps, refuses and forgets what the bridge does', () => {
		fc.assert(
			fc.property(lives(STATIONS, [0, 0, 1, 3, 9]), fc.constantFrom(1, 4, 10, 40), fc.constantFrom(5, 15, 300), (steps, size, ageing) => {
				const counters = {size, ageing, count: 0, learned: 0, evicted: 0, refused: 0, expired: 0};
				const table = createKept(counters, STATIONS, dense);
				const bridge = createFdb();
				let now = 0;
				let refused = 0;
				let expired = 0;
				for (const {station, wait} of steps) {
					now += wait;
					expired += collect(bridge, ageing * SECOND, now * SECOND).removed;
					const mac = macOf(station);
					if (learnInBridge(bridge, highOf(mac), lowOf(mac), 0, 1 + portOf(station), now * SECOND, size) === 'limit') refused++;
					learnKept(table, station, now);
					const inBridge = listEntries(bridge, ageing * SECOND, now * SECOND).map((entry) => entry.mac - macOf(0));
					expect(known((each) => knowsKept(table, each))).toEqual(inBridge.sort((a, b) => a - b));
					expect([table.count, table.refused, table.expired]).toEqual([bridge.learned, refused, expired]);
				}
			}),
		);
	});
});

it('learns nothing with ageing 0, as a bridge then is a hub', () => {
	const table: Table = createTable({policy: 'first-kept', size: 10, ageing: 0, ways: 4, stations: 10, expected: undefined});
	learn(table, 3, 1, 0);
	expect(table.count).toBe(0);
});

it('grows as it is needed, and no further than its size', () => {
	const table = createKept({size: 1000, ageing: 300, count: 0, learned: 0, evicted: 0, refused: 0, expired: 0}, 5000, false);
	expect(table.index.capacity).toBeLessThan(100);
	for (let station = 0; station < 5000; station++) learnKept(table, station, 0);
	expect([table.count, table.refused, table.index.capacity]).toEqual([1000, 4000, 1000]);
	expect([knowsKept(table, 999), knowsKept(table, 1000)]).toEqual([true, false]);
});
