/** `grep` of GNU: lines that match, as they come. What is not modelled is named in its table. */
import type {Command, Keyword, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {getopt, type OptionRules} from '../getopt.js';
import {type Acting, type Program, prints, say} from '../program.js';
import {eachLine, linesOf, readTexts} from '../text/lines.js';
import {compile, type Expression, findMatch, type Match} from '../text/regular-expression.js';

const OPTIONS: readonly Keyword[] = [
	{word: '-i', also: ['--ignore-case', '-y'], help: 'capital letters as small ones'},
	{word: '-v', also: ['--invert-match'], help: 'lines that do not match'},
	{word: '-c', also: ['--count'], help: 'only how many lines'},
	{word: '-n', also: ['--line-number'], help: 'numbers of lines'},
	{word: '-o', also: ['--only-matching'], help: 'only what matches'},
	{word: '-E', also: ['--extended-regexp'], help: 'extended expressions'},
	{word: '-G', also: ['--basic-regexp'], help: 'basic ones, as without it'},
	{word: '-F', also: ['--fixed-strings'], help: 'plain texts'},
	{word: '-w', also: ['--word-regexp'], help: 'whole words'},
	{word: '-x', also: ['--line-regexp'], help: 'whole lines'},
	{word: '-q', also: ['--quiet', '--silent'], help: 'only the status'},
	{word: '-h', also: ['--no-filename'], help: 'without names of files'},
	{word: '-H', also: ['--with-filename'], help: 'with names of files'},
	{word: '-l', also: ['--files-with-matches'], help: 'only names of files'},
	{word: '-s', also: ['--no-messages'], help: 'nothing about files that are not there'},
	{word: '-m', also: ['--max-count'], takes: 'number', help: 'at most so many lines'},
	{word: '-A', also: ['--after-context'], takes: 'number', help: 'so many lines behind each'},
	{word: '-B', also: ['--before-context'], takes: 'number', help: 'so many lines before each'},
	{word: '-C', also: ['--context'], takes: 'number', help: 'both'},
	{word: '-e', also: ['--regexp'], takes: 'text', help: 'what to look for; more than once'},
	{word: '--line-buffered', help: 'nothing: lines go out at once'},
	{word: '--color', also: ['--colour', '--color=never', '--color=auto'], help: 'nothing: a lab shows no colours'},
	...['-P', '-r', '-R', '-f', '-z', '-L', '-b', '-a', '-T', '-u', '-U', '-Z'].map(
		(word): Keyword => ({word, help: 'other ways', instead: 'grep -E'}),
	),
];

export const GREP: Command = {word: 'grep', help: 'lines that match', keywords: OPTIONS, bare: 'text', isFilter: true, run: grep};

const USAGE = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";
const TROUBLE = 2;

const RULES: OptionRules = {
	tool: 'grep',
	table: OPTIONS,
	unknown: (flag) =>
		new Complaint(
			`grep: ${flag.startsWith('--') ? `unrecognized option '${flag}'` : `invalid option -- '${flag.slice(1)}'`}\n${USAGE}`,
			TROUBLE,
		),
	missing: (flag) => new Complaint(`grep: option requires an argument -- '${flag.replace(/^-+/, '')}'\n${USAGE}`, TROUBLE),
};

interface Asked {
	flags: ReadonlySet<string>;
	expressions: readonly Expression[];
	before: number;
	after: number;
	most: number;
	paths: readonly string[];
}

function* grep(place: Place, words: readonly string[]): Program {
	const asked = readAsked(words);
	const {flags, paths} = asked;
	let found = 0;
	if (paths.length === 0) {
		const search = createSearch(asked, undefined);
		if (asked.most > 0) yield* eachLine(search.take);
		yield* search.end();
		return prints('', search.count() > 0 ? 0 : 1);
	}
	const {texts, failed} = yield* readTexts(place, 'grep', paths);
	for (const {name, text} of texts) {
		const search = createSearch(asked, (paths.length > 1 && !flags.has('-h')) || flags.has('-H') ? name : undefined, name);
		if (asked.most > 0) for (const line of linesOf(text)) if (!(yield* search.take(line))) break;
		yield* search.end();
		found += search.count();
	}
	return prints('', failed && !(flags.has('-q') && found > 0) ? TROUBLE : found > 0 ? 0 : 1);
}

/** A search through one text: `take` gets its lines. */
function createSearch({flags, expressions, before, after, most}: Asked, shown: string | undefined, name = '(standard input)') {
	const inverted = flags.has('-v');
	const silent = flags.has('-q') || flags.has('-c') || flags.has('-l');
	const hasContext = before > 0 || after > 0;
	let number = 0;
	let count = 0;
	let left = 0;
	let lastShown = 0;
	const earlier: string[] = [];
	const row = (line: string, at: number, sign: ':' | '-'): string =>
		`${shown === undefined ? '' : shown + sign}${flags.has('-n') ? at + sign : ''}${line}\n`;
	function* show(line: string): Acting<void> {
		const from = number - earlier.length;
		if (hasContext && lastShown > 0 && from > lastShown + 1) yield* say('--\n');
		for (const [index, one] of earlier.entries()) yield* say(row(one, from + index, '-'));
		earlier.length = 0;
		if (!flags.has('-o')) yield* say(row(line, number, ':'));
		else if (!inverted)
			for (const {start, end} of matchesIn(expressions, line, flags)) yield* say(row(line.slice(start, end), number, ':'));
		lastShown = number;
		left = after;
	}
	return {
		count: () => count,
		*take(line: string): Acting<boolean> {
			number++;
			const isHit = (firstMatch(expressions, line, 0, flags) !== undefined) !== inverted;
			if (isHit && count < most) {
				count++;
				if (flags.has('-q') || flags.has('-l')) return false;
				if (!silent) yield* show(line);
				return count < most || after > 0;
			}
			if (silent) return true;
			if (left > 0) {
				left--;
				yield* say(row(line, number, '-'));
				lastShown = number;
				return count < most || left > 0;
			}
			if (count >= most) return false;
			if (before > 0) earlier.push(line);
			if (earlier.length > before) earlier.shift();
			return true;
		},
		*end(): Acting<void> {
			if (flags.has('-q')) return;
			if (flags.has('-l')) yield* say(count > 0 ? `${name}\n` : '');
			else if (flags.has('-c')) yield* say(`${shown === undefined ? '' : `${shown}:`}${count}\n`);
		},
	};
}

/** The leftmost of all expressions; of those the longest. */
function firstMatch(expressions: readonly Expression[], line: string, from: number, flags: ReadonlySet<string>): Match | undefined {
	let best: Match | undefined;
	for (const expression of expressions) {
		const match = flags.has('-x')
			? wholeLine(expression, line)
			: flags.has('-w')
				? wordMatch(expression, line, from)
				: findMatch(expression, line, from);
		if (match && (!best || match.start < best.start || (match.start === best.start && match.end > best.end))) best = match;
	}
	return best;
}

function wholeLine(expression: Expression, line: string): Match | undefined {
	const match = findMatch(expression, line);
	return match?.start === 0 && match.end === line.length ? match : undefined;
}

/** A match that has no letters, digits or underlines beside it. */
function wordMatch(expression: Expression, line: string, from: number): Match | undefined {
	for (let match = findMatch(expression, line, from); match; match = findMatch(expression, line, match.start + 1)) {
		if (!/\w/.test(line[match.start - 1] ?? '') && !/\w/.test(line[match.end] ?? '')) return match;
	}
	return undefined;
}

function matchesIn(expressions: readonly Expression[], line: string, flags: ReadonlySet<string>): Match[] {
	const matches: Match[] = [];
	for (let at = 0; at <= line.length; ) {
		const match = firstMatch(expressions, line, at, flags);
		if (!match) break;
		if (match.end > match.start) matches.push(match);
		at = Math.max(match.end, match.start + 1);
		if (flags.has('-x')) break;
	}
	return matches;
}

function readAsked(words: readonly string[]): Asked {
	const flags = new Set<string>();
	const patterns: string[] = [];
	const bare: string[] = [];
	const numbers: Record<string, number> = {'-A': 0, '-B': 0, '-m': Number.POSITIVE_INFINITY};
	for (const read of getopt(RULES, words)) {
		if (read.kind === 'word') bare.push(read.value);
		else if (read.option === '-e') patterns.push(...read.value.split('\n'));
		else if (read.option === '-C') numbers['-A'] = numbers['-B'] = readCount(read.option, read.value);
		else if (read.option in numbers) numbers[read.option] = readCount(read.option, read.value);
		else flags.add(read.option);
	}
	if (patterns.length === 0) {
		const first = bare.shift();
		if (first === undefined) throw new Complaint(USAGE, TROUBLE);
		patterns.push(...first.split('\n'));
	}
	const syntax = {extended: flags.has('-E'), fixed: flags.has('-F'), ignoreCase: flags.has('-i')};
	const expressions = patterns.map((pattern) => {
		const compiled = compile(pattern, syntax);
		if (compiled.kind === 'wrong') throw new Complaint(`grep: ${compiled.why}\n`, TROUBLE);
		return compiled.expression;
	});
	return {flags, expressions, before: numbers['-B'] ?? 0, after: numbers['-A'] ?? 0, most: numbers['-m'] ?? 0, paths: bare};
}

function readCount(option: string, value: string): number {
	if (/^\d+$/.test(value)) return Number(value);
	throw new Complaint(option === '-m' ? 'grep: invalid max count\n' : `grep: ${value}: invalid context length argument\n`, TROUBLE);
}
