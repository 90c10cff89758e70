/**
 * The two sets of signs: Unicode, and ASCII for `--ascii`, old consoles and
 * locales whose fonts draw lines two cells wide. No emoji and no variation
 * selectors, whose width terminals do not agree on.
 */

export interface Glyphs {
	name: 'unicode' | 'ascii';
	/** Glyph of a line cell by its arms, each a letter l (light) or d (double) or -, in the order up, right, down, left. */
	line(arms: string): string;
	frame: {up: string; down: string; left: string; right: string; still: string};
	/** Marks on the path a frame has taken. */
	trail: {up: string; down: string; left: string; right: string; both: string};
	drop: string;
	delivered: string;
	ok: string;
	wrong: string;
	pending: string;
	/** Choices: one of many, several of many. */
	radio: {on: string; off: string};
	check: {on: string; off: string};
	pointer: string;
	/** Steps of a lesson: done, here, ahead. */
	step: {done: string; here: string; ahead: string};
	play: string;
	pause: string;
	bullet: string;
	ellipsis: string;
	/** At the end of a row that goes on below. */
	wrap: string;
	/** The key that takes what is offered: Right. */
	takes: string;
	separator: string;
	tree: {branch: string; last: string; through: string; blank: string};
	more: {up: string; down: string};
	cursor: string;
	/** A cell of a bar. */
	bar: string;
	/** Rows of live tables. */
	row: {added: string; moved: string; aged: string; changed: string};
}

const UNICODE_LINES: Record<string, string> = {
	'----': ' ',
	'l-l-': '│',
	'l---': '│',
	'--l-': '│',
	'-l-l': '─',
	'-l--': '─',
	'---l': '─',
	'-ll-': '┌',
	'--ll': '┐',
	'll--': '└',
	'l--l': '┘',
	'lll-': '├',
	'l-ll': '┤',
	'-lll': '┬',
	'll-l': '┴',
	llll: '┼',
	'd-d-': '║',
	'd---': '║',
	'--d-': '║',
	'-d-d': '═',
	'-d--': '═',
	'---d': '═',
	'-dd-': '╔',
	'--dd': '╗',
	'dd--': '╚',
	'd--d': '╝',
	'ddd-': '╠',
	'd-dd': '╣',
	'-ddd': '╦',
	'dd-d': '╩',
	dddd: '╬',
	// A double wire at a light box, and the other way round.
	'-ldl': '╥',
	'dl-l': '╨',
	dldl: '╫',
	'-dld': '╤',
	'ld-d': '╧',
	ldld: '╪',
	'ldl-': '╞',
	'l-ld': '╡',
	'dld-': '╟',
	'd-dl': '╢',
	'l-d-': '║',
	'd-l-': '║',
	'-l-d': '═',
	'-d-l': '═',
	'-ld-': '╓',
	'-dl-': '╒',
	'--dl': '╖',
	'--ld': '╕',
	'dl--': '╙',
	'ld--': '╘',
	'd--l': '╜',
	'l--d': '╛',
};

/** A mix that Unicode has no sign for is drawn in its lighter weight. */
function unicodeLine(arms: string): string {
	return UNICODE_LINES[arms] ?? UNICODE_LINES[arms.replaceAll('d', 'l')] ?? ' ';
}

function asciiLine(arms: string): string {
	const [up, right, down, left] = [...arms].map((arm) => arm !== '-');
	if (!(up || right || down || left)) return ' ';
	if (!(left || right)) return arms.includes('d') ? 'H' : '|';
	if (!(up || down)) return arms.includes('d') ? '=' : '-';
	return '+';
}

export const UNICODE: Glyphs = {
	name: 'unicode',
	line: unicodeLine,
	frame: {up: '▲', down: '▼', left: '◀', right: '▶', still: '●'},
	trail: {up: '▴', down: '▾', left: '◂', right: '▸', both: '↕'},
	drop: '✗',
	delivered: '✓',
	ok: '✓',
	wrong: '✗',
	pending: '○',
	radio: {on: '(●)', off: '( )'},
	check: {on: '[x]', off: '[ ]'},
	pointer: '▸',
	step: {done: '●', here: '◐', ahead: '○'},
	play: '▶',
	pause: '▮▮',
	bullet: '•',
	ellipsis: '…',
	wrap: '↲',
	takes: '→',
	separator: '·',
	tree: {branch: '├ ', last: '└ ', through: '│ ', blank: '  '},
	more: {up: '▴', down: '▾'},
	cursor: '█',
	bar: '█',
	row: {added: '+', moved: '~', aged: '-', changed: '*'},
};

export const ASCII: Glyphs = {
	name: 'ascii',
	line: asciiLine,
	frame: {up: '^', down: 'v', left: '<', right: '>', still: 'o'},
	trail: {up: '^', down: 'v', left: '<', right: '>', both: ':'},
	drop: 'X',
	delivered: '*',
	ok: '+',
	wrong: 'x',
	pending: 'o',
	radio: {on: '(*)', off: '( )'},
	check: {on: '[x]', off: '[ ]'},
	pointer: '>',
	step: {done: '#', here: '>', ahead: '.'},
	play: '>',
	pause: '||',
	bullet: '-',
	ellipsis: '~',
	wrap: '\\',
	takes: '->',
	separator: '-',
	tree: {branch: '+ ', last: '` ', through: '| ', blank: '  '},
	more: {up: '^', down: 'v'},
	cursor: '_',
	bar: '#',
	row: {added: '+', moved: '~', aged: '-', changed: '*'},
};
