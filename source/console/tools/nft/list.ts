/** `nft list`: what is there. */
import type {NatChain, NatTable} from '../../../engine/nat/netfilter.js';
import {findTable} from '../../../engine/nat/tables.js';
import type {Json, NftOptions} from '../../print/nat/nft/expressions.js';
import {chainJson, printChains, printJson, printTable, ruleJson, tableJson} from '../../print/nat/nft/listing.js';
import {isOfIptables} from '../../print/nat/nft/xtables.js';
import type {ListCommand} from './commands.js';
import type {Fault} from './complaints.js';

export interface Listed {
	stdout: string;
	/** A warning about tables of iptables. */
	stderr: string;
}

export function list(command: ListCommand, tables: readonly NatTable[], options: NftOptions, json: boolean): Listed | {fault: Fault} {
	const missing = (about: Fault['about']) => ({fault: {message: 'No such file or directory', about}});
	if (command.what === 'table' || command.what === 'chain') {
		const table = findTable(tables, command.table);
		if (!table) return missing(command.table.at);
		if (command.what === 'table') return show([table], options, json);
		const chain = table.chains.find(({name}) => name === command.chain.name);
		return chain ? showChain(table, chain, options, json) : missing(command.chain.at);
	}
	const wanted = tables.filter(({family}) => family === (command.family ?? family));
	switch (command.what) {
		case 'ruleset':
			return show(wanted, options, json);
		case 'tables':
			return said(json ? printJson(wanted.map(tableJson)) : wanted.map(({family, name}) => `table ${family} ${name}\n`).join(''));
		case 'chains':
			return said(
				json
					? printJson(wanted.flatMap((table) => table.chains.map((chain) => chainJson(table, chain))))
					: wanted.map((table) => printChains(table, options)).join(''),
			);
		default:
			return command satisfies never;
	}
}

function said(stdout: string): Listed {
	return {stdout, stderr: ''};
}

function show(tables: readonly NatTable[], options: NftOptions, json: boolean): Listed {
	if (json) return said(printJson(tables.flatMap((table) => objectsOf(table, options))));
	return {stdout: tables.map((table) => printTable(table, table.chains, options, true)).join(''), stderr: tables.map(warningOf).join('')};
}

function showChain(table: NatTable, chain: NatChain, options: NftOptions, json: boolean): Listed {
	const shown = {...table, chains: [chain]};
	if (json) return said(printJson([chainJson(table, chain), ...rulesOf(shown, options)]));
	return {stdout: printTable(table, [chain], options, false), stderr: warningOf(shown)};
}

function objectsOf(table: NatTable, options: NftOptions): Json[] {
	return [tableJson(table), ...table.chains.map((chain) => chainJson(table, chain)), ...rulesOf(table, options)];
}

function rulesOf(table: NatTable, options: NftOptions): Json[] {
	return table.chains.flatMap((chain) => chain.rules.map((rule) => ruleJson(table, chain, rule, options)));
}

function warningOf(table: NatTable): string {
	return isOfIptables(table) ? `# Warning: table ${table.family} ${table.name} is managed by iptables-nft, do not touch!\n` : '';
}
