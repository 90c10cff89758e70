/** `xargs` of findutils: words of standard input as arguments of a command. */
import type {Command, Keyword} from '../../command.js';
import {Complaint} from '../../complaint.js';
import {coreutilsRules} from '../../coreutils.js';
import {getoptBeforeCommand} from '../../getopt.js';
import {type Builtin, type Context, complain} from '../context.js';
import {NOTHING} from '../file-descriptors.js';
import type {Doing} from '../system-call.js';

const OPTIONS: readonly Keyword[] = [
	{word: '-n', also: ['--max-args'], takes: 'number', help: 'at most so many words a command'},
	{word: '-I', takes: 'text', help: 'a command a line, with the line in place of this word'},
	{word: '-r', also: ['--no-run-if-empty'], help: 'not at all without words'},
	{word: '-t', also: ['--verbose'], help: 'say each command before it runs'},
	...['-0', '-d', '-L', '-P', '-p', '-s', '-a', '-x', '-E', '-o'].map(
		(word): Keyword => ({word, help: 'other ways to read', instead: '-n, -I'}),
	),
];

export const XARGS: Command = {word: 'xargs', help: 'what comes through a pipe, as arguments', keywords: OPTIONS, runs: 0};

export const xargsBuiltin: Builtin = function* (context, words) {
	const {options, rest} = getoptBeforeCommand(coreutilsRules('xargs', OPTIONS), words);
	const option = (name: string) => options.findLast((one) => one.option === name)?.value;
	const flags = new Set(options.map(({option}) => option));
	const most = option('-n');
	if (most !== undefined && !(Number(most) >= 1)) throw new Complaint(`xargs: value ${most} for -n option should be >= 1\n`, 1);
	const command = rest.length === 0 ? ['echo'] : rest;
	const input = yield* inputOf(context);
	const inner: Context = {...context, descriptors: {...context.descriptors, stdin: NOTHING}};
	const place = option('-I');
	let status = 0;
	for (const one of place === undefined ? bundles(wordsOf(input), most) : lines(input)) {
		if (place === undefined && one.length === 0 && flags.has('-r')) continue;
		const full = place === undefined ? [...command, ...one] : command.map((word) => word.replaceAll(place, one[0] ?? ''));
		if (flags.has('-t')) yield* complain(context, `${full.join(' ')}\n`);
		const ended = yield* context.runWords(inner, full);
		if (ended === 127) return 127;
		// 123 stands for any failure of the command.
		if (ended !== 0) status = 123;
	}
	return status;
};

function* inputOf({descriptors}: Context): Doing<string> {
	let text = '';
	for (;;) {
		const answer = yield {kind: 'read-from', from: descriptors.stdin};
		if (answer?.kind !== 'input' || answer.text === undefined) return text;
		text += answer.text;
	}
}

/** Blanks and line ends separate; quotes and backslashes keep together. */
function wordsOf(input: string): string[] {
	const found = input.match(/(?:'[^'\n]*'|"[^"\n]*"|\\.|[^\s'"\\])+/g) ?? [];
	const quote = /['"]/.exec(found.reduce((rest, word) => rest.replace(word, ''), input))?.[0];
	if (quote !== undefined) {
		const kind = quote === "'" ? 'single' : 'double';
		throw new Complaint(`xargs: unmatched ${kind} quote; by default quotes are special to xargs unless you use the -0 option\n`, 1);
	}
	return found.map((word) =>
		word.replaceAll(/'([^'\n]*)'|"([^"\n]*)"|\\(.)/g, (_whole, single, double, escaped) => single ?? double ?? escaped),
	);
}

function lines(input: string): string[][] {
	return input
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '')
		.map((line) => [line]);
}

/** Without a word it still runs once. */
function bundles(words: readonly string[], most: string | undefined): string[][] {
	if (most === undefined || words.length === 0) return [[...words]];
	const size = Number(most);
	return Array.from({length: Math.ceil(words.length / size)}, (_, index) => words.slice(index * size, (index + 1) * size));
}
