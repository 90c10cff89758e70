/**
 * The order in which the daemon walks a hash table (lib/hmap.c, lib/shash.c)
 *
 * Where it adds several ports at once, their order is that of the table's buckets, and the
 * numbers they get follow it; FLOOD and ALL send in the order of a table of ports. A bucket gives the newest
 * first, and a table that grows turns its buckets round.
 */
import {hashBytes} from '../flow/hash.js';

/** `items`, in the order in which they were put in, as a table that hashes them so gives them back. */
export function tableOrder<T>(items: readonly T[], hashOf: (item: T) => number): T[] {
	let mask = 0;
	let buckets: {item: T; hash: number}[][] = [[]];
	let count = 0;
	const put = (into: typeof buckets, entry: {item: T; hash: number}, bits: number) =>
		(into[(entry.hash & bits) >>> 0] as {item: T; hash: number}[]).unshift(entry);
	for (const item of items) {
		put(buckets, {item, hash: hashOf(item)}, mask);
		count++;
		if (Math.floor(count / 2) <= mask) continue;
		const wider = maskFor(count);
		const moved: typeof buckets = Array.from({length: wider + 1}, () => []);
		for (const entry of buckets.flat()) put(moved, entry, wider);
		buckets = moved;
		mask = wider;
	}
	return buckets.flat().map(({item}) => item);
}

/** `names`, in the order in which they were put in, as a table of names gives them back. */
export function hashOrder(names: readonly string[]): string[] {
	return tableOrder(names, (name) => hashBytes(octetsOf(name), 0));
}

/** calc_mask: a table that must grow has at least four buckets. */
function maskFor(capacity: number): number {
	let mask = Math.floor(capacity / 2);
	for (const shift of [1, 2, 4, 8, 16]) mask |= mask >>> shift;
	return mask | ((mask & 1) << 1);
}

/** Names of interfaces are ASCII. */
function octetsOf(name: string): Uint8Array {
	return Uint8Array.from(name, (character) => character.charCodeAt(0));
}
