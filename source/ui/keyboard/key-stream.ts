/*
 * The stream of keys
 *
 * A terminal sends bytes, and how many come in one read is chance: a fast typist,
 * a slow line or a held key put several keys into one. Ink cuts at escape sequences
 * (also one that came in two reads); what stands between them is taken apart here,
 * so that each key is one press.
 */
import type {Key} from 'ink';
import {visibleText} from '../../lesson/visible-text.js';
import {keyName} from '../keys.js';

export interface Press {
	/** As the key table has it: `ctrl-a`, `enter`, or the character. */
	readonly name: string;
	/** What it writes; '' when it writes nothing. */
	readonly input: string;
}

/** The keys in what Ink hands over. */
export function pressesOf(input: string, key: Partial<Key>): Press[] {
	const name = keyName(input, key);
	// Ink takes text that came in one piece for one key without a name.
	if (name !== input || input.length < 2) return [{name, input: isText(name) ? input : ''}];
	return [...input].map((character) => {
		const named = keyName(character, {});
		return {name: named, input: isText(named) ? character : ''};
	});
}

/** Pasted text as it may stand in a line: line ends are line feeds, tabs are blanks, other control characters are shown by name. */
export function pastedText(text: string): string {
	return visibleText(text.replace(/\r\n?/g, '\n').replaceAll('\t', ' '));
}

function isText(name: string): boolean {
	return !/^(?:ctrl|meta)-./.test(name) && !['enter', 'tab', 'backspace', 'escape'].includes(name);
}
