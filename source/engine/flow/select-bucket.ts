/*
 * Which bucket of a select group a flow takes (ofproto-dpif-xlate.c, pick_select_group)
 *
 * With `dp_hash` the first pass only asks the datapath for a hash. In the second the
 * masked hash is a slot; slots of buckets that are not live are passed over, so the others
 * share what they had in proportion. The other two methods score every bucket by a
 * hash of its number and of the flow, times its weight, and take the best.
 */

import {toField} from './field.js';
import {hasPrerequisites, readFieldOf, unWildcardField} from './field-access.js';
import {FIELD_TABLE} from './field-table.js';
import {flowHashSymmetricL4, unWildcardHashFields} from './flow-hash.js';
import type {Bucket, Group} from './group.js';
import {hashBytes, hashInt, hashUint64} from './hash.js';
import {type FlowKey, type FlowMask, WORD} from './key.js';

export type SelectResult =
	/** The frame must be hashed by the datapath and come back. */
	| {kind: 'recirculate'; algorithm: 'l4' | 'sym-l4'; basis: number}
	/** `scores` are for `ofproto/trace`, in order of the buckets; a bucket that is not live has none. There are none with `dp_hash`. */
	| {kind: 'bucket'; bucket: Bucket | undefined; scores: {bucket: number; score: number | undefined}[]};

/**
 * Chooses a bucket of a select group; what decided it is added to `mask`. `isLive` says whether what a bucket watches is up; a
 * bucket of weight 0 never is.
 */
export function selectBucket(group: Group, key: FlowKey, mask: FlowMask, isLive: (bucket: Bucket) => boolean): SelectResult {
	const live = (bucket: Bucket) => bucket.weight > 0 && isLive(bucket);
	const selection = group.selection ?? {method: 'default'};
	switch (selection.method) {
		case 'dp_hash': {
			const hash = key[WORD.dpHash] as number;
			if (hash === 0) return {kind: 'recirculate', algorithm: selection.algorithm, basis: selection.basis};
			return {kind: 'bucket', bucket: bucketBySlot(group, selection.slots, hash, mask, live), scores: []};
		}
		case 'hash':
			return bestBucket(group, hashOfFields(group, key, mask), live);
		case 'default':
			unWildcardHashFields(key, 'symmetric_l4', mask);
			return bestBucket(group, flowHashSymmetricL4(key, 0), live);
		default:
			return selection satisfies never;
	}
}

function bucketBySlot(group: Group, slots: readonly number[], hash: number, mask: FlowMask, live: (bucket: Bucket) => boolean) {
	const slotMask = slots.length - 1;
	mask[WORD.dpHash] = (mask[WORD.dpHash] as number) | slotMask;
	for (let at = 0; at < slots.length; at++) {
		const bucket = group.buckets.find(({id}) => id === slots[(hash + at) & slotMask]);
		if (bucket !== undefined && live(bucket)) return bucket;
	}
	return undefined;
}

/** Hash of the fields that the group names, in the order of the protocol; those that the frame does not have are left out. */
function hashOfFields(group: Group, key: FlowKey, mask: FlowMask): number {
	let hash = hashUint64(group.selectionParameter);
	const fields = group.fields.map(toField).sort((one, other) => FIELD_TABLE.indexOf(one) - FIELD_TABLE.indexOf(other));
	for (const field of fields) {
		if (!hasPrerequisites(key, field, mask)) continue;
		const value = readFieldOf(key, field);
		const octets = Uint8Array.from({length: field.bytes}, (_, at) => Number((value >> BigInt(8 * (field.bytes - 1 - at))) & 0xffn));
		hash = hashBytes(octets, hash);
		unWildcardField(mask, field.name);
	}
	return hash;
}

/** Of equals, the last one (group_best_live_bucket). */
function bestBucket(group: Group, basis: number, live: (bucket: Bucket) => boolean): SelectResult {
	let best: Bucket | undefined;
	let bestScore = 0;
	const scores = group.buckets.map((bucket) => {
		if (!live(bucket)) return {bucket: bucket.id, score: undefined};
		const score = (hashInt(bucket.id, basis) & 0xffff) * bucket.weight;
		if (score >= bestScore) {
			best = bucket;
			bestScore = score;
		}
		return {bucket: bucket.id, score};
	});
	return {kind: 'bucket', bucket: best, scores};
}
