/** A listing in the form that the options before the object ask for: text, one line a record (`-o`), or JSON (`-j`, `-p`). */
import type {Options} from '../command.js';
import {writeJson} from './json.js';
import type {Piece} from './piece.js';

export type Form = Pick<Options, 'json' | 'pretty' | 'oneline'>;

/**
 * All records of an answer; without any, JSON is an empty list. `joined` is for the listings of which `-o`
 * leaves no line end at all, as they end records by print_nl, too.
 */
export function printListing(records: readonly Piece[], {json, pretty, oneline}: Form, ends: 'lines' | 'joined' = 'lines'): string {
	if (json) {
		const items = records.map(({members}) => ({members}));
		return `${writeJson(items, pretty)}\n`;
	}
	return records.map(({text}) => (oneline ? onOneLine(text, ends) : text)).join('');
}

/** The line ends within a record are backslashes (_SL_); a record that ends without one has none. */
function onOneLine(text: string, ends: 'lines' | 'joined'): string {
	const end = ends === 'lines' && text.endsWith('\n') ? 1 : 0;
	return text.slice(0, text.length - end).replaceAll('\n', '\\') + '\n'.repeat(end);
}
