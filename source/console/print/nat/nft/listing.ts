/** Tables as `nft list` shows them (rule.c), in words or in JSON. */
import type {NatChain, NatRule, NatTable} from '../../../../engine/nat/netfilter.js';
import {type Expression, expressionsOf, type Json, type NftOptions} from './expressions.js';
import {priorityText} from './priority.js';
import {expressionsOfIptables} from './xtables.js';

function expressions(table: NatTable, rule: NatRule, options: NftOptions): Expression[] {
	return rule.native ? expressionsOf(rule, table.family, options) : expressionsOfIptables(rule, options);
}

function handleText(handle: number, {handles}: NftOptions): string {
	return handles ? ` # handle ${handle}` : '';
}

/** A table with all its chains, or with one of them. */
export function printTable(table: NatTable, chains: readonly NatChain[], options: NftOptions, isWhole: boolean): string {
	const head = `table ${table.family} ${table.name} {${isWhole ? handleText(table.handle, options) : ''}\n`;
	return `${head}${chains.map((chain) => printChain(table, chain, options)).join('\n')}}\n`;
}

function printChain(table: NatTable, chain: NatChain, options: NftOptions): string {
	const rules = chain.rules.map((rule) => `\t\t${ruleText(table, rule, options)}${handleText(rule.handle, options)}\n`);
	return `${chainHead(chain, options)}${rules.join('')}\t}\n`;
}

function chainHead({name, handle, base}: NatChain, options: NftOptions): string {
	const hook = base
		? `\t\ttype nat hook ${base.hook} priority ${options.numericPriority ? base.priority : priorityText(base)}; policy ${base.policy};\n`
		: '';
	return `\tchain ${name} {${handleText(handle, options)}\n${hook}`;
}

export function ruleText(table: NatTable, rule: NatRule, options: NftOptions): string {
	const words = expressions(table, rule, options).map(({text}) => text);
	return [...words, ...(rule.native && rule.match.comment !== undefined ? [`comment "${rule.match.comment}"`] : [])].join(' ');
}

/** `list chains`: no rules. */
export function printChains(table: NatTable, options: NftOptions): string {
	return `table ${table.family} ${table.name} {\n${table.chains.map((chain) => `${chainHead(chain, {...options, handles: false})}\t}\n`).join('')}}\n`;
}

/** `-j`: what is listed, one object each; `rules` of those chains. */
export function printJson(objects: readonly Json[]): string {
	const info = {metainfo: {version: '1.0.6', release_name: 'Lester Gooch #5', json_schema_version: 1}};
	return `${jsonText({nftables: [info, ...objects]})}\n`;
}

/** Blanks stand behind colons and commas (json_dumps without JSON_COMPACT). */
function jsonText(value: Json): string {
	if (value === null || typeof value !== 'object') return JSON.stringify(value);
	if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`;
	return `{${Object.entries(value)
		.map(([name, inner]) => `${JSON.stringify(name)}: ${jsonText(inner)}`)
		.join(', ')}}`;
}

export function tableJson({family, name, handle}: NatTable): Json {
	return {table: {family, name, handle}};
}

export function chainJson({family, name: table}: NatTable, {name, handle, base}: NatChain): Json {
	const hook = base ? {type: 'nat', hook: base.hook, prio: base.priority, policy: base.policy} : {};
	return {chain: {family, table, name, handle, ...hook}};
}

export function ruleJson(table: NatTable, chain: NatChain, rule: NatRule, options: NftOptions): Json {
	const {comment} = rule.match;
	return {
		rule: {
			...{family: table.family, table: table.name, chain: chain.name, handle: rule.handle},
			...(rule.native && comment !== undefined ? {comment} : {}),
			expr: expressions(table, rule, options).map(({json}) => json),
		},
	};
}
