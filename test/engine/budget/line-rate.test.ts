import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {lineRate, slotOf} from '../../../source/engine/budget/line-rate.js';
import {createArrivals, DEFAULT_TRAFFIC} from '../../../source/engine/budget/traffic.js';

const GIGABIT = 1000;

/** Link in Gb/s; ns, Mpps and cycles at 3 GHz for 64 and for 1518 octets, as the table of the budget is printed. */
const TABLE = [
	[1, '672.0', '1.488', '2016', '12304', '0.0813', '36912'],
	[10, '67.20', '14.881', '201.6', '1230.4', '0.8127', '3691'],
	[25, '26.88', '37.202', '80.6', '492.2', '2.032', '1476'],
	[40, '16.80', '59.524', '50.4', '307.6', '3.251', '923'],
	[100, '6.72', '148.81', '20.2', '123.0', '8.127', '369'],
	[200, '3.36', '297.62', '10.1', '61.5', '16.25', '185'],
	[400, '1.68', '595.24', '5.0', '30.8', '32.51', '92'],
	[800, '0.84', '1190.5', '2.5', '15.4', '65.02', '46'],
] as const;

/** A number as text with as many decimals as the text beside it has. */
function like(value: number, text: string): string {
	return value.toFixed(text.split('.')[1]?.length ?? 0);
}

describe('the budget of a packet', () => {
	it.each(TABLE)('at %d Gb/s is that of the table', (gigabits, ...texts) => {
		const values = [64, 1518].flatMap((length) => {
			const {ns, packetsPerSecond, cycles} = lineRate(length, gigabits * GIGABIT);
			return [ns, packetsPerSecond / 1e6, cycles];
		});
		expect(values.map((value, index) => like(value, texts[index] as string))).toEqual([...texts]);
	});

	it('is a whole number of picoseconds at every usual speed and length', () => {
		const rests = [1, 2.5, 5, 10, 20, 25, 40, 50, 100, 200, 400, 800].flatMap((gigabits) =>
			Array.from({length: 9018 - 63}, (_, index) => slotOf(64 + index, gigabits * GIGABIT).rest),
		);
		expect(new Set(rests)).toEqual(new Set([0]));
	});
});

describe('arrivals on a full link', () => {
	it('are 67.2 ns apart and do not drift: packet 1,000,000 comes at 67.2 ms to the picosecond', () => {
		const next = createArrivals({link: 10_000, frame: 64, cores: 1}, DEFAULT_TRAFFIC, {seed: 1});
		const times = Array.from({length: 1_000_001}, next);
		expect([times[0], times[1], times[5], times[1_000_000]]).toEqual([0, 67_200, 336_000, 67_200_000_000]);
	});

	it('do not drift where a slot is no whole number of picoseconds', () => {
		const link = 9_999;
		const next = createArrivals({link, frame: 64, cores: 1}, DEFAULT_TRAFFIC, {seed: 1});
		const times = Array.from({length: link + 1}, next);
		// After 9,999 frames of 672 bits exactly 672 µs have passed.
		expect([times[1], times[link]]).toEqual([67_206, 672_000_000]);
	});

	it('keep any rate to the picosecond, in trains as one by one', () => {
		fc.assert(
			fc.property(
				fc.integer({min: 1, max: 14_000_000}),
				fc.integer({min: 1, max: 64}),
				fc.integer({min: 1, max: 300}),
				(rate, burst, trains) => {
					const setup = {link: 10_000, frame: 64, cores: 1};
					const single = createArrivals(setup, {...DEFAULT_TRAFFIC, rate}, {seed: 1});
					const grouped = createArrivals(setup, {...DEFAULT_TRAFFIC, arrivals: 'bursts', burst, rate}, {seed: 1});
					const [a, b] = [single, grouped].map((next) => Array.from({length: burst * trains + 1}, next));
					expect(a?.at(-1)).toBe(b?.at(-1));
					expect(a?.at(-1)).toBe(Number((BigInt(burst * trains) * 1_000_000_000_000n) / BigInt(rate)));
				},
			),
		);
	});

	it('of chance have the mean rate, and never overlap on the wire', () => {
		const next = createArrivals({link: 10_000, frame: 64, cores: 1}, {...DEFAULT_TRAFFIC, arrivals: 'poisson', rate: 5_000_000}, {seed: 7});
		const times = Array.from({length: 200_001}, next);
		const gaps = times.slice(1).map((time, index) => time - (times[index] as number));
		expect(Math.min(...gaps.slice(0, 50_000))).toBe(67_200);
		expect((times.at(-1) as number) / 200_000 / 200_000).toBeGreaterThan(0.99);
		expect((times.at(-1) as number) / 200_000 / 200_000).toBeLessThan(1.01);
	});
});
