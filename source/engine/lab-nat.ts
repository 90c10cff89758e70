/*
 * Web servers and NAT rules of a machine in the lab file
 *
 * `nat` has the rules of the chains that `iptables -t nat` knows. A machine with chains of its own, or with tables of nft, has them
 * under `nftables`, table by table.
 */

import * as z from 'zod';
import type {Change} from './change.js';
import {defined} from './defined.js';
import {entryOf} from './entry-of.js';
import {checkNatRule, describeNatRule, type NatRuleLab, natName, natRuleShape, readNatRule} from './lab-nat-rule.js';
import type {NatEdit} from './nat/nat-edit.js';
import {NAT_FAMILIES, NAT_HOOKS, type NatChain, type NatTable} from './nat/netfilter.js';
import {IPTABLES_NAT, STANDARD_CHAINS, standardEdits, standardName} from './nat/tables.js';
import type {Machine} from './world.js';

const bareRule = z.strictObject(natRuleShape).superRefine(checked);
const ruleSchema = z.strictObject({chain: z.enum(NAT_HOOKS), ...natRuleShape}).superRefine(checked);

function checked(rule: NatRuleLab, context: z.RefinementCtx): void {
	checkNatRule(rule, (path, message) => context.addIssue({code: 'custom', path: [path], message}));
}

const chainSchema = z.strictObject({
	name: natName,
	/** Left out, only jumps lead here. */
	hook: z.enum(NAT_HOOKS).optional(),
	/** The lowest is asked first; -100 for destinations, 100 for sources. */
	priority: z
		.int()
		.min(-199)
		.max(2 ** 31 - 1)
		.default(0),
	policy: z.enum(['accept', 'drop']).default('accept'),
	rules: z.array(bareRule).default([]),
});

const tableSchema = z.strictObject({family: z.enum(NAT_FAMILIES).default('ip'), name: natName, chains: z.array(chainSchema).default([])});

const webSchema = z.strictObject({
	port: z.int().min(1).max(65535).default(80),
	/** Left out, a directory with one file. */
	files: z.array(z.strictObject({name: z.string().regex(/^[\w.-]+$/, 'a file has a plain name'), content: z.string()})).optional(),
});

/** What a machine has beside its devices and programs. */
export const natShape = {
	web: z.array(webSchema).min(1).optional(),
	nat: z.array(ruleSchema).min(1).optional(),
	nftables: z.array(tableSchema).min(1).optional(),
};

export interface NatLab {
	web?: z.output<typeof webSchema>[] | undefined;
	nat?: z.output<typeof ruleSchema>[] | undefined;
	nftables?: z.output<typeof tableSchema>[] | undefined;
}

type Make = (path: string, change: Change) => unknown;

/** Rules and web servers of the machines of a lab. */
export function addNat(machines: readonly NatLab[], make: Make): void {
	for (const [machine, {web = [], nat = [], nftables = []}] of machines.entries()) {
		for (const [index, {chain: hook, ...rule}] of nat.entries()) {
			const chain = standardName(hook);
			const edits: NatEdit[] = [...standardEdits(chain), {kind: 'rule-add', table: IPTABLES_NAT, chain, rule: readNatRule(rule)}];
			make(`machines[${machine}].nat[${index}]`, {kind: 'nat-edit', machine, edits});
		}
		for (const [index, table] of nftables.entries())
			make(`machines[${machine}].nftables[${index}]`, {kind: 'nat-edit', machine, edits: editsOf(table)});
		for (const [index, {port, files}] of web.entries())
			make(`machines[${machine}].web[${index}]`, {kind: 'start-web-server', machine, port, ...(files ? {files} : {})});
	}
}

/** Chains before rules, since rules may lead to any of them. */
function editsOf({family, name, chains}: z.output<typeof tableSchema>): NatEdit[] {
	const table = {family, name};
	return [
		{kind: 'table-add', table, fresh: true},
		...chains.map(({name: chain, hook, priority, policy}): NatEdit => {
			const base = hook && {hook, priority, policy};
			return {kind: 'chain-add', table, chain, fresh: true, ...(base ? {base} : {})};
		}),
		...chains.flatMap(({name: chain, rules}) => rules.map((rule): NatEdit => ({kind: 'rule-add', table, chain, rule: readNatRule(rule)}))),
	];
}

export function describeNat({stack, programs}: Machine): NatLab {
	const web = (programs?.webServers ?? []).map(({port, files}) => ({port, files: files.map((file) => ({...file}))}));
	const tables = stack.netfilter?.tables ?? [];
	const only = tables.length === 1 ? tables[0] : undefined;
	const nat = only && isPlain(only) ? only.chains.flatMap(describePlain) : [];
	const isNamed = tables.length > 0 && !(only && isPlain(only));
	return defined({
		web: web.length > 0 ? web : undefined,
		nat: nat.length > 0 ? nat : undefined,
		nftables: isNamed ? tables.map(describeTable) : undefined,
	});
}

/** Nothing but what `iptables -t nat` makes by itself: chains of the kernel. */
function isPlain({family, name, chains}: NatTable): boolean {
	if (family !== IPTABLES_NAT.family || name !== IPTABLES_NAT.name) return false;
	return chains.every((chain) => {
		const standard = entryOf(STANDARD_CHAINS, chain.name);
		return standard?.hook === chain.base?.hook && standard?.priority === chain.base?.priority && chain.base?.policy === 'accept';
	});
}

function describePlain({base, rules}: NatChain) {
	return base ? rules.map((rule) => ({chain: base.hook, ...describeNatRule(rule)})) : [];
}

function describeTable({family, name, chains}: NatTable): z.output<typeof tableSchema> {
	return {
		family,
		name,
		chains: chains.map(({name: chain, base, rules}) => ({
			name: chain,
			...(base ? {hook: base.hook} : {}),
			priority: base?.priority ?? 0,
			policy: base?.policy ?? 'accept',
			rules: rules.map(describeNatRule),
		})),
	};
}
