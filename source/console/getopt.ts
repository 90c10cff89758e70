/**
 * getopt_long(3), by which most tools beside iproute2 read their options: letters may stand together, a value stands with
 * its letter or behind it, a long name takes its value behind `=` or as the next word, and options may stand between
 * other words.
 */
import type {Keyword} from './command.js';
import {type Complaint, notModelled} from './complaint.js';

/** An option of the table with its value, or a bare word. */
export type Read = {kind: 'option'; option: string; value: string} | {kind: 'word'; value: string};

export interface OptionRules {
	tool: string;
	table: readonly Keyword[];
	unknown: (flag: string) => Complaint;
	/** An option without its value. */
	missing: (flag: string) => Complaint;
	/** Options end at the first word, which may be a command with options of its own (a leading `+`). */
	inOrder?: boolean;
}

/** A mistake is thrown when the reader comes to it. */
export function* getopt({tool, table, unknown, missing, inOrder}: OptionRules, words: readonly string[]): Generator<Read> {
	const rest = [...words];
	for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
		if (inOrder && (!word.startsWith('-') || word === '-')) {
			for (const value of [word, ...rest.splice(0)]) yield {kind: 'word', value};
		} else if (word === '--') {
			for (const value of rest.splice(0)) yield {kind: 'word', value};
		} else if (!word.startsWith('-') || word === '-') yield {kind: 'word', value: word};
		else {
			const isLong = word.startsWith('--');
			const [name = '', ...glued] = isLong ? word.split('=') : [];
			for (let letters = isLong ? '' : word.slice(1), flag = isLong ? name : `-${letters[0]}`; flag !== ''; ) {
				letters = letters.slice(1);
				const option = table.find((known) => known.word === flag || known.also?.includes(flag));
				if (!option) throw unknown(flag);
				if (option.instead !== undefined) throw notModelled(`${tool}: "${flag}"`, option.instead);
				if (option.takes === undefined) {
					yield {kind: 'option', option: option.word, value: ''};
					flag = letters === '' ? '' : `-${letters[0]}`;
					continue;
				}
				const value = letters !== '' ? letters : glued.length > 0 ? glued.join('=') : rest.shift();
				if (value === undefined) throw missing(flag);
				yield {kind: 'option', option: option.word, value};
				flag = '';
			}
		}
	}
}

/** The options before a command, and the command. */
export function getoptBeforeCommand(
	rules: OptionRules,
	words: readonly string[],
): {options: {option: string; value: string}[]; rest: string[]} {
	const options: {option: string; value: string}[] = [];
	const rest: string[] = [];
	for (const read of getopt({...rules, inOrder: true}, words)) {
		if (read.kind === 'word') rest.push(read.value);
		else options.push(read);
	}
	return {options, rest};
}
