/** What a line of nft asks for. A span says where in the line something stands, so that a refusal can point at it. */
import type {BaseChain, NatFamily, NatRuleText} from '../../../engine/nat/netfilter.js';
import type {Fault} from './complaints.js';
import type {Span} from './tokens.js';

export interface Named {
	name: string;
	at: Span;
}

export interface TableNamed extends Named {
	family: NatFamily;
}

/** `handle 5` */
export interface Handle {
	handle: number;
	at: Span;
}

/** Before or behind which rule: by its handle, or its place counted from 0. */
export interface RulePlace {
	by: 'handle' | 'position' | 'index';
	number: number;
	at: Span;
}

export interface RuleSaid {
	rule: NatRuleText;
	counters?: {packets: number; bytes: number};
	/** Where the chain stands that it leads to. */
	leadsTo?: Span;
}

export type PutRule = {kind: 'put-rule'; verb: 'add' | 'insert' | 'replace'; table: TableNamed; chain: Named; place?: RulePlace} & RuleSaid;

export type ListCommand =
	| {kind: 'list'; what: 'ruleset' | 'tables' | 'chains'; family: NatFamily | undefined}
	| {kind: 'list'; what: 'table'; table: TableNamed}
	| {kind: 'list'; what: 'chain'; table: TableNamed; chain: Named};

export type Request =
	| {kind: 'add-table'; table: TableNamed; fresh: boolean}
	| {kind: 'delete-table'; table: TableNamed | {family: NatFamily; handle: Handle}}
	| {kind: 'add-chain'; table: TableNamed; chain: Named; base?: BaseChain | 'other-hook'; fresh: boolean}
	| {kind: 'delete-chain'; table: TableNamed; chain: Named | Handle}
	| {kind: 'rename-chain'; table: TableNamed; chain: Named; name: string}
	| {kind: 'delete-rule'; table: TableNamed; chain: Named; handle: Handle}
	| PutRule
	| {kind: 'flush-ruleset'; family: NatFamily | undefined}
	| {kind: 'flush-table'; table: TableNamed}
	| {kind: 'flush-chain'; table: TableNamed; chain: Named}
	| ListCommand;

export type AskedCommand = Request & {
	/** With its line end. */
	span: Span;
	/** What is wrong with what was said. */
	late: Fault | undefined;
};
