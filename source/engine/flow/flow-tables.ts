/** The OpenFlow tables of one switch. */
import type {FlowMod, OpenFlowResult} from './flow-mod.js';
import type {FlowKey, FlowMask} from './key.js';
import type {Rule, RuleId} from './rule.js';

export interface FlowTables {
	/** Counts changes, for the revalidator. */
	version: number;
}

/** Why flows left a table, for the controller (enum ofp_flow_removed_reason). */
export type RemovalReason = 'idle-timeout' | 'hard-timeout' | 'delete' | 'group-delete' | 'eviction';
export interface Removed {
	rule: Rule;
	reason: RemovalReason;
}

export function createFlowTables(): FlowTables {
	throw new Error('not built yet');
}

/** Best flow of `table` for `key`; adds what had to be looked at to `mask` (classifier_lookup). */
export function lookUpRule(_tables: FlowTables, _table: number, _key: FlowKey, _mask: FlowMask | undefined): Rule | undefined {
	throw new Error('not built yet');
}

export function ruleById(_tables: FlowTables, _id: RuleId): Rule | undefined {
	throw new Error('not built yet');
}

/** All flows of a table (of all, for 255), in the order in which `dump-flows` prints them. */
export function listRules(_tables: FlowTables, _table = 255): Rule[] {
	throw new Error('not built yet');
}

/** Carries out a flow-mod; `removed` gets what it deleted or evicted (ofproto.c, handle_flow_mod). */
export function applyFlowMod(_tables: FlowTables, _mod: FlowMod, _now: number, _removed: Removed[]): OpenFlowResult {
	throw new Error('not built yet');
}

/** Removes what has timed out at `now` (ofproto.c, rule_expire). */
export function expireRules(_tables: FlowTables, _now: number): Removed[] {
	throw new Error('not built yet');
}

/** World time of the next timeout, ns; Infinity when no flow has one. */
export function nextExpiry(_tables: FlowTables): number {
	throw new Error('not built yet');
}

/** Statistics of `table`: lookups and matches (dump-tables). */
export function countLookup(_tables: FlowTables, _table: number, _matched: boolean, _packets: number): void {
	throw new Error('not built yet');
}
