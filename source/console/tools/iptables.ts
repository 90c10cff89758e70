/*
 * `iptables` as far as NAT goes: `-t nat`
 *
 * A rule has conditions and a target; only the first packet of a conversation comes by it, the rest follow
 * what was decided then. DNAT happens before the packet is routed, SNAT and MASQUERADE after.
 *
 * Not modelled: the tables that filter, mark and track (`-t filter` is what is meant without `-t`), chains of one's own, policies,
 * counters of chains. Texts are those of iptables 1.8.9 on nf_tables.
 */
import {NAT_CHAINS, type NatChain, type NatRule} from '../../engine/nat/netfilter.js';
import type {Command, Place} from '../command.js';
import {notModelled} from '../complaint.js';
import {printChain, printRule, printRuleAsTyped, type RuleListing} from '../print/nat-rules.js';
import {type Answer, DONE_SILENTLY, make, type Program, prints} from '../program.js';
import {machineAt} from '../resolve.js';
import {incompatible, noSuchChain, noSuchTable, refusal, ruleRefused, VERSION_LINE} from './iptables/complaints.js';
import {COMMAND_OPTIONS, RULE_OPTIONS} from './iptables/options.js';
import {type AskedLine, parseLine} from './iptables/parse.js';

const NEAREST = 'iptables -t nat -L';

export const IPTABLES: Command = {
	word: 'iptables',
	help: 'rules of address translation, -t nat',
	keywords: [...RULE_OPTIONS.slice(0, 1), ...COMMAND_OPTIONS, ...RULE_OPTIONS.slice(1)],
	run: runIptables,
};

/** Tables that are real and not modelled. */
const OTHER_TABLES = ['filter', 'mangle', 'raw', 'security'];

function runIptables(place: Place, words: readonly string[]): Answer {
	const line = parseLine(words);
	if (line.command === '-V') return prints(VERSION_LINE);
	if (OTHER_TABLES.includes(line.table)) throw notModelled(`iptables: the table ${line.table}`, NEAREST);
	if (line.table !== 'nat') throw noSuchTable(line.table);
	switch (line.command) {
		case '-L':
			return prints(
				chainsFor(line)
					.map((chain) => printRules(place, chain, line))
					.join('\n'),
			);
		case '-S':
			return prints(asTyped(place, line));
		case '-F':
			return flush(place, line);
		case '-C':
			return check(place, line);
		case '-D':
			return remove(place, line);
		default:
			return add(place, line);
	}
}

/** A rule that was asked for by its number stands alone, without a heading. */
function printRules(place: Place, chain: NatChain, line: AskedLine): string {
	const rules = numbered(place, chain, line);
	const {number} = line;
	return number === undefined
		? printChain(chain, rules, listingOf(line))
		: rules.map((rule) => printRule(rule, number, listingOf(line))).join('');
}

function rulesOf(place: Place, chain: NatChain): readonly NatRule[] {
	return machineAt(place).stack.netfilter?.chains[chain] ?? [];
}

/** One, or all. */
function chainsFor({chain}: AskedLine): readonly NatChain[] {
	if (chain === undefined) return NAT_CHAINS;
	const found = chainNamed(chain);
	if (!found) throw incompatible(chain);
	return [found];
}

function chainNamed(name: string | undefined): NatChain | undefined {
	return NAT_CHAINS.find((chain) => chain.toUpperCase() === name);
}

function chainOf({chain}: AskedLine): NatChain {
	const found = chainNamed(chain);
	if (!found) throw noSuchChain();
	return found;
}

/** With a number only that rule. */
function numbered(place: Place, chain: NatChain, {number}: AskedLine): readonly NatRule[] {
	const rules = rulesOf(place, chain);
	return number === undefined ? rules : rules.slice(number - 1, number);
}

function listingOf({flags}: AskedLine): RuleListing {
	return {numeric: flags.has('-n'), verbose: flags.has('-v'), exact: flags.has('-x'), numbered: flags.has('--line-numbers')};
}

/** Policies stand before all rules. */
function asTyped(place: Place, line: AskedLine): string {
	const chains = chainsFor(line);
	const policies = line.number === undefined ? chains.map((chain) => `-P ${chain.toUpperCase()} ACCEPT\n`) : [];
	return [...policies, ...chains.flatMap((chain) => numbered(place, chain, line).map((rule) => printRuleAsTyped(chain, rule)))].join('');
}

function* add(place: Place, line: AskedLine): Program {
	const chain = chainOf(line);
	const {command, match, number} = line;
	const rules = rulesOf(place, chain).length;
	const at = command === '-I' ? (number ?? 1) : undefined;
	if (at !== undefined && at > rules + 1) throw refusal('Index of insertion too big.');
	const result = yield* make({
		kind: 'nat-rule-add',
		machine: place.machine,
		chain,
		match,
		target: targetOf(line),
		...(at === undefined ? {} : {at}),
	});
	if (result.kind === 'done') return DONE_SILENTLY;
	throw ruleRefused(command === '-I' ? 'RULE_INSERT' : 'RULE_APPEND', chain.toUpperCase(), 'Invalid argument');
}

function targetOf({target}: AskedLine) {
	if (!target) throw notModelled('iptables: a rule without a target', '-j MASQUERADE, -j SNAT, -j DNAT');
	return target;
}

function* remove(place: Place, line: AskedLine): Program {
	const chain = chainOf(line);
	const {number, match} = line;
	const rule = number ?? {match, target: targetOf(line)};
	const result = yield* make({kind: 'nat-rule-del', machine: place.machine, chain, rule});
	if (result.kind === 'done') return DONE_SILENTLY;
	throw number === undefined ? NO_SUCH_RULE : refusal('Index of deletion too big.');
}

const NO_SUCH_RULE = refusal('Bad rule (does a matching rule exist in that chain?).');

/** Would the rule be printed as one that is there? Then it is there. */
function check(place: Place, line: AskedLine): Answer {
	const chain = chainOf(line);
	const wanted = printRuleAsTyped(chain, {match: line.match, target: targetOf(line), packets: 0, bytes: 0});
	if (rulesOf(place, chain).some((rule) => printRuleAsTyped(chain, rule) === wanted)) return DONE_SILENTLY;
	throw NO_SUCH_RULE;
}

function* flush(place: Place, line: AskedLine): Program {
	const chain = line.chain === undefined ? {} : {chain: chainOf(line)};
	yield* make({kind: 'nat-flush', machine: place.machine, ...chain});
	return DONE_SILENTLY;
}
