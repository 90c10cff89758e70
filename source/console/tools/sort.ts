/** `sort` and `uniq` of coreutils, in the order of octets (LC_ALL=C). */
import type {Command, Keyword, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {coreutilsRules} from '../coreutils.js';
import {getopt} from '../getopt.js';
import {type Program, prints} from '../program.js';
import {linesOf, readTexts} from '../text/lines.js';

const SORT_OPTIONS: readonly Keyword[] = [
	{word: '-n', also: ['--numeric-sort'], help: 'by number'},
	{word: '-r', also: ['--reverse'], help: 'the last first'},
	{word: '-u', also: ['--unique'], help: 'of equal ones only the first'},
	{word: '-k', also: ['--key'], takes: 'number', help: 'by this field, to the end of the line; 2,2 for it alone'},
	{word: '-t', also: ['--field-separator'], takes: 'text', help: 'what separates fields'},
	...['-f', '-b', '-h', '-V', '-g', '-M', '-s', '-c', '-o', '-m', '-R', '-z', '-d', '-i'].map(
		(word): Keyword => ({word, help: 'other orders', instead: '-n, -r, -u, -k, -t'}),
	),
];

const UNIQ_OPTIONS: readonly Keyword[] = [
	{word: '-c', also: ['--count'], help: 'how often each comes'},
	{word: '-d', also: ['--repeated'], help: 'only what comes more than once'},
	{word: '-u', also: ['--unique'], help: 'only what comes once'},
	...['-i', '-f', '-s', '-w', '-D', '-z'].map((word): Keyword => ({word, help: 'parts of lines', instead: '-c, -d, -u'})),
];

export const SORT: Command = {word: 'sort', help: 'lines in order', keywords: SORT_OPTIONS, bare: 'file', isFilter: true, run: sort};
export const UNIQ: Command = {
	word: 'uniq',
	help: 'equal lines that follow each other as one',
	keywords: UNIQ_OPTIONS,
	bare: 'file',
	isFilter: true,
	run: uniq,
};

interface Key {
	from: number;
	to: number | undefined;
	numeric: boolean;
	reverse: boolean;
}

function* sort(place: Place, words: readonly string[]): Program {
	const paths: string[] = [];
	const flags = new Set<string>();
	const typed: string[] = [];
	let separator: string | undefined;
	for (const read of getopt(coreutilsRules('sort', SORT_OPTIONS, 2), words)) {
		if (read.kind === 'word') paths.push(read.value);
		else if (read.option === '-k') typed.push(read.value);
		else if (read.option === '-t') separator = read.value;
		else flags.add(read.option);
	}
	if (separator === '') throw new Complaint('sort: empty tab\n', 2);
	if (separator !== undefined && separator.length > 1) throw new Complaint(`sort: multi-character tab ‘${separator}’\n`, 2);
	const keys = typed.map((text) => readKey(text, flags));
	const whole: Key = {from: 1, to: undefined, numeric: flags.has('-n'), reverse: flags.has('-r')};
	const compareKeys = (a: string, b: string): number => {
		for (const key of keys.length > 0 ? keys : [whole]) {
			const order = compare(fieldsFrom(a, key, separator), fieldsFrom(b, key, separator), key.numeric);
			if (order !== 0) return key.reverse ? -order : order;
		}
		return 0;
	};
	// What the keys leave open, the whole lines decide.
	const compareLines = (a: string, b: string): number =>
		compareKeys(a, b) || (flags.has('-u') ? 0 : compare(a, b, false) * (flags.has('-r') ? -1 : 1));
	const {texts, failed} = yield* readTexts(place, 'sort', paths);
	if (failed) return prints('', 2);
	const sorted = texts.flatMap(({text}) => linesOf(text)).sort(compareLines);
	const kept = flags.has('-u')
		? sorted.filter((line, index) => index === 0 || compareKeys(sorted[index - 1] as string, line) !== 0)
		: sorted;
	return prints(kept.map((line) => `${line}\n`).join(''));
}

function readKey(text: string, flags: ReadonlySet<string>): Key {
	const [whole, from = '', first = '', to, second = ''] = /^(\d+)([nr]*)(?:,(\d+)([nr]*))?$/.exec(text) ?? [];
	if (whole === undefined) throw new Complaint(`sort: invalid number at field start: invalid count at start of ‘${text}’\n`, 2);
	if (Number(from) === 0) throw new Complaint(`sort: field number is zero: invalid field specification ‘${text}’\n`, 2);
	const own = first + second;
	const inherits = own === '';
	return {
		from: Number(from),
		to: to === undefined ? undefined : Number(to),
		numeric: own.includes('n') || (inherits && flags.has('-n')),
		reverse: own.includes('r') || (inherits && flags.has('-r')),
	};
}

/** Without a separator a field begins with the blanks before it. */
function fieldsFrom(line: string, {from, to}: Key, separator: string | undefined): string {
	if (from === 1 && to === undefined) return line;
	const fields = separator === undefined ? (line.match(/[ \t]*[^ \t]+|[ \t]+$/g) ?? []) : line.split(separator);
	return fields.slice(from - 1, to).join(separator ?? '');
}

function compare(a: string, b: string, numeric: boolean): number {
	if (numeric) return numberIn(a) - numberIn(b);
	return a < b ? -1 : a > b ? 1 : 0;
}

function numberIn(text: string): number {
	return Number(/^[ \t]*(-?\d*\.?\d+)/.exec(text)?.[1] ?? 0);
}

function* uniq(place: Place, words: readonly string[]): Program {
	const paths: string[] = [];
	const flags = new Set<string>();
	for (const read of getopt(coreutilsRules('uniq', UNIQ_OPTIONS), words)) {
		if (read.kind === 'word') paths.push(read.value);
		else flags.add(read.option);
	}
	if (paths.length > 1) throw new Complaint(`uniq: extra operand ‘${paths[1]}’\nTry 'uniq --help' for more information.\n`, 1);
	const {texts, failed} = yield* readTexts(place, 'uniq', paths);
	const groups: {line: string; count: number}[] = [];
	for (const line of texts.flatMap(({text}) => linesOf(text))) {
		const last = groups.at(-1);
		if (last?.line === line) last.count++;
		else groups.push({line, count: 1});
	}
	const shown = groups.filter(({count}) => !(flags.has('-d') && count === 1) && !(flags.has('-u') && count > 1));
	return prints(
		shown.map(({line, count}) => `${flags.has('-c') ? `${String(count).padStart(7)} ` : ''}${line}\n`).join(''),
		failed ? 1 : 0,
	);
}
