/*
 * What a flow-mod does to the tables
 *
 * - add: a flow with the same match and priority is replaced; the new one starts with
 *   its own time. It begins to count anew when the message says so (`resetCounts`; OpenFlow 1.0 and 1.1 always
 *   mean it, so whoever reads such a message sets the flag). Only an add looks for overlap.
 * - modify: flows that the match covers (loose) or equals (strict) get new actions and
 *   keep counters, timeouts, flags and age. When there is none, the flow is added, if the message brings a
 *   cookie and asks for none: OpenFlow 1.0 always does, 1.2 and later never do (`KEEP_COOKIE`).
 * - delete: loose or strict, and only flows that output to a port or group, when one is named.
 *
 * A flow is replaced, never changed in place, so it moves behind the others when flows are listed.
 *
 * Follows ofproto/ofproto.c (add_flow_start, modify_flows_start__, delete_flows_start__, collect_rules_loose,
 * collect_rules_strict, replace_rule_start). Not modelled: OpenFlow 1.1, where modify adds a flow but does not
 * change a cookie; the flows that the switch keeps for itself in table 254; flow monitors, bundles.
 */
import {eachRule, findExactly} from './classifier.js';
import {ruleToEvict} from './eviction.js';
import type {FlowMod, OpenFlowResult} from './flow-mod.js';
import type {Match} from './match.js';
import {overlaps} from './overlap.js';
import type {Rule} from './rule.js';
import {
	ALL_TABLES,
	exchangeRule,
	type FlowTable,
	type FlowTables,
	flatten,
	INTERNAL_TABLE,
	insertRule,
	isHidden,
	type Removed,
	removeRules,
	rulesWithCookie,
} from './rule-store.js';

/** A cookie that says: keep the one that is there, and add nothing. */
export const KEEP_COOKIE = 0xffff_ffff_ffff_ffffn;
const ALL_BITS = 0xffff_ffff_ffff_ffffn;
/** No condition on the group that a flow sends to (OFPG_ANY). */
export const ANY_GROUP = 0xffff_ffff;
/** No condition on the port that a flow outputs to (OFPP_ANY). */
export const ANY_PORT = 0xffff;

const DONE: OpenFlowResult = {kind: 'done'};
/** Table 254 is the switch's own. */
const EPERM: OpenFlowResult = {kind: 'refused', error: 'OFPBRC_EPERM'};

/** Which flows a message means. */
export interface Criteria {
	table: number;
	match: Match;
	/** `undefined` means loosely: any priority, and matches that are narrower. */
	priority: number | undefined;
	cookie: bigint;
	cookieMask: bigint;
	outPort: number;
	outGroup: number;
}

/** Adds a flow, or replaces the one like it. */
export function addFlow(tables: FlowTables, table: FlowTable, mod: FlowMod, now: number, removed: Removed[]): OpenFlowResult {
	if (mod.table === INTERNAL_TABLE) return EPERM;
	const old = tables.rules.get(findExactly(table.classifier, mod.priority, mod.match) ?? -1);
	if (old !== undefined) {
		replaceRule(tables, mod, old, now, removed);
		return DONE;
	}
	if (mod.flags.checkOverlap && overlaps(table.classifier, tables.rules, mod.priority, mod.match))
		return {kind: 'refused', error: 'OFPFMFC_OVERLAP'};
	if (table.count >= table.flowLimit) {
		const victim = ruleToEvict(tables, table, mod.table);
		if (victim === undefined) return {kind: 'refused', error: 'OFPFMFC_TABLE_FULL'};
		removeRules(tables, [{rule: victim, reason: 'eviction'}], removed);
	}
	insertRule(tables, table, createRule(tables, mod, now));
	tables.version++;
	return DONE;
}

function createRule(tables: FlowTables, mod: FlowMod, now: number): Rule {
	return {
		id: tables.nextRule++,
		table: mod.table,
		priority: mod.priority,
		match: {key: mod.match.key.slice(), mask: mod.match.mask.slice()},
		actions: mod.actions,
		cookie: mod.cookie,
		idleTimeout: mod.idleTimeout,
		hardTimeout: mod.hardTimeout,
		importance: mod.importance,
		flags: {
			sendFlowRemoved: mod.flags.sendFlowRemoved,
			checkOverlap: mod.flags.checkOverlap,
			resetCounts: mod.flags.resetCounts,
			noPacketCounts: mod.flags.noPacketCounts,
			noByteCounts: mod.flags.noByteCounts,
		},
		created: now,
		modified: now,
		used: now,
		packets: 0,
		bytes: 0,
	};
}

/** Replaces a flow by what the message says of it (replace_rule_start, rule_insert). */
function replaceRule(tables: FlowTables, mod: FlowMod, old: Rule, now: number, removed: Removed[]): void {
	const rule = {...createRule(tables, mod, now), table: old.table, priority: old.priority, match: old.match};
	if (mod.command !== 'add') {
		rule.idleTimeout = old.idleTimeout;
		rule.hardTimeout = old.hardTimeout;
		rule.importance = old.importance;
		rule.flags = old.flags;
		rule.created = old.created;
	}
	if (mod.command !== 'add' && mod.cookie === KEEP_COOKIE) rule.cookie = old.cookie;
	// The time of last use stays even when the counters do not.
	rule.used = old.used;
	if (!mod.flags.resetCounts) {
		rule.packets = old.packets;
		rule.bytes = old.bytes;
	}
	exchangeRule(tables, old, rule, !mod.flags.resetCounts, removed);
	tables.version++;
}

export function modifyFlows(tables: FlowTables, mod: FlowMod, now: number, removed: Removed[]): OpenFlowResult | 'add' {
	if (mod.table === INTERNAL_TABLE) return EPERM;
	const rules = collectRules(tables, {
		table: mod.table,
		match: mod.match,
		priority: mod.command === 'modify-strict' ? mod.priority : undefined,
		cookie: mod.matchCookie,
		cookieMask: mod.cookieMask,
		outPort: ANY_PORT,
		outGroup: ANY_GROUP,
	});
	for (const rule of rules) replaceRule(tables, mod, rule, now, removed);
	return rules.length === 0 && mod.cookie !== KEEP_COOKIE && mod.cookieMask === 0n ? 'add' : DONE;
}

export function deleteFlows(tables: FlowTables, mod: FlowMod, removed: Removed[]): OpenFlowResult {
	// The flows of the switch itself are refused to those who would find them, and nobody finds them by a header.
	if (mod.table === INTERNAL_TABLE) return mod.command === 'delete' && mod.match.mask.every((word) => word === 0) ? EPERM : DONE;
	const rules = collectRules(tables, {
		table: mod.table,
		match: mod.match,
		priority: mod.command === 'delete-strict' ? mod.priority : undefined,
		cookie: mod.matchCookie,
		cookieMask: mod.cookieMask,
		outPort: mod.outPort,
		outGroup: mod.outGroup,
	});
	removeRules(
		tables,
		rules.map((rule) => ({rule, reason: 'delete'})),
		removed,
	);
	return DONE;
}

/** The flows that a message means, in the order in which `dump-flows` prints them. All tables do not include the switch's own. */
export function collectRules(tables: FlowTables, criteria: Criteria): Rule[] {
	const found: Rule[] = [];
	for (const rule of candidates(tables, criteria)) {
		if (criteria.table !== ALL_TABLES && rule.table !== criteria.table) continue;
		if (isHidden(rule) && (criteria.priority ?? 0) <= 0xffff) continue;
		if (((rule.cookie ^ criteria.cookie) & criteria.cookieMask) !== 0n) continue;
		if (criteria.outPort !== ANY_PORT && !outputsTo(rule, criteria.outPort)) continue;
		if (criteria.outGroup !== ANY_GROUP && !sendsTo(rule, criteria.outGroup)) continue;
		if (criteria.priority === undefined ? covers(criteria.match, rule.match) : equals(criteria, rule)) found.push(rule);
	}
	return found;
}

/** Flows among which those that are meant are to be found: by the index that says most. */
function* candidates(tables: FlowTables, criteria: Criteria): Generator<Rule> {
	if (criteria.cookieMask === ALL_BITS) {
		yield* rulesWithCookie(tables, criteria.cookie & criteria.cookieMask);
		return;
	}
	for (let number = 0; number < ALL_TABLES; number++) {
		if (criteria.table === ALL_TABLES ? number === INTERNAL_TABLE : number !== criteria.table) continue;
		const table = tables.tables.get(number);
		if (table === undefined) continue;
		if (criteria.priority === undefined) {
			for (const id of Array.from(eachRule(table.classifier))) yield tables.rules.get(id) as Rule;
			continue;
		}
		const rule = tables.rules.get(findExactly(table.classifier, criteria.priority, criteria.match) ?? -1);
		if (rule !== undefined) yield rule;
	}
}

/** Does every frame that `narrow` matches match `wide` too (cls_rule_is_loose_match)? */
export function covers(wide: Match, narrow: Match): boolean {
	for (let word = 0; word < wide.mask.length; word++) {
		const mask = wide.mask[word] as number;
		if ((mask & ~(narrow.mask[word] as number)) !== 0) return false;
		if ((((wide.key[word] as number) ^ (narrow.key[word] as number)) & mask) !== 0) return false;
	}
	return true;
}

function equals(criteria: Criteria, rule: Rule): boolean {
	return rule.priority === criteria.priority && covers(criteria.match, rule.match) && covers(rule.match, criteria.match);
}

/** Has the flow an action that outputs to this port? Output to all or to a flood does not count (ofpacts_output_to_port). */
function outputsTo(rule: Rule, port: number): boolean {
	for (const action of flatten(rule.actions)) {
		if ((action.kind === 'output' || action.kind === 'enqueue') && action.port === port) return true;
		if (action.kind === 'controller' && port === 0xfffd) return true;
	}
	return false;
}

function sendsTo(rule: Rule, group: number): boolean {
	for (const action of flatten(rule.actions)) if (action.kind === 'group' && action.group === group) return true;
	return false;
}
