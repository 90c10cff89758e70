/** A place in a line that is being read, and how reading it can fail. */

/**
 * Why a text is no list of commands. `incomplete`: more lines may make it one. Thrown by readers, caught in `parse.ts`;
 * it never leaves this folder.
 */
export class Fault {
	constructor(
		readonly kind: 'incomplete' | 'wrong' | 'absent',
		/** One line, without its end. */
		readonly message: string,
	) {}
}

/** A here-document whose text begins on the next line. */
export interface Pending {
	delimiter: string;
	/** The delimiter was quoted: nothing in the text is expanded. */
	literal: boolean;
	/** `<<-`: leading tabs go. */
	strip: boolean;
	fill: (text: string, literal: boolean) => void;
}

export interface Cursor {
	readonly text: string;
	at: number;
	pending: Pending[];
	/** How deep groups stand in each other. */
	depth: number;
}

const DEEPEST = 50;

export function cursorAt(text: string): Cursor {
	return {text, at: 0, pending: [], depth: 0};
}

/** Reads what stands one level deeper. */
export function deeper<Result>(cursor: Cursor, read: () => Result): Result {
	if (cursor.depth >= DEEPEST) throw new Fault('wrong', `bash: commands stand in each other more than ${DEEPEST} deep`);
	cursor.depth++;
	const result = read();
	cursor.depth--;
	return result;
}

export function notInTheLab(what: string, nearest: string): Fault {
	return new Fault('absent', `${what} is real, but this lab does not model it. Nearest: ${nearest}`);
}

/** Blanks, and line ends behind a backslash. */
export function skipBlanks(cursor: Cursor): void {
	for (;;) {
		const character = cursor.text[cursor.at];
		if (character === ' ' || character === '\t') cursor.at++;
		else if (character === '\\' && cursor.text[cursor.at + 1] === '\n') cursor.at += 2;
		else return;
	}
}

const OPERATORS = ['&&', '||', ';;', '|&', '&>', ';', '&', '|', '(', ')', '\n', '<', '>'] as const;

/** The operator that stands at the cursor; the cursor stays before it. */
export function operatorAt({text, at}: Cursor): (typeof OPERATORS)[number] | undefined {
	return OPERATORS.find((operator) => text.startsWith(operator, at));
}

/** bash's words for what stands at the cursor and should not. */
export function unexpected(cursor: Cursor): Fault {
	const operator = operatorAt(cursor);
	const token = operator === '\n' ? 'newline' : (operator ?? /^[^\s;&|()<>]+/.exec(cursor.text.slice(cursor.at))?.[0]);
	if (token === undefined) return new Fault('incomplete', 'bash: syntax error: unexpected end of file');
	return new Fault('wrong', `bash: syntax error near unexpected token \`${token}'`);
}

export function unclosed(sign: string): Fault {
	return new Fault('incomplete', `bash: unexpected EOF while looking for matching \`${sign}'`);
}
