/*
 * All megaflows with one mask (struct dpcls_subtable, struct sw_flow_mask)
 *
 * A hash table with open addressing. A slot is two words: the hash of the masked key, and the row
 * of the flow + 1. What does not match is nearly always told by its hash, so a mask that has no flow
 * for the frame costs one walk over the words that it looks at, and one slot.
 *
 * The hash is a polynomial of the masked words. The upper half of a word is folded into the lower before it is added, so
 * that a difference anywhere reaches the upper bits, which choose the slot.
 */
import {DATAPATH_WORDS} from '../../flow/key.js';
import type {FlowIndex} from './flow-cache.js';
import {ROW_WORDS} from './flow-row.js';

export interface MaskTable {
	/** `DATAPATH_WORDS` words. */
	mask: Int32Array;
	/** The words that are not 0: number and bits in pairs. */
	looked: Int32Array;
	/** Hash and row + 1, or 0 for an empty slot; a power of two of pairs. */
	slots: Int32Array;
	/** 32 - log2 of the number of slots. */
	shift: number;
	count: number;
	/** Lookups answered since masks were last put in order. */
	hits: number;
}

const FIRST_BITS = 3;
const FACTOR = 0x85eb_ca6b;

export function createMaskTable(mask: Int32Array): MaskTable {
	return {
		mask,
		looked: Int32Array.from([...mask].flatMap((bits, word) => (bits === 0 ? [] : [word, bits]))),
		slots: new Int32Array(2 << FIRST_BITS),
		shift: 32 - FIRST_BITS,
		count: 0,
		hits: 0,
	};
}

export function hasMask(table: MaskTable, mask: Int32Array): boolean {
	for (let word = 0; word < DATAPATH_WORDS; word++) if (table.mask[word] !== mask[word]) return false;
	return true;
}

/** The row of the flow that matches `key`, or -1. `flows` are all rows. */
export function findInMaskTable(table: MaskTable, key: Int32Array, flows: Int32Array): FlowIndex {
	const {looked, slots} = table;
	const count = looked.length;
	let sum = 0;
	for (let at = 0; at < count; at += 2) {
		const word = (key[looked[at] as number] as number) & (looked[at + 1] as number);
		sum = (Math.imul(sum, FACTOR) + (word ^ (word >>> 16))) | 0;
	}
	const hash = finish(sum);
	const last = slots.length - 2;
	let slot = (hash >>> table.shift) << 1;
	for (;;) {
		const entry = slots[slot + 1] as number;
		if (entry === 0) return -1;
		if (slots[slot] === hash) {
			const from = (entry - 1) * ROW_WORDS;
			let at = 0;
			while (at < count) {
				const word = looked[at] as number;
				if ((((key[word] as number) ^ (flows[from + word] as number)) & (looked[at + 1] as number)) !== 0) break;
				at += 2;
			}
			if (at === count) return entry - 1;
		}
		slot = (slot + 2) & last;
	}
}

/** Adds a flow that is not there yet. */
export function addToMaskTable(table: MaskTable, flow: FlowIndex, flows: Int32Array): void {
	table.count++;
	if (table.count * 4 > table.slots.length) widen(table);
	put(table, hashOf(table, flow, flows), flow + 1);
}

/** Takes a flow out and closes the gap: what stands behind it moves up unless its own place is behind the gap. */
export function removeFromMaskTable(table: MaskTable, flow: FlowIndex, flows: Int32Array): void {
	const {slots, shift} = table;
	const last = slots.length - 2;
	let gap = (hashOf(table, flow, flows) >>> shift) << 1;
	while (slots[gap + 1] !== flow + 1) gap = (gap + 2) & last;
	for (let at = (gap + 2) & last; slots[at + 1] !== 0; at = (at + 2) & last) {
		const home = ((slots[at] as number) >>> shift) << 1;
		if (((at - home) & last) < ((at - gap) & last)) continue;
		slots[gap] = slots[at] as number;
		slots[gap + 1] = slots[at + 1] as number;
		gap = at;
	}
	slots[gap] = 0;
	slots[gap + 1] = 0;
	table.count--;
}

function hashOf({looked}: MaskTable, flow: FlowIndex, flows: Int32Array): number {
	let sum = 0;
	for (let at = 0; at < looked.length; at += 2) {
		const word = (flows[flow * ROW_WORDS + (looked[at] as number)] as number) & (looked[at + 1] as number);
		sum = (Math.imul(sum, FACTOR) + (word ^ (word >>> 16))) | 0;
	}
	return finish(sum);
}

function finish(sum: number): number {
	return Math.imul(sum ^ (sum >>> 15), 0x9e37_79b1);
}

function put(table: MaskTable, hash: number, entry: number): void {
	const {slots} = table;
	const last = slots.length - 2;
	let at = (hash >>> table.shift) << 1;
	while (slots[at + 1] !== 0) at = (at + 2) & last;
	slots[at] = hash;
	slots[at + 1] = entry;
}

function widen(table: MaskTable): void {
	const old = table.slots;
	table.slots = new Int32Array(old.length * 2);
	table.shift--;
	for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== 0) put(table, old[at] as number, old[at + 1] as number);
}
