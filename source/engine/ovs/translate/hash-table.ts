/**
 * A hash table that is walked in the order of the daemon's (lib/hmap.c): what it sends of many things at once, it sends
 * in that order. `hash-order.ts` says how the order comes about; this one can also lose entries.
 */
export interface HashTable<T> {
	/** Number of buckets - 1. */
	mask: number;
	/** Newest first. */
	buckets: {hash: number; item: T}[][];
	count: number;
}

export function createHashTable<T>(): HashTable<T> {
	return {mask: 0, buckets: [[]], count: 0};
}

/** The item with this hash that `isIt` knows. */
export function findHashed<T>(table: HashTable<T>, hash: number, isIt: (item: T) => boolean): T | undefined {
	return table.buckets[(hash & table.mask) >>> 0]?.find((entry) => entry.hash === hash && isIt(entry.item))?.item;
}

/** It must not be there. */
export function insertHashed<T>(table: HashTable<T>, hash: number, item: T): void {
	table.buckets[(hash & table.mask) >>> 0]?.unshift({hash, item});
	table.count++;
	if (Math.floor(table.count / 2) > table.mask) grow(table);
}

export function removeHashed<T>(table: HashTable<T>, hash: number, item: T): void {
	const bucket = table.buckets[(hash & table.mask) >>> 0] ?? [];
	const at = bucket.findIndex((entry) => entry.item === item);
	if (at < 0) return;
	bucket.splice(at, 1);
	table.count--;
}

/** In the order of the buckets. Entries may be removed meanwhile. */
export function hashedItems<T>(table: HashTable<T>): {hash: number; item: T}[] {
	return table.buckets.flat();
}

/** A bucket is moved newest first, so it ends up turned round. */
function grow<T>(table: HashTable<T>): void {
	const mask = maskFor(table.count);
	const buckets: HashTable<T>['buckets'] = Array.from({length: mask + 1}, () => []);
	for (const entry of table.buckets.flat()) buckets[(entry.hash & mask) >>> 0]?.unshift(entry);
	table.buckets = buckets;
	table.mask = mask;
}

/** A table that must grow has at least four buckets (calc_mask). */
function maskFor(capacity: number): number {
	let mask = Math.floor(capacity / 2);
	for (const shift of [1, 2, 4, 8, 16]) mask |= mask >>> shift;
	return mask | ((mask & 1) << 1);
}
