/** Filtering what is in front: every word has to be in the row, in any column. */
import type {Table} from '../view/tables/table.js';

export function matches(text: string, filter: string): boolean {
	const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
	return wanted.every((word) => text.toLowerCase().includes(word));
}

export function filterTable(table: Table, filter: string): Table {
	return filter === '' ? table : {...table, rows: table.rows.filter((row) => matches(row.cells.join(' '), filter))};
}
