/** The lab's prompt as rows: what was typed and printed, and the line that is being typed. */
import {cutText, textWidth, wrapText} from './cell-width.js';
import type {Glyphs} from './glyphs.js';
import {type Line, line, span, type Token} from './token.js';

export interface ConsoleText {
	lines: readonly {kind: 'typed' | 'printed' | 'failed' | 'said'; text: string}[];
	prompt: string;
	text: string;
	/** Place of the cursor in `text`. */
	at: number;
	focused: boolean;
	/** Rows scrolled back. */
	scroll: number;
	/** Said in place of the prompt while it is not in use. */
	invitation: string;
}

const TOKENS: Readonly<Record<ConsoleText['lines'][number]['kind'], Token>> = {
	typed: 'command',
	printed: 'text',
	failed: 'wrong',
	said: 'hint',
};

/** The last rows that fit; a row wider than the pane goes on below. */
export function consoleLines(console: ConsoleText, width: number, height: number, signs: Glyphs): Line[] {
	const rows = console.lines.flatMap(({kind, text}) => {
		// What a tool printed is folded as a terminal folds it; what the lesson says is wrapped.
		const folded = kind === 'said' ? wrapText(text, Math.max(1, width)) : fold(text, width);
		return folded.map((row) => line(row, TOKENS[kind]));
	});
	const body = Math.max(0, height - 1);
	const end = Math.max(Math.min(body, rows.length), rows.length - console.scroll);
	const shown = rows.slice(Math.max(0, end - body), end);
	return [...shown, console.focused ? promptLine(console, width) : line(`${signs.pointer} ${console.invitation}`, 'faint')].slice(-height);
}

function promptLine({prompt, text, at}: ConsoleText, width: number): Line {
	// A long line slides so that the cursor stays in sight.
	const room = Math.max(1, width - textWidth(prompt) - 1);
	const from = Math.max(0, at - room);
	const before = text.slice(from, at);
	const under = text.slice(at, at + 1) || ' ';
	return [
		span(prompt, 'key'),
		span(before, 'command'),
		span(under, 'cursor'),
		span(cutText(text.slice(at + 1), room - textWidth(before)), 'command'),
	];
}

function fold(text: string, width: number): string[] {
	const rows: string[] = [];
	let rest = text.replaceAll('\t', '        ');
	do {
		const row = cutText(rest, Math.max(1, width));
		rows.push(row);
		rest = rest.slice(Math.max(1, row.length));
	} while (rest !== '');
	return rows;
}
