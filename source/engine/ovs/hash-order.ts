/**
 * The order in which the daemon walks a table of names (lib/shash.c, lib/hmap.c)
 *
 * Where it adds several ports at once, their order is that of the table's buckets, and the
 * numbers they get follow it. A bucket gives the newest first, and a table that
 * grows turns its buckets round.
 */
import {hashBytes} from '../flow/hash.js';

/** `names`, in the order in which they were put in, as the table gives them back. */
export function hashOrder(names: readonly string[]): string[] {
	let mask = 0;
	let buckets: {name: string; hash: number}[][] = [[]];
	let count = 0;
	const put = (into: typeof buckets, entry: {name: string; hash: number}, bits: number) =>
		(into[(entry.hash & bits) >>> 0] as {name: string; hash: number}[]).unshift(entry);
	for (const name of names) {
		put(buckets, {name, hash: hashBytes(octetsOf(name), 0)}, mask);
		count++;
		if (Math.floor(count / 2) <= mask) continue;
		const wider = maskFor(count);
		const moved: typeof buckets = Array.from({length: wider + 1}, () => []);
		for (const entry of buckets.flat()) put(moved, entry, wider);
		buckets = moved;
		mask = wider;
	}
	return buckets.flat().map(({name}) => name);
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
