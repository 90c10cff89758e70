/** Commands that list rows: list, find, wait-until, show (lib/db-ctl-base.c). */
import {type Datum, datumOf, defaultDatum, equalData, type Row} from '../../../engine/ovs/database/database.js';
import {formatDatum} from '../../../engine/ovs/database/database-format.js';
import type {Column, TableName} from '../../../engine/ovs/database/database-schema.js';
import {columnOf} from '../../../engine/ovs/database/database-tables.js';
import {columnNamed, columnNames, type NamedColumn, readColumnArgument, rowNamed, tableNamed} from './column-argument.js';
import {compareData, excludesAll, includesAll} from './compare.js';
import {fatal, type Invocation, rowsOf, type Session} from './session.js';
import type {TableText} from './table.js';
import {readAtom, readDatumText} from './token.js';

const UUID_COLUMN: Column = {key: {type: 'uuid'}, min: 1, max: 1};

/** `undefined` stands for `_uuid`. */
type Listed = NamedColumn | undefined;

function columnsToList(table: TableName, given: string | undefined): Listed[] {
	if (given === undefined) return [undefined, ...columnNames(table).map((name) => ({name, column: columnOf(table, name)}))];
	const columns = given
		.split(/[, ]+/)
		.filter((name) => name !== '')
		.map((name) => (name.toLowerCase() === '_uuid' ? undefined : columnNamed(table, name)));
	if (columns.length === 0) throw fatal('must specify at least one column name');
	return columns;
}

function tableOf(columns: readonly Listed[], table: TableName, rows: readonly Row[]): TableText {
	return {
		headings: columns.map((listed) => listed?.name ?? '_uuid'),
		rows: rows.map((row) =>
			columns.map((listed) =>
				listed
					? {datum: datumOf(table, row, listed.name), column: listed.column}
					: {datum: {keys: [row.uuid], values: []}, column: UUID_COLUMN},
			),
		),
	};
}

export function list(call: Invocation): void {
	const {session, words, options} = call;
	const table = tableNamed(words[1] as string);
	const columns = columnsToList(table, options.get('--columns'));
	const must = !options.has('--if-exists');
	const records = words.slice(2);
	const rows = records.length === 0 ? rowsOf(session, table) : records.flatMap((record) => rowNamed(session, table, record, must) ?? []);
	call.table = tableOf(columns, table, rows);
}

export function find(call: Invocation): void {
	const {session, words, options} = call;
	const table = tableNamed(words[1] as string);
	const columns = columnsToList(table, options.get('--columns'));
	const rows = rowsOf(session, table).filter((row) => words.slice(2).every((condition) => holds(session, table, row, condition)));
	call.table = tableOf(columns, table, rows);
}

/** Waits until a row is there for which all conditions hold. */
export function waitUntil(call: Invocation): void {
	const {session, words} = call;
	const table = tableNamed(words[1] as string);
	const row = rowNamed(session, table, words[2] as string, false);
	call.waits = !row || !words.slice(3).every((condition) => holds(session, table, row, condition));
}

const OPERATORS = ['=', '!=', '<', '>', '<=', '>=', '{=}', '{!=}', '{<}', '{>}', '{<=}', '{>=}', '{in}', '{not-in}'] as const;

/** Does `COLUMN[:KEY] OPERATOR VALUE` hold for a row (check_condition)? */
function holds(session: Session, table: TableName, row: Row, condition: string): boolean {
	const {name, column, key, operator, value = ''} = readColumnArgument(table, condition, OPERATORS);
	const have = datumOf(table, row, name);
	const any = Number.POSITIVE_INFINITY;
	if (key === undefined) return evaluate(have, readDatumText(session, value, column), operator);
	if (!column.value) throw fatal(`cannot specify key to check for non-map column ${name}`);
	const wanted = readAtom(session, key, column.key);
	const want = readDatumText(session, value, {key: column.value, min: column.min, max: any}, {min: column.min, max: any});
	const at = have.keys.indexOf(wanted);
	if (at === -1 && !operator.startsWith('{')) return false;
	return evaluate(at === -1 ? {keys: [], values: []} : {keys: [have.values[at] as never], values: []}, want, operator);
}

function evaluate(a: Datum, b: Datum, operator: string): boolean {
	switch (operator) {
		case '=':
		case '{=}':
			return compareData(a, b) === 0;
		case '!=':
		case '{!=}':
			return compareData(a, b) !== 0;
		case '<':
			return compareData(a, b) < 0;
		case '>':
			return compareData(a, b) > 0;
		case '<=':
			return compareData(a, b) <= 0;
		case '>=':
			return compareData(a, b) >= 0;
		case '{<}':
			return b.keys.length > a.keys.length && includesAll(a, b);
		case '{>}':
			return a.keys.length > b.keys.length && includesAll(b, a);
		case '{<=}':
		case '{in}':
			return includesAll(a, b);
		case '{>=}':
			return includesAll(b, a);
		default:
			return excludesAll(a, b);
	}
}

/** What `show` prints of each table, and by which column it calls a row. */
const SHOWN: Partial<Record<TableName, {name?: string; columns: readonly string[]}>> = {
	Open_vSwitch: {columns: ['manager_options', 'bridges', 'ovs_version']},
	Bridge: {name: 'name', columns: ['controller', 'fail_mode', 'datapath_type', 'ports']},
	Port: {name: 'name', columns: ['tag', 'trunks', 'interfaces']},
	Interface: {name: 'name', columns: ['type', 'options', 'error', 'bfd_status']},
	Controller: {name: 'target', columns: ['is_connected']},
	Manager: {name: 'target', columns: ['is_connected']},
};

export function show(call: Invocation): void {
	for (const row of rowsOf(call.session, 'Open_vSwitch')) call.output += showRow(call.session, 'Open_vSwitch', row, 0);
}

/** A row with what it refers to; columns that hold their default are left out (cmd_show_row). The real order of references is that of random UUIDs; here it is that of creation. */
function showRow(session: Session, table: TableName, row: Row, level: number): string {
	const shown = SHOWN[table];
	const indent = (by: number) => ' '.repeat(by * 4);
	const called =
		shown?.name === undefined ? row.uuid : `${table} ${formatDatum(datumOf(table, row, shown.name), columnOf(table, shown.name))}`;
	let text = `${indent(level)}${called}\n`;
	for (const name of shown?.columns ?? []) {
		const column = columnOf(table, name);
		const datum = datumOf(table, row, name);
		const target = column.key.table;
		if (target) {
			const referred = new Set(datum.keys);
			for (const other of rowsOf(session, target)) if (referred.has(other.uuid)) text += showRow(session, target, other, level + 1);
		} else if (!equalData(datum, defaultDatum(column))) text += `${indent(level + 1)}${name}: ${formatDatum(datum, column)}\n`;
	}
	return text;
}
