/** Chance as an argument: a small seeded generator (mulberry32) whose state is one number in the world. */
import type {Mac} from './mac.js';

/** Anything that holds generator state: the world. */
export interface Seeded {
	/** uint32 */
	seed: number;
}

/** The next uint32; advances the state. */
export function nextRandom(state: Seeded): number {
	state.seed = (state.seed + 0x6d2b79f5) >>> 0;
	let mixed = state.seed;
	mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
	mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
	return (mixed ^ (mixed >>> 14)) >>> 0;
}

/** A locally administered unicast address (eth_hw_addr_random). */
export function randomMac(state: Seeded): Mac {
	const high = (nextRandom(state) & 0xfcff) | 0x0200;
	return high * 0x1_0000_0000 + nextRandom(state);
}
