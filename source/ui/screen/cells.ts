/** A screenful of cells, and reading Ink's rows into it. */
import {cellWidth} from '../../view/cell-width.js';
import {applySgr, PLAIN, type StyleBook, type StyleId, styleId} from './style.js';

export interface Cells {
	columns: number;
	rows: number;
	/** One a cell, row by row; '' is the right half of a wide character. */
	glyphs: string[];
	styles: StyleId[];
}

/** A screenful of plain blanks. */
export function createCells(columns: number, rows: number): Cells {
	return {
		columns,
		rows,
		glyphs: new Array<string>(columns * rows).fill(' '),
		styles: new Array<StyleId>(columns * rows).fill(0),
	};
}

/** Puts one glyph; a blank loses the parts of its style that do not show. */
export function putCell(cells: Cells, at: number, glyph: string, style: StyleId, book: StyleBook): void {
	cells.glyphs[at] = glyph;
	cells.styles[at] = glyph === ' ' ? (book.blanks[style] as StyleId) : style;
}

/**
 * Reads one row of output with SGR sequences into row `y`; the rest of the row
 * becomes blank. What is too long is cut. A row begins in the plain style, as
 * Ink ends every row in it.
 */
export function readRow(cells: Cells, y: number, text: string, book: StyleBook): void {
	const first = y * cells.columns;
	let style = PLAIN;
	let id = styleId(book, style);
	let x = 0;
	for (let at = 0; at < text.length; ) {
		const code = text.codePointAt(at) as number;
		if (code === 0x1b || code === 0x9b) {
			const [parameters, end] = readEscape(text, at);
			if (parameters !== undefined) {
				style = applySgr(style, parameters);
				id = styleId(book, style);
			}
			at = end;
			continue;
		}
		const length = code > 0xffff ? 2 : 1;
		const glyph = text.slice(at, at + length);
		at += length;
		const width = cellWidth(code);
		if (width === 0) {
			joinGlyph(cells, first + x, x, code, glyph);
			continue;
		}
		if (x + width > cells.columns) break;
		putCell(cells, first + x, glyph, id, book);
		if (width === 2) putCell(cells, first + x + 1, '', id, book);
		x += width;
	}
	for (; x < cells.columns; x++) putCell(cells, first + x, ' ', 0, book);
}

/** A combining mark belongs to the glyph before it; control characters are nothing. */
function joinGlyph(cells: Cells, at: number, x: number, code: number, mark: string): void {
	if (x === 0 || code < 0x300) return;
	const before = cells.glyphs[at - 1] === '' ? at - 2 : at - 1;
	cells.glyphs[before] += mark;
}

/** Parameters of an SGR sequence at `at`, or nothing for any other sequence, and where it ends. */
function readEscape(text: string, at: number): [string | undefined, number] {
	const introducer = text.charCodeAt(at) === 0x9b ? '[' : text[at + 1];
	const body = text.charCodeAt(at) === 0x9b ? at + 1 : at + 2;
	if (introducer === '[') {
		let end = body;
		while (end < text.length && !isFinal(text.charCodeAt(end))) end++;
		const parameters = text.slice(body, end);
		return [text[end] === 'm' && /^[\d;:]*$/.test(parameters) ? parameters : undefined, end + 1];
	}
	if (introducer === ']' || introducer === 'P' || introducer === '_' || introducer === '^' || introducer === 'X') {
		for (let end = body; end < text.length; end++) {
			if (text[end] === '\u0007') return [undefined, end + 1];
			if (text[end] === '\u001B' && text[end + 1] === '\\') return [undefined, end + 2];
		}
		return [undefined, text.length];
	}
	return [undefined, body];
}

function isFinal(code: number): boolean {
	return code >= 0x40 && code <= 0x7e;
}
