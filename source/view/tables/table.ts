/*
 * Tables: rows of text under headings
 *
 * A table is data; how wide its columns are, which of them give way in a narrow
 * pane and which rows are visible is decided here, once for all tables. A row
 * that changed says so by a sign before it, by weight and by colour.
 */
import type {NodeId} from '../../engine/trace.js';
import {cutText, fitText, textWidth} from '../cell-width.js';
import type {Glyphs} from '../glyphs.js';
import {type Line, span, type Token} from '../token.js';

/** What happened to a row within the last events. */
export const ROW_CHANGES = ['added', 'moved', 'aged', 'changed'] as const;
export type RowChange = (typeof ROW_CHANGES)[number];

export interface Column {
	title: string;
	align: 'left' | 'right';
	/** The highest number gives way first when the pane is narrow; 0 stays. */
	rank: number;
	/** So many cells are enough where there is little room; more are used where they are free. */
	enough?: number;
}

export interface Row {
	cells: readonly string[];
	change?: RowChange | undefined;
	/** The event that made or changed it. */
	cause?: NodeId | undefined;
}

export interface Table {
	title: string;
	columns: readonly Column[];
	rows: readonly Row[];
	/** Said when there are no rows. */
	empty: string;
}

export interface TableView {
	width: number;
	/** Rows of the pane, heading included. */
	height: number;
	/** First row that is shown. */
	offset: number;
	/** Row under the cursor; -1 is none. */
	cursor: number;
}

const GAP = 2;

export function column(title: string, rank = 0, align: Column['align'] = 'left'): Column {
	return {title, align, rank};
}

/** A column of long text, of which the beginning says most. */
export function longColumn(title: string, enough: number): Column {
	return {title, align: 'left', rank: 0, enough};
}

/** A column of numbers. */
export function numbers(title: string, rank = 0): Column {
	return column(title, rank, 'right');
}

/** The table as lines, as many as `height` or fewer. */
export function tableLines(table: Table, view: TableView, signs: Glyphs): Line[] {
	if (table.rows.length === 0) return [headingLine(table, view.width), [span(`  ${table.empty}`, 'faint')]].slice(0, view.height);
	const shown = columnsThatFit(table, view.width);
	const widths = columnWidths(table, shown, view.width);
	const body = Math.max(0, view.height - 1);
	const offset = Math.max(0, Math.min(view.offset, table.rows.length - body));
	const rows = table.rows
		.slice(offset, offset + body)
		.map((row, index) => rowLine(table, row, shown, widths, offset + index === view.cursor, signs));
	const more = moreSign(table.rows.length, offset, body, signs);
	const heading = [
		span('  '),
		...shown.map((column, index) => cellSpan(table, column, table.columns[column]?.title ?? '', widths[index] ?? 0, 'heading')),
	];
	return [more === '' ? heading : withSign(heading, more, view.width), ...rows].map((line) => cutLine(line, view.width));
}

/** The first row to show so that row `cursor` is visible. */
export function offsetFor(cursor: number, offset: number, rows: number, height: number): number {
	const body = Math.max(1, height - 1);
	const wanted = cursor < 0 ? offset : Math.min(cursor, Math.max(offset, cursor - body + 1));
	return Math.max(0, Math.min(wanted, rows - body));
}

/** The heading with a sign behind it, for which the last titles give way. */
function withSign(heading: Line, sign: string, width: number): Line {
	return [...cutLine(heading, Math.max(0, width - textWidth(sign) - 1)), span(` ${sign}`, 'faint')];
}

/** As much of a line as fits. */
function cutLine(line: Line, width: number): Line {
	let room = width;
	return line.flatMap((part) => {
		const text = textWidth(part.text) <= room ? part.text : cutText(part.text.trimEnd(), Math.max(0, room));
		room -= textWidth(text);
		return text === '' ? [] : [{...part, text}];
	});
}

function headingLine(table: Table, width: number): Line {
	return [span('  '), span(fitText(table.columns.map(({title}) => title).join('  '), Math.max(0, width - 2)), 'heading')];
}

function rowLine(table: Table, row: Row, shown: readonly number[], widths: readonly number[], isCursor: boolean, signs: Glyphs): Line {
	const token: Token = isCursor ? 'cursor' : (row.change ?? 'text');
	const sign = row.change ? signs.row[row.change] : isCursor ? signs.pointer : ' ';
	return [
		span(`${sign} `, isCursor && !row.change ? 'focus' : token),
		...shown.map((column, index) => cellSpan(table, column, row.cells[column] ?? '', widths[index] ?? 0, token)),
	];
}

function cellSpan(table: Table, column: number, text: string, width: number, token: Token) {
	const right = table.columns[column]?.align === 'right';
	const fitted = right ? ' '.repeat(Math.max(0, width - textWidth(text))) + text : fitText(text, width);
	return span(fitted + ' '.repeat(GAP), token);
}

/** Cells of the widest text in a column. */
function columnWidth(table: Table, column: number): number {
	return Math.max(textWidth(table.columns[column]?.title ?? ''), ...table.rows.map((row) => textWidth(row.cells[column] ?? '')));
}

/** Cells with which a column is content. */
function enoughWidth(table: Table, column: number): number {
	return Math.min(columnWidth(table, column), table.columns[column]?.enough ?? Number.POSITIVE_INFINITY);
}

/** Widths of the columns that are shown: what is enough, and more where there is room. Too wide even so, the last one is cut. */
function columnWidths(table: Table, shown: readonly number[], width: number): number[] {
	const widths = shown.map((column) => enoughWidth(table, column));
	let free = width - GAP - widths.reduce((sum, cells) => sum + cells + GAP, 0) + GAP;
	for (const [index, column] of shown.entries()) {
		const more = Math.max(0, Math.min(free, columnWidth(table, column) - (widths[index] as number)));
		widths[index] = (widths[index] as number) + more;
		free -= more;
	}
	const over = widths.reduce((sum, cells) => sum + cells + GAP, 0) - width;
	const last = widths.at(-1);
	return over > 0 && last !== undefined ? [...widths.slice(0, -1), Math.max(1, last - over)] : widths;
}

/** Indexes of the columns that are shown, in their order. */
function columnsThatFit(table: Table, width: number): number[] {
	let shown = table.columns.map((_, index) => index);
	const needed = (): number => shown.reduce((sum, column) => sum + enoughWidth(table, column) + GAP, GAP) - GAP;
	while (shown.length > 1 && needed() > width) {
		const last = shown.reduce((worst, column) => (rankOf(table, column) >= rankOf(table, worst) ? column : worst));
		if (rankOf(table, last) === 0) break;
		shown = shown.filter((column) => column !== last);
	}
	return shown;
}

function rankOf(table: Table, column: number): number {
	return table.columns[column]?.rank ?? 0;
}

function moreSign(rows: number, offset: number, body: number, signs: Glyphs): string {
	return `${offset > 0 ? signs.more.up : ''}${offset + body < rows ? `${signs.more.down}${rows - offset - body}` : ''}`;
}
