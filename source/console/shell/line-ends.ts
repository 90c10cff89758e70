/** What stands between commands: blanks, comments, ends of lines. */
import {type Cursor, skipBlanks} from './cursor.js';
import {readPending} from './read-redirection.js';

/** Blanks, comments and empty lines. */
export function skipLines(cursor: Cursor): void {
	for (;;) {
		skipComment(cursor);
		if (cursor.text[cursor.at] !== '\n') return;
		endLine(cursor);
	}
}

/** Blanks, and a comment up to the end of its line. */
export function skipComment(cursor: Cursor): void {
	skipBlanks(cursor);
	if (cursor.text[cursor.at] !== '#') return;
	const end = cursor.text.indexOf('\n', cursor.at);
	cursor.at = end === -1 ? cursor.text.length : end;
}

/** Over the end of a line; the texts of here-documents begin behind it. */
export function endLine(cursor: Cursor): void {
	cursor.at++;
	if (cursor.pending.length > 0) readPending(cursor);
}
