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
 * While few places are taken only these are held (`loose-buckets.ts`).
 *
 * Not modelled: two hash functions at once, moving entries to their other bucket (cuckoo hashing), chips that refuse
 * the newcomer instead.
 */
import {bucketOfStation} from './bucket-hash.js';
import {closedLoose, createLoose, findWays, grownLoose, isTight, type LooseBuckets, putLoose, slotOf} from './loose-buckets.js';
import type {Counters} from './table.js';

/** Steps of the ageing time. */
export const AGE_STEPS = 100;
/** An age is stored as its step, modulo this. */
const AGE_RING = 256;

export interface BucketTable extends Counters {
	kind: 'bucket';
	ways: number;
	buckets: number;
	/** The entries while they are few; `undefined` when the table itself is built. */
	loose: LooseBuckets | undefined;
	/** Station + 1 of each place; 0: free. */
	keys: Uint32Array;
	/** Step of the last frame of each place. */
	ages: Uint8Array;
	/** Slots of the bucket in hand, while it is loose. */
	slots: Int32Array;
	/** Seconds of a step. */
	step: number;
	/** No entry is from before this step. */
	oldest: number;
	/** Step in which somebody last looked for what is too old. */
	looked: number;
}

/** `expected`: entries that there will be, most likely; when they are more the table grows. */
export function createBuckets(counters: Counters, most: number, expected = 0): BucketTable {
	const ways = Math.min(most, counters.size);
	const buckets = Math.floor(counters.size / ways);
	const loose = createLoose(expected, buckets * ways, ways);
	const places = loose ? 0 : buckets * ways;
	return {
		...counters,
		kind: 'bucket',
		ways,
		buckets,
		loose,
		keys: new Uint32Array(places),
		ages: new Uint8Array(places),
		slots: new Int32Array(loose ? ways : 0),
		step: Math.max(1, Math.ceil(counters.ageing / AGE_STEPS)),
		oldest: 0,
		looked: 0,
	};
}

export function learnBucket(table: BucketTable, station: number, now: number): void {
	expireBuckets(table, now);
	const step = Math.floor(now / table.step);
	if (table.loose) learnLoose(table, table.loose, station, step);
	else learnBuilt(table, station, step);
}

function learnBuilt(table: BucketTable, station: number, step: number): void {
	const {keys, ages, ways} = table;
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
		const older = key === 0 ? AGE_RING : ageOf(ages, at, step);
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

/** The same while the table is loose. */
function learnLoose(table: BucketTable, loose: LooseBuckets, station: number, step: number): void {
	const {buckets, ways, slots} = table;
	const {keys, ages} = loose;
	const known = slotOf(loose, station, buckets);
	if (known !== -1) {
		ages[known] = step;
		return;
	}
	findWays(loose, bucketOfStation(station, buckets), buckets, slots);
	const free = slots.indexOf(-1);
	if (free === -1) {
		let oldest = 0;
		for (let way = 1; way < ways; way++)
			if (ageOf(ages, slots[way] as number, step) > ageOf(ages, slots[oldest] as number, step)) oldest = way;
		const slot = slots[oldest] as number;
		keys[slot] = station + 1;
		ages[slot] = step;
		table.evicted++;
		table.learned++;
		return;
	}
	if (isTight(loose, table.count)) {
		const grown = grownLoose(loose, buckets, buckets * ways);
		if (!grown) {
			build(table, loose);
			learnBuilt(table, station, step);
			return;
		}
		table.loose = grown;
	}
	if (table.count === 0) table.oldest = step;
	putLoose(table.loose ?? loose, station + 1, step, free, buckets);
	table.count++;
	table.learned++;
}

/** The table itself, each entry where it belongs. */
function build(table: BucketTable, loose: LooseBuckets): void {
	const {buckets, ways} = table;
	table.keys = new Uint32Array(buckets * ways);
	table.ages = new Uint8Array(buckets * ways);
	for (const [at, key] of loose.keys.entries()) {
		if (key === 0) continue;
		const place = bucketOfStation(key - 1, buckets) * ways + (loose.ways[at] as number);
		table.keys[place] = key;
		table.ages[place] = loose.ages[at] as number;
	}
	table.loose = undefined;
}

function ageOf(ages: Uint8Array, at: number, step: number): number {
	return (step - (ages[at] as number)) & (AGE_RING - 1);
}

export function knowsBucket({keys, ways, buckets, loose}: BucketTable, station: number): boolean {
	if (loose) return slotOf(loose, station, buckets) !== -1;
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
	const {keys, ages} = table.loose ?? table;
	const before = table.count;
	let most = 0;
	for (let at = 0; at < keys.length; at++) {
		if (keys[at] === 0) continue;
		const age = ageOf(ages, at, step);
		if (all || age >= steps) {
			keys[at] = 0;
			table.count--;
			table.expired++;
		} else if (age > most) most = age;
	}
	table.oldest = step - most;
	if (table.loose && table.count < before) table.loose = closedLoose(table.loose, table.buckets);
}
