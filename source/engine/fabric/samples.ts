/** What a fabric looked like in the course of time: entries in the tables of each tier, and the share of frames that were flooded. */

/** Samples of a run. */
export const SAMPLES = 120;

export const TIERS = ['edge', 'tor', 'core'] as const;
export type Tier = (typeof TIERS)[number];

export interface Samples {
	/** Samples taken. */
	taken: number;
	/** Entries of a switch of the tier, on average. */
	entries: Record<Tier, Float32Array>;
	/** Share of the unicast frames since the last sample that were flooded; NaN when there were none. */
	flooded: Float32Array;
	/** Counters at the last sample. */
	framesBefore: number;
	floodedBefore: number;
}

export function createSamples(): Samples {
	const row = () => new Float32Array(SAMPLES);
	return {taken: 0, entries: {edge: row(), tor: row(), core: row()}, flooded: row(), framesBefore: 0, floodedBefore: 0};
}

/** Second of the run at which sample number `at` is taken; the last one is taken at the end. */
export function sampleTime(at: number, end: number): number {
	return ((at + 1) * end) / SAMPLES;
}

/** Octets of the samples. */
export function sampleBytes({entries, flooded}: Samples): number {
	return entries.edge.byteLength + entries.tor.byteLength + entries.core.byteLength + flooded.byteLength;
}
