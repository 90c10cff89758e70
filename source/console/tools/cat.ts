/** `cat` of coreutils: files one after the other, standard input where none is named or for `-`. */
import type {Command, Keyword, Place} from '../command.js';
import {coreutilsRules} from '../coreutils.js';
import {readFile} from '../file-space.js';
import {getopt} from '../getopt.js';
import {type Program, prints, readInput, say} from '../program.js';

const OPTIONS: readonly Keyword[] = [
	{word: '-n', also: ['--number'], help: 'number the lines'},
	{word: '-u', help: 'nothing: output is never held back'},
	...['-A', '-b', '-e', '-E', '-s', '-t', '-T', '-v'].map(
		(word): Keyword => ({word, help: 'show what is not seen', instead: 'cat, cat -n'}),
	),
];

export const CAT: Command = {
	word: 'cat',
	help: 'a file: what was written at the prompt, /proc/net/bonding/BOND, /proc/sys/…',
	keywords: OPTIONS,
	bare: 'file',
	run: (place, words) => cat(place, words),
};

/** The pane scrolls by itself, so a pager shows all there is. */
export const LESS: Command = {
	word: 'less',
	help: 'as cat: the pane scrolls',
	bare: 'file',
	isFilter: true,
	run: (place, words) => cat(place, words),
};
export const MORE: Command = {...LESS, word: 'more'};

/** What there is is printed, whatever is missing. */
function* cat(place: Place, words: readonly string[]): Program {
	const paths: string[] = [];
	let numbers = false;
	for (const read of getopt(coreutilsRules('cat', OPTIONS), words)) {
		if (read.kind === 'word') paths.push(read.value);
		else if (read.option === '-n') numbers = true;
	}
	const count = {lines: 0, fresh: true};
	const show = (text: string) => (numbers ? numbered(text, count) : text);
	let status = 0;
	for (const path of paths.length === 0 ? ['-'] : paths) {
		if (path === '-') {
			for (let text = yield* readInput(); text !== undefined; text = yield* readInput()) yield* say(show(text));
			continue;
		}
		const file = readFile(place, path);
		if (file.kind === 'text') yield* say(show(file.text));
		else {
			yield* say(`cat: ${path}: ${file.kind === 'is-folder' ? 'Is a directory' : 'No such file or directory'}\n`, 'stderr');
			status = 1;
		}
	}
	return prints('', status);
}

function numbered(text: string, count: {lines: number; fresh: boolean}): string {
	return text.replaceAll(/[^\n]*\n|[^\n]+$/g, (line) => {
		const number = count.fresh ? `${String(++count.lines).padStart(6)}\t` : '';
		count.fresh = line.endsWith('\n');
		return number + line;
	});
}
