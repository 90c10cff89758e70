/** `head` and `tail` of coreutils. `head` ends as soon as it has its lines, and with it what writes into its pipe. */
import type {Command, Keyword, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {coreutilsRules} from '../coreutils.js';
import {getopt} from '../getopt.js';
import {type Program, prints, say} from '../program.js';
import {eachLine, linesOf, readTexts} from '../text/lines.js';

const COMMON: readonly Keyword[] = [
	{word: '-n', also: ['--lines'], takes: 'number', help: 'how many lines; 10 unless said otherwise'},
	{word: '-q', also: ['--quiet', '--silent'], help: 'without names of files'},
	{word: '-v', also: ['--verbose'], help: 'with names of files'},
	{word: '-c', also: ['--bytes'], takes: 'number', help: 'octets', instead: '-n LINES'},
];
const TAIL_OPTIONS: readonly Keyword[] = [
	...COMMON,
	{word: '-f', also: ['--follow', '-F'], help: 'wait for more', instead: 'a pipe: COMMAND | grep …'},
];

export const HEAD: Command = {word: 'head', help: 'the first lines', keywords: COMMON, bare: 'file', isFilter: true, run: head};
export const TAIL: Command = {word: 'tail', help: 'the last lines', keywords: TAIL_OPTIONS, bare: 'file', isFilter: true, run: tail};

interface Asked {
	sign: '' | '+' | '-';
	count: number;
	paths: readonly string[];
	headers: boolean;
}

function readAsked(tool: 'head' | 'tail', table: readonly Keyword[], words: readonly string[]): Asked {
	const paths: string[] = [];
	let typed = '10';
	let quiet = false;
	let verbose = false;
	// The older way: `head -5`.
	const [first = '', ...rest] = words;
	const old = /^-(\d+)$/.exec(first)?.[1];
	for (const read of getopt(coreutilsRules(tool, table), old === undefined ? words : ['-n', old, ...rest])) {
		if (read.kind === 'word') paths.push(read.value);
		else if (read.option === '-n') typed = read.value;
		else if (read.option === '-q') quiet = true;
		else if (read.option === '-v') verbose = true;
	}
	const [, sign = '', digits] = /^([+-]?)(\d+)$/.exec(typed) ?? [];
	if (digits === undefined) throw new Complaint(`${tool}: invalid number of lines: ‘${typed}’\n`, 1);
	return {sign: sign as Asked['sign'], count: Number(digits), paths, headers: (paths.length > 1 && !quiet) || verbose};
}

function* head(place: Place, words: readonly string[]): Program {
	const {sign, count, paths, headers} = readAsked('head', COMMON, words);
	if (paths.length === 0 && sign !== '-') {
		if (headers) yield* say('==> standard input <==\n');
		let left = count;
		if (left > 0)
			yield* eachLine(function* (line) {
				yield* say(`${line}\n`);
				return --left > 0;
			});
		return prints('', 0);
	}
	return yield* each(place, 'head', paths, headers, (lines) =>
		sign === '-' ? lines.slice(0, Math.max(0, lines.length - count)) : lines.slice(0, count),
	);
}

function* tail(place: Place, words: readonly string[]): Program {
	const {sign, count, paths, headers} = readAsked('tail', TAIL_OPTIONS, words);
	return yield* each(place, 'tail', paths, headers, (lines) =>
		sign === '+' ? lines.slice(Math.max(0, count - 1)) : lines.slice(Math.max(0, lines.length - count)),
	);
}

function* each(place: Place, tool: string, paths: readonly string[], headers: boolean, cut: (lines: string[]) => string[]): Program {
	const {texts, failed} = yield* readTexts(place, tool, paths);
	let out = '';
	for (const [index, {name, text}] of texts.entries()) {
		if (headers) out += `${index > 0 ? '\n' : ''}==> ${name === '-' ? 'standard input' : name} <==\n`;
		out += cut(linesOf(text))
			.map((line) => `${line}\n`)
			.join('');
	}
	return prints(out, failed ? 1 : 0);
}
