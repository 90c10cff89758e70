/** Finding tables and chains of NAT rules, and the chains that `iptables -t nat` expects. */
import {entryOf} from '../entry-of.js';
import type {NatEdit, TableName} from './nat-edit.js';
import type {BaseChain, NatChain, NatHook, NatTable} from './netfilter.js';

/** The table of `iptables -t nat`. */
export const IPTABLES_NAT: TableName = {family: 'ip', name: 'nat'};

/** Priorities of NAT (NF_IP_PRI_NAT_DST, NF_IP_PRI_NAT_SRC). */
const DESTINATION_FIRST = -100;
const SOURCE_LAST = 100;

/** The chains of `iptables -t nat`, by name. */
export const STANDARD_CHAINS: Readonly<Record<string, BaseChain>> = {
	PREROUTING: {hook: 'prerouting', priority: DESTINATION_FIRST, policy: 'accept'},
	INPUT: {hook: 'input', priority: SOURCE_LAST, policy: 'accept'},
	OUTPUT: {hook: 'output', priority: DESTINATION_FIRST, policy: 'accept'},
	POSTROUTING: {hook: 'postrouting', priority: SOURCE_LAST, policy: 'accept'},
};

/** The name of iptables for the chain at a hook. */
export function standardName(hook: NatHook): string {
	return hook.toUpperCase();
}

/** What iptables-nft does before it puts a rule into `chain`: the table and a chain of the kernel are made when they are not there. */
export function standardEdits(chain: string): NatEdit[] {
	const base = entryOf(STANDARD_CHAINS, chain);
	const table: NatEdit = {kind: 'table-add', table: IPTABLES_NAT};
	return base ? [table, {kind: 'chain-add', table: IPTABLES_NAT, chain, base}] : [table];
}

export function findTable(tables: readonly NatTable[], {family, name}: TableName): NatTable | undefined {
	return tables.find((table) => table.family === family && table.name === name);
}

export function findChain(tables: readonly NatTable[], table: TableName, name: string): NatChain | undefined {
	return findTable(tables, table)?.chains.find((chain) => chain.name === name);
}

/** Base chains of a hook over all tables, in the order in which a packet comes by. */
export function baseChainsAt(tables: readonly NatTable[], hook: NatHook): {table: NatTable; chain: NatChain; base: BaseChain}[] {
	const found: {table: NatTable; chain: NatChain; base: BaseChain}[] = [];
	for (const table of tables) for (const chain of table.chains) if (chain.base?.hook === hook) found.push({table, chain, base: chain.base});
	return found.length < 2 ? found : found.sort((a, b) => a.base.priority - b.base.priority);
}

/** How many rules lead to a chain. */
export function referencesTo({chains}: NatTable, name: string): number {
	return chains.flatMap(({rules}) => rules).filter(({target}) => target && 'chain' in target && target.chain === name).length;
}
