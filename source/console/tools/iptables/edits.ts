/**
 * What a line of iptables does to the table `ip nat`, and how it is refused: first by iptables itself, which knows chains and numbers,
 * then by the kernel.
 */

import type {Errno} from '../../../engine/change.js';
import {entryOf} from '../../../engine/entry-of.js';
import type {NatEdit} from '../../../engine/nat/nat-edit.js';
import type {NatChain, NatRuleText, NatTable} from '../../../engine/nat/netfilter.js';
import {findTable, referencesTo, STANDARD_CHAINS, standardEdits, IPTABLES_NAT as TABLE} from '../../../engine/nat/tables.js';
import {notModelled} from '../../complaint.js';
import {ruleWords} from '../../print/nat/as-typed.js';
import {printRuleInWords} from '../../print/nat/listing.js';
import {kernelRefusal, NO_SUCH_RULE, noSuchChain, refusal, requestOf, wrong} from './complaints.js';
import type {AskedLine} from './parse.js';
import {isTargetName} from './target.js';

/** The edits of one line, and what is said if the kernel refuses one of them. */
export interface Asked {
	edits: NatEdit[];
	/** What `-v` says. */
	told?: string;
	refusedAs: (errno: Errno) => string;
}

type Chains = readonly NatChain[];

const LONGEST_NAME = 28;

/** Chains of `ip nat` as they are now. */
function chainsIn(tables: readonly NatTable[]): Chains {
	return findTable(tables, TABLE)?.chains ?? [];
}

/** Those of a kernel in the order of iptables, whether they are made or not, then one's own by name. */
export function shownChains(tables: readonly NatTable[]): NatChain[] {
	const chains = chainsIn(tables);
	const standard = Object.entries(STANDARD_CHAINS).map(
		([name, base]) => chains.find((chain) => chain.name === name) ?? {name, handle: 0, base, rules: []},
	);
	const own = chains.filter(({base}) => !base).sort((a, b) => (a.name < b.name ? -1 : 1));
	return [...standard, ...own];
}

/** What `line` asks of tables as they are. */
export function editsOf(line: AskedLine, tables: readonly NatTable[]): Asked {
	const chains = chainsIn(tables);
	switch (line.command) {
		case '-A':
		case '-I':
		case '-R':
			return putRule(line, chains);
		case '-D':
			return removeRule(line, chains);
		case '-F':
		case '-Z':
			return overChains(line, chains);
		case '-N':
			return newChain(line, chains);
		case '-X':
			return removeChains(line, tables);
		case '-E':
			return rename(line, chains);
		default:
			return policy(line);
	}
}

const QUIET = (errno: Errno): string => errno;

function named(chains: Chains, name: string | undefined): NatChain | undefined {
	const base = name === undefined ? undefined : entryOf(STANDARD_CHAINS, name);
	return chains.find((chain) => chain.name === name) ?? (base && name !== undefined ? {name, handle: 0, base, rules: []} : undefined);
}

function chainOf({chain}: AskedLine, chains: Chains): NatChain {
	const found = named(chains, chain);
	if (!found) throw noSuchChain();
	return found;
}

function putRule(line: AskedLine, chains: Chains): Asked {
	const chain = named(chains, line.chain);
	if (!chain) throw noSuchChain(line.flags.has('-v') && line.number === undefined ? toldOfRules(line) : '');
	const {name, rules, handle} = chain;
	const {command, number, counters} = line;
	const counted = counters ? {counters} : {};
	const refusedAs = (errno: Errno) => kernelRefusal(requestOf(command), name, errno);
	if (command === '-R') {
		const at = number ?? 1;
		const [match = {}] = line.matches;
		// A chain of the kernel that nobody used yet is not there either.
		if (handle === 0) throw noSuchChain();
		if (at > rules.length) throw refusal('Index of replacement too big.');
		return {
			edits: [{kind: 'rule-replace', table: TABLE, chain: name, rule: ruleOf(line, match), at, ...counted}],
			told: toldOfRules(line),
			refusedAs,
		};
	}
	const at = command === '-I' ? (number ?? 1) : undefined;
	if (at !== undefined && at > rules.length + 1) throw refusal('Index of insertion too big.');
	// Inserted one after the other at the same place, the last stands first.
	const edits = line.matches.map((match): NatEdit => {
		const place = at === undefined ? {} : {at};
		return {kind: 'rule-add', table: TABLE, chain: name, rule: ruleOf(line, match), ...place, ...counted};
	});
	return {edits: [...standardEdits(name), ...edits], told: toldOfRules(line), refusedAs};
}

export function toldOfRules(line: AskedLine): string {
	return line.matches.map((match) => printRuleInWords(ruleOf(line, match))).join('');
}

function ruleOf({target}: AskedLine, match: NatRuleText['match']): NatRuleText {
	return {match, ...(target ? {target} : {})};
}

/** Place of the rule that reads like this one, counted from 1; 0 when there is none. */
export function placeOf({rules}: NatChain, wanted: NatRuleText): number {
	const words = ruleWords(wanted);
	return rules.findIndex((rule) => ruleWords(rule) === words) + 1;
}

function removeRule(line: AskedLine, chains: Chains): Asked {
	const {number} = line;
	const chain = named(chains, line.chain);
	if (!chain || chain.handle === 0) throw number === undefined ? NO_SUCH_RULE : noSuchChain();
	if (number !== undefined && number > chain.rules.length) throw refusal('Index of deletion too big.');
	const places = number === undefined ? line.matches.map((match) => placeOf(chain, ruleOf(line, match))) : [number];
	if (places.includes(0)) throw NO_SUCH_RULE;
	const edits = places.sort((a, b) => b - a).map((rule): NatEdit => ({kind: 'rule-del', table: TABLE, chain: chain.name, rule}));
	return {edits, refusedAs: QUIET};
}

/** One chain or all; a chain of the kernel that was never used is empty. */
function overChains(line: AskedLine, chains: Chains): Asked {
	const kind = line.command === '-F' ? 'flush' : 'zero';
	const verb = line.command === '-F' ? 'Flushing' : 'Zeroing';
	if (line.chain === undefined && kind === 'zero')
		return {edits: [{kind, table: TABLE}], told: toldOf(verb, inOrder(chains)), refusedAs: QUIET};
	// To flush all is to make all, too (nft_rule_flush).
	if (line.chain === undefined) {
		const all = ['PREROUTING', 'INPUT', 'POSTROUTING', 'OUTPUT'].flatMap(standardEdits);
		const names = [...Object.keys(STANDARD_CHAINS), ...inOrder(chains).filter((name) => !entryOf(STANDARD_CHAINS, name))];
		return {edits: [...all, {kind, table: TABLE}], told: toldOf(verb, names), refusedAs: QUIET};
	}
	const {name, handle} = chainOf(line, chains);
	if (!chains.some((chain) => chain.name === name)) return {edits: [], refusedAs: QUIET};
	if (line.number !== undefined && handle === 0) throw NO_SUCH_RULE;
	const at = kind === 'zero' && line.number !== undefined ? {at: line.number} : {};
	return {edits: [{kind, table: TABLE, chain: name, ...at}], told: toldOf(verb, [name]), refusedAs: QUIET};
}

function toldOf(verb: string, names: readonly string[]): string {
	return names.map((name) => `${verb} chain \`${name}'\n`).join('');
}

/** Names of the chains that are there, in the order of `-L`. */
function inOrder(chains: Chains): string[] {
	const standard = Object.keys(STANDARD_CHAINS).filter((name) => chains.some((chain) => chain.name === name));
	return [...standard, ...chains.flatMap(({name, base}) => (base ? [] : [name])).sort()];
}

function newChain({chain = ''}: AskedLine, chains: Chains): Asked {
	checkName(chain);
	if (named(chains, chain)) throw refusal('Chain already exists.');
	return {edits: [...standardEdits(chain), {kind: 'chain-add', table: TABLE, chain, fresh: true}], refusedAs: QUIET};
}

/** assert_valid_chain_name of xshared.c. */
function checkName(name: string): void {
	if (name.startsWith('-') || name.startsWith('!')) throw wrong(`chain name not allowed to start with \`${name[0]}'`);
	if (name.length > LONGEST_NAME) throw wrong(`chain name \`${name}' too long (must be under ${LONGEST_NAME + 1} chars)`);
	if (isTargetName(name)) throw wrong('chain name may not clash with target name');
	if (/[\s\p{Cc}]/u.test(name)) throw wrong(`Invalid chain name \`${name.replace(/\p{Cc}/gu, '?')}'`);
}

/** Without a name all of one's own, and those of the kernel that have nothing (nft_chain_del). */
function removeChains({chain: name}: AskedLine, tables: readonly NatTable[]): Asked {
	const table = findTable(tables, TABLE);
	const chains = table?.chains ?? [];
	if (name !== undefined && !named(chains, name)) throw noSuchChain();
	const going = chains
		.filter((chain) => (name === undefined ? !chain.base || isUnused(chain) : chain.name === name))
		.sort((a, b) => (a.name < b.name ? -1 : 1));
	const edits = going.map(({name: chain}): NatEdit => ({kind: 'chain-del', table: TABLE, chain, empty: true}));
	const busy = going.find((chain) => chain.rules.length > 0 || (table && referencesTo(table, chain.name) > 0));
	const told = toldOf(
		'Deleting',
		going.flatMap((chain) => (chain.base ? [] : [chain.name])),
	);
	return {edits, told, refusedAs: (errno) => kernelRefusal('CHAIN_DEL', busy?.name ?? '', errno)};
}

function isUnused({base, rules}: NatChain): boolean {
	return base?.policy === 'accept' && rules.length === 0;
}

function rename({chain, word: name = ''}: AskedLine, chains: Chains): Asked {
	const found = chains.find((one) => one.name === chain);
	if (named(chains, name)) throw refusal('File exists.');
	if (!found) throw noSuchChain();
	if (found.base) throw notModelled('iptables: another name for a chain of the kernel', 'iptables -t nat -N CHAIN');
	return {edits: [{kind: 'chain-rename', table: TABLE, chain: found.name, name}], refusedAs: QUIET};
}

function policy({chain = '', word}: AskedLine): Asked {
	if (word === 'DROP') throw wrong('\nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n');
	if (word !== 'ACCEPT') throw refusal("Bad policy name. Run `dmesg' for more information.");
	if (!entryOf(STANDARD_CHAINS, chain)) throw refusal('Bad built-in chain name.');
	return {edits: standardEdits(chain), refusedAs: QUIET};
}
