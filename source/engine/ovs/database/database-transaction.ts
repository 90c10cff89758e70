/**
 * A transaction: operations in order, all or none (RFC 7047 section 4.1.3; ovsdb/execution.c). What refers to a
 * row that a later operation inserts refers to it by name.
 */
import type {Seeded} from '../../random.js';
import {type Atom, compareAtoms, type Database, type Datum, datumOf, type OvsdbOperation, type Row} from './database.js';
import {commitDraft, createDraft, type Draft, draftRow, setDatum, setRow} from './database-draft.js';
import {settleIntegrity} from './database-integrity.js';
import {type Column, TABLE_NAMES, type TableName} from './database-schema.js';
import {SCHEMA} from './database-tables.js';
import {checkAtom, type DatabaseError, isError, type Named, readDatum, readValue, violation} from './database-value.js';
import {randomUuid} from './uuid.js';

type TransactionResult =
	/** UUIDs of the rows that were inserted, in order. */
	{kind: 'done'; uuids: string[]} | {kind: 'refused'; error: DatabaseError};

/** Carries out `operations` on `database`. Refused, it leaves the database as it was, but not the generator of UUIDs. */
export function transact(database: Database, operations: readonly OvsdbOperation[], seeded: Seeded): TransactionResult {
	const draft = createDraft(database);
	const uuids: string[] = [];
	const names = new Map<string, string>();
	const inserted = new Set<string>();
	const named: Named = (name) => {
		const known = names.get(name);
		if (known !== undefined) return known;
		const uuid = randomUuid(seeded);
		names.set(name, uuid);
		return uuid;
	};
	for (const operation of operations) {
		const table = TABLE_NAMES.find((candidate) => candidate === operation.table);
		if (!table) return refuse(violation(`No table named ${operation.table}.`, 'unknown table'));
		let error: DatabaseError | undefined;
		if (operation.op === 'insert') {
			const {name, row} = operation;
			if (name !== undefined && inserted.has(name))
				return refuse(violation('This "uuid-name" appeared on an earlier "insert" operation.', 'duplicate uuid-name'));
			if (name !== undefined) inserted.add(name);
			const uuid = name === undefined ? randomUuid(seeded) : named(name);
			uuids.push(uuid);
			error = insert(draft, table, uuid, row, named);
		} else error = perform(draft, table, operation, named);
		if (error) return refuse(error);
	}
	const error = settleIntegrity(draft);
	if (error) return refuse(error);
	commitDraft(draft);
	return {kind: 'done', uuids};
}

function refuse(error: DatabaseError): TransactionResult {
	return {kind: 'refused', error};
}

type Values = Extract<OvsdbOperation, {op: 'insert'}>['row'];

function insert(draft: Draft, table: TableName, uuid: string, values: Values, named: Named): DatabaseError | undefined {
	setRow(draft, table, uuid, {uuid, columns: {}});
	const error = assign(draft, table, uuid, values, named);
	if (error) return error;
	// The default of a column may be out of its own range.
	const row = draftRow(draft, table, uuid) as Row;
	for (const [name, column] of Object.entries(SCHEMA[table].columns)) {
		const wrong = column.min === 1 ? checkAtom(datumOf(table, row, name).keys[0] as Atom, column.key) : undefined;
		if (wrong) return wrong;
	}
	return undefined;
}

function assign(draft: Draft, table: TableName, uuid: string, values: Values, named: Named): DatabaseError | undefined {
	for (const [name, value] of Object.entries(values)) {
		const column = SCHEMA[table].columns[name];
		if (!column) return violation(`No column ${name} in table ${table}.`, 'unknown column');
		const datum = readValue(value, column, named);
		if (isError(datum)) return datum;
		setDatum(draft, table, draftRow(draft, table, uuid) as Row, name, datum);
	}
	return undefined;
}

function perform(
	draft: Draft,
	table: TableName,
	operation: Exclude<OvsdbOperation, {op: 'insert'}>,
	named: Named,
): DatabaseError | undefined {
	const row = draftRow(draft, table, operation.uuid);
	// An operation acts on the rows that its condition finds: on none.
	if (!row) return undefined;
	switch (operation.op) {
		case 'delete':
			setRow(draft, table, row.uuid, undefined);
			return undefined;
		case 'update': {
			const fixed = Object.keys(operation.row).find((name) => SCHEMA[table].columns[name]?.immutable);
			if (fixed !== undefined) return violation(`Cannot update immutable column ${fixed} in table ${table}.`);
			return assign(draft, table, row.uuid, operation.row, named);
		}
		case 'mutate':
			return mutate(draft, table, row, operation, named);
		default:
			return operation satisfies never;
	}
}

function mutate(
	draft: Draft,
	table: TableName,
	row: Row,
	operation: Extract<OvsdbOperation, {op: 'mutate'}>,
	named: Named,
): DatabaseError | undefined {
	const {column: name, mutator, value} = operation;
	const column = SCHEMA[table].columns[name];
	if (!column) return violation(`No column ${name} in table ${table}.`, 'unknown column');
	if (column.immutable) return violation(`Cannot mutate immutable column ${name} in table ${table}.`);
	const before = datumOf(table, row, name);
	// A map loses keys, or pairs.
	const keysOnly = mutator === 'delete' && column.value && typeof value === 'object' && 'set' in value;
	const operand =
		mutator === 'insert'
			? readValue(value, {...column, min: 0}, named)
			: readDatum(value, keysOnly ? {key: column.key, min: 0, max: column.max} : column, named);
	if (isError(operand)) return operand;
	const after = mutator === 'insert' ? union(before, operand) : difference(before, operand);
	if (after.keys.length < column.min || after.keys.length > column.max)
		return violation(`Attempted to store ${after.keys.length} elements in ${describeType(column)}.`);
	setDatum(draft, table, row, name, after);
	return undefined;
}

/** What is there already stays as it is (ovsdb_datum_union without replacing). */
export function union(a: Datum, b: Datum): Datum {
	const isMap = a.values.length > 0 || b.values.length > 0;
	const pairs: [Atom, Atom | undefined][] = a.keys.map((key, index) => [key, a.values[index]]);
	const known = new Set(a.keys);
	for (const [index, key] of b.keys.entries()) if (!known.has(key)) pairs.push([key, b.values[index]]);
	pairs.sort(([left], [right]) => compareAtoms(left, right));
	return {keys: pairs.map(([key]) => key), values: isMap ? pairs.map(([, value]) => value as Atom) : []};
}

/** Without the keys of `b`; where `b` has values, only pairs that are equal go. */
export function difference(a: Datum, b: Datum): Datum {
	const isMap = a.values.length > 0;
	const kept = a.keys.flatMap((key, index) => {
		const at = b.keys.indexOf(key);
		const goes = at !== -1 && (b.values.length === 0 || b.values[at] === a.values[index]);
		return goes ? [] : [index];
	});
	return {keys: kept.map((index) => a.keys[index] as Atom), values: isMap ? kept.map((index) => a.values[index] as Atom) : []};
}

/** A type in the words of the server (ovsdb_type_to_english). */
export function describeType({key, value, min, max}: Column): string {
	if (!value && min === 1 && max === 1) return key.type;
	const what = value ? `(${key.type}, ${value.type}) pairs` : `${key.type}s`;
	const unlimited = min === 1 ? ' of 1 or more' : ' of';
	const limited = min === 1 ? ` of 1 to ${max}` : ` of up to ${max}`;
	return `${value ? 'map' : 'set'}${max === Number.POSITIVE_INFINITY ? unlimited : limited} ${what}`;
}
