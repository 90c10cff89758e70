/*
 * The OpenFlow tables of one switch
 *
 * What is asked of them: the best flow for a key, with the bits that decided it;
 * changes by flow-mods; time, that removes flows; and statistics. Lookups go through
 * `classifier.ts`, changes through `apply-flow-mod.ts`, both keep to `rule-store.ts`.
 *
 * Flows time out when the revalidator has gone round, at least every half second, so that the counters that idle
 * timeouts depend on are fresh; a flow whose time is up is still used until then (ofproto-dpif.c, run).
 *
 * Not modelled: meters, bundles of several changes, flow monitors.
 */
import {addFlow, deleteFlows, modifyFlows} from './apply-flow-mod.js';
import {classify, createClassifier, eachRule, type PrefixField, setPrefixFields} from './classifier.js';
import {ruleToEvict} from './eviction.js';
import type {FlowMod, OpenFlowResult} from './flow-mod.js';
import type {FlowKey, FlowMask} from './key.js';
import type {Rule, RuleId} from './rule.js';
import {
	ALL_TABLES,
	expiryOf,
	type FlowTable,
	type FlowTables,
	flatten,
	INTERNAL_TABLE,
	isHidden,
	milliseconds,
	type Removed,
	removeRules,
	TABLE_COUNT,
	watchTimeouts,
} from './rule-store.js';

export type {FlowTables, RemovalReason, Removed} from './rule-store.js';

/** Empty tables, as release `release` of Open vSwitch has them: 301 is 3.1. */
export function createFlowTables(release = 301): FlowTables {
	return {
		version: 0,
		release,
		tables: new Map(),
		rules: new Map(),
		nextRule: 1,
		expirable: new Set(),
		nextExpiry: Number.POSITIVE_INFINITY,
		byCookie: new Map(),
		byGroup: new Map(),
		learned: new Map(),
		successors: new Map(),
	};
}

/** Fields whose prefixes are tracked when nobody says otherwise. IPv6 is since 3.5. */
export function defaultPrefixes({release}: FlowTables): PrefixField[] {
	return release >= 305 ? ['nw_dst', 'nw_src', 'ipv6_dst', 'ipv6_src'] : ['nw_dst', 'nw_src'];
}

/** The table, made when it is first needed. */
export function tableOf(tables: FlowTables, number: number): FlowTable {
	const known = tables.tables.get(number);
	if (known !== undefined) return known;
	const table: FlowTable = {
		classifier: createClassifier(defaultPrefixes(tables)),
		count: 0,
		matched: 0,
		missed: 0,
		flowLimit: Number.POSITIVE_INFINITY,
		overflow: 'refuse',
	};
	tables.tables.set(number, table);
	return table;
}

/** Best flow of `table` for `key`, of those with an id less than `before`; adds what had to be looked at to `mask` (classifier_lookup). */
export function lookUpRule(tables: FlowTables, table: number, key: FlowKey, mask: FlowMask | undefined, before?: RuleId): Rule | undefined {
	const known = tables.tables.get(table);
	if (known === undefined) return undefined;
	const id = classify(known.classifier, key, mask, before);
	return id === undefined ? undefined : tables.rules.get(id);
}

/** The flow, or the one that took its place and its counters. */
export function ruleById(tables: FlowTables, id: RuleId): Rule | undefined {
	const rule = tables.rules.get(id);
	if (rule !== undefined) return rule;
	const successor = tables.successors.get(id);
	return successor?.keepCounts === true ? ruleById(tables, successor.rule) : undefined;
}

/** Credits packets to a flow, or to its successor (rule_dpif_credit_stats). `used` is world time, ns. */
export function creditRule(tables: FlowTables, id: RuleId, stats: {packets: number; bytes: number; used: number}): void {
	let counts = true;
	let at = id;
	for (let next = tables.successors.get(at); next !== undefined; next = tables.successors.get(at)) {
		counts &&= next.keepCounts;
		at = next.rule;
	}
	const rule = tables.rules.get(at);
	if (rule === undefined) return;
	if (counts) {
		rule.packets += stats.packets;
		rule.bytes += stats.bytes;
	}
	rule.used = Math.max(rule.used, stats.used);
}

/** All flows of a table (of all, for 255), in the order in which `dump-flows` prints them; hidden ones only for `bridge/dump-flows`. */
export function listRules(tables: FlowTables, table = ALL_TABLES, hidden = false): Rule[] {
	const rules: Rule[] = [];
	for (let number = 0; number < TABLE_COUNT; number++) {
		if (table === ALL_TABLES ? number === INTERNAL_TABLE && !hidden : number !== table) continue;
		const known = tables.tables.get(number);
		if (known === undefined) continue;
		for (const id of eachRule(known.classifier)) {
			const rule = tables.rules.get(id) as Rule;
			if (hidden || !isHidden(rule)) rules.push(rule);
		}
	}
	return rules;
}

/**
 * Carries out a flow-mod; `removed` gets what it deleted or evicted (ofproto.c, handle_flow_mod). With `groups`, a flow may only
 * send to a group that exists. Table 255 is all tables; a flow that is added to it goes to table 0. Errors: OFPBRC_EPERM, OFPFMFC_OVERLAP,
 * OFPFMFC_TABLE_FULL, OFPBAC_BAD_OUT_GROUP, OFPMMFC_INVALID_METER.
 */
export function applyFlowMod(
	tables: FlowTables,
	mod: FlowMod,
	now: number,
	removed: Removed[],
	groups?: {groups: ReadonlyMap<number, unknown>},
): OpenFlowResult {
	if (mod.command === 'delete' || mod.command === 'delete-strict') return deleteFlows(tables, mod, removed);
	if (groups !== undefined) {
		for (const action of flatten(mod.actions)) {
			if (action.kind === 'group' && !groups.groups.has(action.group)) return {kind: 'refused', error: 'OFPBAC_BAD_OUT_GROUP'};
			// Meters are not modelled, so there is none.
			if (action.kind === 'meter') return {kind: 'refused', error: 'OFPMMFC_INVALID_METER'};
		}
	}
	if (mod.command === 'modify' || mod.command === 'modify-strict') {
		const result = modifyFlows(tables, mod, now, removed);
		if (result !== 'add') return result;
	}
	// OpenFlow 1.0 leaves it to the switch into which table a flow goes.
	const number = mod.table === ALL_TABLES ? 0 : mod.table;
	return addFlow(tables, tableOf(tables, number), {...mod, table: number}, now, removed);
}

/** Removes the flows that send to a group that is being deleted (delete_group_start). */
export function removeRulesOfGroup(tables: FlowTables, group: number, removed: Removed[]): void {
	const rules = Array.from(tables.byGroup.get(group) ?? [], (id) => tables.rules.get(id) as Rule);
	removeRules(
		tables,
		rules.map((rule) => ({rule, reason: 'group-delete'})),
		removed,
	);
}

/** Removes what has timed out at `now` (ofproto.c, rule_expire). To be called after each round of the revalidator. */
export function expireRules(tables: FlowTables, now: number): Removed[] {
	tables.successors.clear();
	const removed: Removed[] = [];
	if (now < tables.nextExpiry) return removed;
	const gone: Removed[] = [];
	for (const id of tables.expirable) {
		const rule = tables.rules.get(id) as Rule;
		if (now < expiryOf(rule)) continue;
		const hard = rule.hardTimeout > 0 && milliseconds(now) > milliseconds(rule.modified) + rule.hardTimeout * 1000;
		gone.push({rule, reason: hard ? 'hard-timeout' : 'idle-timeout'});
	}
	removeRules(tables, gone, removed);
	tables.nextExpiry = Number.POSITIVE_INFINITY;
	for (const id of tables.expirable) tables.nextExpiry = Math.min(tables.nextExpiry, expiryOf(tables.rules.get(id) as Rule));
	return removed;
}

/** A world time, ns, before which no flow times out; Infinity when no flow has a timeout. A flow that was used since may last longer. */
export function nextExpiry(tables: FlowTables): number {
	return tables.nextExpiry;
}

/** Shortens the timeouts of a flow, as `fin_timeout` does; 0 leaves one as it is (ofproto_rule_reduce_timeouts). */
export function reduceTimeouts(tables: FlowTables, id: RuleId, idleTimeout: number, hardTimeout: number): void {
	const rule = ruleById(tables, id);
	if (rule === undefined || (idleTimeout === 0 && hardTimeout === 0)) return;
	rule.idleTimeout = shorter(rule.idleTimeout, idleTimeout);
	rule.hardTimeout = shorter(rule.hardTimeout, hardTimeout);
	watchTimeouts(tables, rule);
}

function shorter(timeout: number, most: number): number {
	return most > 0 && (timeout === 0 || timeout > most) ? most : timeout;
}

/** Statistics of `table`: lookups and matches (dump-tables). */
export function countLookup(tables: FlowTables, table: number, matched: boolean, packets: number): void {
	const counted = tableOf(tables, table);
	if (matched) counted.matched += packets;
	else counted.missed += packets;
}

/** What `dump-tables` prints of a table; `active` are its flows. */
export function tableStatistics(tables: FlowTables, table: number): {active: number; lookups: number; matched: number} {
	const known = tables.tables.get(table);
	if (known === undefined) return {active: 0, lookups: 0, matched: 0};
	return {active: known.count, lookups: known.matched + known.missed, matched: known.matched};
}

/** Sets the limit of a table (flow_limit, overflow_policy of Flow_Table); too many flows are given up at once (evict_rules_from_table). */
export function limitTable(
	tables: FlowTables,
	number: number,
	flowLimit: number,
	overflow: FlowTable['overflow'],
	removed: Removed[],
): void {
	const table = tableOf(tables, number);
	table.flowLimit = flowLimit;
	table.overflow = overflow;
	while (table.count > flowLimit) {
		const rule = ruleToEvict(tables, table, number);
		if (rule === undefined) return;
		removeRules(tables, [{rule, reason: 'eviction'}], removed);
	}
}

/** Sets for which fields of a table prefixes are tracked (prefixes of Flow_Table; at most three in 3.1). */
export function trackPrefixes(tables: FlowTables, number: number, prefixes: readonly PrefixField[]): void {
	setPrefixFields(tableOf(tables, number).classifier, prefixes);
	tables.version++;
}
