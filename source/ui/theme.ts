/*
 * The theme: meaning -> style
 *
 * Views speak of tokens; here they get colours, weights and inversions, at the
 * depth that the terminal was found to have (`platform/terminal.ts`). Ink and
 * chalk are never asked: they ignore NO_COLOR. The colours are those of Okabe
 * and Ito, which people with any of the common colour deficiencies can tell
 * apart; whatever matters is also a glyph or a word.
 */
import type {ColorDepth} from '../platform/terminal.js';
import type {Line, Token} from '../view/token.js';
import {ATTRIBUTES, PLAIN, type Style, sgrOf, TRUE_COLOR} from './screen/style.js';

export interface Theme {
	depth: ColorDepth;
	/** Style of a token. */
	style(token: Token): Style;
	/** A row with its SGR sequences for Ink, each stretch ending in the terminal's own style. */
	paint(line: Line): string;
}

export type Background = 'dark' | 'light';

/** A colour at each depth: palette of 16, palette of 256, RGB. */
type Hue = readonly [number, number, number];

type Look = {color?: keyof typeof DARK; bold?: boolean; dim?: boolean; inverse?: boolean; underline?: boolean};

const DARK = {
	orange: [3, 214, 0xe69f00],
	sky: [6, 74, 0x56b4e9],
	green: [2, 36, 0x009e73],
	yellow: [11, 227, 0xf0e442],
	red: [9, 202, 0xe8642a],
	pink: [5, 175, 0xcc79a7],
	grey: [8, 245, 0x8a8a8a],
} as const satisfies Record<string, Hue>;

/** The same hues, dark enough for a white ground. */
const LIGHT: Readonly<Record<keyof typeof DARK, Hue>> = {
	orange: [3, 130, 0x9c6500],
	sky: [6, 25, 0x0a5f94],
	green: [2, 29, 0x00704f],
	yellow: [3, 94, 0x806a00],
	red: [1, 160, 0xb83b00],
	pink: [5, 126, 0x963d70],
	grey: [8, 242, 0x6c6c6c],
};

const LOOKS: Readonly<Record<Token, Look>> = {
	text: {},
	faint: {color: 'grey'},
	strong: {bold: true},
	title: {bold: true},
	heading: {color: 'sky', bold: true},
	rule: {color: 'grey'},
	box: {},
	machine: {bold: true},
	cable: {},
	virtual: {color: 'grey'},
	port: {color: 'grey'},
	mode: {color: 'sky'},
	focus: {color: 'yellow', bold: true},
	chosen: {color: 'sky', bold: true},
	cursor: {inverse: true},
	key: {color: 'sky', bold: true},
	code: {color: 'orange'},
	command: {bold: true},
	ok: {color: 'green', bold: true},
	wrong: {color: 'red', bold: true},
	hint: {color: 'yellow'},
	warning: {color: 'red'},
	added: {color: 'green', bold: true},
	moved: {color: 'orange', bold: true},
	aged: {color: 'grey', bold: true},
	changed: {bold: true},
	frame: {color: 'yellow', bold: true},
	trail: {color: 'sky', bold: true},
	drop: {color: 'red', bold: true},
	delivered: {color: 'green', bold: true},
	message: {color: 'yellow'},
};

/** Without colour a faint text is dim, so that what matters still stands out. */
const FAINT: readonly Token[] = ['faint', 'rule', 'virtual', 'port', 'aged'];

export function createTheme(depth: ColorDepth, background: Background = 'dark'): Theme {
	const styles = new Map(Object.entries(LOOKS).map(([token, look]) => [token as Token, styleFor(token as Token, look, depth, background)]));
	const style = (token: Token): Style => styles.get(token) ?? PLAIN;
	return {
		depth,
		style,
		paint: (line) => line.map(({text, token}) => paintText(text, style(token))).join(''),
	};
}

/** Ink knows a reset only as `0`, not as the empty sequence, and carries every other style on. */
function paintText(text: string, style: Style): string {
	const codes = sgrOf(style);
	return codes === '' || text === '' ? text : `\u001B[${codes}m${text}\u001B[0m`;
}

function styleFor(token: Token, {color, bold, dim, inverse, underline}: Look, depth: ColorDepth, background: Background): Style {
	const attributes =
		(bold ? ATTRIBUTES.bold : 0) +
		(dim || (depth === 'none' && FAINT.includes(token)) ? ATTRIBUTES.dim : 0) +
		(inverse ? ATTRIBUTES.inverse : 0) +
		(underline ? ATTRIBUTES.underline : 0);
	if (color === undefined || depth === 'none') return {...PLAIN, attributes};
	const [ansi16, ansi256, rgb] = (background === 'light' ? LIGHT : DARK)[color];
	const foreground = depth === 'ansi16' ? ansi16 : depth === 'ansi256' ? ansi256 : TRUE_COLOR + rgb;
	return {...PLAIN, foreground, attributes};
}
