/**
 * A database as a transaction would leave it: rows that it has touched lie over those that are there. Nothing is
 * written until the draft is committed.
 */
import {type Database, type Datum, datumOf, equalData, type Row} from './database.js';
import {type Column, TABLE_NAMES, type TableName} from './database-schema.js';
import {SCHEMA} from './database-tables.js';

export interface Draft {
	readonly database: Database;
	/** New state of rows; `undefined` is deleted. */
	readonly touched: Map<TableName, Map<string, Row | undefined>>;
}

export function createDraft(database: Database): Draft {
	return {database, touched: new Map()};
}

export function draftRow(draft: Draft, table: TableName, uuid: string): Row | undefined {
	const touched = draft.touched.get(table);
	return touched?.has(uuid) ? touched.get(uuid) : draft.database.tables[table].get(uuid);
}

/** All rows of a table: those that were there, then those that are new. */
export function* draftRows(draft: Draft, table: TableName): Generator<Row> {
	const touched = draft.touched.get(table);
	const before = draft.database.tables[table];
	for (const row of before.values()) {
		const now = touched?.has(row.uuid) ? touched.get(row.uuid) : row;
		if (now) yield now;
	}
	for (const [uuid, row] of touched ?? []) if (row && !before.has(uuid)) yield row;
}

/** Puts a row in, takes it out (`undefined`), or replaces it. */
export function setRow(draft: Draft, table: TableName, uuid: string, row: Row | undefined): void {
	const touched = draft.touched.get(table) ?? new Map<string, Row | undefined>();
	draft.touched.set(table, touched.set(uuid, row));
}

/** Gives a column of a row that is there another value. A default is not kept. */
export function setDatum(draft: Draft, table: TableName, row: Row, name: string, datum: Datum): Row {
	const {[name]: _, ...rest} = row.columns;
	const isDefault = equalData(datum, datumOf(table, {uuid: row.uuid, columns: {}}, name));
	const changed: Row = {uuid: row.uuid, columns: isDefault ? rest : {...rest, [name]: datum}};
	setRow(draft, table, row.uuid, changed);
	return changed;
}

/** The columns of each table that refer to rows. */
const REFERENCES: ReadonlyMap<TableName, readonly (readonly [string, Column])[]> = new Map(
	TABLE_NAMES.map((table) => [table, Object.entries(SCHEMA[table].columns).filter(([, {key, value}]) => key.table ?? value?.table)]),
);

interface Reference {
	column: string;
	target: TableName;
	weak: boolean;
	uuid: string;
}

/** The references of a row: of which column, to which rows. A column that must have one and was not given any refers to nobody, whose UUID is 0. */
export function referencesOf(table: TableName, row: Row): Reference[] {
	const found: Reference[] = [];
	for (const [column, {key, value, min}] of REFERENCES.get(table) ?? []) {
		const datum = row.columns[column] ?? (min === 1 ? datumOf(table, row, column) : undefined);
		if (!datum) continue;
		const {table: target, weak = false} = key.table ? key : (value ?? key);
		for (const uuid of key.table ? datum.keys : datum.values) found.push({column, target: target as TableName, weak, uuid: uuid as string});
	}
	return found;
}

/** Writes the draft into its database. */
export function commitDraft(draft: Draft): void {
	for (const [table, rows] of draft.touched) {
		for (const [uuid, row] of rows) {
			if (row) draft.database.tables[table].set(uuid, row);
			else draft.database.tables[table].delete(uuid);
		}
	}
	draft.database.version++;
}
