/** "Evict by hash" against a table that is written down as lists, and against what chance says about full buckets. */
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {bucketOfStation} from '../../../source/engine/fabric/bucket-hash.js';
import {AGE_STEPS, createBuckets, knowsBucket, learnBucket} from '../../../source/engine/fabric/bucket-table.js';
import {hashedEntries} from '../../../source/engine/fabric/formulas.js';
import {lives} from './steps.js';

const STATIONS = 60;
const counters = (size: number, ageing: number) => ({size, ageing, count: 0, learned: 0, evicted: 0, refused: 0, expired: 0});

it('is its buckets, each with the stations that were there last', () => {
	fc.assert(
		fc.property(
			lives(STATIONS, [0, 1, 7, 60, 400]),
			fc.constantFrom(4, 8, 17, 32),
			fc.constantFrom(1, 2, 4),
			fc.constantFrom(20, 300),
			(steps, size, ways, ageing) => {
				const table = createBuckets(counters(size, ageing), ways);
				const step = Math.max(1, Math.ceil(ageing / AGE_STEPS));
				const buckets: {station: number; at: number}[][] = Array.from({length: Math.floor(size / ways)}, () => []);
				let now = 0;
				for (const {station, wait} of steps) {
					now += wait;
					const at = Math.floor(now / step);
					for (const bucket of buckets) {
						const young = bucket.filter((entry) => at - entry.at < Math.ceil(ageing / step));
						bucket.splice(0, bucket.length, ...young);
					}
					const bucket = buckets[bucketOfStation(station, buckets.length)] as {station: number; at: number}[];
					const known = bucket.find((entry) => entry.station === station);
					if (known) known.at = at;
					else {
						const oldest = Math.min(...bucket.map((entry) => entry.at));
						learnBucket(table, station, now);
						if (bucket.length === ways) {
							// Among the equally old any may go.
							const lost = bucket.filter((entry) => !knowsBucket(table, entry.station));
							expect(lost.map((entry) => entry.at)).toEqual([oldest]);
							bucket.splice(bucket.indexOf(lost[0] as (typeof bucket)[number]), 1);
						}
						bucket.push({station, at});
					}
					learnBucket(table, station, now);
					const expected = buckets.flat().map((entry) => entry.station);
					const found = Array.from({length: STATIONS}, (_, each) => each).filter((each) => knowsBucket(table, each));
					expect(found).toEqual(expected.sort((a, b) => a - b));
					expect(table.count).toBe(expected.length);
				}
			},
		),
		{numRuns: 200},
	);
});

it('is full before it is full: fewer stations fit than it has places', () => {
	const table = createBuckets(counters(8192, 300), 4);
	for (let station = 0; station < 8192; station++) learnBucket(table, station, 0);
	const expected = hashedEntries(8192, 8192, 4);
	expect(expected / 8192).toBeCloseTo(0.805, 3);
	// Within 1 %: chance.
	expect(Math.abs(table.count / expected - 1)).toBeLessThan(0.01);
	expect(table.count + table.evicted).toBe(8192);
});

it('forgets everything after a long rest, whatever the stored ages look like', () => {
	const table = createBuckets(counters(16, 300), 4);
	learnBucket(table, 1, 0);
	learnBucket(table, 2, 3 * 256);
	expect([knowsBucket(table, 1), knowsBucket(table, 2), table.count, table.expired]).toEqual([false, true, 1, 1]);
});

it('knows and forgets the same while it is loose, and after it was built', () => {
	fc.assert(
		fc.property(
			// Places 256: loose up to some 150 entries, with all stations built.
			fc.array(fc.record({first: fc.nat(600), count: fc.integer({min: 1, max: 60}), wait: fc.constantFrom(0, 1, 7, 60, 400)}), {
				minLength: 1,
				maxLength: 20,
			}),
			fc.constantFrom(1, 4, 16),
			(steps, ways) => {
				const loose = createBuckets(counters(256, 300), ways);
				const built = createBuckets(counters(256, 300), ways, 256);
				expect([loose.loose === undefined, built.loose === undefined]).toEqual([false, true]);
				let now = 0;
				for (const {first, count, wait} of steps) {
					now += wait;
					for (let station = first; station < first + count; station++)
						for (const table of [loose, built]) learnBucket(table, station, now);
					const [one, other] = [loose, built].map((table) => ({
						known: Array.from({length: 700}, (_, station) => station).filter((station) => knowsBucket(table, station)),
						counts: [table.count, table.learned, table.evicted, table.expired],
					}));
					expect(one).toEqual(other);
				}
			},
		),
		{numRuns: 200},
	);
	const filled = createBuckets(counters(256, 300), 4);
	for (let station = 0; station < 250; station++) learnBucket(filled, station, 0);
	expect(filled.loose).toBeUndefined();
});
