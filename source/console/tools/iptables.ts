/*
 * `iptables` as far as NAT goes: `-t nat`
 *
 * A rule has conditions and a target; only the first packet of a conversation comes by it, the rest follow
 * what was decided then. DNAT happens before the packet is routed, SNAT and MASQUERADE after. A chain of one's own is asked where a
 * rule leads to it.
 *
 * Not modelled: the tables that filter, mark and track (`-t filter` is what is meant without `-t`). Texts are those of iptables 1.8.9
 * on nf_tables: test/conformance/console/iptables*.json.
 */
import {entryOf} from '../../engine/entry-of.js';
import type {NatChain, NatTable} from '../../engine/nat/netfilter.js';
import {findTable, IPTABLES_NAT, referencesTo, STANDARD_CHAINS} from '../../engine/nat/tables.js';
import type {Command, Place} from '../command.js';
import {notModelled} from '../complaint.js';
import {printChainAsTyped, printRuleAsTyped} from '../print/nat/as-typed.js';
import {printChain, printRule, type RuleListing} from '../print/nat/listing.js';
import {type Answer, make, type Program, prints} from '../program.js';
import {machineAt} from '../resolve.js';
import {incompatible, kernelComplaint, NO_SUCH_RULE, noSuchTable, VERSION} from './iptables/complaints.js';
import {editsOf, placeOf, shownChains, toldOfRules} from './iptables/edits.js';
import {COMMAND_OPTIONS, RULE_OPTIONS} from './iptables/options.js';
import {type AskedLine, parseLine} from './iptables/parse.js';

/** What comes nearest to the tables that are real and not modelled. */
const OTHER_TABLES: Readonly<Record<string, string>> = {
	filter: 'iptables -t nat -L; between ports of a bridge: bridge link set dev PORT isolated on',
	mangle: 'iptables -t nat -L',
	raw: 'iptables -t nat -L',
	security: 'iptables -t nat -L',
};

export const IPTABLES: Command = {
	word: 'iptables',
	help: 'rules of address translation, -t nat',
	keywords: [...RULE_OPTIONS.slice(0, 1), ...COMMAND_OPTIONS, ...RULE_OPTIONS.slice(1)],
	run: runIptables,
};

function runIptables(place: Place, words: readonly string[]): Answer {
	const tables = natTables(place);
	const line = parseLine(
		words,
		shownChains(tables).flatMap(({name, base}) => (base ? [] : [name])),
	);
	if (line.command === '-V') return prints(`iptables ${VERSION}\n`);
	checkTable(line.table);
	switch (line.command) {
		case '-L':
		case '-S': {
			const text = line.command === '-L' ? listed(tables, line) : asTyped(tables, line);
			return line.flags.has('-Z') ? change(place, {...line, command: '-Z'}, text) : prints(text);
		}
		case '-C':
			return check(tables, line);
		default:
			return change(place, line, '');
	}
}

/** Tables of the machine, whoever wrote them. */
export function natTables(place: Place): readonly NatTable[] {
	return machineAt(place).stack.netfilter?.tables ?? [];
}

export function checkTable(table: string): void {
	const nearest = entryOf(OTHER_TABLES, table);
	if (nearest !== undefined) throw notModelled(`iptables: the table ${table}`, nearest);
	if (table !== 'nat') throw noSuchTable(table);
}

/** NAT in nft's own words is nothing that iptables can show. */
function isForeign({rules}: NatChain): boolean {
	return rules.some(({native, target}) => native && target && ['masquerade', 'snat', 'dnat', 'redirect'].includes(target.kind));
}

/** One, or all. */
function chainsFor(tables: readonly NatTable[], {chain: name}: AskedLine): readonly NatChain[] {
	const chains = shownChains(tables);
	if (name === undefined) {
		if (chains.some(isForeign)) throw incompatible("table `nat'");
		return chains;
	}
	const found = chains.find((chain) => chain.name === name);
	if (!found || isForeign(found)) throw incompatible(`chain \`${name}' in table \`nat'`);
	return [found];
}

/** A rule that was asked for by its number stands alone, without a heading. */
function listed(tables: readonly NatTable[], line: AskedLine): string {
	const {number} = line;
	const listing = listingOf(line);
	const table = findTable(tables, IPTABLES_NAT);
	const rows = chainsFor(tables, line)
		.map((chain) =>
			number === undefined
				? printChain(chain, table ? referencesTo(table, chain.name) : 0, listing)
				: chain.rules
						.slice(number - 1, number)
						.map((rule) => printRule(rule, number, listing))
						.join(''),
		)
		.join('\n');
	return unseen(table, line) + rows;
}

/** Chains of nft at a hook have other names. */
function unseen(table: NatTable | undefined, {chain}: AskedLine): string {
	const isOther = table?.chains.some(({name, base}) => base && !STANDARD_CHAINS[name]) ?? false;
	return isOther && chain === undefined ? "# Table `nat' contains incompatible base-chains, use 'nft' tool to list them.\n" : '';
}

function listingOf({flags}: AskedLine): RuleListing {
	return {numeric: flags.has('-n'), verbose: flags.has('-v'), exact: flags.has('-x'), numbered: flags.has('--line-numbers')};
}

/** Policies and names of chains stand before all rules. */
function asTyped(tables: readonly NatTable[], line: AskedLine): string {
	const {number, flags} = line;
	const counted = flags.has('-v');
	const chains = chainsFor(tables, line);
	const heads = number === undefined ? chains.map((chain) => printChainAsTyped(chain, counted)) : [];
	const rules = chains.flatMap(({name, rules: all}) =>
		(number === undefined ? all : all.slice(number - 1, number)).map((rule) => printRuleAsTyped(name, rule, counted)),
	);
	return unseen(findTable(tables, IPTABLES_NAT), line) + [...heads, ...rules].join('');
}

/** Would the rule be printed as one that is there? Then it is there. */
function check(tables: readonly NatTable[], line: AskedLine): Answer {
	const chain = shownChains(tables).find(({name}) => name === line.chain);
	const {target} = line;
	const isThere = line.matches.every((match) => chain && placeOf(chain, {match, ...(target ? {target} : {})}) > 0);
	if (isThere) return prints(line.flags.has('-v') ? toldOfRules(line) : '');
	throw NO_SUCH_RULE;
}

/** `text` is what was printed before. */
function* change(place: Place, line: AskedLine, text: string): Program {
	const {edits, told = '', refusedAs} = editsOf(line, natTables(place));
	const shown = text + (line.flags.has('-v') ? told : '');
	const result = yield* make({kind: 'nat-edit', machine: place.machine, edits});
	if (result.kind === 'refused') throw kernelComplaint(refusedAs(result.errno), shown);
	return prints(shown);
}
