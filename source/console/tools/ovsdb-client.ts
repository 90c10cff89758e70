/*
 * `ovsdb-client`: the database of Open vSwitch as a client sees it (ovsdb/ovsdb-client.c)
 *
 * Where `ovs-vsctl` knows what bridges and ports are, this tool knows databases, tables and columns, and nothing else: `dump` shows what
 * really stands there.
 *
 * Not modelled: transactions and monitors in JSON, locks, schemas as JSON, backups, databases on other machines; HTML and JSON.
 */
import {datumOf} from '../../engine/ovs/database/database.js';
import {liveDatabase} from '../../engine/ovs/database/database-live.js';
import {TABLE_NAMES, type TableName} from '../../engine/ovs/database/database-schema.js';
import {columnOf} from '../../engine/ovs/database/database-tables.js';
import type {Vswitchd} from '../../engine/ovs/vswitchd.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {type Answer, prints} from '../program.js';
import {machineAt} from '../resolve.js';
import {OVSDB_CLIENT_USAGE} from '../usage/ovsdb-client.js';
import {ovsRelease} from './ovs-release.js';
import {columnNames} from './ovs-vsctl/column-argument.js';
import {compareData} from './ovs-vsctl/compare.js';
import {CELL_FORMATS, DEFAULT_STYLE, formatTable, TABLE_FORMATS, type TableStyle, type TableText} from './ovs-vsctl/table.js';

const DATABASE = 'Open_vSwitch';
const SCHEMA_VERSION = '8.3.1';
/** The server's own, about itself. */
const SERVER_DATABASE = '_Server';

/** As they come out of the hash table of a client. */
const LISTED: readonly TableName[] = [
	...(['Controller', 'Bridge', 'Queue', 'IPFIX', 'NetFlow', 'Open_vSwitch', 'CT_Zone', 'QoS', 'Datapath', 'SSL'] as const),
	...(['Port', 'sFlow', 'Flow_Sample_Collector_Set', 'CT_Timeout_Policy', 'Mirror', 'Flow_Table', 'Interface'] as const),
	...(['AutoAttach', 'Manager'] as const),
];

const KEYWORDS: readonly Keyword[] = [
	{word: '-f', also: ['--format'], takes: 'text', help: 'table, list or csv'},
	{word: '-d', also: ['--data'], takes: 'text', help: 'how cells are written: string, bare or json'},
	{word: '--no-headings', help: 'rows without the names of columns'},
];

/** Commands that are real and not here, with the nearest that is. */
const UNMODELLED: ReadonlyMap<string, string> = new Map(
	Object.entries({
		'ovs-vsctl set, add, remove, create': ['transact', 'query', 'convert', 'restore', 'lock', 'steal', 'unlock'],
		'ovs-vsctl wait-until, ovsdb-client dump': ['monitor', 'monitor-cond', 'monitor-cond-since', 'wait', 'needs-conversion'],
		'ovsdb-client dump': ['backup', 'get-schema', 'list-columns', 'get-schema-cksum'],
	}).flatMap(([nearest, words]) => words.map((word) => [word, nearest] as const)),
);

type Run = (switchd: Vswitchd, place: Place, words: readonly string[], style: TableStyle) => string;

const COMMANDS: readonly (Command & {answer: Run})[] = [
	{word: 'list-dbs', help: 'databases of the server', answer: () => `${DATABASE}\n${SERVER_DATABASE}\n`},
	{
		word: 'list-tables',
		help: 'tables of the database',
		answer: () => ['Table', '-'.repeat(Math.max(...LISTED.map((name) => name.length))), ...LISTED, ''].join('\n'),
	},
	{word: 'get-schema-version', help: 'version of the tables', answer: () => `${SCHEMA_VERSION}\n`},
	{
		word: 'dump',
		help: 'rows of all tables, of one, or columns of it',
		positional: ['ovsdb-table', 'ovsdb-column'],
		answer: dump,
	},
];

export const OVSDB_CLIENT: Command = {
	word: 'ovsdb-client',
	help: 'tables of the database of Open vSwitch, as they are',
	keywords: KEYWORDS,
	commands: COMMANDS,
	run: runClient,
};

function runClient(place: Place, typed: readonly string[]): Answer {
	const {words, style, only} = readOptions(typed);
	if (only === 'help') return prints(OVSDB_CLIENT_USAGE);
	if (only === 'version') return prints(`ovsdb-client (Open vSwitch) ${ovsRelease(place)}\n`);
	const [word, ...rest] = words;
	if (word === undefined) throw fatal('missing command name; use --help for help');
	const command = COMMANDS.find((candidate) => candidate.word === word);
	if (!command) {
		const nearest = UNMODELLED.get(word);
		if (nearest !== undefined) throw notModelled(`ovsdb-client ${word}`, nearest);
		throw fatal(`unknown command '${word}'; use --help for help`);
	}
	const {vswitchd} = machineAt(place);
	if (!vswitchd) throw fatal('failed to connect to "unix:/var/run/openvswitch/db.sock" (No such file or directory)');
	const own = rest[0] === DATABASE ? rest.slice(1) : rest;
	if (own.length > 0 && word !== 'dump') throw fatal(`invalid syntax for '${word}' (use --help for help)`);
	return prints(command.answer(vswitchd, place, own, style));
}

/** do_dump: tables and columns in the order of their names, rows in that of their columns. */
function dump(switchd: Vswitchd, {world}: Place, [name, ...columns]: readonly string[], style: TableStyle): string {
	const database = liveDatabase(world, switchd);
	const tables = name === undefined ? [...TABLE_NAMES].sort() : [tableNamed(name)];
	const texts = tables.map((table, index) => {
		const asked = columns.length === 0 ? ['_uuid', ...columnNames(table)] : columns.map((column) => knownColumn(table, column));
		// `_uuid` comes before all other names.
		const all = asked.sort();
		const rows = [...database.tables[table].values()].map((row) =>
			all.map((column) =>
				column === '_uuid'
					? {datum: {keys: [row.uuid], values: []}, column: {key: {type: 'uuid' as const}, min: 1 as const, max: 1}}
					: {datum: datumOf(table, row, column), column: columnOf(table, column)},
			),
		);
		const text: TableText = {headings: all, rows: rows.sort(compareRows)};
		return `${index > 0 ? '\n' : ''}${table} table\n${formatTable(text, style, true)}`;
	});
	return texts.join('');
}

type Cells = TableText['rows'][number];

function compareRows(a: Cells, b: Cells): number {
	for (const [index, {datum}] of a.entries()) {
		const order = compareData(datum, b[index]?.datum ?? datum);
		if (order !== 0) return order;
	}
	return 0;
}

function tableNamed(name: string): TableName {
	const table = TABLE_NAMES.find((each) => each === name);
	if (!table) throw fatal(`No table "${name}" found.`);
	return table;
}

function knownColumn(table: TableName, name: string): string {
	if (name !== '_uuid' && !columnNames(table).includes(name)) throw fatal(`Table "${table}" has no column ${name}.`);
	return name;
}

/** Options may stand anywhere (getopt_long). */
function readOptions(typed: readonly string[]): {words: string[]; style: TableStyle; only?: 'help' | 'version'} {
	const style = {...DEFAULT_STYLE, format: 'table' as TableStyle['format']};
	const words: string[] = [];
	const left = [...typed];
	for (let word = left.shift(); word !== undefined; word = left.shift()) {
		const [, name = word, attached] = /^(--\w[\w-]*)=(.*)$/.exec(word) ?? /^(-[fd])(.+)$/.exec(word) ?? [];
		const value = (): string => {
			const found = attached ?? left.shift();
			if (found !== undefined) return found;
			const what = name.startsWith('--') ? `option '${name}' requires an argument` : `option requires an argument -- '${name[1]}'`;
			throw new Complaint(`ovsdb-client: ${what}\n`, 1);
		};
		if (!word.startsWith('-')) words.push(word);
		else if (name === '-h' || name === '--help') return {words, style, only: 'help'};
		else if (name === '-V' || name === '--version') return {words, style, only: 'version'};
		else if (name === '-f' || name === '--format') style.format = readFormat(value());
		else if (name === '-d' || name === '--data') style.cells = readCells(value());
		else if (name === '--no-headings') style.headings = false;
		else if (/^(?:--pretty|--bare|--max-column-width|--timestamp|-t|--timeout)$/.test(name))
			throw notModelled(`ovsdb-client ${name}`, 'ovsdb-client without it, ovs-vsctl list');
		else {
			const what = name.startsWith('--') ? `unrecognized option '${word}'` : `invalid option -- '${name[1] ?? ''}'`;
			throw new Complaint(`ovsdb-client: ${what}\n`, 1);
		}
	}
	return {words, style};
}

function readFormat(text: string): TableStyle['format'] {
	const format = TABLE_FORMATS.find((each) => each === text);
	if (!format) throw fatal(`unknown output format "${text}"`);
	if (format === 'html' || format === 'json') throw notModelled(`ovsdb-client -f ${format}`, `ovs-vsctl -f ${format} list`);
	return format;
}

function readCells(text: string): TableStyle['cells'] {
	const cells = CELL_FORMATS.find((each) => each === text);
	if (!cells) throw fatal(`unknown data format "${text}"`);
	return cells;
}

function fatal(text: string): Complaint {
	return new Complaint(`ovsdb-client: ${text}\n`, 1);
}
