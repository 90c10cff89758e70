/*
 * Where in a table is a station?
 *
 * Two layouts behind one question. Dense: an entry for every station that could be there, and its
 * number is the station's; nothing has to be searched, and a table of 136 K entries over 100 K stations
 * costs 2 octets a station. Pooled: entries come from a pool that grows as it is needed, and a hash
 * with chains finds them; for tables that are small against the number of stations. Nothing is ever
 * allocated a frame.
 */

/** No entry. */
export const NOWHERE = -1;

const FIRST_CAPACITY = 64;
/** Nobody gets more at once. */
const LARGEST_FIRST = 4096;
const GROWTH = 1.25;

/** Numbers from 0; those that are small take half the room. */
type Words = Uint16Array | Uint32Array;

export interface StationIndex {
	/** Pooled: station of each entry. `undefined`: dense. */
	keys: Words | undefined;
	/** First entry + 1 of each bucket; 0 for none. */
	heads: Words;
	/** Next entry + 1 in the bucket, or of the chain of free entries. */
	chain: Words;
	/** Highest number of a station. */
	last: number;
	/** Entries that there is room for now, and at most. */
	capacity: number;
	most: number;
	/** Entries ever used at once. */
	used: number;
	/** First free entry + 1. */
	free: number;
}

/** `most` entries for stations numbered from 0 to `stations` - 1; pooled, there is room for `first` of them at once. */
export function createIndex(stations: number, most: number, dense: boolean, first = FIRST_CAPACITY): StationIndex {
	const capacity = dense ? stations : Math.min(most, first, LARGEST_FIRST);
	const pooled = dense ? 0 : capacity;
	return {
		keys: dense ? undefined : wordsOf(stations - 1, pooled),
		heads: wordsOf(most, pooled),
		chain: wordsOf(most, pooled),
		last: stations - 1,
		capacity,
		most: dense ? stations : most,
		used: dense ? stations : 0,
		free: 0,
	};
}

/** Entry of a station, NOWHERE when it has none. A dense index always has one; whether it is in use the table knows. */
export function entryOf(index: StationIndex, station: number): number {
	const {keys, heads, chain} = index;
	if (!keys) return station;
	for (let entry = heads[bucketOf(station, heads.length)] as number; entry !== 0; entry = chain[entry - 1] as number)
		if (keys[entry - 1] === station) return entry - 1;
	return NOWHERE;
}

/** An entry for a station that has none. The table has made sure that there are fewer than `most`; it asks `mustGrow` first. */
export function takeEntry(index: StationIndex, station: number): number {
	const {keys, heads, chain} = index;
	if (!keys) return station;
	let entry = index.free - 1;
	if (entry >= 0) index.free = chain[entry] as number;
	else entry = index.used++;
	const bucket = bucketOf(station, heads.length);
	keys[entry] = station;
	chain[entry] = heads[bucket] as number;
	heads[bucket] = entry + 1;
	return entry;
}

/** Gives an entry back. */
export function giveEntry(index: StationIndex, entry: number): void {
	const {keys, heads, chain} = index;
	if (!keys) return;
	const bucket = bucketOf(keys[entry] as number, heads.length);
	let before = 0;
	for (let at = heads[bucket] as number; at !== entry + 1; at = chain[at - 1] as number) before = at;
	if (before === 0) heads[bucket] = chain[entry] as number;
	else chain[before - 1] = chain[entry] as number;
	chain[entry] = index.free;
	index.free = entry + 1;
}

/** Is there no room for one more entry without `growIndex`? */
export function mustGrow({keys, free, used, capacity}: StationIndex): boolean {
	return keys !== undefined && free === 0 && used === capacity;
}

/** Makes room for more; answers the new capacity. Entries keep their numbers. */
export function growIndex(index: StationIndex): number {
	const {keys} = index;
	if (!keys) return index.capacity;
	const capacity = Math.min(index.most, Math.ceil(index.capacity * GROWTH));
	const grown = wordsOf(index.last, capacity);
	grown.set(keys);
	index.keys = grown;
	index.heads = wordsOf(index.most, capacity);
	index.chain = wordsOf(index.most, capacity);
	for (let entry = 0; entry < index.used; entry++) {
		const bucket = bucketOf(grown[entry] as number, capacity);
		index.chain[entry] = index.heads[bucket] as number;
		index.heads[bucket] = entry + 1;
	}
	index.capacity = capacity;
	return capacity;
}

/** Octets of one entry in the index of the pooled layout: key, head, chain. */
export function pooledBytes(stations: number, most: number): number {
	return wordBytes(stations - 1) + 2 * wordBytes(most);
}

function wordBytes(largest: number): number {
	return largest <= LARGEST_SHORT ? 2 : 4;
}

function wordsOf(largest: number, length: number): Words {
	return largest <= LARGEST_SHORT ? new Uint16Array(length) : new Uint32Array(length);
}

const LARGEST_SHORT = 0xffff;

/** Fibonacci hashing, scaled to any number of buckets. */
function bucketOf(station: number, buckets: number): number {
	return Math.floor(((Math.imul(station, 0x9e37_79b1) >>> 0) * buckets) / 0x1_0000_0000);
}
