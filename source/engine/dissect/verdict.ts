/** Verdicts on checksums. */
import {checksum} from '../protocol/checksum.js';
import {fieldNamed, type Layer} from './field.js';

/** Marks the checksum of a layer as good or bad, given what it should be. */
export function judge(layer: Layer, name: string, expected: number): void {
	const field = fieldNamed(layer, name);
	if (field) field.verdict = field.value === expected ? {kind: 'good'} : {kind: 'bad', expected};
}

/** The Internet checksum of octets `from` to `to`, its own field at `at` taken for 0; `sum` is that of a pseudo header. */
export function checksumWithout(bytes: Uint8Array, from: number, to: number, at: number, sum = 0): number {
	const covered = bytes.slice(from, to);
	covered[at - from] = 0;
	covered[at - from + 1] = 0;
	return checksum(covered, sum);
}
