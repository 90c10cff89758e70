/**
 * Flows of the switch itself, which no message can add, see or delete: those of the hidden table 254
 * (ofproto_dpif_add_internal_flow), of which a bond has one for each value of its hash, and those of a priority above 65535.
 */
import type {Action} from './action.js';
import {tableOf} from './flow-tables.js';
import type {Match} from './match.js';
import type {RuleId} from './rule.js';
import {type FlowTables, INTERNAL_TABLE, insertRule, removeRules} from './rule-store.js';

/** Adds a flow; its match must be new. */
export function addInternalRule(
	tables: FlowTables,
	priority: number,
	match: Match,
	actions: Action[],
	now: number,
	table = INTERNAL_TABLE,
): RuleId {
	const id = tables.nextRule++;
	insertRule(tables, tableOf(tables, table), {
		id,
		table,
		priority,
		match,
		actions,
		cookie: 0n,
		idleTimeout: 0,
		hardTimeout: 0,
		importance: 0,
		flags: {sendFlowRemoved: false, checkOverlap: false, resetCounts: false, noPacketCounts: false, noByteCounts: false},
		created: now,
		modified: now,
		used: now,
		packets: 0,
		bytes: 0,
	});
	tables.version++;
	return id;
}

/** Gives a flow other actions; it keeps its counters. False when it is gone. */
export function changeInternalRule(tables: FlowTables, id: RuleId, actions: Action[]): boolean {
	const rule = tables.rules.get(id);
	if (rule?.table !== INTERNAL_TABLE) return false;
	rule.actions = actions;
	tables.version++;
	return true;
}

export function removeInternalRules(tables: FlowTables, ids: readonly RuleId[]): void {
	const gone = ids.flatMap((id) => tables.rules.get(id) ?? []);
	removeRules(
		tables,
		gone.map((rule) => ({rule, reason: 'delete'})),
		[],
	);
}
