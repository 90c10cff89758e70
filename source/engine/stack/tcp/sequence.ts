/** Sequence numbers: 32 bits that run in a circle, so that "later" means less than half a circle ahead (RFC 9293 3.4). */

export function isAfter(a: number, b: number): boolean {
	return ((a - b) | 0) > 0;
}

/** `sequence` plus `octets`, which may be negative. */
export function ahead(sequence: number, octets: number): number {
	return (sequence + octets) >>> 0;
}

/** Octets from `from` to `to`; negative when `to` lies before. */
export function distance(from: number, to: number): number {
	return (to - from) | 0;
}

export function latest(a: number, b: number): number {
	return isAfter(a, b) ? a : b;
}
