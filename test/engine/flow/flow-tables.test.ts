/* What the tables answer to messages. The values are those of ovs-vswitchd 3.1.0 for the same messages. */
import {describe, expect, it} from 'vitest';
import {copy} from '../../../source/engine/copy.js';
import type {Action} from '../../../source/engine/flow/action.js';
import {KEEP_COOKIE} from '../../../source/engine/flow/apply-flow-mod.js';
import type {FlowMod} from '../../../source/engine/flow/flow-mod.js';
import {
	applyFlowMod,
	countLookup,
	createFlowTables,
	creditRule,
	expireRules,
	type FlowTables,
	limitTable,
	listRules,
	lookUpRule,
	nextExpiry,
	type Removed,
	reduceTimeouts,
	ruleById,
	tableStatistics,
} from '../../../source/engine/flow/flow-tables.js';
import {createGroupTable} from '../../../source/engine/flow/group.js';
import type {Rule} from '../../../source/engine/flow/rule.js';
import {flowMod} from './flow-mods.js';
import {keyOf, matchOf} from './keys.js';

const SECOND = 1e9;
const TO_2: Action[] = [{kind: 'output', port: 2}];
const TO_3: Action[] = [{kind: 'output', port: 3}];

function send(tables: FlowTables, match: string, parts: Partial<FlowMod> = {}, now = 0): Removed[] {
	const removed: Removed[] = [];
	expect(applyFlowMod(tables, flowMod({match: matchOf(match), ...parts}), now, removed)).toEqual({kind: 'done'});
	return removed;
}

function refusal(tables: FlowTables, match: string, parts: Partial<FlowMod>): string {
	const result = applyFlowMod(tables, flowMod({match: matchOf(match), ...parts}), 0, []);
	return result.kind === 'refused' ? result.error : result.kind;
}

const flags = (parts: Partial<FlowMod['flags']>): FlowMod['flags'] => ({...flowMod({}).flags, ...parts});

function only(tables: FlowTables): Rule {
	const rules = listRules(tables);
	expect(rules).toHaveLength(1);
	return rules[0] as Rule;
}

/** A table with one flow for port 1 that 2 packets have used, the last after 1 s. */
function usedTables(): FlowTables {
	const tables = createFlowTables();
	send(tables, 'in_port=1', {cookie: 1n, idleTimeout: 60});
	creditRule(tables, only(tables).id, {packets: 2, bytes: 28, used: SECOND});
	return tables;
}

describe('adding a flow that is there', () => {
	it('starts anew when the message resets counters, but keeps the time of last use', () => {
		const tables = usedTables();
		send(tables, 'in_port=1', {cookie: 2n, actions: TO_2, flags: flags({resetCounts: true})}, 4 * SECOND);
		expect(only(tables)).toMatchObject({cookie: 2n, idleTimeout: 0, packets: 0, bytes: 0, created: 4 * SECOND, used: SECOND});
	});

	it('keeps counters in OpenFlow 1.2 and later', () => {
		const tables = usedTables();
		send(tables, 'in_port=1', {cookie: 2n, actions: TO_2}, 4 * SECOND);
		expect(only(tables)).toMatchObject({cookie: 2n, packets: 2, bytes: 28, created: 4 * SECOND, modified: 4 * SECOND});
	});

	it('is another flow when priority or match differ', () => {
		const tables = usedTables();
		send(tables, 'in_port=1', {priority: 1});
		send(tables, 'in_port=2');
		expect(listRules(tables).map(({packets}) => packets)).toEqual([2, 0, 0]);
	});
});

describe('credit for a flow that was replaced', () => {
	it('goes to the one in its place when that took the counters', () => {
		const tables = usedTables();
		const old = only(tables).id;
		send(tables, 'in_port=1', {command: 'modify', cookie: KEEP_COOKIE, actions: TO_2});
		creditRule(tables, old, {packets: 1, bytes: 14, used: 2 * SECOND});
		expect(only(tables)).toMatchObject({packets: 3, bytes: 42, used: 2 * SECOND});
		expect(ruleById(tables, old)).toBe(only(tables));
	});

	it('leaves only the time of use when counters began anew', () => {
		const tables = usedTables();
		const old = only(tables).id;
		send(tables, 'in_port=1', {flags: flags({resetCounts: true})});
		creditRule(tables, old, {packets: 1, bytes: 14, used: 2 * SECOND});
		expect(only(tables)).toMatchObject({packets: 0, bytes: 0, used: 2 * SECOND});
		expect(ruleById(tables, old)).toBeUndefined();
	});

	it('goes nowhere once cached answers were looked at again, or when the flow is gone', () => {
		const tables = usedTables();
		const old = only(tables).id;
		send(tables, 'in_port=1', {command: 'modify', cookie: KEEP_COOKIE, actions: TO_2});
		expireRules(tables, 0);
		creditRule(tables, old, {packets: 1, bytes: 14, used: 2 * SECOND});
		expect(only(tables).packets).toBe(2);
	});
});

describe('modify', () => {
	it('changes actions and keeps counters, timeouts, age, flags and, without a new one, the cookie', () => {
		const tables = usedTables();
		const before = only(tables);
		send(
			tables,
			'',
			{command: 'modify', cookie: KEEP_COOKIE, actions: TO_3, idleTimeout: 9, flags: flags({sendFlowRemoved: true})},
			4 * SECOND,
		);
		expect(only(tables)).toEqual({...before, id: only(tables).id, actions: TO_3, modified: 4 * SECOND});
	});

	it('takes a new cookie, as OpenFlow 1.0 sends one', () => {
		const tables = usedTables();
		send(tables, 'in_port=1', {command: 'modify', cookie: 7n});
		expect(only(tables).cookie).toBe(7n);
	});

	it('resets counters when asked to', () => {
		const tables = usedTables();
		send(tables, 'in_port=1', {command: 'modify', cookie: KEEP_COOKIE, flags: flags({resetCounts: true})});
		expect(only(tables)).toMatchObject({packets: 0, created: 0});
	});

	it('adds a flow that is not there only when it brings a cookie and asks for none', () => {
		const tables = usedTables();
		send(tables, 'in_port=3', {command: 'modify', cookie: KEEP_COOKIE});
		send(tables, 'in_port=3', {command: 'modify', cookie: 5n, matchCookie: 9n, cookieMask: 0xffn});
		expect(listRules(tables)).toHaveLength(1);
		send(tables, 'in_port=3', {command: 'modify', cookie: 5n, table: 255});
		expect(listRules(tables).map(({cookie, table}) => [cookie, table])).toEqual([
			[1n, 0],
			[5n, 0],
		]);
	});

	it('changes only flows whose cookie agrees in the bits of the mask', () => {
		const tables = usedTables();
		send(tables, 'in_port=2', {cookie: 0x12n});
		send(tables, '', {command: 'modify', cookie: KEEP_COOKIE, matchCookie: 0x10n, cookieMask: 0xf0n, actions: TO_2});
		expect(listRules(tables).map(({cookie, actions}) => [cookie, actions])).toEqual([
			[1n, []],
			[0x12n, TO_2],
		]);
	});

	it('means the same priority and match when strict', () => {
		const tables = usedTables();
		send(tables, 'in_port=1', {command: 'modify-strict', priority: 5, cookie: KEEP_COOKIE, actions: TO_2});
		send(tables, '', {command: 'modify-strict', cookie: KEEP_COOKIE, actions: TO_2});
		expect(only(tables).actions).toEqual([]);
		send(tables, 'in_port=1', {command: 'modify-strict', cookie: KEEP_COOKIE, actions: TO_2});
		expect(only(tables).actions).toEqual(TO_2);
	});

	it('moves what it changed behind the others of the same mask', () => {
		const tables = usedTables();
		send(tables, 'in_port=2');
		send(tables, 'in_port=3');
		send(tables, 'in_port=2', {command: 'modify', cookie: KEEP_COOKIE});
		expect(listRules(tables).map(({match}) => match.key[0])).toEqual([1, 3, 2]);
	});
});

describe('delete', () => {
	function fourFlows(): FlowTables {
		const tables = createFlowTables();
		send(tables, 'ip', {priority: 1, cookie: 1n});
		send(tables, 'ip,nw_dst=10.0.0.0/8', {priority: 2, cookie: 2n, table: 3});
		send(tables, 'tcp,tcp_dst=80', {priority: 3, cookie: 3n});
		send(tables, 'arp', {priority: 4, cookie: 4n});
		return tables;
	}
	const cookies = (removed: readonly Removed[]) => removed.map(({rule}) => Number(rule.cookie)).sort();

	it('takes loosely everything that is as narrow or narrower, of any priority, in all tables', () => {
		const removed = send(fourFlows(), 'ip', {command: 'delete', table: 255});
		expect(cookies(removed)).toEqual([1, 2, 3]);
		expect(removed.every(({reason}) => reason === 'delete')).toBe(true);
	});

	it('takes strictly the one flow of this priority', () => {
		expect(cookies(send(fourFlows(), 'ip', {command: 'delete-strict', table: 255, priority: 1}))).toEqual([1]);
		expect(send(fourFlows(), 'ip', {command: 'delete-strict', table: 255, priority: 2})).toEqual([]);
	});

	it('keeps to one table', () => {
		expect(cookies(send(fourFlows(), '', {command: 'delete', table: 3}))).toEqual([2]);
	});

	it('takes a whole cookie, or bits of it', () => {
		expect(cookies(send(fourFlows(), '', {command: 'delete', table: 255, matchCookie: 2n, cookieMask: 0xffff_ffff_ffff_ffffn}))).toEqual([
			2,
		]);
		expect(cookies(send(fourFlows(), '', {command: 'delete', table: 255, matchCookie: 1n, cookieMask: 1n}))).toEqual([1, 3]);
	});

	it('asks for an output to a port wherever in the actions it stands, but not for a flood', () => {
		const tables = createFlowTables();
		const actions: Action[][] = [
			[{kind: 'write-actions', actions: TO_2}],
			[{kind: 'clone', actions: TO_2}],
			[{kind: 'enqueue', port: 2, queue: 1}],
			[{kind: 'output', port: 0xfffc}],
			[{kind: 'controller', maxLength: 65535, reason: 'action', controllerId: 0}],
		];
		for (const [priority, one] of actions.entries()) send(tables, '', {priority, actions: one});
		expect(send(tables, '', {command: 'delete', outPort: 2}).map(({rule}) => rule.priority)).toEqual([0, 1, 2]);
		expect(send(tables, '', {command: 'delete', outPort: 0xfffd}).map(({rule}) => rule.priority)).toEqual([4]);
	});

	it('asks for a group', () => {
		const tables = createFlowTables();
		send(tables, '', {priority: 1, actions: [{kind: 'group', group: 9}]});
		send(tables, '', {priority: 2, actions: [{kind: 'write-actions', actions: [{kind: 'group', group: 9}]}]});
		send(tables, '', {priority: 3});
		expect(send(tables, '', {command: 'delete', outGroup: 9}).map(({rule}) => rule.priority)).toEqual([1, 2]);
	});

	it('leaves hidden flows alone unless their own priority is named', () => {
		const tables = createFlowTables();
		send(tables, '', {priority: 0x10001});
		expect(listRules(tables)).toEqual([]);
		expect(listRules(tables, 255, true)).toHaveLength(1);
		expect(send(tables, '', {command: 'delete', table: 255})).toEqual([]);
		expect(send(tables, '', {command: 'delete-strict', priority: 0x10001})).toHaveLength(1);
	});
});

describe('refusals', () => {
	it('an overlap, when the message looks for it', () => {
		const tables = createFlowTables();
		send(tables, 'in_port=1', {priority: 5});
		const checked = {priority: 5, flags: flags({checkOverlap: true})};
		expect(refusal(tables, 'ip', checked)).toBe('OFPFMFC_OVERLAP');
		expect(refusal(tables, 'ip', {...checked, priority: 6})).toBe('done');
		expect(refusal(tables, 'in_port=2', checked)).toBe('done');
		expect(refusal(tables, 'in_port=1', {...checked, actions: TO_2})).toBe('done');
	});

	it('the table of the switch itself', () => {
		for (const command of ['add', 'modify', 'delete'] as const)
			expect(refusal(createFlowTables(), '', {command, table: 254})).toBe('OFPBRC_EPERM');
	});

	it('a group that is not there', () => {
		const mod = flowMod({actions: [{kind: 'write-actions', actions: [{kind: 'group', group: 9}]}]});
		expect(applyFlowMod(createFlowTables(), mod, 0, [], createGroupTable())).toEqual({kind: 'refused', error: 'OFPBAC_BAD_OUT_GROUP'});
	});

	it('a full table, unless it evicts: then the least important flow with a timeout goes, and of these the next to time out', () => {
		const tables = createFlowTables();
		limitTable(tables, 0, 3, 'refuse', []);
		send(tables, 'in_port=1');
		send(tables, 'in_port=2', {idleTimeout: 10, importance: 2});
		send(tables, 'in_port=3', {hardTimeout: 100, importance: 1});
		expect(refusal(tables, 'in_port=4', {})).toBe('OFPFMFC_TABLE_FULL');
		expect(refusal(tables, 'in_port=3', {hardTimeout: 50, importance: 1})).toBe('done');
		limitTable(tables, 0, 3, 'evict', []);
		const evict = (port: number) => send(tables, `in_port=${port}`).map(({rule, reason}) => [rule.match.key[0], reason]);
		expect(evict(4)).toEqual([[3, 'eviction']]);
		expect(evict(5)).toEqual([[2, 'eviction']]);
		expect(refusal(tables, 'in_port=6', {})).toBe('OFPFMFC_TABLE_FULL');
	});

	it('a limit below what is there evicts at once', () => {
		const tables = createFlowTables();
		for (const port of [1, 2, 3]) send(tables, `in_port=${port}`, {hardTimeout: port * 10});
		const removed: Removed[] = [];
		limitTable(tables, 0, 1, 'evict', removed);
		expect(removed.map(({rule}) => rule.match.key[0])).toEqual([1, 2]);
	});
});

describe('timeouts', () => {
	it('come when more milliseconds than the timeout have passed', () => {
		const tables = createFlowTables();
		send(tables, 'in_port=1', {hardTimeout: 2}, 1_300_000);
		expect(nextExpiry(tables)).toBe(2_002_000_000);
		expect(expireRules(tables, 2_001_999_999)).toEqual([]);
		expect(expireRules(tables, 2_002_000_000).map(({reason}) => reason)).toEqual(['hard-timeout']);
		expect(nextExpiry(tables)).toBe(Number.POSITIVE_INFINITY);
	});

	it('idle ones count from the last use, hard ones from the last change', () => {
		const tables = createFlowTables();
		send(tables, 'in_port=1', {idleTimeout: 2});
		send(tables, 'in_port=2', {hardTimeout: 3});
		const [first, second] = listRules(tables) as [Rule, Rule];
		for (const {id} of [first, second]) creditRule(tables, id, {packets: 1, bytes: 60, used: 2 * SECOND});
		send(tables, 'in_port=2', {command: 'modify', cookie: KEEP_COOKIE}, SECOND);
		expect(expireRules(tables, 4 * SECOND)).toEqual([]);
		expect(expireRules(tables, 4.001 * SECOND).map(({reason}) => reason)).toEqual(['idle-timeout', 'hard-timeout']);
	});

	it('a hard one is the reason when both have passed', () => {
		const tables = createFlowTables();
		send(tables, '', {idleTimeout: 1, hardTimeout: 2});
		expect(expireRules(tables, 5 * SECOND).map(({reason}) => reason)).toEqual(['hard-timeout']);
	});

	it('are cut by fin_timeout, which never makes them longer', () => {
		const tables = createFlowTables();
		send(tables, '', {idleTimeout: 10});
		reduceTimeouts(tables, only(tables).id, 20, 5);
		expect(only(tables)).toMatchObject({idleTimeout: 10, hardTimeout: 5});
		expect(nextExpiry(tables)).toBe(5.001 * SECOND);
		expect(expireRules(tables, 6 * SECOND)).toHaveLength(1);
	});
});

describe('statistics', () => {
	it('count lookups and matches by table, and flows', () => {
		const tables = usedTables();
		countLookup(tables, 0, true, 3);
		countLookup(tables, 0, false, 2);
		countLookup(tables, 1, false, 1);
		expect(tableStatistics(tables, 0)).toEqual({active: 1, lookups: 5, matched: 3});
		expect(tableStatistics(tables, 1)).toEqual({active: 0, lookups: 1, matched: 0});
		expect(tableStatistics(tables, 2)).toEqual({active: 0, lookups: 0, matched: 0});
	});
});

describe('tables are plain data', () => {
	it('a copy goes its own way', () => {
		const tables = usedTables();
		send(tables, 'tcp,nw_dst=10.0.0.0/8,tcp_dst=80', {idleTimeout: 5});
		const other = copy(tables);
		expect(other).toEqual(tables);
		send(other, '', {command: 'delete', table: 255});
		expect(listRules(other)).toEqual([]);
		expect(lookUpRule(other, 0, keyOf('in_port=1'), undefined)).toBeUndefined();
		expect(listRules(tables)).toHaveLength(2);
		expect(lookUpRule(tables, 0, keyOf('in_port=1'), undefined)).toBe(listRules(tables)[0]);
	});
});
