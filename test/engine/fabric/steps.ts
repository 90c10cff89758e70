/** Lives of a small table: who sends when. A station is always behind the same port. */
import fc from 'fast-check';

export const PORTS = 4;

export interface Step {
	station: number;
	/** Seconds since the step before. */
	wait: number;
}

export const portOf = (station: number): number => station % PORTS;

/** Stations that speak after one another, some of them in the same second. `most`: number of stations. */
export function lives(most: number, gaps: readonly number[]): fc.Arbitrary<Step[]> {
	const step = fc.record({station: fc.integer({min: 0, max: most - 1}), wait: fc.constantFrom(...gaps)});
	return fc.array(step, {minLength: 1, maxLength: 150});
}
