/*
 * Evict by hash: a table in hardware
 *
 * A switch chip finds an address in one read of memory, so an address may stand only in one
 * bucket, that of its hash, with a few places (ways) beside one another. When they are taken, the longest
 * unused one of the bucket makes room, however empty the rest of the table is. So fewer stations fit than
 * the data sheet says, and stations of other ports push each other out.
 *
 * Hardware has no room for times either, but a few bits of age: here a second is coarse, `ageing` has
 * AGE_STEPS steps, and an entry lives up to one step longer than it should.
 *
 * Not modelled: two hash functions at once, moving entries to their other bucket (cuckoo hashing), chips that refuse
 * the newcomer instead.
 */
import type {Counters} from './table.js';

/** Steps of the ageing time. */
export const AGE_STEPS = 100;
/** An age is stored as its step, modulo this. */
const AGE_RING = 256;

export interface BucketTable extends Counters {
	kind: 'bucket';
	ways: number;
	buckets: number;
	/** Station + 1 of each place; 0: free. */
	keys: Uint32Array;
	/** Step of the last frame of each place. */
	ages: Uint8Array;
	/** Seconds of a step. */
	step: number;
	/** No entry is from before this step. */
	oldest: number;
	/** Step in which somebody last looked for what is too old. */
	looked: number;
}

export function createBuckets(counters: Counters, most: number): BucketTable {
	const ways = Math.min(most, counters.size);
	const buckets = Math.floor(counters.size / ways);
	const places = buckets * ways;
	return {
		...counters,
		kind: 'bucket',
		ways,
		buckets,
		keys: new Uint32Array(places),
		ages: new Uint8Array(places),
		step: Math.max(1, Math.ceil(counters.ageing / AGE_STEPS)),
		oldest: 0,
		looked: 0,
	};
}

export function learnBucket(table: BucketTable, station: number, now: number): void {
	expireBuckets(table, now);
	const {keys, ages, ways} = table;
	const step = Math.floor(now / table.step);
	const first = bucketOfStation(station, table.buckets) * ways;
	let place = -1;
	let age = -1;
	for (let at = first; at < first + ways; at++) {
		const key = keys[at] as number;
		if (key === station + 1) {
			ages[at] = step;
			return;
		}
		// A free place before any other, then the oldest.
		const older = key === 0 ? AGE_RING : (step - (ages[at] as number)) & (AGE_RING - 1);
		if (older > age) {
			age = older;
			place = at;
		}
	}
	if (table.count === 0) table.oldest = step;
	if (keys[place] === 0) table.count++;
	else table.evicted++;
	keys[place] = station + 1;
	ages[place] = step;
	table.learned++;
}

export function knowsBucket({keys, ways, buckets}: BucketTable, station: number): boolean {
	const first = bucketOfStation(station, buckets) * ways;
	for (let at = first; at < first + ways; at++) if (keys[at] === station + 1) return true;
	return false;
}

/** Removes what is too old; looks only when something may be. */
export function expireBuckets(table: BucketTable, now: number): void {
	const step = Math.floor(now / table.step);
	const steps = Math.ceil(table.ageing / table.step);
	// After so long a rest the stored ages may have wrapped, and everything is too old.
	const all = step - table.looked >= steps;
	table.looked = step;
	if (table.count === 0 || step - table.oldest < steps) return;
	const {keys, ages} = table;
	let most = 0;
	for (let at = 0; at < keys.length; at++) {
		if (keys[at] === 0) continue;
		const age = (step - (ages[at] as number)) & (AGE_RING - 1);
		if (all || age >= steps) {
			keys[at] = 0;
			table.count--;
			table.expired++;
		} else if (age > most) most = age;
	}
	table.oldest = step - most;
}

/** Bucket of a station: a multiplicative hash with its bits mixed once more, as neighbours must not be neighbours. */
export function bucketOfStation(station: number, buckets: number): number {
	let mixed = Math.imul(station ^ 0x6d2b_79f5, 0x85eb_ca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2_ae35);
	mixed ^= mixed >>> 16;
	return Math.floor(((mixed >>> 0) * buckets) / 0x1_0000_0000);
}
