/* Group messages and what a select group chooses. The answers are those of ovs-vswitchd 3.1.0. */
import {describe, expect, it} from 'vitest';
import {OFPP} from '../../../source/engine/flow/action.js';
import {applyFlowMod, createFlowTables, listRules, type Removed} from '../../../source/engine/flow/flow-tables.js';
import {
	ALL_GROUPS,
	applyGroupMod,
	BUCKET,
	type Bucket,
	createGroupTable,
	type Group,
	type GroupMod,
	type GroupTable,
} from '../../../source/engine/flow/group.js';
import {dealSlots} from '../../../source/engine/flow/group-selection.js';
import {createKey, WORD} from '../../../source/engine/flow/key.js';
import {selectBucket} from '../../../source/engine/flow/select-bucket.js';
import {formatMatch} from '../../../source/engine/flow/syntax/match-format.js';
import {flowMod} from './flow-mods.js';
import {keyOf} from './keys.js';

type ModBucket = GroupMod['buckets'][number];

function bucket(id: number, parts: Partial<ModBucket> = {}): ModBucket {
	return {id, weight: 0, watchPort: OFPP.none, watchGroup: 0xffffffff, actions: [{kind: 'output', port: id}], ...parts};
}

function send(groups: GroupTable, parts: Partial<GroupMod>, now = 0): string {
	const mod: GroupMod = {
		command: 'add',
		group: 1,
		type: 'all',
		buckets: [],
		commandBucket: BUCKET.all,
		selectionMethod: '',
		fields: [],
		selectionParameter: 0n,
		...parts,
	};
	const result = applyGroupMod(groups, mod, now);
	return result.kind === 'refused' ? result.error : result.kind;
}

function groupsWith(parts: Partial<GroupMod>, release = 301): GroupTable {
	const groups = createGroupTable(release);
	expect(send(groups, parts)).toBe('done');
	return groups;
}

const first = (groups: GroupTable) => groups.groups.get(1) as Group;
const ids = (groups: GroupTable) => first(groups).buckets.map(({id}) => id);
const weighted = (...pairs: [number, number][]) => pairs.map(([id, weight]) => bucket(id, {weight}));

describe('a group message is refused', () => {
	it.each<[string, Partial<GroupMod>, string]>([
		['a number beyond the last group', {group: 0xffffff01}, 'OFPGMFC_INVALID_GROUP'],
		['an indirect group without a bucket', {type: 'indirect'}, 'OFPGMFC_INVALID_GROUP'],
		['an indirect group with two buckets', {type: 'indirect', buckets: [bucket(0), bucket(1)]}, 'OFPGMFC_INVALID_GROUP'],
		['a weight in a group that does not select', {buckets: [bucket(0, {weight: 1})]}, 'OFPGMFC_INVALID_GROUP'],
		['a watched port where nothing is watched', {buckets: [bucket(0, {watchPort: 2})]}, 'OFPGMFC_WATCH_UNSUPPORTED'],
		['fast failover that watches nothing', {type: 'fast_failover', buckets: [bucket(0)]}, 'OFPGMFC_INVALID_GROUP'],
		['two buckets of one id', {buckets: [bucket(1), bucket(1)]}, 'OFPGMFC_BAD_BUCKET'],
		['an id beyond the last bucket', {buckets: [bucket(0xffffff01)]}, 'OFPGMFC_BAD_BUCKET'],
		['a change of what is not there', {command: 'modify'}, 'OFPGMFC_UNKNOWN_GROUP'],
		['buckets for what is not there', {command: 'insert-buckets', commandBucket: BUCKET.last}, 'OFPGMFC_UNKNOWN_GROUP'],
	])('%s', (_, parts, error) => {
		expect(send(createGroupTable(), parts)).toBe(error);
	});

	it('a group that is there already', () => {
		expect(send(groupsWith({}), {})).toBe('OFPGMFC_GROUP_EXISTS');
	});

	it('deleting what is not there is no fault', () => {
		expect(send(createGroupTable(), {command: 'delete', group: 98})).toBe('done');
	});
});

describe('changing a group', () => {
	it('keeps its age and nothing else', () => {
		const groups = groupsWith({buckets: [bucket(2)]});
		Object.assign(first(groups), {packets: 5, bytes: 300});
		expect(send(groups, {command: 'modify', type: 'select', buckets: weighted([3, 1])}, 7)).toBe('done');
		expect(first(groups)).toMatchObject({type: 'select', packets: 0, bytes: 0, created: 0});
		expect(ids(groups)).toEqual([3]);
	});

	it('or adding it, when either is right', () => {
		const groups = createGroupTable();
		expect(send(groups, {command: 'add-or-modify', buckets: [bucket(2)]}, 3)).toBe('done');
		expect(send(groups, {command: 'add-or-modify', buckets: [bucket(3)]}, 5)).toBe('done');
		expect([ids(groups), first(groups).created]).toEqual([[3], 3]);
	});

	it('puts buckets in at the front, behind one, or at the end, and takes them out', () => {
		const groups = groupsWith({type: 'select', buckets: weighted([5, 1], [6, 1])});
		const insert = (commandBucket: number, ...buckets: ModBucket[]) =>
			send(groups, {command: 'insert-buckets', type: 'select', commandBucket, buckets});
		const remove = (commandBucket: number) => send(groups, {command: 'remove-buckets', type: 'select', commandBucket});
		(first(groups).buckets[0] as Bucket).packets = 4;
		expect(insert(9, bucket(7))).toBe('OFPGMFC_UNKNOWN_BUCKET');
		expect(insert(5, bucket(7), bucket(8))).toBe('done');
		expect(insert(BUCKET.last, bucket(8))).toBe('OFPGMFC_BUCKET_EXISTS');
		expect(insert(BUCKET.first, bucket(9))).toBe('done');
		expect(insert(BUCKET.last, bucket(10))).toBe('done');
		expect(ids(groups)).toEqual([9, 5, 7, 8, 6, 10]);
		expect(first(groups).buckets.map(({packets}) => packets)).toEqual([0, 4, 0, 0, 0, 0]);
		expect(remove(99)).toBe('OFPGMFC_UNKNOWN_BUCKET');
		expect([remove(7), remove(BUCKET.first), remove(BUCKET.last)]).toEqual(['done', 'done', 'done']);
		expect(ids(groups)).toEqual([5, 8, 6]);
		expect(remove(BUCKET.all)).toBe('done');
		expect(ids(groups)).toEqual([]);
	});

	it('leaves 3.1 with the slots of the new buckets only, and later releases with those of all', () => {
		const slots = (release: number) => {
			const groups = groupsWith({type: 'select', buckets: weighted([5, 1], [6, 1])}, release);
			expect(send(groups, {command: 'insert-buckets', type: 'select', commandBucket: BUCKET.last, buckets: weighted([11, 3])})).toBe(
				'done',
			);
			const {selection} = first(groups);
			return selection?.method === 'dp_hash' ? [...new Set(selection.slots)].sort((one, other) => one - other) : selection;
		};
		expect(slots(301)).toEqual([11]);
		expect(slots(307)).toEqual([5, 6, 11]);
	});

	it('and after a bucket was taken out, 3.1 hashes by default', () => {
		const groups = groupsWith({type: 'select', buckets: weighted([5, 1], [6, 1])});
		send(groups, {command: 'remove-buckets', type: 'select', commandBucket: 5});
		expect(first(groups).selection).toEqual({method: 'default'});
	});
});

describe('deleting groups', () => {
	it('takes the flows that send to them', () => {
		const groups = groupsWith({buckets: [bucket(2)]});
		send(groups, {group: 2});
		const tables = createFlowTables();
		const add = (priority: number, group: number) =>
			applyFlowMod(tables, flowMod({priority, actions: [{kind: 'group', group}]}), 0, [], groups);
		expect([add(1, 1), add(2, 2), add(3, 1)].map(({kind}) => kind)).toEqual(['done', 'done', 'done']);
		const removed: Removed[] = [];
		const mod: GroupMod = {...emptyMod, command: 'delete', group: 1};
		expect(applyGroupMod(groups, mod, 0, tables, removed)).toEqual({kind: 'done'});
		expect(removed.map(({rule, reason}) => [rule.priority, reason])).toEqual([
			[1, 'group-delete'],
			[3, 'group-delete'],
		]);
		expect(listRules(tables).map(({priority}) => priority)).toEqual([2]);
		applyGroupMod(groups, {...mod, group: ALL_GROUPS}, 0, tables, removed);
		expect([groups.groups.size, listRules(tables)]).toEqual([0, []]);
	});
});

const emptyMod: GroupMod = {
	command: 'add',
	group: 1,
	type: 'all',
	buckets: [],
	commandBucket: BUCKET.all,
	selectionMethod: '',
	fields: [],
	selectionParameter: 0n,
};

describe('slots of a select group', () => {
	it('are dealt like seats, sixteen at least', () => {
		expect(dealSlots(weighted([0, 1], [1, 1]), 301)).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
		const slots = dealSlots(weighted([0, 1], [1, 3], [2, 0]), 301) as number[];
		expect([0, 1, 2].map((id) => slots.filter((slot) => slot === id).length)).toEqual([4, 12, 0]);
	});

	it('are as many as the lightest bucket needs to have one, but not more than 256', () => {
		expect(dealSlots(weighted([0, 1], [1, 16]), 301)).toHaveLength(32);
		expect(dealSlots(weighted([0, 1], [1, 255]), 301)).toHaveLength(256);
		expect(dealSlots(weighted([0, 1], [1, 256]), 301)).toBeUndefined();
		expect(dealSlots(weighted([0, 0]), 301)).toBeUndefined();
		expect(dealSlots([], 301)).toBeUndefined();
	});

	it('are more for many buckets since 3.2', () => {
		const eight = weighted([0, 1], [1, 1], [2, 1], [3, 1], [4, 1], [5, 1], [6, 1], [7, 1]);
		expect([dealSlots(eight, 301)?.length, dealSlots(eight, 307)?.length]).toEqual([16, 32]);
	});
});

describe('a select group chooses', () => {
	const TCP = 'tcp,dl_src=02:00:00:00:00:01,dl_dst=02:00:00:00:00:0a,nw_src=10.1.2.3,nw_dst=192.168.5.6,nw_ttl=64,tcp_src=1234,tcp_dst=80';
	const two = weighted([0, 1], [1, 1]);

	function choose(parts: Partial<GroupMod>, text: string, dead: number[] = []) {
		const key = keyOf(text);
		const mask = createKey();
		const group = first(groupsWith({type: 'select', buckets: two, ...parts}));
		const result = selectBucket(group, key, mask, ({id}) => !dead.includes(id));
		const match = {key: key.map((word, at) => word & (mask[at] as number)), mask};
		return {result, looked: formatMatch(match)};
	}

	it('by the hash of its fields', () => {
		const {result, looked} = choose({selectionMethod: 'hash', fields: ['tcp_dst', 'ip_dst', 'ip_src']}, `in_port=2,${TCP}`);
		expect(result).toMatchObject({
			bucket: {id: 1},
			scores: [
				{bucket: 0, score: 37174},
				{bucket: 1, score: 39950},
			],
		});
		expect(looked).toBe('nw_src=10.1.2.3,nw_dst=192.168.5.6,nw_proto=6,tp_dst=80');
	});

	it('by a symmetric hash of L2 to L4, when it names none', () => {
		const {result, looked} = choose({selectionMethod: 'hash'}, `in_port=3,${TCP}`);
		expect(result).toMatchObject({
			bucket: {id: 1},
			scores: [
				{bucket: 0, score: 28422},
				{bucket: 1, score: 44543},
			],
		});
		expect(looked).toContain('dl_src=02:00:00:00:00:01,dl_dst=02:00:00:00:00:0a');
	});

	it('among those that are live', () => {
		expect(choose({selectionMethod: 'hash'}, TCP, [1]).result).toMatchObject({
			bucket: {id: 0},
			scores: [{bucket: 0}, {bucket: 1, score: undefined}],
		});
		expect(choose({selectionMethod: 'hash'}, TCP, [0, 1]).result).toMatchObject({bucket: undefined});
	});

	it('by the hash of the datapath, for which the frame must come back', () => {
		expect(choose({}, TCP).result).toEqual({kind: 'recirculate', algorithm: 'sym-l4', basis: 0});
		expect(choose({selectionMethod: 'dp_hash', selectionParameter: 77n}, TCP).result).toEqual({
			kind: 'recirculate',
			algorithm: 'l4',
			basis: 77,
		});
		expect(choose({selectionMethod: 'dp_hash', selectionParameter: 0x1_0000_0063n}, TCP).result).toEqual({
			kind: 'recirculate',
			algorithm: 'sym-l4',
			basis: 99,
		});
	});

	it('by its low bits, when it has come back; slots of dead buckets are passed over', () => {
		// The frames of a recorded select group with two buckets, and where they went.
		for (const [hash, id] of [
			[0x2d39ff64, 0],
			[0xfb437b71, 1],
			[0xf43a852f, 1],
			[0x7376d932, 0],
		] as const) {
			const {result, looked} = choose({}, `dp_hash=${hash},${TCP}`);
			expect(result).toMatchObject({bucket: {id}});
			expect(looked).toBe(`dp_hash=0x${(hash & 15).toString(16)}/0xf`);
		}
		expect(choose({}, `dp_hash=0x2d39ff64,${TCP}`, [0]).result).toMatchObject({bucket: {id: 1}});
		expect(choose({}, `dp_hash=0x2d39ff64,${TCP}`, [0, 1]).result).toMatchObject({bucket: undefined});
	});

	it('looks at no other word of the key for that', () => {
		const mask = createKey();
		selectBucket(first(groupsWith({type: 'select', buckets: two})), keyOf(`dp_hash=5,${TCP}`), mask, () => true);
		expect(Array.from(mask).flatMap((word, at) => (word === 0 ? [] : [at]))).toEqual([WORD.dpHash]);
	});
});
