/** What `iptables` and `nft` do to the tables of a machine: messages of one netlink batch (nf_tables_api.c). */
import type {BaseChain, NatFamily, NatRuleText} from './netfilter.js';

export interface TableName {
	family: NatFamily;
	name: string;
}

/** In the table of a family: `chain` is a chain's name, `rule` a place counted from 1, a handle, or what the rule says. */
export type NatEdit =
	/** `fresh`: EEXIST when it is there; otherwise that is fine. */
	| {kind: 'table-add'; table: TableName; fresh?: boolean}
	/** ENOENT. With all that is in it. */
	| {kind: 'table-del'; table: TableName}
	/** EEXIST as with tables, and when a chain of that name comes from another hook; with a policy of its own the chain that is there gets that. */
	| {kind: 'chain-add'; table: TableName; chain: string; base?: BaseChain; fresh?: boolean}
	/** EBUSY: rules lead to it, or for iptables (`empty`) it has rules. */
	| {kind: 'chain-del'; table: TableName; chain: string; empty?: boolean}
	| {kind: 'chain-rename'; table: TableName; chain: string; name: string}
	/** Counters begin anew: of one rule, of a chain, or of all. */
	| {kind: 'zero'; table: TableName; chain?: string; at?: number}
	/**
	 * At the end, or at `at` counted from 1. ERANGE: there is no such place. EINVAL, EOPNOTSUPP: the target is not for this chain, or a
	 * match makes no sense. EMLINK: jumps in a circle. `counters`: what it has counted by now.
	 */
	| {kind: 'rule-add'; table: TableName; chain: string; rule: NatRuleText; at?: number; counters?: {packets: number; bytes: number}}
	/** In place of another. */
	| {kind: 'rule-replace'; table: TableName; chain: string; rule: NatRuleText; at: number; counters?: {packets: number; bytes: number}}
	/** By its place counted from 1, or by what it says. ENOENT: no such rule. */
	| {kind: 'rule-del'; table: TableName; chain: string; rule: number | NatRuleText}
	/** All rules of a chain, or of all chains. What was rewritten stays rewritten. */
	| {kind: 'flush'; table: TableName; chain?: string};
