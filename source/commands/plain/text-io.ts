/** Lines in, lines out: all that linear text needs. Tests bring their own. */
import {createInterface} from 'node:readline';
import {visibleText} from '../../lesson/visible-text.js';

export interface TextIo {
	/** Someone sits there: pauses make sense, and what is typed can be seen. */
	readonly interactive: boolean;
	/** One paragraph or line, without its line end; broken where the row ends. */
	say(text: string): void;
	/** Text as it is, blanks and all: what a tool printed, a script. */
	print(text: string): void;
	/** Shows a prompt and reads a line; `undefined` at the end of the input. */
	ask(prompt: string): Promise<string | undefined>;
	close(): void;
}

/** Typographic signs that have a plain form. */
const PLAIN: Readonly<Record<string, string>> = {
	'“': '"',
	'”': '"',
	'«': '"',
	'»': '"',
	'’': "'",
	'…': '...',
	'–': '-',
	'→': '->',
	µ: 'u',
	'·': '-',
};

/** Text without any character outside ASCII: accents go, signs become their nearest plain form. */
export function toAscii(text: string): string {
	const signs = text.replace(/[“”«»’…–→µ·]/gu, (sign) => PLAIN[sign] ?? sign);
	return signs.normalize('NFD').replace(/[^\n\u0020-\u007E]/gu, '');
}

/** Breaks a paragraph at spaces; lines that are set in keep their indent. */
export function wrap(text: string, columns: number): string {
	return text
		.split('\n')
		.map((line) => {
			const indent = /^\s*/.exec(line)?.[0] ?? '';
			const rows: string[] = [];
			let row = indent;
			for (const word of line.trim().split(/\s+/)) {
				if (row.trim() !== '' && row.length + 1 + word.length > columns) {
					rows.push(row);
					row = indent + word;
				} else row = row.trim() === '' ? indent + word : `${row} ${word}`;
			}
			return [...rows, row].join('\n').trimEnd();
		})
		.join('\n');
}

/** Standard input and output. Nothing but text and line feeds is written, no escape sequence. */
export function standardIo({interactive, ascii, columns}: {interactive: boolean; ascii: boolean; columns: number}): TextIo {
	const reader = createInterface({input: process.stdin, terminal: false});
	const lines = reader[Symbol.asyncIterator]();
	const write = (text: string): void => {
		const visible = visibleText(text);
		process.stdout.write(ascii ? toAscii(visible) : visible);
	};
	return {
		interactive,
		say: (text) => write(`${wrap(text, columns)}\n`),
		print: (text) => write(text.endsWith('\n') ? text : `${text}\n`),
		async ask(prompt) {
			write(prompt);
			const next = await lines.next();
			if (next.done) {
				write('\n');
				return undefined;
			}
			// Piped answers are not on the screen by themselves.
			if (!interactive) write(`${next.value}\n`);
			return next.value;
		},
		close: () => reader.close(),
	};
}
