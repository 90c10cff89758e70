/**
 * How many terminal cells a character takes: 0 (joined to the one before), 1 or
 * 2 (Unicode Standard Annex 11, W and F). Ambiguous characters count as one cell,
 * as every terminal outside East Asian locales has them; `--ascii` is the way out
 * for the others.
 */

/** First and last code point of the wide blocks. */
const WIDE: readonly (readonly [number, number])[] = [
	[0x1100, 0x115f],
	[0x231a, 0x231b],
	[0x2329, 0x232a],
	[0x23e9, 0x23ec],
	[0x23f0, 0x23f0],
	[0x23f3, 0x23f3],
	[0x25fd, 0x25fe],
	[0x2614, 0x2615],
	[0x2648, 0x2653],
	[0x267f, 0x267f],
	[0x2693, 0x2693],
	[0x26a1, 0x26a1],
	[0x26aa, 0x26ab],
	[0x26bd, 0x26be],
	[0x26c4, 0x26c5],
	[0x26ce, 0x26ce],
	[0x26d4, 0x26d4],
	[0x26ea, 0x26ea],
	[0x26f2, 0x26f3],
	[0x26f5, 0x26f5],
	[0x26fa, 0x26fa],
	[0x26fd, 0x26fd],
	[0x2705, 0x2705],
	[0x270a, 0x270b],
	[0x2728, 0x2728],
	[0x274c, 0x274c],
	[0x274e, 0x274e],
	[0x2753, 0x2755],
	[0x2757, 0x2757],
	[0x2795, 0x2797],
	[0x27b0, 0x27b0],
	[0x27bf, 0x27bf],
	[0x2b1b, 0x2b1c],
	[0x2b50, 0x2b50],
	[0x2b55, 0x2b55],
	[0x2e80, 0x303e],
	[0x3041, 0x33ff],
	[0x3400, 0x4dbf],
	[0x4e00, 0xa4cf],
	[0xa960, 0xa97f],
	[0xac00, 0xd7a3],
	[0xf900, 0xfaff],
	[0xfe10, 0xfe19],
	[0xfe30, 0xfe6f],
	[0xff01, 0xff60],
	[0xffe0, 0xffe6],
	[0x1f300, 0x1f64f],
	[0x1f680, 0x1f6ff],
	[0x1f7e0, 0x1f7eb],
	[0x1f900, 0x1f9ff],
	[0x1fa70, 0x1faff],
	[0x20000, 0x3fffd],
];

const JOINED = /^[\p{M}\p{Default_Ignorable_Code_Point}]$/u;

/** Cells of one code point; control characters take none. */
export function cellWidth(code: number): 0 | 1 | 2 {
	if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
	if (code < 0x300) return code === 0xad ? 0 : 1;
	// Punctuation, arrows, box drawing, blocks and shapes up to the first wide symbol: the common case.
	if (code >= 0x2010 && code < 0x2028) return 1;
	if (code >= 0x2190 && code < 0x231a) return 1;
	if (code >= 0x2500 && code < 0x25fd) return 1;
	if (JOINED.test(String.fromCodePoint(code))) return 0;
	return isWide(code) ? 2 : 1;
}

/** Cells of a text without escape sequences. */
export function textWidth(text: string): number {
	let width = 0;
	for (const character of text) width += cellWidth(character.codePointAt(0) as number);
	return width;
}

/** The longest beginning of `text` that fits `width` cells. */
export function cutText(text: string, width: number): string {
	let used = 0;
	let end = 0;
	for (const character of text) {
		used += cellWidth(character.codePointAt(0) as number);
		if (used > width) return text.slice(0, end);
		end += character.length;
	}
	return text;
}

/** `text` cut or filled with spaces to exactly `width` cells; a cut text ends in `mark`. */
export function fitText(text: string, width: number, mark = '…'): string {
	const long = textWidth(text);
	if (long <= width) return text + ' '.repeat(width - long);
	const cut = cutText(text, Math.max(0, width - textWidth(mark))) + mark;
	return fitText(cutText(cut, width), width, mark);
}

/** Breaks text at spaces (but not at those that do not break) into rows of at most `width` cells; a longer word is cut. */
export function wrapText(text: string, width: number): string[] {
	const rows: string[] = [];
	let row = '';
	for (let word of text.split(/[^\S\u00A0]+/u).filter(Boolean)) {
		const joined = row === '' ? word : `${row} ${word}`;
		if (textWidth(joined) <= width) {
			row = joined;
			continue;
		}
		if (row !== '') rows.push(row);
		while (textWidth(word) > width && width > 0) {
			const head = cutText(word, width) || word.slice(0, 1);
			rows.push(head);
			word = word.slice(head.length);
		}
		row = word;
	}
	if (row !== '') rows.push(row);
	return rows;
}

function isWide(code: number): boolean {
	let low = 0;
	let high = WIDE.length - 1;
	while (low <= high) {
		const middle = (low + high) >> 1;
		const [first, last] = WIDE[middle] as readonly [number, number];
		if (code < first) high = middle - 1;
		else if (code > last) low = middle + 1;
		else return true;
	}
	return false;
}
