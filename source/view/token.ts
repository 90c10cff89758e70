/**
 * What a piece of the screen means. The view says the meaning, `ui/theme.ts`
 * gives it a style; a token never carries the meaning alone, a glyph or a word
 * stands with it.
 */
export const TOKENS = [
	// Running text, and text that may be overlooked.
	'text',
	'faint',
	'strong',
	// Names of screens, panes and columns.
	'title',
	'heading',
	// Lines between panes, boxes of machines.
	'rule',
	'box',
	'machine',
	// What a wire is.
	'cable',
	'virtual',
	'port',
	'mode',
	// The focused pane, the chosen answer, the place the keyboard is at.
	'focus',
	'chosen',
	'cursor',
	'key',
	'code',
	'command',
	// Verdicts.
	'ok',
	'wrong',
	'hint',
	'warning',
	// Rows of live tables.
	'added',
	'moved',
	'aged',
	'changed',
	// Frames.
	'frame',
	'trail',
	'drop',
	'delivered',
	// What the footer says.
	'message',
] as const;
export type Token = (typeof TOKENS)[number];

/** A stretch of text with one meaning. */
export interface Span {
	text: string;
	token: Token;
}

/** One row of the screen, or of a pane. */
export type Line = readonly Span[];

/** A span; plain text when no token is named. */
export function span(text: string, token: Token = 'text'): Span {
	return {text, token};
}

/** A row of one span. */
export function line(text: string, token: Token = 'text'): Line {
	return [{text, token}];
}

/** The text of a row without its meaning. */
export function plainText(row: Line): string {
	return row.map((part) => part.text).join('');
}
