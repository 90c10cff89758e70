/*
 * The configuration database of a host (OVSDB, RFC 7047)
 *
 * Tables of rows, each named by a UUID, whose columns hold atoms, sets and maps and
 * refer to each other: table Open_vSwitch has one row, it refers to the bridges, these
 * to their ports, these to their interfaces. A row that nobody refers to is gone, so
 * to delete a bridge is to take its reference out of one set.
 *
 * The database is what the administrator wants. It is changed only by transactions
 * (`database-transaction.ts`); the daemon writes back what became of it, its status,
 * into columns of its own (`database-status.ts`).
 *
 * A value at rest is a `Datum`: elements in order of their keys, each once, as in the
 * real one, so that equal values are equal lists. A column whose value is the default
 * is not kept in the row.
 *
 * Not modelled: integers beyond 2^53, reals, more than one database, locks, monitors.
 */
import type {Seeded} from '../../random.js';
import {type BaseType, type Column, TABLE_NAMES, type TableName} from './database-schema.js';
import {columnOf} from './database-tables.js';
import {randomUuid} from './uuid.js';

/** An atom at rest; a UUID is a string, and the type of the column says so. */
export type Atom = string | number | boolean;

export interface Datum {
	keys: Atom[];
	/** Of a map, one for each key; otherwise empty. */
	values: Atom[];
}

export interface Row {
	uuid: string;
	/** Columns that differ from their default. */
	columns: Record<string, Datum>;
}

export interface Database {
	/** Counts transactions. */
	version: number;
	/** Rows by UUID, in order of insertion. */
	tables: Record<TableName, Map<string, Row>>;
}

/** A value of a column: one atom, or a set or map of them. A UUID is `{uuid}`; one that this transaction makes is `{named}`. */
export type OvsdbAtom = string | number | boolean | {uuid: string} | {named: string};
export type OvsdbValue = OvsdbAtom | {set: OvsdbAtom[]} | {map: [OvsdbAtom, OvsdbAtom][]};

/** One operation of a transaction (RFC 7047 section 5.2). All of a transaction happen, or none. */
export type OvsdbOperation =
	| {op: 'insert'; table: string; row: Record<string, OvsdbValue>; name?: string}
	| {op: 'update'; table: string; uuid: string; row: Record<string, OvsdbValue>}
	/** Adds to or takes from a set or map. */
	| {op: 'mutate'; table: string; uuid: string; column: string; mutator: 'insert' | 'delete'; value: OvsdbValue}
	| {op: 'delete'; table: string; uuid: string};

/** A database with the one row of table Open_vSwitch, as after `ovs-vsctl init`. */
export function createDatabase(seeded: Seeded): Database {
	const tables = Object.fromEntries(TABLE_NAMES.map((name) => [name, new Map<string, Row>()])) as Database['tables'];
	const uuid = randomUuid(seeded);
	tables.Open_vSwitch.set(uuid, {uuid, columns: {}});
	return {version: 0, tables};
}

const NO_UUID = '00000000-0000-0000-0000-000000000000';

/** The row from which everything hangs. When somebody deleted it, an empty one that stands in no table: nothing is wanted then (bridge_run, null_cfg). */
export function rootOf(database: Database): Row {
	const [root] = database.tables.Open_vSwitch.values();
	return root ?? {uuid: NO_UUID, columns: {}};
}

/** What a column holds, be it the default or not. */
export function datumOf(table: TableName, row: Row, column: string): Datum {
	return row.columns[column] ?? defaultDatum(columnOf(table, column));
}

/** What a column holds in a new row (RFC 7047 section 5.2.1). */
export function defaultDatum(column: Column): Datum {
	return column.min === 0
		? {keys: [], values: []}
		: {keys: [defaultAtom(column.key)], values: column.value ? [defaultAtom(column.value)] : []};
}

function defaultAtom({type, oneOf}: BaseType): Atom {
	switch (type) {
		case 'integer':
			return 0;
		case 'boolean':
			return false;
		case 'string':
			return oneOf?.[0] ?? '';
		case 'uuid':
			return NO_UUID;
		default:
			return type satisfies never;
	}
}

/** Order of atoms of one type: numbers by value, strings by their characters, false before true. */
export function compareAtoms(a: Atom, b: Atom): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

export function equalData(a: Datum, b: Datum): boolean {
	return (
		a.keys.length === b.keys.length &&
		a.keys.every((key, index) => key === b.keys[index]) &&
		a.values.every((value, index) => value === b.values[index])
	);
}

// --- what readers of rows want

/** The string of a column, '' when it is empty. */
export function textOf(row: Row, column: string): string {
	return (row.columns[column]?.keys[0] as string | undefined) ?? '';
}

/** The number of a column, `undefined` when it is empty (for a column that always has one: when it is 0). */
export function numberOf(row: Row, column: string): number | undefined {
	return row.columns[column]?.keys[0] as number | undefined;
}

export function flagOf(row: Row, column: string): boolean {
	return row.columns[column]?.keys[0] === true;
}

/** The elements of a set of integers. */
export function numbersOf(row: Row, column: string): number[] {
	return (row.columns[column]?.keys ?? []) as number[];
}

/** The elements of a set of strings or of references. */
export function textsOf(row: Row, column: string): string[] {
	return (row.columns[column]?.keys ?? []) as string[];
}

/** One setting of a map of strings: `other_config:hwaddr`. */
export function settingOf(row: Row, column: string, key: string): string | undefined {
	const datum = row.columns[column];
	const at = datum?.keys.indexOf(key) ?? -1;
	return at === -1 ? undefined : (datum?.values[at] as string);
}

/** The whole map, in order of keys. */
export function settingsOf(row: Row, column: string): [string, string][] {
	const datum = row.columns[column];
	return datum ? datum.keys.map((key, index) => [key as string, datum.values[index] as string]) : [];
}

/** The rows that a column refers to, in order of their UUIDs; the values of a map, in order of its keys. */
export function rowsIn(database: Database, table: TableName, row: Row, column: string): Row[] {
	const {key, value} = columnOf(table, column);
	const target = (value ?? key).table as TableName;
	const datum = row.columns[column];
	const uuids = (value ? datum?.values : datum?.keys) ?? [];
	return uuids.flatMap((uuid) => database.tables[target].get(uuid as string) ?? []);
}

/** The row of a table whose `name` is this. */
export function rowNamed(database: Database, table: TableName, name: string): Row | undefined {
	for (const row of database.tables[table].values()) if (textOf(row, 'name') === name) return row;
	return undefined;
}
