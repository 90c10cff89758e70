/* Small statistics, and rounds that interleave what is compared: on a shared machine only ratios inside one round count. */

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values) {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Run every variant once a round, in turn, and return for each the values of all rounds.
 * @param {{[name: string]: () => number | Promise<number>}} variants
 */
export async function interleave(variants, rounds) {
	const values = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
	for (let round = 0; round < rounds; round++) {
		for (const [name, measure] of Object.entries(variants)) {
			values[name].push(await measure());
		}
	}
	return values;
}

/** The median of the ratios of two series, value by value. */
export function pairedRatio(values, base) {
	return median(values.map((value, round) => value / base[round]));
}

/** The exponent b in cost = a · n^b between two points. */
export function growth(from, to) {
	return Math.log(to.cost / from.cost) / Math.log(to.n / from.n);
}

/** A number with as many digits as can be trusted. */
export function short(value) {
	return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
