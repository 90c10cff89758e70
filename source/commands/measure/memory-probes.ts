/**
 * Memory: a walk through random lines of a growing area, where each address is the content of the one before, so that no
 * access can begin early. What fits a cache is fast; each step up is the next cache, and at last memory.
 */
import type {Loops, Probe} from './probe.js';

/** Octets. From well inside the first cache to well beyond the last one of most machines. */
const AREAS = [16 << 10, 256 << 10, 4 << 20, 64 << 20];
/** Words of a cache line. */
const LINE = 16;

export const MEMORY_PROBES: readonly Probe[] = AREAS.map((octets) => ({name: {kind: 'chase', octets}, prepare: () => chase(octets)}));

function chase(octets: number): Loops {
	const lines = octets / 4 / LINE;
	const area = new Int32Array(lines * LINE);
	const order = Int32Array.from({length: lines}, (_, index) => index);
	// One cycle through all lines (Sattolo), by a small generator: the same walk each time.
	let state = 0x9e37_79b9;
	for (let index = lines - 1; index > 0; index--) {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		const other = (state >>> 0) % index;
		const kept = order[index] as number;
		order[index] = order[other] as number;
		order[other] = kept;
	}
	for (let index = 0; index < lines; index++) area[(order[index] as number) * LINE] = (order[(index + 1) % lines] as number) * LINE;
	let at = 0;
	return {
		work(count) {
			let here = at;
			for (let step = 0; step < count; step++) here = area[here] as number;
			at = here;
			return here;
		},
		// The loop itself runs while the memory is waited for.
		empty: () => 0,
	};
}
