/**
 * Styles of cells (ECMA-48 SGR), each known once by a small number, and the
 * shortest sequence from one to another.
 */

export interface Style {
	/** -1 the terminal's own, 0 to 255 the palette, RGB + 0x01_000_000 a true colour. */
	foreground: number;
	background: number;
	/** A sum of `ATTRIBUTES`. */
	attributes: number;
}

/** Index into a style book; 0 is the terminal's own style. */
export type StyleId = number;

export const ATTRIBUTES = {
	bold: 1,
	dim: 2,
	italic: 4,
	underline: 8,
	blink: 16,
	inverse: 32,
	hidden: 64,
	strike: 128,
	overline: 256,
} as const;

export const TRUE_COLOR = 0x0100_0000;
export const PLAIN: Style = {foreground: -1, background: -1, attributes: 0};

/** Attributes that show on a blank cell: underline, inverse, strike, overline. */
export const SEEN_ON_BLANKS = ATTRIBUTES.underline | ATTRIBUTES.inverse | ATTRIBUTES.strike | ATTRIBUTES.overline;

const ON: readonly (readonly [bit: number, on: string, off: string])[] = [
	[ATTRIBUTES.bold, '1', '22'],
	[ATTRIBUTES.dim, '2', '22'],
	[ATTRIBUTES.italic, '3', '23'],
	[ATTRIBUTES.underline, '4', '24'],
	[ATTRIBUTES.blink, '5', '25'],
	[ATTRIBUTES.inverse, '7', '27'],
	[ATTRIBUTES.hidden, '8', '28'],
	[ATTRIBUTES.strike, '9', '29'],
	[ATTRIBUTES.overline, '53', '55'],
];

export interface StyleBook {
	styles: Style[];
	ids: Map<string, StyleId>;
	/** `from * 65536 + to` -> sequence. */
	changes: Map<number, string>;
	/** Style of a blank in this style: what does not show is left out. */
	blanks: StyleId[];
}

export function createStyleBook(): StyleBook {
	const book: StyleBook = {styles: [], ids: new Map(), changes: new Map(), blanks: []};
	styleId(book, PLAIN);
	return book;
}

/** The number of a style. */
export function styleId(book: StyleBook, style: Style): StyleId {
	const key = `${style.foreground} ${style.background} ${style.attributes}`;
	const known = book.ids.get(key);
	if (known !== undefined) return known;
	const id = book.styles.length;
	book.ids.set(key, id);
	book.styles.push({...style});
	const inverse = (style.attributes & ATTRIBUTES.inverse) !== 0;
	const drawn = (style.attributes & SEEN_ON_BLANKS) !== 0;
	book.blanks[id] = id;
	book.blanks[id] = styleId(book, {
		foreground: drawn ? style.foreground : -1,
		background: style.background,
		// Bold and dim change the colour of an inverse or underlined blank.
		attributes: inverse || drawn ? style.attributes : 0,
	});
	return id;
}

export function styleOf(book: StyleBook, id: StyleId): Style {
	return book.styles[id] as Style;
}

/** Bytes that change the terminal's style from one to another; '' for the same. */
export function styleChange(book: StyleBook, from: StyleId, to: StyleId): string {
	if (from === to) return '';
	const key = from * 65536 + to;
	const known = book.changes.get(key);
	if (known !== undefined) return known;
	const target = styleOf(book, to);
	const fresh = ['', ...turnOn(PLAIN, target)];
	const careful = difference(styleOf(book, from), target);
	const [a, b] = [fresh.join(';'), careful.join(';')];
	const bytes = to === 0 ? '\u001B[m' : `\u001B[${a.length < b.length ? a : b}m`;
	book.changes.set(key, bytes);
	return bytes;
}

/** Parameters that turn a style on from the terminal's own; '' for that one. */
export function sgrOf(style: Style): string {
	return turnOn(PLAIN, style).join(';');
}

/** Applies the parameters of one SGR sequence to a style. */
export function applySgr(style: Style, parameters: string): Style {
	const next = {...style};
	const parts = parameters === '' ? ['0'] : parameters.split(';');
	for (let index = 0; index < parts.length; index++) {
		const [code = '', ...sub] = (parts[index] as string).split(':');
		const value = Number(code);
		if (value === 38 || value === 48) {
			const [color, used] = sub.length > 0 ? [subColor(sub), 0] : colorAt(parts, index + 1);
			index += used;
			if (color !== undefined) next[value === 38 ? 'foreground' : 'background'] = color;
		} else if (value === 4 && sub[0] === '0') next.attributes &= ~ATTRIBUTES.underline;
		else applyCode(next, value);
	}
	return next;
}

function applyCode(style: Style, code: number): void {
	const attribute = ON.find(([, on]) => Number(on) === code);
	if (code === 0) Object.assign(style, PLAIN);
	else if (attribute) style.attributes |= attribute[0];
	// Double underline counts as underline.
	else if (code === 21) style.attributes |= ATTRIBUTES.underline;
	else if (code >= 30 && code <= 37) style.foreground = code - 30;
	else if (code >= 90 && code <= 97) style.foreground = code - 82;
	else if (code === 39) style.foreground = -1;
	else if (code >= 40 && code <= 47) style.background = code - 40;
	else if (code >= 100 && code <= 107) style.background = code - 92;
	else if (code === 49) style.background = -1;
	else for (const [bit, , off] of ON) if (Number(off) === code) style.attributes &= ~bit;
}

/** `38:5:n`, `38:2:r:g:b` and `38:2::r:g:b`. */
function subColor(sub: readonly string[]): number | undefined {
	if (sub[0] === '5') return Number(sub[1]);
	if (sub[0] !== '2') return undefined;
	const [r, g, b] = sub.slice(-3).map(Number);
	return trueColor(r, g, b);
}

/** `38;5;n` and `38;2;r;g;b`: the colour and how many parameters it took. */
function colorAt(parts: readonly string[], at: number): [number | undefined, number] {
	if (parts[at] === '5') return [Number(parts[at + 1]), 2];
	if (parts[at] === '2') return [trueColor(Number(parts[at + 1]), Number(parts[at + 2]), Number(parts[at + 3])), 4];
	return [undefined, 0];
}

function trueColor(r = 0, g = 0, b = 0): number {
	return TRUE_COLOR + (r << 16) + (g << 8) + b;
}

function difference(from: Style, to: Style): string[] {
	const lost = from.attributes & ~to.attributes;
	const off = new Set(ON.filter(([bit]) => (lost & bit) !== 0).map(([, , code]) => code));
	// 22 ends bold and dim together: whichever should stay is turned on again.
	const kept = off.has('22') ? from.attributes & ~(ATTRIBUTES.bold | ATTRIBUTES.dim) : from.attributes;
	return [...off, ...turnOn({...from, attributes: kept & ~lost}, to)];
}

function turnOn(from: Style, to: Style): string[] {
	const codes = ON.filter(([bit]) => (to.attributes & ~from.attributes & bit) !== 0).map(([, on]) => on);
	if (to.foreground !== from.foreground) codes.push(colorCode(to.foreground, 30));
	if (to.background !== from.background) codes.push(colorCode(to.background, 40));
	return codes;
}

function colorCode(color: number, base: 30 | 40): string {
	if (color === -1) return String(base + 9);
	if (color < 8) return String(base + color);
	if (color < 16) return String(base + 52 + color);
	if (color < 256) return `${base + 8};5;${color}`;
	return `${base + 8};2;${(color >> 16) & 0xff};${(color >> 8) & 0xff};${color & 0xff}`;
}
