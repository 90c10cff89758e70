import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
	coldAt,
	createMacTable,
	dataAt,
	findSlot,
	highOf,
	insertSlot,
	lowOf,
	type MacTable,
	macAt,
	removeSlot,
	removeWhere,
	setCold,
	setData,
	setTime,
	slotsOf,
	timeAt,
	vidAt,
} from '../../source/engine/mac-table.js';

const find = (table: MacTable, mac: number, vid = 0): number => findSlot(table, highOf(mac), lowOf(mac), vid);
const insert = (table: MacTable, mac: number, vid = 0): number => insertSlot(table, highOf(mac), lowOf(mac), vid);

/** A small pool of keys, so that additions and deletions meet. */
const key = fc.record({mac: fc.integer({min: 0, max: 40}).map((low) => 0x0200_0000_0000 + low), vid: fc.constantFrom(0, 1, 4094)});
const step = fc.record({key, verb: fc.constantFrom('put' as const, 'put' as const, 'delete' as const), value: fc.integer()});

describe('MAC table', () => {
	it('finds nothing in an empty table', () => {
		expect(find(createMacTable(), 0x0200_0000_0001)).toBe(-1);
	});

	it('keeps MACs apart that differ in one bit, and VIDs', () => {
		const table = createMacTable();
		const macs = Array.from({length: 48}, (_, bit) => 2 ** bit);
		for (const [index, mac] of macs.entries())
			for (const vid of [0, 1, 4095]) setData(table, insert(table, mac, vid), index * 3 + (vid % 7));
		for (const [index, mac] of macs.entries()) {
			for (const vid of [0, 1, 4095]) expect(dataAt(table, find(table, mac, vid))).toBe(index * 3 + (vid % 7));
		}
		expect(table.size).toBe(144);
	});

	it('gives back the MAC and the VID it was given', () => {
		const table = createMacTable();
		const slot = insert(table, 0xfeed_c0ff_ee01, 4094);
		expect([macAt(table, slot), vidAt(table, slot)]).toEqual([0xfeed_c0ff_ee01, 4094]);
	});

	it('agrees with a Map under any additions and deletions', () => {
		fc.assert(
			fc.property(fc.array(step, {maxLength: 300}), (steps) => {
				const table = createMacTable();
				const model = new Map<string, number>();
				for (const {key: wanted, verb, value} of steps) {
					const name = `${wanted.mac}/${wanted.vid}`;
					const slot = find(table, wanted.mac, wanted.vid);
					expect(slot !== -1).toBe(model.has(name));
					if (verb === 'put') {
						setData(table, slot === -1 ? insert(table, wanted.mac, wanted.vid) : slot, value);
						model.set(name, value);
					} else if (slot !== -1) {
						removeSlot(table, slot);
						model.delete(name);
					}
				}
				expect(table.size).toBe(model.size);
				const held = slotsOf(table).map((slot) => [`${macAt(table, slot)}/${vidAt(table, slot)}`, dataAt(table, slot)] as const);
				expect(new Map(held)).toEqual(model);
			}),
		);
	});

	it('moves all words of an entry together, through growth and deletion', () => {
		const table = createMacTable();
		for (let mac = 1; mac <= 500; mac++) {
			const slot = insert(table, mac);
			setData(table, slot, mac);
			setTime(table, slot, mac * 2);
			setCold(table, slot, 0, mac * 3);
			setCold(table, slot, 1, mac * 5);
		}
		for (let mac = 1; mac <= 500; mac += 3) removeSlot(table, find(table, mac));
		for (let mac = 2; mac <= 500; mac++) {
			const slot = find(table, mac);
			if (mac % 3 === 1) expect(slot).toBe(-1);
			else
				expect([dataAt(table, slot), timeAt(table, slot), coldAt(table, slot, 0), coldAt(table, slot, 1)]).toEqual([
					mac,
					mac * 2,
					mac * 3,
					mac * 5,
				]);
		}
	});

	it('hands out clean slots where something was deleted', () => {
		const table = createMacTable();
		const slot = insert(table, 7);
		setData(table, slot, 1);
		setTime(table, slot, 2);
		setCold(table, slot, 0, 3);
		setCold(table, slot, 1, 4);
		removeSlot(table, slot);
		const again = insert(table, 7);
		expect([dataAt(table, again), timeAt(table, again), coldAt(table, again, 0), coldAt(table, again, 1)]).toEqual([0, 0, 0, 0]);
	});

	it('removes exactly what matches, wherever it stands', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.integer({min: 1, max: 1000}), {maxLength: 200}), fc.integer({min: 2, max: 5}), (macs, divisor) => {
				const table = createMacTable();
				for (const mac of macs) insert(table, mac);
				const doomed = macs.filter((mac) => mac % divisor === 0);
				expect(removeWhere(table, (slot) => macAt(table, slot) % divisor === 0)).toBe(doomed.length);
				expect(
					slotsOf(table)
						.map((slot) => macAt(table, slot))
						.sort(),
				).toEqual(macs.filter((mac) => mac % divisor !== 0).sort());
			}),
		);
	});

	it('leaves no trace of a hundred thousand stations that came and went', () => {
		const table = createMacTable();
		for (let mac = 1; mac <= 100_000; mac++) {
			insert(table, mac);
			if (mac > 10) removeSlot(table, find(table, mac - 10));
		}
		expect(table.size).toBe(10);
		expect(table.words.length / 4).toBe(16);
	});

	it('is the same after structuredClone', () => {
		const table = createMacTable();
		for (let mac = 1; mac <= 100; mac++) setData(table, insert(table, mac), mac);
		const copy = structuredClone(table);
		removeSlot(table, find(table, 50));
		expect(dataAt(copy, find(copy, 50))).toBe(50);
		expect(find(table, 50)).toBe(-1);
	});
});
