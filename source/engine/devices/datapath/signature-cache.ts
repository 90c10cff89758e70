/*
 * The signature match cache, SMC (dpif-netdev.c, smc_lookup_batch, smc_insert)
 *
 * Where the exact-match cache keeps whole keys of few flows, this one keeps 16 bits
 * of the hash of many: 2^18 buckets of four. What has the right bits is still to be compared
 * with the flow itself. Off unless `other_config:smc-enable` turns it on.
 *
 * Buckets are made when something falls into them: a lab fills a few of a quarter of a million.
 */
import type {FlowKey} from '../../flow/key.js';
import {nextRandom, type Seeded} from '../../random.js';
import type {FlowIndex} from './flow-cache.js';

const BUCKET_MASK = (1 << 18) - 1;
const ENTRIES = 4;

export interface SignatureCache {
	/** Four signatures, then four rows + 1, by bucket. */
	buckets: Map<number, Int32Array>;
}

export function createSignatureCache(): SignatureCache {
	return {buckets: new Map()};
}

/** The flow that matches `key` among those with its signature, or -1. `isAnswer` compares it with the flow. */
export function findSignature(
	cache: SignatureCache,
	key: FlowKey,
	hash: number,
	isAnswer: (flow: FlowIndex, key: FlowKey) => boolean,
): FlowIndex {
	const bucket = cache.buckets.get(hash & BUCKET_MASK);
	if (!bucket) return -1;
	const signature = hash >>> 16;
	for (let entry = 0; entry < ENTRIES; entry++) {
		const row = bucket[ENTRIES + entry] as number;
		if (row !== 0 && bucket[entry] === signature && isAnswer(row - 1, key)) return row - 1;
	}
	return -1;
}

/** Takes the entry with the same signature, else an empty one, else any. */
export function insertSignature(cache: SignatureCache, hash: number, flow: FlowIndex, chance: Seeded): void {
	let bucket = cache.buckets.get(hash & BUCKET_MASK);
	if (!bucket) {
		bucket = new Int32Array(ENTRIES * 2);
		cache.buckets.set(hash & BUCKET_MASK, bucket);
	}
	const signature = hash >>> 16;
	const rows = [0, 1, 2, 3];
	const entry =
		rows.find((at) => bucket[ENTRIES + at] !== 0 && bucket[at] === signature) ??
		rows.find((at) => bucket[ENTRIES + at] === 0) ??
		nextRandom(chance) % ENTRIES;
	bucket[entry] = signature;
	bucket[ENTRIES + entry] = flow + 1;
}
