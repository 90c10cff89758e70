/** `TABLE`, `RECORD` and `COLUMN[:KEY]=VALUE` of the command line (lib/db-ctl-base.c, get_table, ctl_get_row, parse_column_key_value). */
import {datumOf, type Row} from '../../../engine/ovs/database/database.js';
import {type Column, TABLE_NAMES, type TableName} from '../../../engine/ovs/database/database-schema.js';
import {SCHEMA} from '../../../engine/ovs/database/database-tables.js';
import {isUuid} from '../../../engine/ovs/database/uuid.js';
import {fatal, rowOf, rowsOf, type Session} from './session.js';
import {readToken} from './token.js';

/** Names may be cut short as long as they are clear, and `-` is as good as `_`. */
function bestMatches(names: readonly string[], typed: string): string[] {
	let best = 0;
	let found: string[] = [];
	for (const name of names) {
		const score = scoreOf(name, typed);
		if (score === 0 || score < best) continue;
		if (score > best) found = [];
		best = score;
		found.push(name);
	}
	return found;
}

function scoreOf(name: string, typed: string): number {
	if (name === typed) return Number.POSITIVE_INFINITY;
	const [plain, wanted] = [name, typed].map((text) => text.toLowerCase().replaceAll('-', '_')) as [string, string];
	if (plain === wanted) return Number.MAX_SAFE_INTEGER;
	return plain.startsWith(wanted) ? wanted.length : 0;
}

export function tableNamed(typed: string): TableName {
	const [only, ...others] = bestMatches(TABLE_NAMES, typed).sort();
	if (only === undefined) throw fatal(`unknown table "${typed}"`);
	if (others.length > 0) throw fatal(`"${typed}" matches multiple table names: ${[only, ...others].join(', ')}`);
	return only as TableName;
}

/** Columns of a table in the order in which the tools list them. */
export function columnNames(table: TableName): string[] {
	return Object.keys(SCHEMA[table].columns).sort();
}

export interface NamedColumn {
	name: string;
	column: Column;
}

export function columnNamed(table: TableName, typed: string): NamedColumn {
	const [only, ...others] = bestMatches(columnNames(table), typed).sort();
	if (only === undefined) throw fatal(`${table} does not contain a column whose name matches "${typed}"`);
	if (others.length > 0)
		throw fatal(`${table} contains more than one column whose name matches "${typed}": ${[only, ...others].join(', ')}`);
	return {name: only, column: SCHEMA[table].columns[only] as Column};
}

interface ColumnArgument extends NamedColumn {
	key: string | undefined;
	operator: string;
	/** `undefined` when no operator was wanted. */
	value: string | undefined;
}

/** Takes `COLUMN[:KEY]` apart, and with operators `COLUMN[:KEY]=VALUE`. The longest operator that fits is meant. */
export function readColumnArgument(table: TableName, argument: string, operators: readonly string[] = []): ColumnArgument {
	const first = readToken(argument);
	if (first.text === '') throw fatal(`${argument}: missing column name`);
	const named = columnNamed(table, first.text);
	let {rest} = first;
	let key: string | undefined;
	if (rest.startsWith(':')) {
		const token = readToken(rest.slice(1));
		key = token.text;
		rest = token.rest;
	}
	if (operators.length === 0) {
		if (rest !== '') throw fatal(`${argument}: trailing garbage "${rest}" in argument`);
		return {...named, key, operator: '', value: undefined};
	}
	const [operator] = operators
		.filter((candidate) => rest.startsWith(candidate) && rest.length > candidate.length)
		.sort((a, b) => b.length - a.length);
	if (operator === undefined) throw fatal(`${argument}: argument does not end in ${listOf(operators)} followed by a value.`);
	return {...named, key, operator, value: rest.slice(operator.length)};
}

/** `"="`, or `"=", "!=", or "<"`. */
function listOf(operators: readonly string[]): string {
	const quoted = operators.map((operator) => `"${operator}"`);
	if (quoted.length === 1) return quoted[0] as string;
	if (quoted.length === 2) return quoted.join(' or ');
	return `${quoted.slice(0, -1).join(', ')}, or ${quoted.at(-1)}`;
}

/** Where a row's name stands: in a column of its own, or in the row that refers to it. */
const ROW_NAMES: Partial<Record<TableName, {table: TableName; name: string; refers?: string}>> = {
	Bridge: {table: 'Bridge', name: 'name'},
	Controller: {table: 'Bridge', name: 'name', refers: 'controller'},
	Interface: {table: 'Interface', name: 'name'},
	Mirror: {table: 'Mirror', name: 'name'},
	Manager: {table: 'Manager', name: 'target'},
	NetFlow: {table: 'Bridge', name: 'name', refers: 'netflow'},
	Port: {table: 'Port', name: 'name'},
	QoS: {table: 'Port', name: 'name', refers: 'qos'},
	sFlow: {table: 'Bridge', name: 'name', refers: 'sflow'},
	Flow_Table: {table: 'Flow_Table', name: 'name'},
	IPFIX: {table: 'Bridge', name: 'name', refers: 'ipfix'},
	AutoAttach: {table: 'Bridge', name: 'name', refers: 'auto_attach'},
	Flow_Sample_Collector_Set: {table: 'Flow_Sample_Collector_Set', name: 'id'},
};

/** A row by UUID, by `.` when it is the only one, by name, or by the first digits of its UUID. */
function findRow(session: Session, table: TableName, record: string): Row | undefined {
	const exact = isUuid(record) ? rowOf(session, table, record.toLowerCase()) : undefined;
	if (exact) return exact;
	if (record === '.') {
		const [only, ...others] = rowsOf(session, table);
		if (only && others.length === 0) return only;
	}
	const named = rowByName(session, table, record);
	if (named) return named;
	if (record.length < 4 || !isPartialUuid(record)) return undefined;
	const [row, other] = rowsOf(session, table).filter(({uuid}) => uuid.startsWith(record));
	if (row && other) {
		throw fatal(`${table} contains 2 or more rows whose UUIDs begin with ${record}: at least ${row.uuid} and ${other.uuid}`);
	}
	return row;
}

function rowByName(session: Session, table: TableName, record: string): Row | undefined {
	const place = ROW_NAMES[table];
	if (!place) return undefined;
	const rows = rowsOf(session, place.table).filter((row) => {
		const {keys} = datumOf(place.table, row, place.name);
		return keys.length === 1 && isName(keys[0], record);
	});
	if (rows.length > 1) throw fatal(`multiple rows in ${place.table} match "${record}"`);
	const [row] = rows;
	if (!row || place.refers === undefined) return row;
	const {keys} = datumOf(place.table, row, place.refers);
	return keys.length === 1 ? rowOf(session, table, keys[0] as string) : undefined;
}

function isName(name: unknown, record: string): boolean {
	if (typeof name === 'number') return /^\d+$/.test(record) && name === Number(record);
	const text = String(name);
	return text === record || (record.length >= 4 && isUuid(text) && text.startsWith(record));
}

function isPartialUuid(text: string): boolean {
	const hyphens = [8, 13, 18, 23];
	return text.length <= 36 && [...text].every((character, at) => (hyphens.includes(at) ? character === '-' : /[0-9a-f]/i.test(character)));
}

/** Like `findRow`; complains when there is none and `must` says that there has to be. */
export function rowNamed(session: Session, table: TableName, record: string, must: boolean): Row | undefined {
	const row = findRow(session, table, record);
	if (!row && must) throw fatal(`no row "${record}" in table ${table}`);
	return row;
}
