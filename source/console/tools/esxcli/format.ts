/** How esxcli prints: records with indented fields, or tables whose numbers stand on the right. */
import {Complaint} from '../../complaint.js';
import {type Printed, prints} from '../../program.js';

/** `   Name: value`, a line a field. */
export function fields(pairs: readonly (readonly [string, string | number | boolean])[]): string {
	return pairs.map(([name, text]) => `   ${name}: ${text}\n`).join('');
}

/** Records under their names, with a blank line between them. */
export function records(all: readonly {name: string; text: string}[]): Printed {
	return prints(all.map(({name, text}) => `${name}\n${text}`).join('\n'));
}

export interface Column {
	title: string;
	right?: boolean;
}

export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): Printed {
	const widths = columns.map(({title}, at) => Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)));
	const line = (cells: readonly string[], isHead: boolean) =>
		`${cells
			.map((cell, at) => (columns[at]?.right && !isHead ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
			.join('  ')
			.trimEnd()}\n`;
	const head = line(
		columns.map(({title}) => title),
		true,
	);
	const rule = line(
		widths.map((width) => '-'.repeat(width)),
		true,
	);
	return prints(head + rule + rows.map((row) => line(row, false)).join(''));
}

/** What the host refuses. */
export function failure(message: string): Complaint {
	return new Complaint(`${message}\n`, 1);
}
