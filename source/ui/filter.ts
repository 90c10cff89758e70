/** Filtering what is in front: every word has to be in the row, in any column. */
import type {Table} from '../view/tables/table.js';

export function matches(text: string, filter: string): boolean {
	const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
	return wanted.every((word) => text.toLowerCase().includes(word));
}

/** The rows that match. Where none does, the table says that, and not that there is nothing in it. */
export function filterTable(table: Table, filter: string, noMatch: string): Table {
	if (filter === '') return table;
	const empty = table.rows.length === 0 ? table.empty : noMatch;
	return {...table, empty, rows: table.rows.filter((row) => matches(row.cells.join(' '), filter))};
}
