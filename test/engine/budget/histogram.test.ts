import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {count, createHistogram, percentile} from '../../../source/engine/budget/histogram.js';

describe('a histogram of latencies', () => {
	it('is exact for short times', () => {
		const histogram = createHistogram();
		for (let ns = 1; ns <= 100; ns++) count(histogram, ns);
		expect([0.01, 0.5, 0.99, 1].map((share) => percentile(histogram, share))).toEqual([1, 50, 99, 100]);
	});

	it('has no percentile without values', () => {
		expect(percentile(createHistogram(), 0.5)).toBe(0);
	});

	it('is off by at most 1/64 for any time up to two seconds', () => {
		fc.assert(
			fc.property(fc.integer({min: 0, max: 2 ** 31 - 1}), (ns) => {
				const histogram = createHistogram();
				count(histogram, ns);
				expect(Math.abs(percentile(histogram, 0.5) - ns)).toBeLessThanOrEqual(ns / 64);
			}),
		);
	});

	it('counts what is longer than two seconds as two seconds', () => {
		const histogram = createHistogram();
		count(histogram, 1e12);
		expect(percentile(histogram, 0.5) / 2 ** 31).toBeCloseTo(1, 1);
	});
});
