/** Commands on single rows: get, set, add, remove, clear, create, destroy (lib/db-ctl-base.c). */
import {type Datum, datumOf, type Row} from '../../../engine/ovs/database/database.js';
import {setDatum} from '../../../engine/ovs/database/database-draft.js';
import {formatAtom, formatDatum} from '../../../engine/ovs/database/database-format.js';
import type {Column, TableName} from '../../../engine/ovs/database/database-schema.js';
import {SCHEMA} from '../../../engine/ovs/database/database-tables.js';
import {difference, union} from '../../../engine/ovs/database/database-transaction.js';
import {isUuid} from '../../../engine/ovs/database/uuid.js';
import {Complaint} from '../../complaint.js';
import {columnNamed, type NamedColumn, readColumnArgument, rowNamed, tableNamed} from './column-argument.js';
import {deleteRow, fatal, type Invocation, insertRow, rowOf, rowsOf, type Session, symbolNamed, warn} from './session.js';
import {readAtom, readDatumText} from './token.js';

const ANY_NUMBER = {min: 1, max: Number.POSITIVE_INFINITY} as const;

/** The table and the row that a command names; no row when it need not be there. */
function target(call: Invocation): {table: TableName; row: Row | undefined} {
	const [, typed = '', record = ''] = call.words;
	const table = tableNamed(typed);
	return {table, row: rowNamed(call.session, table, record, !call.options.has('--if-exists'))};
}

export function get(call: Invocation): void {
	const {session, words, options} = call;
	const id = options.get('--id');
	const must = !options.has('--if-exists');
	if (id !== undefined && !must) throw fatal('--if-exists and --id may not be specified together');
	const {table, row} = target(call);
	if (!row) return;
	if (id !== undefined) nameRow(session, id, row);
	for (const word of words.slice(3)) {
		if (/^[_-]uuid$/i.test(word)) {
			call.output += `${row.uuid}\n`;
			continue;
		}
		const {name, column, key} = readColumnArgument(table, word);
		const datum = datumOf(table, row, name);
		if (key === undefined) {
			call.output += `${formatDatum(datum, column)}\n`;
			continue;
		}
		if (!column.value) throw fatal(`cannot specify key to get for non-map column ${name}`);
		const at = datum.keys.indexOf(readAtom(session, key, column.key));
		if (at === -1 && must) throw fatal(`no key "${key}" in ${table} record "${words[2]}" column ${name}`);
		call.output += `${at === -1 ? '' : formatAtom(datum.values[at] as never, column.value.type)}\n`;
	}
}

/** `--id=@x get …`: @x is a row that is there already. */
function nameRow(session: Session, id: string, row: Row): void {
	if (!id.startsWith('@')) throw fatal(`row id "${id}" does not begin with "@"`);
	const isNew = !session.symbols.has(id);
	const symbol = symbolNamed(session, id);
	if (symbol.created) throw fatal(`row id "${id}" may only be specified on one --id option`);
	symbol.created = true;
	if (!isNew) throw fatal(`row id "${id}" specified on "get" command was used before it was defined`);
	symbol.uuid = row.uuid;
	symbol.strongly = true;
}

export function set(call: Invocation): void {
	const {session, words} = call;
	const {table, row} = target(call);
	if (row) for (const word of words.slice(3)) setColumn(session, table, row.uuid, word, call.isLast);
}

/** `COLUMN[:KEY]=VALUE`; `byServer` leaves it to the server to put a key into its map. */
export function setColumn(session: Session, table: TableName, uuid: string, argument: string, byServer: boolean): void {
	const {name, column, key, value = ''} = readColumnArgument(table, argument, ['=']);
	checkMutable(session, table, uuid, {name, column});
	if (key === undefined) {
		write(session, table, uuid, name, readDatumText(session, value, column));
		return;
	}
	if (!column.value) throw fatal(`cannot specify key to set for non-map column ${name}`);
	const pair: Datum = {keys: [readAtom(session, key, column.key)], values: [readAtom(session, value, column.value)]};
	if (byServer && !isNew(session, uuid)) mutate(session, table, uuid, {name, column}, pair);
	else write(session, table, uuid, name, union(pair, read(session, table, uuid, name)));
}

function read(session: Session, table: TableName, uuid: string, name: string): Datum {
	return datumOf(table, rowOf(session, table, uuid) as Row, name);
}

export function write(session: Session, table: TableName, uuid: string, name: string, datum: Datum): void {
	setDatum(session.draft, table, rowOf(session, table, uuid) as Row, name, datum);
}

function isNew(session: Session, uuid: string): boolean {
	return session.inserted.some((row) => row.uuid === uuid);
}

function checkMutable(session: Session, table: TableName, uuid: string, {name, column}: NamedColumn): void {
	if (column.immutable && !isNew(session, uuid)) throw fatal(`cannot modify read-only column ${name} in table ${table}`);
}

/** Elements that the server adds; of two values for a key the last one counts. */
function mutate(session: Session, table: TableName, uuid: string, {name}: NamedColumn, added: Datum): void {
	const pending = session.mutations.find((each) => each.uuid === uuid && each.column === name);
	if (pending) pending.added = union(added, pending.added);
	else session.mutations.push({table, uuid, column: name, added});
}

export function add(call: Invocation): void {
	const {session, words} = call;
	const table = tableNamed(words[1] as string);
	const named = columnNamed(table, words[3] as string);
	const {row} = target(call);
	if (!row) return;
	checkMutable(session, table, row.uuid, named);
	const {name, column} = named;
	const byServer = call.isLast;
	let datum: Datum = byServer ? {keys: [], values: []} : read(session, table, row.uuid, name);
	for (const word of words.slice(4)) datum = union(datum, readDatumText(session, word, column, ANY_NUMBER));
	if (byServer && !isNew(session, row.uuid)) {
		mutate(session, table, row.uuid, named, datum);
		return;
	}
	if (byServer) datum = union(read(session, table, row.uuid, name), datum);
	if (datum.keys.length > column.max) {
		const what = column.value ? 'pairs' : 'values';
		throw fatal(
			`"add" operation would put ${datum.keys.length} ${what} in column ${name} of table ${table} but the maximum number is ${column.max}`,
		);
	}
	write(session, table, row.uuid, name, datum);
}

export function remove(call: Invocation): void {
	const {session, words} = call;
	const table = tableNamed(words[1] as string);
	const named = columnNamed(table, words[3] as string);
	const {row} = target(call);
	if (!row) return;
	checkMutable(session, table, row.uuid, named);
	const {name, column} = named;
	let datum = read(session, table, row.uuid, name);
	for (const word of words.slice(4)) datum = difference(datum, readRemoved(session, word, column));
	if (datum.keys.length < column.min) {
		const what = column.value ? 'pairs' : 'values';
		throw fatal(
			`"remove" operation would put ${datum.keys.length} ${what} in column ${name} of table ${table} but the minimum number is ${column.min}`,
		);
	}
	write(session, table, row.uuid, name, datum);
}

/** Pairs of a map, or keys alone. */
function readRemoved(session: Session, word: string, column: Column): Datum {
	if (!column.value) return readDatumText(session, word, column, ANY_NUMBER);
	try {
		return readDatumText(session, word, column, ANY_NUMBER);
	} catch (error) {
		if (!(error instanceof Complaint)) throw error;
		return readDatumText(session, word, {key: column.key, ...ANY_NUMBER}, ANY_NUMBER);
	}
}

export function clear(call: Invocation): void {
	const {session, words} = call;
	const {table, row} = target(call);
	if (!row) return;
	for (const word of words.slice(3)) {
		const named = columnNamed(table, word);
		checkMutable(session, table, row.uuid, named);
		if (named.column.min > 0)
			throw fatal(`"clear" operation cannot be applied to column ${named.name} of table ${table}, which is not allowed to be empty`);
		write(session, table, row.uuid, named.name, {keys: [], values: []});
	}
}

export function create(call: Invocation): void {
	const {session, words, options} = call;
	const id = options.get('--id');
	const table = tableNamed(words[1] as string);
	const uuid = id === undefined ? undefined : uuidFor(session, id, table);
	const row = insertRow(session, table, uuid);
	for (const word of words.slice(2)) setColumn(session, table, row.uuid, word, false);
	call.output += row.uuid;
}

function uuidFor(session: Session, id: string, table: TableName): string {
	if (isUuid(id)) return id.toLowerCase();
	if (!id.startsWith('@')) throw fatal(`row id "${id}" does not begin with "@"`);
	const symbol = symbolNamed(session, id);
	if (symbol.created) throw fatal(`row id "${id}" may only be specified on one --id option`);
	symbol.created = true;
	if (SCHEMA[table].isRoot) symbol.strongly = true;
	return symbol.uuid;
}

/** What is looked at before the first command runs: a row that nobody could refer to is no use. */
export function beforeCreate({session, words, options}: Invocation): void {
	const table = tableNamed(words[1] as string);
	if (!options.has('--id') && !SCHEMA[table].isRoot)
		warn(session, 'db_ctl_base', `applying "create" command to table ${table} without --id option will have no effect`);
}

export function destroy(call: Invocation): void {
	const {session, words, options} = call;
	const must = !options.has('--if-exists');
	const all = options.has('--all');
	const table = tableNamed(words[1] as string);
	const records = words.slice(2);
	if (all && records.length > 0) throw fatal('--all and records argument should not be specified together');
	if (all && !must) throw fatal('--all and --if-exists should not be specified together');
	if (!all && records.length === 0) {
		warn(session, 'db_ctl_base', 'either --all or records argument should be specified');
		return;
	}
	if (all) for (const row of rowsOf(session, table)) deleteRow(session, table, row.uuid);
	for (const record of records) {
		const row = rowNamed(session, table, record, must);
		if (row) deleteRow(session, table, row.uuid);
	}
}
