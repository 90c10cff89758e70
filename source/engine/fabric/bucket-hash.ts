/** Bucket of a station: a multiplicative hash with its bits mixed once more, as neighbours must not be neighbours. */
export function bucketOfStation(station: number, buckets: number): number {
	let mixed = Math.imul(station ^ 0x6d2b_79f5, 0x85eb_ca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2_ae35);
	mixed ^= mixed >>> 16;
	return Math.floor(((mixed >>> 0) * buckets) / 0x1_0000_0000);
}
