/*
 * Where the flows of a switch are kept
 *
 * A flow is stored once, by its id; the classifier of its table, the list of flows
 * that can time out and the indexes by cookie and by group know it by that id. What
 * must stay together when a flow comes or goes is here; what a flow-mod means is in
 * `apply-flow-mod.ts`.
 *
 * A cached answer may still credit packets to a flow that has just been replaced.
 * Such credit follows the successor until the cached answers have been looked at again
 * (struct rule_dpif, new_rule).
 *
 * Follows ofproto/ofproto.c (ofproto_rule_insert__, ofproto_rule_remove__, replace_rule_start) and
 * ofproto-dpif.c (rule_insert, rule_expire).
 */
import type {Action} from './action.js';
import {addToClassifier, type Classifier, removeFromClassifier} from './classifier.js';
import type {Rule, RuleId} from './rule.js';

/** Tables 0 to 253 are free to use; 254 belongs to the switch itself and only exists hidden. */
export const TABLE_COUNT = 255;
export const INTERNAL_TABLE = 254;
export const ALL_TABLES = 255;

/** One OpenFlow table (struct oftable). */
export interface FlowTable {
	classifier: Classifier;
	/** Its flows, hidden ones too. */
	count: number;
	/** Packets looked up that matched and that did not. */
	matched: number;
	missed: number;
	/** Flows that it may have (flow_limit), Infinity without limit. */
	flowLimit: number;
	/** When it is full: refuse a new flow, or give one up that would time out anyway. */
	overflow: 'refuse' | 'evict';
}

export interface FlowTables {
	/** Counts changes, for the revalidator. */
	version: number;
	/** 301 is Open vSwitch 3.1. */
	release: number;
	/** By number; a table appears with its first flow or lookup. */
	tables: Map<number, FlowTable>;
	rules: Map<RuleId, Rule>;
	nextRule: RuleId;
	/** Flows with a timeout, in order of their coming. */
	expirable: Set<RuleId>;
	/** No flow times out before this world time, ns. */
	nextExpiry: number;
	byCookie: Map<bigint, Set<RuleId>>;
	/** Flows that send to a group. */
	byGroup: Map<number, Set<RuleId>>;
	/** `learn(delete_learned)`: how many flows learn into a table with a cookie. */
	learned: Map<string, {table: number; cookie: bigint; learners: number}>;
	/** Flows that were replaced since the cached answers were last looked at, and by what. */
	successors: Map<RuleId, {rule: RuleId; keepCounts: boolean}>;
}

/** Why flows left a table, for the controller (enum ofp_flow_removed_reason). */
export type RemovalReason = 'idle-timeout' | 'hard-timeout' | 'delete' | 'group-delete' | 'eviction';
export interface Removed {
	rule: Rule;
	reason: RemovalReason;
}

/** Flows of the switch itself have a priority that no message can carry. */
export function isHidden(rule: Rule): boolean {
	return rule.priority > 0xffff;
}

/** Enters a flow into everything but the classifier. */
function index(tables: FlowTables, rule: Rule): void {
	tables.rules.set(rule.id, rule);
	if (rule.idleTimeout > 0 || rule.hardTimeout > 0) watchTimeouts(tables, rule);
	addTo(tables.byCookie, rule.cookie, rule.id);
	for (const action of flatten(rule.actions)) if (action.kind === 'group') addTo(tables.byGroup, action.group, rule.id);
	for (const action of rule.actions)
		if (action.kind === 'learn' && action.deleteLearned) countLearner(tables, action.table, action.cookie, 1);
}

/** Takes a flow out of everything but the classifier; tells which learned flows have now lost their last teacher. */
function unindex(tables: FlowTables, rule: Rule): {table: number; cookie: bigint}[] {
	tables.rules.delete(rule.id);
	tables.expirable.delete(rule.id);
	takeFrom(tables.byCookie, rule.cookie, rule.id);
	const orphans: {table: number; cookie: bigint}[] = [];
	for (const action of flatten(rule.actions)) if (action.kind === 'group') takeFrom(tables.byGroup, action.group, rule.id);
	for (const action of rule.actions) {
		if (action.kind === 'learn' && action.deleteLearned && countLearner(tables, action.table, action.cookie, -1) === 0)
			orphans.push({table: action.table, cookie: action.cookie});
	}
	return orphans;
}

/** Adds a flow that is new. */
export function insertRule(tables: FlowTables, table: FlowTable, rule: Rule): void {
	index(tables, rule);
	addToClassifier(table.classifier, rule.id, rule.priority, rule.match);
	table.count++;
}

/** Removes flows, and with them what their `learn` actions had learned when they asked for it. */
export function removeRules(tables: FlowTables, gone: readonly Removed[], removed: Removed[]): void {
	const byTable = new Map<number, Rule[]>();
	const orphans: {table: number; cookie: bigint}[] = [];
	for (const {rule, reason} of gone) {
		orphans.push(...unindex(tables, rule));
		removed.push({rule, reason});
		const same = byTable.get(rule.table);
		if (same === undefined) byTable.set(rule.table, [rule]);
		else same.push(rule);
	}
	for (const [number, rules] of byTable) {
		const table = tables.tables.get(number) as FlowTable;
		removeFromClassifier(table.classifier, rules);
		table.count -= rules.length;
	}
	if (gone.length > 0) tables.version++;
	removeOrphans(tables, orphans, removed);
}

/** Deletes learned flows whose last teacher is gone (learned_cookies_flush). */
function removeOrphans(tables: FlowTables, orphans: readonly {table: number; cookie: bigint}[], removed: Removed[]): void {
	for (const {table, cookie} of orphans) {
		if (tables.learned.has(`${table}:${cookie}`)) continue;
		const rules = rulesWithCookie(tables, cookie).filter((rule) => rule.table === table && !isHidden(rule));
		removeRules(
			tables,
			rules.map((rule) => ({rule, reason: 'delete'})),
			removed,
		);
	}
}

/**
 * Puts `rule` in the place of `old`, which has the same match and priority. Credit for the old one goes to the new one: all
 * of it with `keepCounts`, else only the time of last use.
 */
export function exchangeRule(tables: FlowTables, old: Rule, rule: Rule, keepCounts: boolean, removed: Removed[]): void {
	const {classifier} = tables.tables.get(rule.table) as FlowTable;
	index(tables, rule);
	addToClassifier(classifier, rule.id, rule.priority, rule.match);
	const orphans = unindex(tables, old);
	removeFromClassifier(classifier, [old]);
	tables.successors.set(old.id, {rule: rule.id, keepCounts});
	removeOrphans(tables, orphans, removed);
}

export function rulesWithCookie(tables: FlowTables, cookie: bigint): Rule[] {
	return Array.from(tables.byCookie.get(cookie) ?? [], (id) => tables.rules.get(id) as Rule);
}

/** The first world time, ns, at which the flow has timed out; the switch reckons in milliseconds and waits until more than the timeout has passed. */
export function expiryOf(rule: Rule): number {
	const hard = rule.hardTimeout > 0 ? milliseconds(rule.modified) + rule.hardTimeout * 1000 : Number.POSITIVE_INFINITY;
	const idle = rule.idleTimeout > 0 ? milliseconds(rule.used) + rule.idleTimeout * 1000 : Number.POSITIVE_INFINITY;
	return (Math.min(hard, idle) + 1) * 1e6;
}

export function milliseconds(time: number): number {
	return Math.floor(time / 1e6);
}

/** The timeouts of a flow were set or changed. */
export function watchTimeouts(tables: FlowTables, rule: Rule): void {
	tables.expirable.add(rule.id);
	tables.nextExpiry = Math.min(tables.nextExpiry, expiryOf(rule));
}

/** All actions, those inside others too. */
export function* flatten(actions: readonly Action[]): Generator<Action> {
	for (const action of actions) {
		yield action;
		if (action.kind === 'write-actions' || action.kind === 'clone') yield* flatten(action.actions);
	}
}

function countLearner(tables: FlowTables, table: number, cookie: bigint, by: 1 | -1): number {
	const text = `${table}:${cookie}`;
	const learners = (tables.learned.get(text)?.learners ?? 0) + by;
	if (learners === 0) tables.learned.delete(text);
	else tables.learned.set(text, {table, cookie, learners});
	return learners;
}

function addTo<Key>(index: Map<Key, Set<RuleId>>, key: Key, id: RuleId): void {
	const ids = index.get(key);
	if (ids === undefined) index.set(key, new Set([id]));
	else ids.add(id);
}

function takeFrom<Key>(index: Map<Key, Set<RuleId>>, key: Key, id: RuleId): void {
	const ids = index.get(key);
	ids?.delete(id);
	if (ids?.size === 0) index.delete(key);
}
