/**
 * Latencies as counts, so that a million packets need no more room than ten.
 *
 * A value of n bits keeps its upper 7 bits: 64 classes for each power of two, so a percentile is at most 1/64 off (and
 * exact below 128 ns). Longer than 2 s is counted as 2 s.
 */

const FINE = 6;
const LARGEST = 0x7fff_ffff;

export interface Histogram {
	counts: Float64Array;
	total: number;
}

export function createHistogram(): Histogram {
	return {counts: new Float64Array((32 - FINE) << FINE), total: 0};
}

/** Counts a value in ns. */
export function count(histogram: Histogram, nanoseconds: number): void {
	const value = nanoseconds < LARGEST ? nanoseconds | 0 : LARGEST;
	const shift = 31 - FINE - Math.clz32(value | (1 << FINE));
	const index = (shift << FINE) + (value >>> shift);
	histogram.counts[index] = (histogram.counts[index] as number) + 1;
	histogram.total++;
}

/** The value in ns below which this share of the values lies, or in whose class it does; 0 without values. */
export function percentile({counts, total}: Histogram, share: number): number {
	let wanted = Math.max(1, Math.ceil(total * share));
	for (let index = 0; index < counts.length; index++) {
		wanted -= counts[index] as number;
		if (total > 0 && wanted <= 0) return middleOf(index);
	}
	return 0;
}

/** The middle of a class: `(shift << FINE) + (value >>> shift)` taken apart. */
function middleOf(index: number): number {
	if (index < 2 << FINE) return index;
	const shift = (index >> FINE) - 1;
	const upper = index - (shift << FINE);
	return upper * 2 ** shift + (2 ** shift - 1) / 2;
}
