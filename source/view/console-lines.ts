/** The lab's prompt as rows: what was typed and printed, the line that runs, and the one that is being typed. */
import {cutLine, lineWidth} from './bar-lines.js';
import {cutText, fitText, textWidth, wrapText} from './cell-width.js';
import type {Glyphs} from './glyphs.js';
import {graphemesOf} from './graphemes.js';
import {type Line, line, span, type Token} from './token.js';

/** What stands in the pane. */
export type ConsoleEntry =
	| {kind: 'typed' | 'printed' | 'stderr' | 'failed' | 'said'; text: string}
	/** Words to choose from, with what they do. */
	| {kind: 'choices'; choices: readonly {word: string; help: string}[]};

export interface ConsoleText {
	lines: readonly ConsoleEntry[];
	/** Before the first row of the line, and before the others. */
	prompt: string;
	more: string;
	text: string;
	/** Place of the cursor in `text`. */
	at: number;
	/** What Right would add. */
	ghost: string;
	/** Said while a line runs. */
	running: string | undefined;
	focused: boolean;
	/** Rows scrolled back. */
	scroll: number;
	/** Said in place of the prompt while it is not in use. */
	invitation: string;
}

const TOKENS: Readonly<Record<Exclude<ConsoleEntry['kind'], 'choices'>, Token>> = {
	typed: 'command',
	printed: 'text',
	stderr: 'text',
	failed: 'wrong',
	said: 'hint',
};

/** The last rows that fit. */
export function consoleLines(console: ConsoleText, width: number, height: number, signs: Glyphs): Line[] {
	const live = console.focused ? liveRows(console, width, height, signs) : [line(`${signs.pointer} ${console.invitation}`, 'faint')];
	const body = Math.max(0, height - live.length);
	const rows = consoleRows(lastLines(console.lines, body + console.scroll), width, signs);
	const end = Math.max(Math.min(body, rows.length), rows.length - console.scroll);
	return [...rows.slice(Math.max(0, end - body), end), ...live].slice(-height);
}

/** Everything that was typed and printed. A row wider than the pane goes on below, with a sign at its end. */
export function consoleRows(lines: readonly ConsoleEntry[], width: number, signs: Glyphs): Line[] {
	return lines.flatMap((entry) => {
		if (entry.kind === 'choices') return choiceRows(entry.choices, width, signs);
		const {kind, text} = entry;
		// What a tool printed is folded where the row ends; what the lab says is wrapped.
		if (kind === 'said') return wrapText(text, Math.max(1, width)).map((row) => line(row, TOKENS[kind]));
		return fold(text, width, TOKENS[kind], signs);
	});
}

/** Each line is a row at least, so no more lines than rows are needed. */
function lastLines(lines: readonly ConsoleEntry[], rows: number): readonly ConsoleEntry[] {
	return rows >= lines.length ? lines : lines.slice(-rows - 1);
}

function fold(text: string, width: number, token: Token, signs: Glyphs): Line[] {
	let rest = expandTabs(text);
	const rows: Line[] = [];
	while (textWidth(rest) > width) {
		const row = cutText(rest, Math.max(1, width - 1)) || rest.slice(0, 1);
		rows.push([span(row, token), span(' '.repeat(Math.max(0, width - 1 - textWidth(row)))), span(signs.wrap, 'faint')]);
		rest = rest.slice(row.length);
	}
	return [...rows, line(rest, token)];
}

/** Tabs go to the next column of eight, as in a terminal. */
function expandTabs(text: string): string {
	const [first = '', ...parts] = text.split('\t');
	return parts.reduce((row, part) => row + ' '.repeat(8 - (textWidth(row) % 8)) + part, first);
}

/** A word a row with what it does, or where there is nothing to say or no room for it, columns as `ls` makes them. */
function choiceRows(choices: readonly {word: string; help: string}[], width: number, signs: Glyphs): Line[] {
	const widest = Math.max(...choices.map(({word}) => textWidth(word)));
	const room = width - widest - 4;
	if (choices.some(({help}) => help !== '') && room >= 12)
		return choices.map(({word, help}) => [
			span(`  ${fitText(word, widest)}  `, 'key'),
			span(fitText(help, room, signs.ellipsis).trimEnd(), 'faint'),
		]);
	const columns = Math.max(1, Math.floor((width + 2) / (widest + 2)));
	const height = Math.ceil(choices.length / columns);
	return Array.from({length: height}, (_, row) =>
		line(
			choices
				.filter((_choice, at) => at % height === row)
				.map(({word}) => fitText(word, widest, signs.ellipsis))
				.join('  ')
				.trimEnd(),
			'key',
		),
	);
}

/** The line that runs and the one that is being typed; of many rows those around the cursor. */
function liveRows(console: ConsoleText, width: number, height: number, signs: Glyphs): Line[] {
	const typed = typedRows(console, width, signs);
	const cursor = typed.findIndex((row) => row.some(({token}) => token === 'cursor'));
	const room = Math.max(1, Math.ceil(height / 2));
	const from = Math.max(0, Math.min(cursor - room + 1, typed.length - room));
	const running = console.running === undefined ? [] : [cutLine(line(`${signs.play} ${console.running}`, 'focus'), width)];
	return [...running, ...typed.slice(from, from + room)];
}

/** The line with its cursor, each of its rows folded where the pane ends. */
function typedRows({prompt, more, text, at, ghost}: ConsoleText, width: number, signs: Glyphs): Line[] {
	const rows: Line[] = [];
	let row: Line = [span(prompt, 'key')];
	const put = (grapheme: string, token: Token): void => {
		if (lineWidth(row) + textWidth(grapheme) > width) {
			rows.push(row);
			row = [];
		}
		const last = row.at(-1);
		row =
			last?.token === token && token !== 'cursor'
				? [...row.slice(0, -1), span(last.text + grapheme, token)]
				: [...row, span(grapheme, token)];
	};
	let place = 0;
	for (const grapheme of graphemesOf(text)) {
		const isHere = place === at;
		place += grapheme.length;
		if (grapheme !== '\n') put(grapheme, isHere ? 'cursor' : 'command');
		else {
			if (isHere) put(' ', 'cursor');
			rows.push(row);
			row = [span(more, 'key')];
		}
	}
	if (at >= text.length) {
		// The ghost begins under the cursor; the arrow behind it says which key takes it.
		const [first = ' ', ...rest] = graphemesOf(ghost);
		put(first, 'cursor');
		const room = width - lineWidth(row) - textWidth(signs.takes) - 1;
		if (ghost !== '' && room >= 0) row = [...row, span(cutText(rest.join(''), room), 'faint'), span(` ${signs.takes}`, 'faint')];
	}
	return [...rows, row];
}
