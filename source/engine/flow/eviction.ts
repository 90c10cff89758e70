/*
 * Eviction: who goes when a table is full (OpenFlow 1.4 section 6.5, flow_limit and overflow_policy of Flow_Table)
 *
 * Only flows that would time out anyway are given up: those of lowest importance
 * first, among them the one that would time out first, in steps of about a second.
 *
 * Follows ofproto/ofproto.c (choose_rule_to_evict, rule_eviction_priority).
 * Not modelled: fairness between groups of flows (`groups` of Flow_Table). Of equals, the oldest goes.
 */
import type {Rule} from './rule.js';
import {expiryOf, type FlowTable, type FlowTables, milliseconds} from './rule-store.js';

/** The flow to give up for a new one; `undefined` when the table refuses instead. */
export function ruleToEvict(tables: FlowTables, table: FlowTable, number: number): Rule | undefined {
	if (table.overflow === 'refuse') return undefined;
	let victim: Rule | undefined;
	for (const id of tables.expirable) {
		const rule = tables.rules.get(id) as Rule;
		if (rule.table !== number) continue;
		if (victim === undefined || goesBefore(rule, victim)) victim = rule;
	}
	return victim;
}

function goesBefore(one: Rule, other: Rule): boolean {
	if (one.importance !== other.importance) return one.importance < other.importance;
	return Math.floor(milliseconds(expiryOf(one)) / 1024) < Math.floor(milliseconds(expiryOf(other)) / 1024);
}
