/*
 * The buckets of a table that is almost empty
 *
 * A table in hardware has all its places from the beginning. Two thousand edges with 8192 places each, of which
 * an overlay fills a thousand, would take most of the memory of a fabric for nothing. So a table begins
 * loose: only the entries, in a row that is searched from where their bucket would be (linear probing), each with its
 * way, so that later it can be put exactly where it would have been. When the row is no smaller than the table, the
 * table is built. What is known, and who has to go, is the same in both layouts.
 *
 * Not modelled: anything; it is a matter of memory.
 */
import {bucketOfStation} from './bucket-hash.js';

export interface LooseBuckets {
	/** Station + 1 of each slot; 0: free. */
	keys: Uint32Array;
	/** Step of the last frame of each slot, and its way: its place in the bucket. */
	ages: Uint8Array;
	ways: Uint8Array;
}

/** Octets of a slot, and of a place of the table that is built. */
const SLOT_BYTES = 6;
const PLACE_BYTES = 5;
const FIRST_SLOTS = 64;
const GROWTH = 1.25;
/** Of the slots at most so many are taken, or searches become long. */
const MOST_TAKEN = 0.75;
/** Ways in a set of bits. */
const MOST_WAYS = 32;

/** Slots for `entries`; `undefined` where the table itself, of `places`, is no larger. */
export function createLoose(entries: number, places: number, ways: number): LooseBuckets | undefined {
	const slots = Math.max(FIRST_SLOTS, Math.ceil(entries / MOST_TAKEN) + 1);
	return ways <= MOST_WAYS && slots * SLOT_BYTES < places * PLACE_BYTES ? emptyOf(slots) : undefined;
}

/** Is there no room for one entry more than `count`? */
export function isTight({keys}: LooseBuckets, count: number): boolean {
	return count + 1 > keys.length * MOST_TAKEN;
}

/** More slots; `undefined` when it is time for the table itself. */
export function grownLoose(loose: LooseBuckets, buckets: number, places: number): LooseBuckets | undefined {
	const slots = Math.ceil(loose.keys.length * GROWTH);
	if (slots * SLOT_BYTES >= places * PLACE_BYTES) return undefined;
	const grown = emptyOf(slots);
	copyLoose(loose, grown, buckets);
	return grown;
}

/** Closes the gaps that freed slots (key 0) have left: a search ends at a gap. */
export function closedLoose(loose: LooseBuckets, buckets: number): LooseBuckets {
	const closed = emptyOf(loose.keys.length);
	copyLoose(loose, closed, buckets);
	return closed;
}

/** Slot of a station; -1: it has none. */
export function slotOf({keys}: LooseBuckets, station: number, buckets: number): number {
	const slots = keys.length;
	let at = firstSlot(bucketOfStation(station, buckets), buckets, slots);
	for (let key = keys[at] as number; key !== 0; key = keys[at] as number) {
		if (key === station + 1) return at;
		if (++at === slots) at = 0;
	}
	return -1;
}

/** Slots of one bucket in the order of their ways; -1 for a way that is free. `found` has an element a way. */
export function findWays({keys, ways}: LooseBuckets, bucket: number, buckets: number, found: Int32Array): void {
	const slots = keys.length;
	found.fill(-1);
	let at = firstSlot(bucket, buckets, slots);
	for (let key = keys[at] as number; key !== 0; key = keys[at] as number) {
		if (bucketOfStation(key - 1, buckets) === bucket) found[ways[at] as number] = at;
		if (++at === slots) at = 0;
	}
}

/** Puts a station that has no slot into one. There is a free one. */
export function putLoose(loose: LooseBuckets, key: number, age: number, way: number, buckets: number): void {
	const {keys, ages, ways} = loose;
	const slots = keys.length;
	let at = firstSlot(bucketOfStation(key - 1, buckets), buckets, slots);
	while (keys[at] !== 0) if (++at === slots) at = 0;
	keys[at] = key;
	ages[at] = age;
	ways[at] = way;
}

function emptyOf(slots: number): LooseBuckets {
	return {keys: new Uint32Array(slots), ages: new Uint8Array(slots), ways: new Uint8Array(slots)};
}

function copyLoose({keys, ages, ways}: LooseBuckets, to: LooseBuckets, buckets: number): void {
	for (let at = 0; at < keys.length; at++)
		if (keys[at] !== 0) putLoose(to, keys[at] as number, ages[at] as number, ways[at] as number, buckets);
}

function firstSlot(bucket: number, buckets: number, slots: number): number {
	return Math.floor((bucket * slots) / buckets);
}
