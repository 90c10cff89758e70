/** A mistake on the command line: one line that says what to do. The program answers with it on standard error and exits 2. */
import {didYouMean} from '../console/did-you-mean.js';
import {printable} from '../lesson/printable.js';

export class UsageError extends Error {
	/** What was typed is quoted, but never as an order to the terminal. */
	constructor(message: string) {
		super(printable(message));
	}
}

/** The error for a word that is none of `words`, with the nearest one when there is one. */
export function unknownWord(kind: string, word: string, words: readonly string[], otherwise: string): UsageError {
	const near = didYouMean(word, words);
	return new UsageError(`Unknown ${kind} "${word}". ${near === undefined ? otherwise : `Did you mean "${near}"?`}`);
}

/** Throws when something follows what takes no words, so that nobody believes it was done. */
export function noMoreWords(what: string, [extra]: readonly string[]): void {
	if (extra !== undefined) {
		throw new UsageError(`${what} takes no more words; "${extra}" is one too many. See vswitch-lab --help.`);
	}
}
