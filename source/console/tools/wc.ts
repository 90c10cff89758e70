/** `wc` of coreutils: how many lines, words and octets. */
import type {Command, Keyword, Place} from '../command.js';
import {coreutilsRules} from '../coreutils.js';
import {getopt} from '../getopt.js';
import {type Program, prints} from '../program.js';
import {readTexts} from '../text/lines.js';

const OPTIONS: readonly Keyword[] = [
	{word: '-l', also: ['--lines'], help: 'lines'},
	{word: '-w', also: ['--words'], help: 'words'},
	{word: '-c', also: ['--bytes'], help: 'octets'},
	{word: '-m', also: ['--chars'], help: 'characters'},
	{word: '-L', also: ['--max-line-length'], help: 'the longest line', instead: '-l, -w, -c, -m'},
];

export const WC: Command = {word: 'wc', help: 'how many lines, words and octets', keywords: OPTIONS, bare: 'file', isFilter: true, run: wc};

function* wc(place: Place, words: readonly string[]): Program {
	const paths: string[] = [];
	const flags = new Set<string>();
	for (const read of getopt(coreutilsRules('wc', OPTIONS), words)) {
		if (read.kind === 'word') paths.push(read.value);
		else flags.add(read.option);
	}
	const shown = flags.size === 0 ? ['-l', '-w', '-c'] : ['-l', '-w', '-m', '-c'].filter((flag) => flags.has(flag));
	const {texts, failed} = yield* readTexts(place, 'wc', paths);
	const rows = texts.map(({name, text}) => ({name, counts: shown.map((flag) => countOf(flag, text))}));
	if (paths.length > 1)
		rows.push({name: 'total', counts: shown.map((_flag, index) => rows.reduce((sum, {counts}) => sum + (counts[index] ?? 0), 0))});
	// The length of files is known before they are read, that of a pipe is not.
	const octets = texts.reduce((sum, {text}) => sum + octetsOf(text), 0);
	const width = shown.length === 1 && rows.length <= 1 ? 1 : paths.length === 0 || paths.includes('-') ? 7 : String(octets).length;
	const lines = rows.map(
		({name, counts}) => `${counts.map((count) => String(count).padStart(width)).join(' ')}${paths.length === 0 ? '' : ` ${name}`}\n`,
	);
	return prints(lines.join(''), failed ? 1 : 0);
}

function octetsOf(text: string): number {
	return new TextEncoder().encode(text).length;
}

function countOf(flag: string, text: string): number {
	switch (flag) {
		case '-l':
			return text.split('\n').length - 1;
		case '-w':
			return text.split(/\s+/).filter((word) => word !== '').length;
		case '-m':
			return [...text].length;
		default:
			return octetsOf(text);
	}
}
