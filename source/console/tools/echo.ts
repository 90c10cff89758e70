/** `echo` as in bash: its words, with a line end; `-n` without one, `-e` with backslashes read. */

import {readBackslashes} from '../backslashes.js';
import type {Command, Place} from '../command.js';
import {prints} from '../program.js';

export const ECHO: Command = {
	word: 'echo',
	help: 'print words',
	keywords: [
		{word: '-n', help: 'without the line end'},
		{word: '-e', help: 'read \\n, \\t and the like'},
		{word: '-E', help: 'do not'},
	],
	isFilter: true,
	run: (_place: Place, words) => echo(words),
};

function echo(words: readonly string[]) {
	let at = 0;
	let flags = '';
	// A word that has any other letter is printed.
	for (; /^-[neE]+$/.test(words[at] ?? ''); at++) flags += (words[at] as string).slice(1);
	const text = words.slice(at).join(' ');
	const reads = flags.lastIndexOf('e') > flags.lastIndexOf('E');
	const {text: said, stop} = reads ? readBackslashes(text, 'echo') : {text, stop: false};
	return prints(`${said}${flags.includes('n') || stop ? '' : '\n'}`);
}
