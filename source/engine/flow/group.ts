/** Groups of a switch (struct ofgroup): several ways to send a frame, and a rule which of them are taken. */
import type {Action} from './action.js';
import type {OpenFlowResult} from './flow-mod.js';

export const GROUP_TYPES = ['all', 'select', 'indirect', 'fast_failover'] as const;
export type GroupType = (typeof GROUP_TYPES)[number];

export interface Bucket {
	id: number;
	/** Share of a select group. */
	weight: number;
	/** It is live while this port, this group is; OFPP.none, 0xffffffff are no condition. */
	watchPort: number;
	watchGroup: number;
	actions: Action[];
	packets: number;
	bytes: number;
}

export interface Group {
	id: number;
	type: GroupType;
	buckets: Bucket[];
	/** `hash`, `dp_hash`, or empty: what the switch prefers. */
	selectionMethod: '' | 'hash' | 'dp_hash';
	/** Fields that `hash` uses, by name; empty is all of the default. */
	fields: string[];
	selectionParameter: bigint;
	packets: number;
	bytes: number;
	/** World time, ns. */
	created: number;
}

export interface GroupTable {
	groups: Map<number, Group>;
	/** Counts changes, for the revalidator. */
	version: number;
}

export interface GroupMod {
	command: 'add' | 'modify' | 'add-or-modify' | 'delete' | 'insert-buckets' | 'remove-buckets';
	/** OFPG_ALL is 0xfffffffc. */
	group: number;
	type: GroupType;
	buckets: Omit<Bucket, 'packets' | 'bytes'>[];
	/** insert-buckets, remove-buckets: OFPG_BUCKET_FIRST, LAST, ALL or a bucket id. */
	commandBucket: number;
	selectionMethod: Group['selectionMethod'];
	fields: string[];
	selectionParameter: bigint;
}

export function createGroupTable(): GroupTable {
	return {groups: new Map(), version: 0};
}

/** Carries out a group-mod (ofproto.c, handle_group_mod). */
export function applyGroupMod(_groups: GroupTable, _mod: GroupMod, _now: number): OpenFlowResult {
	throw new Error('not built yet');
}
