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
 * A slot number is good until the next insertion or deletion.
 *
 * Not modelled: shrinking.
 */
import type {Mac} from './mac.js';

/** Words an entry has in `words`: two of key, two of the user's that every frame reads or writes. */
const HOT = 4;
/** Words an entry has in `cold`: the user's, for what is rarely read. */
const COLD = 2;
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
	for (let at = home(key, low, table.shift) * HOT; ; at = (at + HOT) & mask) {
		const found = words[at] as number;
		if (found === key && words[at + 1] === low) return at / HOT;
		if (found === 0) return -1;
	}
}

/** Makes room for a key that is not there yet and returns its slot; all user words are 0. */
export function insertSlot(table: MacTable, high: number, low: number, vid: number): number {
	if ((table.size + 1) * 5 > (table.words.length / HOT) * 4) grow(table);
	table.size++;
	const key = high | (vid << 16) | OCCUPIED;
	const at = freeSlot(table.words, key, low, table.shift);
	table.words[at * HOT] = key;
	table.words[at * HOT + 1] = low;
	return at;
}

/** Frees a slot and closes the gap behind it. */
export function removeSlot(table: MacTable, slot: number): void {
	const {words, cold, shift} = table;
	const slots = words.length / HOT;
	let hole = slot;
	for (let next = (hole + 1) % slots; words[next * HOT] !== 0; next = (next + 1) % slots) {
		const wanted = home(words[next * HOT] as number, words[next * HOT + 1] as number, shift);
		// Does the entry's own home lie cyclically after the hole? Then it stays.
		if ((next - wanted + slots) % slots < (next - hole + slots) % slots) continue;
		words.copyWithin(hole * HOT, next * HOT, (next + 1) * HOT);
		cold.copyWithin(hole * COLD, next * COLD, (next + 1) * COLD);
		hole = next;
	}
	words.fill(0, hole * HOT, (hole + 1) * HOT);
	cold.fill(0, hole * COLD, (hole + 1) * COLD);
	table.size--;
}

/** Removes every entry that `matches` (called with its slot, perhaps more than once); returns how many. */
export function removeWhere(table: MacTable, matches: (slot: number) => boolean): number {
	const before = table.size;
	for (let slot = 0; slot < table.words.length / HOT; slot++) {
		// The gap may have been closed by an entry that must be looked at too.
		while (table.words[slot * HOT] !== 0 && matches(slot)) removeSlot(table, slot);
	}
	return before - table.size;
}

/** Slots in use, in table order. */
export function slotsOf(table: MacTable): number[] {
	const used: number[] = [];
	for (let slot = 0; slot < table.words.length / HOT; slot++) if (table.words[slot * HOT] !== 0) used.push(slot);
	return used;
}

export function macAt(table: MacTable, slot: number): Mac {
	return ((table.words[slot * HOT] as number) & 0xffff) * 0x1_0000_0000 + ((table.words[slot * HOT + 1] as number) >>> 0);
}

export function vidAt(table: MacTable, slot: number): number {
	return ((table.words[slot * HOT] as number) >> 16) & 0xfff;
}

export function dataAt(table: MacTable, slot: number): number {
	return table.words[slot * HOT + 2] as number;
}

export function setData(table: MacTable, slot: number, data: number): void {
	table.words[slot * HOT + 2] = data;
}

export function timeAt(table: MacTable, slot: number): number {
	return table.words[slot * HOT + 3] as number;
}

export function setTime(table: MacTable, slot: number, time: number): void {
	table.words[slot * HOT + 3] = time;
}

export function coldAt(table: MacTable, slot: number, word: 0 | 1): number {
	return table.cold[slot * COLD + word] as number;
}

export function setCold(table: MacTable, slot: number, word: 0 | 1, value: number): void {
	table.cold[slot * COLD + word] = value;
}

/** Where a key would like to stand: the upper bits of a multiplicative hash. */
function home(key: number, low: number, shift: number): number {
	const mixed = Math.imul(low ^ Math.imul(key, 0x9e37_79b1), 0x85eb_ca6b);
	return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2_ae35) >>> shift;
}

function freeSlot(words: Int32Array, key: number, low: number, shift: number): number {
	const mask = words.length - 1;
	let at = home(key, low, shift) * HOT;
	while (words[at] !== 0) at = (at + HOT) & mask;
	return at / HOT;
}

function grow(table: MacTable): void {
	const {words, cold} = table;
	table.words = new Int32Array(words.length * 2);
	table.cold = new Int32Array(cold.length * 2);
	table.shift--;
	for (let slot = 0; slot < words.length / HOT; slot++) {
		if (words[slot * HOT] === 0) continue;
		const at = freeSlot(table.words, words[slot * HOT] as number, words[slot * HOT + 1] as number, table.shift);
		for (let word = 0; word < HOT; word++) table.words[at * HOT + word] = words[slot * HOT + word] as number;
		for (let word = 0; word < COLD; word++) table.cold[at * COLD + word] = cold[slot * COLD + word] as number;
	}
}
