/*
 * The mask cache of the kernel (flow_table.c, ovs_flow_tbl_lookup_stats)
 *
 * It remembers no flow, only which mask answered: 256 entries of hash and place in the list
 * of masks. The 32 bits of a hash name four entries, eight bits each. The
 * mask of the entry is tried first; when it does not answer, all others are, and the entry learns.
 */
export interface MaskCache {
	/** Hash and place of the mask; empty until something enters. */
	entries: Int32Array;
}

const SIZE = 256;
const SEGMENT_BITS = 8;

export function createMaskCache(): MaskCache {
	return {entries: new Int32Array(0)};
}

/**
 * The entry for a hash: its number when it is known, otherwise -1 - the number of the one to give up,
 * which is the one with the lowest hash.
 */
export function maskEntry(cache: MaskCache, hash: number): number {
	if (cache.entries.length === 0) cache.entries = new Int32Array(SIZE * 2);
	const {entries} = cache;
	let rest = hash;
	let victim = rest & (SIZE - 1);
	for (let segment = 0; segment < 32 / SEGMENT_BITS; segment++) {
		const entry = rest & (SIZE - 1);
		if (entries[entry * 2] === hash) return entry;
		if ((entries[entry * 2] as number) >>> 0 < (entries[victim * 2] as number) >>> 0) victim = entry;
		rest >>>= SEGMENT_BITS;
	}
	return -1 - victim;
}
