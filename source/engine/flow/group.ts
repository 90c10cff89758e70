/*
 * Groups of a switch: several ways to send a frame, and a rule which of them are taken
 *
 * An `all` group takes every bucket, `select` one by a hash, `indirect` its only
 * one, `fast_failover` the first that is live. Flows name a group by number, so a group must
 * exist before a flow sends to it, and a flow goes with the group that it
 * sends to.
 *
 * A change makes a new group in the place of the old one: its counters begin again, its
 * age stays, and so do the counters of buckets that an insert or remove leaves. In 3.1 the
 * slots of a select group are dealt before such a bucket is put in or taken out: after an insert
 * only the new ones have slots, after a remove the default hash is used.
 *
 * Follows struct ofgroup, ofproto/ofproto.c (add_group_start, modify_group_start, delete_groups_start) and
 * lib/ofp-group.c (ofputil_check_group_mod, ofputil_pull_ofp15_buckets).
 */
import type {Action} from './action.js';
import type {OpenFlowResult} from './flow-mod.js';
import {type FlowTables, type Removed, removeRulesOfGroup} from './flow-tables.js';
import {type Selection, type SelectionSettings, selectionFor} from './group-selection.js';

export const GROUP_TYPES = ['all', 'select', 'indirect', 'fast_failover'] as const;
export type GroupType = (typeof GROUP_TYPES)[number];

/** Highest number of a group (OFPG_MAX). */
export const LAST_GROUP = 0xffff_ff00;
/** All groups, to delete (OFPG_ALL). */
export const ALL_GROUPS = 0xffff_fffc;
/** Places of buckets that are not numbers (OFPG15_BUCKET_*). */
export const BUCKET = {last: 0xffff_fffe, first: 0xffff_fffd, all: 0xffff_ffff, highest: 0xffff_ff00} as const;
/** No port, no group that a bucket depends on. */
const NO_PORT = 0xffff;
const NO_GROUP = 0xffff_ffff;

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

export interface Group extends SelectionSettings {
	id: number;
	type: GroupType;
	buckets: Bucket[];
	/** What that comes to; `undefined` unless it is a select group. */
	selection: Selection | undefined;
	packets: number;
	bytes: number;
	/** World time, ns. */
	created: number;
}

export interface GroupTable {
	groups: Map<number, Group>;
	/** Counts changes, for the revalidator. */
	version: number;
	/** 301 is Open vSwitch 3.1. */
	release: number;
}

export interface GroupMod extends SelectionSettings {
	command: 'add' | 'modify' | 'add-or-modify' | 'delete' | 'insert-buckets' | 'remove-buckets';
	/** OFPG_ALL is 0xfffffffc. */
	group: number;
	type: GroupType;
	buckets: Omit<Bucket, 'packets' | 'bytes'>[];
	/** insert-buckets, remove-buckets: OFPG_BUCKET_FIRST, LAST, ALL or a bucket id. */
	commandBucket: number;
}

/** No groups yet, in a switch of release `release`. */
export function createGroupTable(release = 301): GroupTable {
	return {groups: new Map(), version: 0, release};
}

/** Does the bucket depend on a port or group being live? */
export function watches(bucket: Pick<Bucket, 'watchPort' | 'watchGroup'>): boolean {
	return bucket.watchPort !== NO_PORT || bucket.watchGroup !== NO_GROUP;
}

/**
 * Carries out a group-mod (ofproto.c, handle_group_mod). `tables` lose the flows that send to a group that is
 * deleted, `removed` gets them. Errors: OFPGMFC_* as the specification names them.
 */
export function applyGroupMod(
	groups: GroupTable,
	mod: GroupMod,
	now: number,
	tables?: FlowTables,
	removed: Removed[] = [],
): OpenFlowResult {
	const error = checkGroupMod(mod) ?? change(groups, mod, now, tables, removed);
	if (error !== undefined) return {kind: 'refused', error};
	groups.version++;
	return {kind: 'done'};
}

/** What is wrong with the message itself, whatever groups there are. */
function checkGroupMod(mod: GroupMod): string | undefined {
	if (mod.buckets.some(({id}) => id > BUCKET.highest)) return 'OFPGMFC_BAD_BUCKET';
	if (new Set(mod.buckets.map(({id}) => id)).size < mod.buckets.length) return 'OFPGMFC_BAD_BUCKET';
	if (mod.type === 'indirect' && mod.command !== 'delete' && mod.buckets.length !== 1) return 'OFPGMFC_INVALID_GROUP';
	if (mod.command === 'remove-buckets' && mod.buckets.length > 0) return 'OFPGMFC_BAD_BUCKET';
	for (const bucket of mod.buckets) {
		if (bucket.weight !== 0 && mod.type !== 'select' && mod.command !== 'insert-buckets') return 'OFPGMFC_INVALID_GROUP';
		if ((mod.type === 'all' || mod.type === 'indirect') && watches(bucket)) return 'OFPGMFC_WATCH_UNSUPPORTED';
		if (mod.type === 'fast_failover' && !watches(bucket)) return 'OFPGMFC_INVALID_GROUP';
	}
	return undefined;
}

function change(groups: GroupTable, mod: GroupMod, now: number, tables: FlowTables | undefined, removed: Removed[]): string | undefined {
	const old = groups.groups.get(mod.group);
	switch (mod.command) {
		case 'add':
			return old ? 'OFPGMFC_GROUP_EXISTS' : put(groups, createGroup(groups, mod, mod, now));
		case 'modify':
			return old ? put(groups, {...createGroup(groups, mod, mod, now), created: old.created}) : 'OFPGMFC_UNKNOWN_GROUP';
		case 'add-or-modify':
			return put(groups, {...createGroup(groups, mod, mod, now), created: old?.created ?? now});
		case 'insert-buckets':
		case 'remove-buckets':
			return old ? changeBuckets(groups, mod, old, now) : 'OFPGMFC_UNKNOWN_GROUP';
		case 'delete':
			for (const id of mod.group === ALL_GROUPS ? Array.from(groups.groups.keys()) : [mod.group]) {
				if (groups.groups.delete(id) && tables) removeRulesOfGroup(tables, id, removed);
			}
			return undefined;
		default:
			return mod.command satisfies never;
	}
}

function put(groups: GroupTable, group: Group): string | undefined {
	if (group.id > LAST_GROUP) return 'OFPGMFC_INVALID_GROUP';
	groups.groups.set(group.id, group);
	return undefined;
}

/** A group with the buckets of the message and the properties of `like`. */
function createGroup(groups: GroupTable, mod: GroupMod, like: SelectionSettings & Pick<Group, 'type'>, now: number): Group {
	const {type, selectionMethod, fields, selectionParameter} = like;
	const buckets = mod.buckets.map((bucket) => ({...bucket, packets: 0, bytes: 0}));
	const selection = type === 'select' ? selectionFor(like, buckets, groups.release) : undefined;
	return {id: mod.group, type, buckets, selectionMethod, fields, selectionParameter, selection, packets: 0, bytes: 0, created: now};
}

/** Puts buckets in or takes them out; type and properties of the group stay. */
function changeBuckets(groups: GroupTable, mod: GroupMod, old: Group, now: number): string | undefined {
	const group = {...createGroup(groups, mod, old, now), created: old.created};
	const buckets = mod.command === 'insert-buckets' ? insertBuckets(old, group, mod.commandBucket) : removeBuckets(old, mod.commandBucket);
	if (typeof buckets === 'string') return buckets;
	group.buckets = buckets;
	if (groups.release >= 302 && group.type === 'select') group.selection = selectionFor(group, buckets, groups.release);
	return put(groups, group);
}

function insertBuckets(old: Group, group: Group, place: number): Bucket[] | string {
	const after = old.buckets.findIndex(({id}) => id === place);
	if (place <= BUCKET.highest && after < 0) return 'OFPGMFC_UNKNOWN_BUCKET';
	if (group.buckets.some(({id}) => old.buckets.some((bucket) => bucket.id === id))) return 'OFPGMFC_BUCKET_EXISTS';
	const kept = old.buckets.map((bucket) => ({...bucket}));
	if (place === BUCKET.first) return [...group.buckets, ...kept];
	if (place === BUCKET.last) return [...kept, ...group.buckets];
	return [...kept.slice(0, after + 1), ...group.buckets, ...kept.slice(after + 1)];
}

function removeBuckets(old: Group, place: number): Bucket[] | string {
	if (place === BUCKET.all) return [];
	let at = old.buckets.findIndex(({id}) => id === place);
	if (place === BUCKET.first) at = 0;
	if (place === BUCKET.last) at = old.buckets.length - 1;
	if (at < 0 && place <= BUCKET.highest) return 'OFPGMFC_UNKNOWN_BUCKET';
	return old.buckets.filter((_, index) => index !== at).map((bucket) => ({...bucket}));
}
