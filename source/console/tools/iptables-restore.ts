/*
 * `iptables-restore`: rules from standard input
 *
 * Each table from its `*nat` to its `COMMIT` is one transaction: all of it or nothing. What was in the table goes first, unless -n. Lines are tried one
 * after the other on a copy, so that a mistake is found where the real one finds it: what iptables itself refuses at its line, what the
 * kernel refuses at COMMIT. Texts are those of iptables 1.8.9 on nf_tables.
 */

import type {Errno} from '../../engine/change.js';
import {copy} from '../../engine/copy.js';
import {entryOf} from '../../engine/entry-of.js';
import {editTables} from '../../engine/nat/edit-tables.js';
import type {NatEdit} from '../../engine/nat/nat-edit.js';
import type {NatTable} from '../../engine/nat/netfilter.js';
import {findTable, IPTABLES_NAT, STANDARD_CHAINS, standardEdits} from '../../engine/nat/tables.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {getopt} from '../getopt.js';
import {type Acting, DONE_SILENTLY, make, type Program, prints, readInput} from '../program.js';
import {machineAt} from '../resolve.js';
import {help, Refusal, VERSION, Wrong} from './iptables/complaints.js';
import {editsOf, shownChains} from './iptables/edits.js';
import {parseLine} from './iptables/parse.js';
import {unknownOption} from './iptables-save.js';

const OPTIONS: readonly Keyword[] = [
	{word: '-n', also: ['--noflush'], help: 'keep what is there'},
	{word: '-c', also: ['--counters'], help: 'with what the rules had counted'},
	{word: '-t', also: ['--test'], help: 'only try'},
	{word: '-T', also: ['--table'], takes: 'table', help: 'only this table'},
	{word: '-w', also: ['--wait'], help: 'nothing: nobody else is at it'},
	{word: '-V', also: ['--version'], help: 'version'},
	{word: '-4', also: ['--ipv4'], help: 'IPv4, as always here'},
	{word: '-v', also: ['--verbose'], help: 'say what is done', instead: 'iptables -t nat -S'},
	{word: '-h', also: ['--help'], help: 'help', instead: 'help iptables-restore'},
	{word: '-6', also: ['--ipv6'], help: 'IPv6', instead: 'iptables-restore'},
	{word: '-M', also: ['--modprobe'], takes: 'text', help: 'a loader of modules', instead: 'iptables-restore'},
];

export const IPTABLES_RESTORE: Command = {
	word: 'iptables-restore',
	help: 'rules of -t nat from standard input, all or nothing',
	keywords: OPTIONS,
	run: runRestore,
};

function* runRestore(place: Place, words: readonly string[]): Program {
	const flags = new Set<string>();
	const complain = (flag: string) =>
		new Complaint(`iptables-restore: ${unknownOption(flag)}\nTry \`iptables-restore -h' for more information.\n`, 1);
	for (const read of getopt({tool: 'iptables-restore', table: OPTIONS, unknown: complain, missing: complain}, words)) {
		if (read.kind === 'word') throw notModelled('iptables-restore: a file', 'iptables-restore < FILE');
		if (read.option === '-T' && read.value !== IPTABLES_NAT.name) throw notModelled(`iptables-restore: the table ${read.value}`, '-T nat');
		flags.add(read.option);
	}
	if (flags.has('-V')) return prints(`iptables-restore ${VERSION}\n`);
	const text = yield* wholeInput();
	return yield* restore(place, text.replace(/\n$/, '').split('\n'), flags);
}

function* wholeInput(): Acting<string> {
	let text = '';
	for (let piece = yield* readInput(); piece !== undefined; piece = yield* readInput()) text += piece;
	return text;
}

/** A table that is being read. */
interface Reading {
	/** As the table will be. */
	tried: {tables: NatTable[]; lastTable: number};
	edits: NatEdit[];
	/** What the kernel will say at COMMIT. */
	refused: string | undefined;
}

function* restore(place: Place, lines: readonly string[], flags: ReadonlySet<string>): Program {
	let reading: Reading | undefined;
	let at = 0;
	for (const line of lines) {
		at++;
		if (line.trim() === '' || line.startsWith('#')) continue;
		if (line.startsWith('*')) reading = begin(place, line.slice(1).trim(), at, flags);
		else if (!reading) throw new Complaint(`iptables-restore: line ${at} failed\n`, 1);
		else if (line.trim() === 'COMMIT') {
			if (reading.refused !== undefined) throw new Complaint(`iptables-restore ${VERSION}: \n${reading.refused}\n`, 4);
			if (!flags.has('-t')) yield* make({kind: 'nat-edit', machine: place.machine, edits: reading.edits});
			reading = undefined;
		} else if (line.startsWith(':')) takeChain(reading, line, at);
		else takeRule(reading, line, at, flags.has('-c'));
	}
	if (reading) throw new Complaint(`iptables-restore: COMMIT expected at line ${at + 1}\n`, 1);
	return DONE_SILENTLY;
}

function begin(place: Place, table: string, at: number, flags: ReadonlySet<string>): Reading {
	if (['filter', 'mangle', 'raw', 'security'].includes(table)) throw notModelled(`iptables-restore: the table ${table}`, '*nat');
	if (table !== IPTABLES_NAT.name) throw wrongAt(`iptables-restore: line ${at} table name '${table}' invalid`, at);
	const {tables = [], lastTable = 0} = machineAt(place).stack.netfilter ?? {};
	const reading: Reading = {tried: copy({tables, lastTable}), edits: [], refused: undefined};
	if (flags.has('-n') || !findTable(tables, IPTABLES_NAT)) return reading;
	// As the real one: the whole table goes, and comes again with what is said of it.
	attempt(
		reading,
		[
			{kind: 'table-del', table: IPTABLES_NAT},
			{kind: 'table-add', table: IPTABLES_NAT},
		],
		() => '',
	);
	return reading;
}

/** Tries edits on the copy; the first refusal of the kernel is kept for COMMIT. */
function attempt(reading: Reading, edits: readonly NatEdit[], refusedAs: (errno: Errno) => string): void {
	for (const edit of edits) {
		const errno = editTables(reading.tried, edit);
		if (errno) {
			reading.refused ??= refusedAs(errno);
			return;
		}
		reading.edits.push(edit);
	}
}

/** `:CHAIN POLICY [PACKETS:BYTES]`; a dash for a chain of one's own. */
function takeChain(reading: Reading, line: string, at: number): void {
	const [name = '', policy] = line.slice(1).trim().split(/\s+/);
	if (policy === undefined) throw wrongAt(`iptables-restore: line ${at} policy invalid`, at);
	const base = entryOf(STANDARD_CHAINS, name);
	if (base) {
		if (policy !== 'ACCEPT' && policy !== 'DROP') throw new Complaint(`iptables-restore: line ${at} failed: Bad policy name.\n`, 1);
		const edits: NatEdit[] = [
			...standardEdits(name),
			{kind: 'chain-add', table: IPTABLES_NAT, chain: name, base: {...base, policy: policy === 'DROP' ? 'drop' : 'accept'}},
		];
		attempt(reading, edits, () => '');
		return;
	}
	const table: NatEdit = {kind: 'table-add', table: IPTABLES_NAT};
	const isThere = findTable(reading.tried.tables, IPTABLES_NAT)?.chains.some((chain) => chain.name === name);
	// Of a chain that is there already what is in it goes.
	const edit: NatEdit = isThere ? {kind: 'flush', table: IPTABLES_NAT, chain: name} : {kind: 'chain-add', table: IPTABLES_NAT, chain: name};
	attempt(reading, [table, edit], () => '');
}

const COUNTERS = /^\[(\d+):(\d+)\] */;

function takeRule(reading: Reading, line: string, at: number, counted: boolean): void {
	const [whole = '', packets, bytes] = COUNTERS.exec(line) ?? [];
	const words = wordsOf(line.slice(whole.length), at);
	if (words.some((word) => word === '-t' || word.startsWith('--table')))
		throw wrongAt('The -t option cannot be used in iptables-restore.\n', at);
	const counters = counted && packets !== undefined ? ['-c', packets, bytes ?? '0'] : [];
	try {
		const own = shownChains(reading.tried.tables).flatMap(({name, base}) => (base ? [] : [name]));
		const asked = parseLine(['-t', 'nat', ...words, ...counters], own);
		if (asked.command === '-L' || asked.command === '-S') throw notModelled(`iptables-restore: "${asked.command}"`, 'iptables -t nat -S');
		const {edits, refusedAs} = editsOf(asked, reading.tried.tables);
		attempt(reading, edits, (errno) => `line ${at}: ${refusedAs(errno)}`);
	} catch (error) {
		if (error instanceof Wrong) throw wrongAt(error.message, at);
		if (error instanceof Refusal) throw new Complaint(`iptables-restore: line ${at} failed: ${error.message}\n`, 1);
		throw error;
	}
}

/** Words as in a shell, but nothing is put in for anything. */
function wordsOf(line: string, at: number): string[] {
	const words: string[] = [];
	for (const [word] of line.matchAll(/(?:"(?:\\.|[^"])*"|\S)+/g)) words.push(word.replace(/^"(.*)"$/s, '$1').replace(/\\(.)/gs, '$1'));
	if (words.length === 0) throw new Complaint(`iptables-restore: line ${at} failed\n`, 1);
	return words;
}

function wrongAt(message: string, at: number): Complaint {
	return new Complaint(`iptables-restore ${VERSION}: ${message}\nError occurred at line: ${at}\n${help('iptables-restore')}`, 2);
}
