/**
 * What must hold when a transaction ends: every strong reference has its row, no row that is still referred to was
 * deleted, rows that nobody refers to any more are gone, weak references to what is gone are gone, indexes are unique
 * (ovsdb/transaction.c, ovsdb_txn_precommit).
 */
import {datumOf, type Row} from './database.js';
import {type Draft, draftRow, draftRows, referencesOf, setDatum, setRow} from './database-draft.js';
import {formatDatum} from './database-format.js';
import {TABLE_NAMES, type TableName} from './database-schema.js';
import {columnOf, SCHEMA} from './database-tables.js';
import {type DatabaseError, violation} from './database-value.js';

/** Makes the draft whole, or says what keeps it from being. */
export function settleIntegrity(draft: Draft): DatabaseError | undefined {
	const dangling = checkReferences(draft);
	if (dangling) return dangling;
	const counts = countReferences(draft);
	const wanted = checkDeleted(draft, counts);
	if (wanted) return wanted;
	collectGarbage(draft, counts);
	const full = checkMaxRows(draft);
	if (full) return full;
	dropWeakReferences(draft);
	return checkIndexes(draft);
}

function* touchedRows(draft: Draft): Generator<{table: TableName; uuid: string; row: Row | undefined}> {
	for (const [table, rows] of draft.touched) for (const [uuid, row] of rows) yield {table, uuid, row};
}

function checkReferences(draft: Draft): DatabaseError | undefined {
	for (const {table, row} of touchedRows(draft)) {
		if (!row) continue;
		for (const {column, target, weak, uuid} of referencesOf(table, row)) {
			// A row that this transaction deletes is there until its references are counted.
			if (weak || uuid === row.uuid || draftRow(draft, target, uuid) || draft.database.tables[target].has(uuid)) continue;
			return violation(
				`Table ${table} column ${column} row ${row.uuid} references nonexistent row ${uuid} in table ${target}.`,
				'referential integrity violation',
			);
		}
	}
	return undefined;
}

/** Strong references to each row. One to itself does not count. */
function countReferences(draft: Draft): Map<string, number> {
	const counts = new Map<string, number>();
	for (const table of TABLE_NAMES) {
		for (const row of draftRows(draft, table)) {
			for (const {weak, uuid} of referencesOf(table, row)) {
				if (!weak && uuid !== row.uuid) counts.set(uuid, (counts.get(uuid) ?? 0) + 1);
			}
		}
	}
	return counts;
}

function checkDeleted(draft: Draft, counts: ReadonlyMap<string, number>): DatabaseError | undefined {
	for (const {table, uuid, row} of touchedRows(draft)) {
		const left = counts.get(uuid) ?? 0;
		if (row || left === 0) continue;
		return violation(`cannot delete ${table} row ${uuid} because of ${left} remaining reference(s)`, 'referential integrity violation');
	}
	return undefined;
}

function collectGarbage(draft: Draft, counts: Map<string, number>): void {
	const lost: {table: TableName; row: Row}[] = [];
	for (const table of TABLE_NAMES) {
		if (SCHEMA[table].isRoot) continue;
		for (const row of draftRows(draft, table)) if (!counts.get(row.uuid)) lost.push({table, row});
	}
	for (let next = lost.pop(); next; next = lost.pop()) {
		setRow(draft, next.table, next.row.uuid, undefined);
		for (const {target, weak, uuid} of referencesOf(next.table, next.row)) {
			if (weak || uuid === next.row.uuid) continue;
			const left = (counts.get(uuid) ?? 0) - 1;
			counts.set(uuid, left);
			const row = left === 0 && !SCHEMA[target].isRoot ? draftRow(draft, target, uuid) : undefined;
			if (row) lost.push({table: target, row});
		}
	}
}

function checkMaxRows(draft: Draft): DatabaseError | undefined {
	for (const table of draft.touched.keys()) {
		const {maxRows} = SCHEMA[table];
		const count = maxRows === undefined ? 0 : [...draftRows(draft, table)].length;
		if (maxRows !== undefined && count > maxRows)
			return violation(
				`transaction causes "${table}" table to contain ${count} rows, greater than the schema-defined limit of ${maxRows} row(s)`,
			);
	}
	return undefined;
}

function dropWeakReferences(draft: Draft): void {
	for (const table of TABLE_NAMES) {
		const weakColumns = Object.entries(SCHEMA[table].columns).filter(([, column]) => column.key.weak);
		if (weakColumns.length === 0) continue;
		for (const row of [...draftRows(draft, table)]) {
			for (const [name, column] of weakColumns) {
				const now = draftRow(draft, table, row.uuid) as Row;
				const datum = datumOf(table, now, name);
				const keys = datum.keys.filter((uuid) => draftRow(draft, column.key.table as TableName, uuid as string));
				if (keys.length < datum.keys.length) setDatum(draft, table, now, name, {keys, values: []});
			}
		}
	}
}

function checkIndexes(draft: Draft): DatabaseError | undefined {
	for (const table of draft.touched.keys()) {
		for (const index of SCHEMA[table].indexes ?? []) {
			const seen = new Map<string, Row>();
			for (const row of draftRows(draft, table)) {
				const value = index.map((column) => formatDatum(datumOf(table, row, column), columnOf(table, column))).join(' and ');
				const other = seen.get(value);
				if (other) return violation(duplicate(draft, table, index, value, [row, other]));
				seen.set(value, row);
			}
		}
	}
	return undefined;
}

function duplicate(draft: Draft, table: TableName, index: readonly string[], value: string, rows: [Row, Row]): string {
	// Of two rows the one with the larger UUID comes first, so that the message does not depend on chance (duplicate_index_row).
	const [first, second] = rows[0].uuid < rows[1].uuid ? [rows[1], rows[0]] : rows;
	const columns = index.length === 1 ? `column "${index[0]}"` : `columns ${index.map((name) => `"${name}"`).join(' and ')}`;
	return (
		`Transaction causes multiple rows in "${table}" table to have identical values (${value}) for index on ${columns}.  ` +
		`First row, with UUID ${first.uuid}, ${historyOf(draft, table, first)}  Second row, with UUID ${second.uuid}, ${historyOf(draft, table, second)}`
	);
}

function historyOf(draft: Draft, table: TableName, row: Row): string {
	if (!draft.touched.get(table)?.has(row.uuid))
		return 'existed in the database before this transaction and was not modified by the transaction.';
	if (!draft.database.tables[table].has(row.uuid)) return 'was inserted by this transaction.';
	return "existed in the database before this transaction, which modified some of the row's columns but not any columns in this index.";
}
