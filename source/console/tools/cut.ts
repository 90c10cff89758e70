/** `cut` and `tr` of coreutils: parts of lines, and characters for characters. */
import {entryOf} from '../../engine/entry-of.js';
import {readBackslashes} from '../backslashes.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {coreutilsRules, tryHelp} from '../coreutils.js';
import {getopt} from '../getopt.js';
import {type Program, prints, readInput, say} from '../program.js';
import {linesOf, readTexts} from '../text/lines.js';

const CUT_OPTIONS: readonly Keyword[] = [
	{word: '-d', also: ['--delimiter'], takes: 'text', help: 'what separates fields; a tab unless said otherwise'},
	{word: '-f', also: ['--fields'], takes: 'text', help: 'these fields: 1, 2-4, 3-'},
	{word: '-c', also: ['--characters', '-b', '--bytes'], takes: 'text', help: 'these characters'},
	{word: '-s', also: ['--only-delimited'], help: 'no lines without a separator'},
	...['--complement', '--output-delimiter', '-z'].map((word): Keyword => ({word, help: 'other ways', instead: '-d, -f, -c'})),
];

const TR_OPTIONS: readonly Keyword[] = [
	{word: '-d', also: ['--delete'], help: 'delete them'},
	{word: '-s', also: ['--squeeze-repeats'], help: 'of several equal ones one'},
	{word: '-c', also: ['-C', '--complement'], help: 'all but these'},
	{word: '-t', also: ['--truncate-set1'], help: 'a shorter first set', instead: 'tr SET1 SET2'},
];

export const CUT: Command = {
	word: 'cut',
	help: 'fields or characters of lines',
	keywords: CUT_OPTIONS,
	bare: 'file',
	isFilter: true,
	run: cut,
};
export const TR: Command = {word: 'tr', help: 'characters for characters', keywords: TR_OPTIONS, bare: 'text', isFilter: true, run: tr};

function* cut(place: Place, words: readonly string[]): Program {
	const paths: string[] = [];
	const given = new Map<string, string>();
	for (const read of getopt(coreutilsRules('cut', CUT_OPTIONS), words)) {
		if (read.kind === 'word') paths.push(read.value);
		else given.set(read.option, read.value);
	}
	const fields = given.get('-f');
	const characters = given.get('-c');
	const delimiter = given.get('-d') ?? '\t';
	if (fields === undefined && characters === undefined) throw wrong('you must specify a list of bytes, characters, or fields');
	if (fields !== undefined && characters !== undefined) throw wrong('only one type of list may be specified');
	if (fields === undefined && given.has('-d')) throw wrong('an input delimiter may be specified only when operating on fields');
	if ([...delimiter].length !== 1) throw wrong('the delimiter must be a single character');
	const chosen = readList((fields ?? characters) as string, fields !== undefined);
	const {texts, failed} = yield* readTexts(place, 'cut', paths);
	let out = '';
	for (const line of texts.flatMap(({text}) => linesOf(text))) {
		if (fields === undefined) out += `${[...line].filter((_one, index) => chosen(index + 1)).join('')}\n`;
		else if (line.includes(delimiter))
			out += `${line
				.split(delimiter)
				.filter((_one, index) => chosen(index + 1))
				.join(delimiter)}\n`;
		else if (!given.has('-s')) out += `${line}\n`;
	}
	return prints(out, failed ? 1 : 0);
}

function wrong(why: string): Complaint {
	return new Complaint(`cut: ${why}\n${tryHelp('cut')}`, 1);
}

function readList(text: string, isFields: boolean): (place: number) => boolean {
	const ranges = text.split(/[, ]/).map((part): [number, number] => {
		const [whole, from, dash, to] = /^(\d*)(-?)(\d*)$/.exec(part) ?? [];
		if (whole === undefined || (from === '' && to === '')) {
			if (part === '-') throw wrong('invalid range with no endpoint: -');
			if (part === '') throw wrong(isFields ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1');
			throw wrong(
				isFields ? `invalid field value ‘${part.replace(/^\d+/, '')}’` : `invalid byte/character position ‘${part.replace(/^\d+/, '')}’`,
			);
		}
		const low = from === '' ? 1 : Number(from);
		const high = dash === '' ? low : to === '' ? Number.POSITIVE_INFINITY : Number(to);
		if (low === 0 || high === 0) throw wrong(isFields ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1');
		if (high < low) throw wrong('invalid decreasing range');
		return [low, high];
	});
	return (place) => ranges.some(([low, high]) => place >= low && place <= high);
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';

const CLASSES: Readonly<Record<string, string>> = {
	lower: LOWER,
	upper: UPPER,
	digit: DIGITS,
	alpha: `${UPPER}${LOWER}`,
	alnum: `${DIGITS}${UPPER}${LOWER}`,
	blank: '\t ',
	space: '\t\n ',
	punct: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
};

function* tr(_place: Place, words: readonly string[]): Program {
	const sets: string[] = [];
	const flags = new Set<string>();
	for (const read of getopt(coreutilsRules('tr', TR_OPTIONS), words)) {
		if (read.kind === 'word') sets.push(read.value);
		else flags.add(read.option);
	}
	const deletes = flags.has('-d');
	const [first, second, third] = sets;
	if (first === undefined) throw new Complaint(`tr: missing operand\n${tryHelp('tr')}`, 1);
	if (second === undefined && !deletes && !flags.has('-s')) {
		const two = `Two strings must be given when translating.\n`;
		throw new Complaint(`tr: missing operand after ‘${first}’\n${two}${tryHelp('tr')}`, 1);
	}
	if (third !== undefined) throw new Complaint(`tr: extra operand ‘${third}’\n${tryHelp('tr')}`, 1);
	const from = setOf(first);
	const to = second === undefined ? undefined : setOf(second);
	const isIn = (one: string): boolean => from.includes(one) !== flags.has('-c');
	const squeezes = flags.has('-s') ? (to && !deletes ? to : deletes ? (to ?? []) : undefined) : [];
	let last = '';
	for (let piece = yield* readInput(); piece !== undefined; piece = yield* readInput()) {
		let out = '';
		for (const one of piece) {
			if (deletes && isIn(one)) continue;
			const made = !deletes && to && isIn(one) ? ((flags.has('-c') ? to.at(-1) : (to[from.indexOf(one)] ?? to.at(-1))) ?? one) : one;
			const isSqueezed = squeezes ? squeezes.includes(made) : isIn(made);
			if (isSqueezed && made === last) continue;
			out += made;
			last = made;
		}
		yield* say(out);
	}
	return prints('');
}

/** `a-z`, `[:upper:]`, `\n`. */
function setOf(text: string): string[] {
	const plain = readBackslashes(
		text.replaceAll(/\[:(\w+):\]/g, (whole, name: string) => classOf(name) ?? whole),
		'printf',
	).text;
	return [
		...plain.replaceAll(/(.)-(.)/gs, (_whole, low: string, high: string) => {
			const [start = 0, end = 0] = [low.charCodeAt(0), high.charCodeAt(0)];
			if (end < start) throw new Complaint(`tr: range-endpoints of '${low}-${high}' are in reverse collating sequence order\n`, 1);
			return Array.from({length: Math.min(end - start, 65_535) + 1}, (_one, index) => String.fromCharCode(start + index)).join('');
		}),
	];
}

function classOf(name: string): string | undefined {
	return entryOf(CLASSES, name)?.replaceAll('\\', '\\\\');
}
