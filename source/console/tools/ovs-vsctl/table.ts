/** Rows as text: a list of records, a table, CSV, HTML or JSON (lib/table.c). */
import type {Datum} from '../../../engine/ovs/database/database.js';
import {formatDatum, formatDatumBare} from '../../../engine/ovs/database/database-format.js';
import type {Column} from '../../../engine/ovs/database/database-schema.js';
import {datumJson, formatJson} from './json.js';

export const TABLE_FORMATS = ['table', 'list', 'html', 'csv', 'json'] as const;
export const CELL_FORMATS = ['string', 'bare', 'json'] as const;

export interface TableStyle {
	format: (typeof TABLE_FORMATS)[number];
	cells: (typeof CELL_FORMATS)[number];
	headings: boolean;
	pretty: boolean;
	/** 0 is no limit. */
	maxWidth: number;
}

export const DEFAULT_STYLE: TableStyle = {format: 'list', cells: 'string', headings: true, pretty: false, maxWidth: 0};

/** What a command lists: headings, and one datum a cell. */
export interface TableText {
	headings: string[];
	rows: {datum: Datum; column: Column}[][];
}

type Cell = TableText['rows'][number][number];

/** The text of a table; tables of one line have an empty line between them. */
export function formatTable(table: TableText, style: TableStyle, isFirst: boolean): string {
	const gap = isFirst || style.format === 'html' || style.format === 'json' ? '' : '\n';
	switch (style.format) {
		case 'list':
			return gap + formatList(table, style);
		case 'table':
			return gap + formatColumns(table, style);
		case 'csv':
			return gap + formatCsv(table, style);
		case 'html':
			return formatHtml(table, style);
		case 'json':
			return `${formatJson({data: table.rows.map((row) => row.map(({datum, column}) => datumJson(datum, column))), headings: table.headings}, style.pretty)}\n`;
		default:
			return style.format satisfies never;
	}
}

function cellText({datum, column}: Cell, style: TableStyle): string {
	switch (style.cells) {
		case 'string':
			return formatDatum(datum, column);
		case 'bare':
			return formatDatumBare(datum);
		case 'json':
			return formatJson(datumJson(datum, column), false);
		default:
			return style.cells satisfies never;
	}
}

function formatList({headings, rows}: TableText, style: TableStyle): string {
	const records = rows.map((row) =>
		row.map((cell, index) => `${style.headings ? `${(headings[index] as string).padEnd(20)}: ` : ''}${cellText(cell, style)}\n`).join(''),
	);
	return records.join('\n');
}

function formatColumns({headings, rows}: TableText, style: TableStyle): string {
	const texts = rows.map((row) => row.map((cell) => cellText(cell, style)));
	const widths = headings.map((heading, index) => {
		const widest = Math.max(0, ...texts.map((row) => (row[index] as string).length));
		const cut = style.maxWidth > 0 ? Math.min(widest, style.maxWidth) : widest;
		return style.headings ? Math.max(cut, heading.length) : cut;
	});
	const line = (cells: readonly string[]) =>
		`${cells
			.map((cell, index) => cell.slice(0, widths[index]).padEnd(widths[index] as number))
			.join(' ')
			.replace(/ +$/, '')}\n`;
	const head = style.headings ? line(headings) + line(widths.map((width) => '-'.repeat(width))) : '';
	return head + texts.map(line).join('');
}

function formatCsv({headings, rows}: TableText, style: TableStyle): string {
	const line = (cells: readonly string[]) =>
		`${cells.map((cell) => (/[\n",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
	return (style.headings ? line(headings) : '') + rows.map((row) => line(row.map((cell) => cellText(cell, style)))).join('');
}

const HTML: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'};

function escapeHtml(text: string): string {
	return text.replace(/[&<>"]/g, (sign) => HTML[sign] as string);
}

function htmlCell(element: string, text: string): string {
	const linked = escapeHtml(text).replace(
		/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g,
		(uuid) => `<a href="#${uuid}">${uuid.slice(0, 8)}</a>`,
	);
	return `    <${element}>${linked}</${element}>\n`;
}

function formatHtml({headings, rows}: TableText, style: TableStyle): string {
	const head = style.headings ? `  <tr>\n${headings.map((heading) => htmlCell('th', heading)).join('')}  </tr>\n` : '';
	const body = rows.map((row) => {
		const cells = row.map((cell, index) => {
			const text = cellText(cell, style);
			if (headings[index] !== '_uuid') return htmlCell('td', text);
			return `    <td><a name="${escapeHtml(text)}">${escapeHtml(text.slice(0, 8))}</a></td>\n`;
		});
		return `  <tr>\n${cells.join('')}  </tr>\n`;
	});
	return `<table border=1>\n${head}${body.join('')}</table>\n`;
}
