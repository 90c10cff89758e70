/*
 * Editing tables of rules
 *
 * A table has chains, a chain has rules; every one of them gets a handle of its table, by which it can be named. A chain of the kernel
 * hangs on a hook, a chain of one's own is reached by jumps. An edit is checked as the kernel checks it, and a chain that can be
 * reached from a hook may only have the targets of that hook.
 *
 * Follows nf_tables_api.c (nf_tables_newtable, nf_tables_addchain, nf_tables_updchain, nf_tables_newrule, nf_tables_delchain,
 * nft_table_validate). Not modelled: sets, maps, objects, generations, owners.
 */
import type {Errno} from '../change.js';
import type {NatEdit} from './nat-edit.js';
import type {NatChain, NatRule, NatRuleText, NatTable, Netfilter} from './netfilter.js';
import {faultOfRule, faultOfTable} from './rule-faults.js';
import {isSameRule} from './rules.js';
import {findTable, referencesTo} from './tables.js';

type Tables = Pick<Netfilter, 'tables' | 'lastTable'>;

/** Makes one edit; what the kernel refuses it with leaves the tables in between, so the caller edits a copy. */
export function editTables(tables: Tables, edit: NatEdit): Errno | undefined {
	if (edit.kind === 'table-add') return addTable(tables, edit);
	const table = findTable(tables.tables, edit.table);
	if (!table) return edit.kind === 'flush' || edit.kind === 'zero' ? undefined : 'ENOENT';
	if (edit.kind === 'table-del') {
		tables.tables = tables.tables.filter((other) => other !== table);
		return undefined;
	}
	if (edit.kind === 'chain-add') return addChain(table, edit);
	const {chain: name} = edit;
	const chain = table.chains.find((one) => one.name === name);
	if (!chain) return name === undefined ? editAll(table, edit.kind) : 'ENOENT';
	return editChain(table, chain, edit);
}

type Edit<K extends NatEdit['kind']> = Extract<NatEdit, {kind: K}>;

function addTable(tables: Tables, {table: {family, name}, fresh = false}: Edit<'table-add'>): Errno | undefined {
	if (findTable(tables.tables, {family, name})) return fresh ? 'EEXIST' : undefined;
	tables.tables.push({family, name, handle: ++tables.lastTable, lastHandle: 0, chains: []});
	return undefined;
}

function addChain(table: NatTable, {chain: name, base, fresh = false}: Edit<'chain-add'>): Errno | undefined {
	const there = table.chains.find((one) => one.name === name);
	if (!there) {
		table.chains.push({name, handle: ++table.lastHandle, rules: [], ...(base ? {base: {...base}} : {})});
		return undefined;
	}
	if (fresh) return 'EEXIST';
	if (!base) return undefined;
	if (there.base?.hook !== base.hook || there.base.priority !== base.priority) return 'EEXIST';
	there.base.policy = base.policy;
	return undefined;
}

/** Edits that may concern every chain of the table. */
function editAll(table: NatTable, kind: NatEdit['kind']): undefined {
	for (const chain of table.chains) {
		if (kind === 'flush') chain.rules = [];
		else if (kind === 'zero') chain.rules.forEach(zero);
	}
}

function editChain(
	table: NatTable,
	chain: NatChain,
	edit: Exclude<NatEdit, {kind: 'table-add' | 'table-del' | 'chain-add'}>,
): Errno | undefined {
	const {rules} = chain;
	switch (edit.kind) {
		case 'chain-del':
			if (referencesTo(table, chain.name) > 0 || (edit.empty && rules.length > 0)) return 'EBUSY';
			table.chains = table.chains.filter((other) => other !== chain);
			return undefined;
		case 'chain-rename':
			if (table.chains.some(({name}) => name === edit.name)) return 'EEXIST';
			for (const {target} of table.chains.flatMap((one) => one.rules))
				if (target && 'chain' in target && target.chain === chain.name) target.chain = edit.name;
			chain.name = edit.name;
			return undefined;
		case 'zero':
			for (const rule of edit.at === undefined ? rules : rules.slice(edit.at - 1, edit.at)) zero(rule);
			return undefined;
		case 'rule-add':
			return putRule(table, chain, edit, edit.at ?? rules.length + 1, 0);
		case 'rule-replace':
			return edit.at > rules.length ? 'ERANGE' : putRule(table, chain, edit, edit.at, 1);
		case 'rule-del': {
			const index = indexOf(chain, edit.rule);
			if (index === -1) return 'ENOENT';
			rules.splice(index, 1);
			return undefined;
		}
		case 'flush':
			chain.rules = [];
			return undefined;
		default:
			return edit satisfies never;
	}
}

function putRule(
	table: NatTable,
	chain: NatChain,
	{rule, counters}: Edit<'rule-add' | 'rule-replace'>,
	at: number,
	replaced: 0 | 1,
): Errno | undefined {
	const {rules} = chain;
	if (!Number.isInteger(at) || at < 1 || at > rules.length + 1) return 'ERANGE';
	const {target} = rule;
	if (target && 'chain' in target && !table.chains.some(({name, base}) => name === target.chain && !base)) return 'ENOENT';
	const fault = faultOfRule(chain, rule);
	if (fault) return fault;
	rules.splice(at - 1, replaced, {...rule, handle: ++table.lastHandle, packets: counters?.packets ?? 0, bytes: counters?.bytes ?? 0});
	return faultOfTable(table);
}

function zero(rule: NatRule): void {
	rule.packets = 0;
	rule.bytes = 0;
}

function indexOf({rules}: NatChain, wanted: number | NatRuleText): number {
	if (typeof wanted !== 'number') return rules.findIndex((rule) => isSameRule(rule, wanted));
	return Number.isInteger(wanted) && wanted >= 1 && wanted <= rules.length ? wanted - 1 : -1;
}
