/** The draft as operations of a transaction (lib/ovsdb-idl.c, ovsdb_idl_txn_commit). */
import {
	type Datum,
	datumOf,
	equalData,
	type OvsdbAtom,
	type OvsdbOperation,
	type OvsdbValue,
	type Row,
} from '../../../engine/ovs/database/database.js';
import type {BaseType, Column, TableName} from '../../../engine/ovs/database/database-schema.js';
import {columnOf, SCHEMA} from '../../../engine/ovs/database/database-tables.js';
import {type Pending, rowOf, type Session} from './session.js';

/** What the line has changed; nothing when it has not. */
export function operationsOf(session: Session): {operations: OvsdbOperation[]; inserted: string[]} {
	const isNew = new Set(session.inserted.map(({uuid}) => uuid));
	const value = (datum: Datum, column: Column) => asValue(datum, column, isNew);
	const rowValues = (table: TableName, row: Row, names: readonly string[]) =>
		Object.fromEntries(names.map((name) => [name, value(datumOf(table, row, name), columnOf(table, name))]));
	const inserts: OvsdbOperation[] = [];
	const inserted: string[] = [];
	for (const {table, uuid} of session.inserted) {
		const row = rowOf(session, table, uuid);
		if (!row) continue;
		inserts.push({op: 'insert', table, name: uuid, row: rowValues(table, row, Object.keys(row.columns))});
		inserted.push(uuid);
	}
	const updates: OvsdbOperation[] = [];
	const deletes: OvsdbOperation[] = [];
	for (const [table, rows] of session.draft.touched) {
		for (const [uuid, row] of rows) {
			const before = session.database.tables[table].get(uuid);
			if (!before) continue;
			if (!row) {
				// Whether others go, the server decides by who refers to them.
				if (SCHEMA[table].isRoot) deletes.push({op: 'delete', table, uuid});
				continue;
			}
			const names = [...new Set([...Object.keys(before.columns), ...Object.keys(row.columns)])];
			const changed = names.filter((name) => !equalData(datumOf(table, before, name), datumOf(table, row, name)));
			if (changed.length > 0) updates.push({op: 'update', table, uuid, row: rowValues(table, row, changed)});
		}
	}
	const mutations = session.mutations.flatMap((pending) => mutationsOf(session, pending, value));
	return {operations: [...inserts, ...updates, ...mutations, ...deletes], inserted};
}

/** Pairs whose key is there with another value take its place (ovsdb_idl_txn_extract_mutations). */
function mutationsOf(
	session: Session,
	{table, uuid, column: name, added}: Pending,
	value: (datum: Datum, column: Column) => OvsdbValue,
): OvsdbOperation[] {
	const column = columnOf(table, name);
	const mutation = (mutator: 'insert' | 'delete', keys: Datum['keys'], values: Datum['values'], type: Column): OvsdbOperation[] =>
		keys.length === 0 ? [] : [{op: 'mutate', table, uuid, column: name, mutator, value: value({keys, values}, type)}];
	const several = {min: 0, max: Number.POSITIVE_INFINITY} as const;
	if (!column.value) return mutation('insert', added.keys, [], {key: column.key, ...several});
	const there = datumOf(table, rowOf(session, table, uuid) as Row, name);
	const valueAt = (datum: Datum, key: Datum['keys'][number]) => datum.values[datum.keys.indexOf(key)];
	const changed = added.keys.filter((key) => valueAt(there, key) !== valueAt(added, key));
	const replaced = changed.filter((key) => there.keys.includes(key));
	return [
		...mutation('delete', replaced, [], {key: column.key, ...several}),
		...mutation(
			'insert',
			changed,
			changed.map((key) => valueAt(added, key) as Datum['keys'][number]),
			{key: column.key, value: column.value, ...several},
		),
	];
}

function asValue(datum: Datum, {key, value, max}: Column, isNew: ReadonlySet<string>): OvsdbValue {
	const atom = (each: Datum['keys'][number], {type}: BaseType): OvsdbAtom => {
		if (type !== 'uuid') return each;
		return isNew.has(each as string) ? {named: each as string} : {uuid: each as string};
	};
	if (value) return {map: datum.keys.map((each, index) => [atom(each, key), atom(datum.values[index] as never, value)])};
	const atoms = datum.keys.map((each) => atom(each, key));
	return max === 1 && atoms.length === 1 ? (atoms[0] as OvsdbAtom) : {set: atoms};
}
