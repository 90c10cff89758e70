/** The draft as operations of a transaction (lib/ovsdb-idl.c, ovsdb_idl_txn_commit). */
import {
	type Datum,
	datumOf,
	equalData,
	type OvsdbAtom,
	type OvsdbOperation,
	type OvsdbValue,
	type Row,
} from '../../../engine/ovs/database.js';
import type {BaseType, Column, TableName} from '../../../engine/ovs/database-schema.js';
import {columnOf, SCHEMA} from '../../../engine/ovs/database-tables.js';
import {rowOf, type Session} from './session.js';

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
	const mutations = session.mutations.map(({table, uuid, column, mutator, value: datum}): OvsdbOperation => {
		const {key, value: second} = columnOf(table, column);
		const keysOnly = mutator === 'delete' && second !== undefined;
		const type: Column = {key, min: 0, max: Number.POSITIVE_INFINITY, ...(second && !keysOnly ? {value: second} : {})};
		return {op: 'mutate', table, uuid, column, mutator, value: value(datum, type)};
	});
	return {operations: [...inserts, ...updates, ...mutations, ...deletes], inserted};
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
