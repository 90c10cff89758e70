/*
 * The difference of two screens, in bytes
 *
 * Between what the terminal shows and what it is to show, only changed cells are
 * written. An isolated cell costs an address, a colour and a glyph; so the three
 * savings here are moving by the shortest sequence, writing over a short gap of
 * unchanged cells instead of jumping it, and clearing to the end of a row where
 * the rest is blank. The writer never moves by line feed and never writes below
 * its last row, so nothing scrolls.
 */
import {cellWidth} from '../../view/cell-width.js';
import type {Cells} from './cells.js';
import {type StyleBook, type StyleId, styleChange} from './style.js';

/** Where the terminal's cursor is and in which style it writes; -1 is not known. */
export interface Pen {
	row: number;
	column: number;
	style: StyleId;
}

/** Writing over this many unchanged cells may be shorter than a jump. */
const LONGEST_BRIDGE = 6;
/** From this many blanks on, clearing to the end of the row is shorter. */
const SHORTEST_CLEAR = 4;

/** Bytes that turn `shown` into `next`; `shown` is brought up to date, `pen` follows. Both have the same size. */
export function difference(shown: Cells, next: Cells, pen: Pen, book: StyleBook): string {
	let bytes = '';
	for (let y = 0; y < next.rows; y++) bytes += rowDifference(shown, next, y, pen, book);
	return bytes;
}

function rowDifference(shown: Cells, next: Cells, y: number, pen: Pen, book: StyleBook): string {
	const first = y * next.columns;
	const end = first + next.columns;
	let bytes = '';
	let at = nextChange(shown, next, first, end);
	if (at === end) return bytes;
	const content = contentEnd(next, first, end);
	while (at < end) {
		if (at >= content && changedBlanks(shown, next, at, end) >= SHORTEST_CLEAR) {
			bytes += moveTo(pen, y, at - first) + changeStyle(pen, 0, book);
			bytes += '\u001B[K';
			break;
		}
		bytes += bridge(next, pen, y, first, at, book);
		bytes += put(next, at, first, pen, book);
		at += next.glyphs[at + 1] === '' && at + 1 < end ? 2 : 1;
		at = nextChange(shown, next, at, end);
	}
	for (let cell = first; cell < end; cell++) {
		shown.glyphs[cell] = next.glyphs[cell] as string;
		shown.styles[cell] = next.styles[cell] as StyleId;
	}
	return bytes;
}

/** First cell from `at` on that differs; the left half when it is a wide character. */
function nextChange(shown: Cells, next: Cells, at: number, end: number): number {
	let cell = at;
	while (cell < end && shown.glyphs[cell] === next.glyphs[cell] && shown.styles[cell] === next.styles[cell]) cell++;
	return cell < end && next.glyphs[cell] === '' && cell > at ? cell - 1 : cell;
}

/** One past the last cell of the row that is not a plain blank. */
function contentEnd(next: Cells, first: number, end: number): number {
	let cell = end;
	while (cell > first && next.glyphs[cell - 1] === ' ' && next.styles[cell - 1] === 0) cell--;
	return cell;
}

function changedBlanks(shown: Cells, next: Cells, at: number, end: number): number {
	let changed = 0;
	for (let cell = at; cell < end; cell++)
		if (shown.glyphs[cell] !== next.glyphs[cell] || shown.styles[cell] !== next.styles[cell]) changed++;
	return changed;
}

/** Gets the pen to `at`: over unchanged cells when they are few and look as the pen writes, by a jump otherwise. */
function bridge(next: Cells, pen: Pen, y: number, first: number, at: number, book: StyleBook): string {
	const column = at - first;
	const text = pen.row === y && pen.column >= 0 ? bridgeText(next, first + pen.column, at, pen.style, book) : undefined;
	const jump = moveTo(pen, y, column);
	return text !== undefined && byteLength(text) < jump.length ? text : jump;
}

/** The unchanged cells between, when writing them again in the style of the pen changes nothing. */
function bridgeText(next: Cells, from: number, to: number, style: StyleId, book: StyleBook): string | undefined {
	if (to <= from || to - from > LONGEST_BRIDGE) return undefined;
	const glyphs = next.glyphs.slice(from, to);
	const same = glyphs.every((glyph, index) => isSafe(glyph) && writesAs(next.styles[from + index] as StyleId, glyph, style, book));
	return same ? glyphs.join('') : undefined;
}

/** Writes one cell in its style. */
function put(next: Cells, at: number, first: number, pen: Pen, book: StyleBook): string {
	const glyph = next.glyphs[at] || ' ';
	const style = next.styles[at] as StyleId;
	const change = writesAs(style, glyph, pen.style, book) ? '' : changeStyle(pen, style, book);
	const column = at - first + (next.glyphs[at + 1] === '' ? 2 : 1);
	// Behind the last column, or behind a glyph whose width terminals dispute, nobody knows where the cursor is.
	pen.column = column < next.columns && isSafe(glyph) ? column : -1;
	if (column >= next.columns) pen.row = -1;
	return change + glyph;
}

/** Does a cell of `style` look the same when written in the style of the pen? */
function writesAs(style: StyleId, glyph: string, pen: StyleId, book: StyleBook): boolean {
	return style === pen || (glyph === ' ' && pen !== -1 && book.blanks[pen] === style);
}

function changeStyle(pen: Pen, style: StyleId, book: StyleBook): string {
	if (pen.style === style) return '';
	const bytes = pen.style === -1 ? `\u001B[m${styleChange(book, 0, style)}` : styleChange(book, pen.style, style);
	pen.style = style;
	return bytes;
}

/** The shortest way of the cursor to a cell (CUP, CHA, CUF, CUB, CUU, CUD). */
function moveTo(pen: Pen, row: number, column: number): string {
	const address = row === 0 && column === 0 ? '\u001B[H' : column === 0 ? `\u001B[${row + 1}H` : `\u001B[${row + 1};${column + 1}H`;
	const ways = [address];
	if (pen.row >= 0 && pen.column >= 0) {
		const [down, right] = [row - pen.row, column - pen.column];
		if (down === 0 && right === 0) return '';
		if (down === 0 && right > 0) ways.push(by(right, 'C'));
		if (down === 0 && right < 0) ways.push(by(-right, 'D'), '\b'.repeat(-right), column === 0 ? '\r' : address);
		if (down === 0) ways.push(`\u001B[${column + 1}G`);
		if (right === 0) ways.push(by(Math.abs(down), down > 0 ? 'B' : 'A'));
	} else if (pen.row === row) ways.push(`\u001B[${column + 1}G`);
	pen.row = row;
	pen.column = column;
	return ways.reduce((best, way) => (way.length < best.length ? way : best));
}

function by(count: number, final: string): string {
	return `\u001B[${count === 1 ? '' : count}${final}`;
}

/** One cell wide in every terminal. */
function isSafe(glyph: string): boolean {
	return glyph.length === 1 && cellWidth(glyph.charCodeAt(0)) === 1;
}

function byteLength(text: string): number {
	let length = 0;
	for (let index = 0; index < text.length; index++) length += text.charCodeAt(index) < 0x80 ? 1 : text.charCodeAt(index) < 0x800 ? 2 : 3;
	return length;
}
