/*
 * The MAC table: (MAC, VID) -> a few integers, at the speed of frames
 *
 * A bridge asks this table twice a frame, so it is an open-addressing hash over
 * typed arrays and its keys are 32-bit integers: a 48-bit number would live on
 * the heap, a string would have to be built. The key is two words, the upper 16
 * bits of the MAC with the VID, and the lower 32 bits. An entry fills 16 bytes,
 * so that probing stays inside a cache line.
 *
 * Deletion
 * --------
 * No tombstones: what stands behind the hole and may stand in it moves back
 * (Knuth, The Art of Computer Programming, volume 3, 6.4, algorithm R). A table
 * that has seen a million stations come and go is as fast as a new one.
 *
 * Order
 * -----
 * Slots have no meaningful order, but the same calls always give the same one.
 * Users that need an order keep it in a cold word.
 *
 * A slot is named by the index of its first word, and good until the next insertion
 * or deletion.
 *
 * Not modelled: shrinking.
 */
import type {Mac} from './mac.js';

/** Words an entry has in `words`: two of key, two of the user's that every frame reads or writes. */
const HOT = 4;
/** Words an entry has in `cold`: the user's, for what is rarely read. */
const COLD = 2;
/** From the index of a slot's hot words to that of its cold ones. */
const COLD_SHIFT = 1;
const OCCUPIED = 1 << 28;
const FIRST_CAPACITY = 16;

export interface MacTable {
	/** HOT words a slot: key, key, data, time. A free slot is all zero. */
	words: Int32Array;
	/** COLD words a slot. */
	cold: Int32Array;
	size: number;
	/** 32 - log2(capacity). */
	shift: number;
}

export function createMacTable(): MacTable {
	return {
		words: new Int32Array(FIRST_CAPACITY * HOT),
		cold: new Int32Array(FIRST_CAPACITY * COLD),
		size: 0,
		shift: 32 - Math.log2(FIRST_CAPACITY),
	};
}

/** Upper 16 bits of a MAC, as the table takes it. */
export function highOf(mac: Mac): number {
	return Math.floor(mac / 0x1_0000_0000);
}

/** Lower 32 bits of a MAC as a signed word, as the table takes it. */
export function lowOf(mac: Mac): number {
	return mac | 0;
}

/** Slot of the key, -1 when it is not there. */
export function findSlot(table: MacTable, high: number, low: number, vid: number): number {
	const key = high | (vid << 16) | OCCUPIED;
	const words = table.words;
	const mask = words.length - 1;
	for (let slot = home(key, low, table.shift); ; slot = (slot + HOT) & mask) {
		const found = words[slot] as number;
		if (found === key && words[slot + 1] === low) return slot;
		if (found === 0) return -1;
	}
}

/** Makes room for a key that is not there yet and returns its slot; all user words are 0. */
export function insertSlot(table: MacTable, high: number, low: number, vid: number): number {
	if ((table.size + 1) * HOT * 5 > table.words.length * 4) grow(table);
	table.size++;
	const key = high | (vid << 16) | OCCUPIED;
	const slot = freeSlot(table.words, key, low, table.shift);
	table.words[slot] = key;
	table.words[slot + 1] = low;
	return slot;
}

/** Frees a slot and closes the gap behind it. */
export function removeSlot(table: MacTable, slot: number): void {
	const {words, cold, shift} = table;
	const mask = words.length - 1;
	let hole = slot;
	for (let next = (hole + HOT) & mask; words[next] !== 0; next = (next + HOT) & mask) {
		const wanted = home(words[next] as number, words[next + 1] as number, shift);
		// Does the entry's own home lie cyclically after the hole? Then it stays.
		if (((next - wanted) & mask) < ((next - hole) & mask)) continue;
		words.copyWithin(hole, next, next + HOT);
		cold.copyWithin(hole >> COLD_SHIFT, next >> COLD_SHIFT, (next >> COLD_SHIFT) + COLD);
		hole = next;
	}
	words.fill(0, hole, hole + HOT);
	cold.fill(0, hole >> COLD_SHIFT, (hole >> COLD_SHIFT) + COLD);
	table.size--;
}

/** Removes every entry that `matches` (called with its slot, perhaps more than once); returns how many. */
export function removeWhere(table: MacTable, matches: (slot: number) => boolean): number {
	const before = table.size;
	for (let slot = 0; slot < table.words.length; slot += HOT) {
		// The gap may have been closed by an entry that must be looked at too.
		while (table.words[slot] !== 0 && matches(slot)) removeSlot(table, slot);
	}
	return before - table.size;
}

/** Slots in use, in table order. */
export function slotsOf(table: MacTable): number[] {
	const used: number[] = [];
	for (let slot = 0; slot < table.words.length; slot += HOT) if (table.words[slot] !== 0) used.push(slot);
	return used;
}

export function macAt(table: MacTable, slot: number): Mac {
	return ((table.words[slot] as number) & 0xffff) * 0x1_0000_0000 + ((table.words[slot + 1] as number) >>> 0);
}

export function vidAt(table: MacTable, slot: number): number {
	return ((table.words[slot] as number) >> 16) & 0xfff;
}

export function dataAt(table: MacTable, slot: number): number {
	return table.words[slot + 2] as number;
}

export function setData(table: MacTable, slot: number, data: number): void {
	table.words[slot + 2] = data;
}

export function timeAt(table: MacTable, slot: number): number {
	return table.words[slot + 3] as number;
}

export function setTime(table: MacTable, slot: number, time: number): void {
	table.words[slot + 3] = time;
}

export function coldAt(table: MacTable, slot: number, word: 0 | 1): number {
	return table.cold[(slot >> COLD_SHIFT) + word] as number;
}

export function setCold(table: MacTable, slot: number, word: 0 | 1, value: number): void {
	table.cold[(slot >> COLD_SHIFT) + word] = value;
}

/**
 * The slot where a key would like to stand: the upper bits of the product with the golden ratio of
 * 2^32, which puts neighbouring addresses far apart (Knuth 6.4, Fibonacci hashing).
 */
function home(key: number, low: number, shift: number): number {
	return (Math.imul(low ^ Math.imul(key, 0x846c_a68b), 0x9e37_79b1) >>> shift) * HOT;
}

function freeSlot(words: Int32Array, key: number, low: number, shift: number): number {
	const mask = words.length - 1;
	let slot = home(key, low, shift);
	while (words[slot] !== 0) slot = (slot + HOT) & mask;
	return slot;
}

function grow(table: MacTable): void {
	const {words, cold} = table;
	table.words = new Int32Array(words.length * 2);
	table.cold = new Int32Array(cold.length * 2);
	table.shift--;
	for (let old = 0; old < words.length; old += HOT) {
		if (words[old] === 0) continue;
		const slot = freeSlot(table.words, words[old] as number, words[old + 1] as number, table.shift);
		for (let word = 0; word < HOT; word++) table.words[slot + word] = words[old + word] as number;
		for (let word = 0; word < COLD; word++) table.cold[(slot >> COLD_SHIFT) + word] = cold[(old >> COLD_SHIFT) + word] as number;
	}
}
