/*
 * `nft` as far as NAT goes
 *
 * Tables, chains at hooks and rules by which addresses change; `iptables -t nat` shows and edits one of these tables, `ip nat`. A line, or a
 * whole file, is one transaction: all of it or nothing.
 *
 * Not modelled: sets, maps, named objects, chains that filter, families beside ip and inet. Texts are those of nftables 1.0.6:
 * test/conformance/console/nft*.json.
 */
import type {Command, Keyword, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {readFile} from '../file-space.js';
import {getopt} from '../getopt.js';
import type {NftOptions} from '../print/nat/nft/expressions.js';
import {type Acting, type Answer, DONE_SILENTLY, fails, make, type Printed, type Program, prints, readInput} from '../program.js';
import {devicesOf, machineAt} from '../resolve.js';
import {carryOut} from './nft/carry-out.js';
import {printFault, refusedBy, type Source} from './nft/complaints.js';
import {list} from './nft/list.js';
import {parseCommands} from './nft/parse.js';

const VERSION = 'nftables v1.0.6 (Lester Gooch #5)\n';
const LISTING = 'nft -a list ruleset';

const OPTIONS: readonly Keyword[] = [
	{word: '-a', also: ['--handle'], help: 'with handles'},
	{word: '-s', also: ['--stateless'], help: 'without what was counted'},
	{word: '-n', also: ['--numeric'], help: 'all in numbers'},
	{word: '-y', also: ['--numeric-priority'], help: 'priorities in numbers'},
	{word: '-p', also: ['--numeric-protocol'], help: 'protocols in numbers'},
	{word: '-j', also: ['--json'], help: 'JSON'},
	{word: '-c', also: ['--check'], help: 'only try'},
	{word: '-f', also: ['--file'], takes: 'file', help: 'commands from a file; - is standard input'},
	{word: '-t', also: ['--terse'], help: 'nothing: there are no sets'},
	{word: '-v', also: ['--version'], help: 'version'},
	{word: '-V', help: 'version and what it was built with'},
	{word: '-e', also: ['--echo'], help: 'say what was added', instead: LISTING},
	{word: '-i', also: ['--interactive'], help: 'a prompt of its own', instead: 'nft -f -'},
	{word: '-o', also: ['--optimize'], help: 'merge rules', instead: 'nft list ruleset'},
	{word: '-S', also: ['--service'], help: 'ports by name', instead: 'nft list ruleset'},
	{word: '-N', also: ['--reversedns'], help: 'addresses by name', instead: 'nft list ruleset'},
	{word: '-u', also: ['--guid'], help: 'users by name', instead: 'nft list ruleset'},
	{word: '-T', also: ['--numeric-time'], help: 'times in numbers', instead: 'nft -n'},
	{word: '-D', also: ['--define'], takes: 'text', help: 'a variable', instead: 'the value itself'},
	{word: '-I', also: ['--includepath'], takes: 'file', help: 'where to look for files', instead: 'nft -f FILE'},
	{word: '-d', also: ['--debug'], takes: 'text', help: 'what goes on inside', instead: LISTING},
	{word: '-h', also: ['--help'], help: 'help', instead: 'help nft, man nft'},
];

/** Words of the grammar, for completion and help; `nft/parse.ts` reads them. */
const GRAMMAR: readonly Keyword[] = [
	{word: 'list', help: 'ruleset, tables, chains, table [ip|inet] TABLE, chain [ip|inet] TABLE CHAIN'},
	{word: 'add', help: "table TABLE, chain TABLE CHAIN '{ type nat hook HOOK priority PRIORITY; policy POLICY; }', rule TABLE CHAIN RULE"},
	{word: 'create', help: 'as add, for what must not be there'},
	{word: 'insert', help: 'rule TABLE CHAIN [handle NUMBER|index NUMBER] RULE, before the others'},
	{word: 'replace', help: 'rule TABLE CHAIN handle NUMBER RULE'},
	{word: 'delete', help: 'table TABLE, chain TABLE CHAIN, rule TABLE CHAIN handle NUMBER'},
	{word: 'flush', help: 'ruleset, table TABLE, chain TABLE CHAIN'},
	{word: 'rename', help: 'chain TABLE CHAIN NAME'},
	...['ruleset', 'tables', 'chains', 'table', 'chain', 'rule', 'handle', 'index'].map((word) => ({word, help: 'what it is about'})),
	{word: 'ip', help: 'saddr ADDRESS, daddr ADDRESS, protocol PROTOCOL'},
	{word: 'inet', help: 'a table of both families'},
	{word: 'iifname', takes: 'device', help: 'the device by which a packet came; NAME* for many'},
	{word: 'oifname', takes: 'device', help: 'the device by which it leaves'},
	{word: 'iif', takes: 'device', help: 'the device by which it came, whatever it is called later'},
	{word: 'oif', takes: 'device', help: 'the device by which it leaves, whatever it is called later'},
	{word: 'tcp', help: 'sport PORT, dport PORT, FROM-TO'},
	{word: 'udp', help: 'sport PORT, dport PORT, FROM-TO'},
	{word: 'icmp', help: 'type TYPE'},
	{word: 'counter', help: 'counts'},
	{word: 'masquerade', help: '[to :PORTS] [random]'},
	{word: 'snat', help: 'to ADDRESS[:PORTS] [random]'},
	{word: 'dnat', help: 'to ADDRESS[:PORTS] [random]'},
	{word: 'redirect', help: '[to :PORTS] [random]'},
	{word: 'accept', help: 'as it is'},
	{word: 'drop', help: 'away with it'},
	{word: 'return', help: 'back to behind the jump'},
	{word: 'jump', takes: 'text', help: 'to a chain, and back'},
	{word: 'goto', takes: 'text', help: 'to a chain'},
	{word: 'comment', takes: 'text', help: 'for people'},
];

export const NFT: Command = {
	word: 'nft',
	help: 'tables, chains and rules of address translation',
	keywords: [...OPTIONS, ...GRAMMAR],
	run: runNft,
};

function runNft(place: Place, words: readonly string[]): Answer {
	const flags = new Set<string>();
	const commands: string[] = [];
	let file: string | undefined;
	const rules = {
		tool: 'nft',
		table: OPTIONS,
		inOrder: true,
		unknown: (flag: string) =>
			new Complaint(flag.startsWith('--') ? `nft: unrecognized option '${flag}'\n` : `nft: invalid option -- '${flag.slice(1)}'\n`, 1),
		missing: (flag: string) => new Complaint(`nft: option requires an argument -- '${flag.replace(/^-+/, '')}'\n`, 1),
	};
	for (const read of getopt(rules, words)) {
		if (read.kind === 'word') commands.push(read.value);
		else if (read.option === '-f') file = read.value;
		else flags.add(read.option);
	}
	if (flags.has('-v')) return prints(VERSION);
	if (flags.has('-V')) return prints(`${VERSION}  cli:\t\teditline\n  json:\t\tyes\n  minigmp:\tno\n  libxtables:\tyes\n`);
	if (commands.length > 0) {
		const late = optionBehind(words, commands);
		return late ?? run(place, {name: undefined, lines: [commands.join(' ')]}, `${commands.join(' ')}\n`, flags);
	}
	return file === undefined ? fails('nft: no command specified\n', 1) : runFile(place, file, flags);
}

/** Options stand before commands. */
function optionBehind(words: readonly string[], commands: readonly string[]): Printed | undefined {
	const [first] = commands.filter((word) => /^-[a-zA-Z]$|^--[a-z]/.test(word));
	if (first === undefined) return undefined;
	const before = words.slice(0, words.length - commands.length + commands.indexOf(first)).join(' ');
	const stdout = `   ^${' '.repeat(before.length + 1)}${'~'.repeat(first.length)}\n`;
	return {stdout, stderr: `Error: syntax error, options must be specified before commands\nnft ${words.join(' ')} \n`, status: 1};
}

function* runFile(place: Place, file: string, flags: ReadonlySet<string>): Program {
	const isInput = file === '-' || file === '/dev/stdin';
	const read = isInput ? {kind: 'text' as const, text: yield* wholeInput()} : readFile(place, file);
	if (read.kind !== 'text') {
		if (read.kind === 'is-folder') return fails(`nft: not a regular file: \`${file}'\n`, 1);
		return fails(`internal:0:0-0: Error: Could not open file "${file}": No such file or directory\n\n\n`, 1);
	}
	return yield* run(place, {name: isInput ? '/dev/stdin' : file, lines: read.text.split('\n')}, read.text, flags);
}

function* wholeInput(): Acting<string> {
	let text = '';
	for (let piece = yield* readInput(); piece !== undefined; piece = yield* readInput()) text += piece;
	return text;
}

/** All or nothing; what is listed is what was there before. */
function* run(place: Place, source: Source, text: string, flags: ReadonlySet<string>): Program {
	const {commands, faults} = parseCommands(text, place);
	const refuse = (all: typeof faults) => fails(all.map((fault) => printFault(source, fault)).join(''), 1);
	if (faults.length > 0) return refuse(faults);
	const late = commands.flatMap((command) => command.late ?? []);
	if (late.length > 0) return refuse(late);
	const {netfilter} = machineAt(place).stack;
	const known = {tables: netfilter?.tables ?? [], lastTable: netfilter?.lastTable ?? 0};
	const {edits, faults: refused} = carryOut(commands, known);
	if (refused.length > 0) return refuse(refused);
	let [stdout, stderr] = ['', ''];
	for (const command of commands) {
		if (command.kind !== 'list') continue;
		const shown = list(command, known.tables, optionsOf(place, flags), flags.has('-j'));
		if ('fault' in shown) return refuse([shown.fault]);
		stdout += shown.stdout;
		stderr += shown.stderr;
	}
	if (edits.length === 0 || flags.has('-c')) return {...DONE_SILENTLY, stdout, stderr};
	const result = yield* make({kind: 'nat-edit', machine: place.machine, edits});
	if (result.kind === 'refused') return fails(`Error: ${refusedBy(result.errno)}\n`, 1);
	return {stdout, stderr, status: 0};
}

function optionsOf(place: Place, flags: ReadonlySet<string>): NftOptions {
	return {
		handles: flags.has('-a'),
		stateless: flags.has('-s'),
		numericProtocol: flags.has('-n') || flags.has('-p'),
		numericPriority: flags.has('-n') || flags.has('-y'),
		deviceName: (ifindex) => (ifindex === 1 ? 'lo' : devicesOf(place).find((device) => device.ifindex === ifindex)?.name),
	};
}
