/*
 * Option tables
 *
 * One table a tool says which words it knows; parsing, completion and help come
 * from it. iproute2 has two ways to compare a word. Most keywords may be cut
 * short: the first in the tool's own order that begins with what was typed wins,
 * so `ip l` is link and `ip n` is neighbor, and nothing is ever ambiguous
 * (matches() in lib/utils.c). The others must be written out (strcmp).
 */
import type {Command, Keyword, Options, Place} from './command.js';
import {type Complaint, incompleteCommand, notModelled} from './complaint.js';
import type {Answer} from './program.js';

/** A word on a command line and the keyword it turned out to be; a bare word has none. */
export interface Found {
	keyword: string | undefined;
	value: string;
}

/** Does `typed` mean `entry`? */
export function means(typed: string, entry: {word: string; also?: readonly string[]; short?: boolean}): boolean {
	return [entry.word, ...(entry.also ?? [])].some((word) => (entry.short ? word.startsWith(typed) : word === typed));
}

/** The first entry of a table that `typed` means. */
export function findWord<Entry extends {word: string; also?: readonly string[]; short?: boolean}>(
	table: readonly Entry[],
	typed: string,
): Entry | undefined {
	return table.find((entry) => means(typed, entry));
}

/**
 * Reads words by a table of keywords, one at a time, as the tools do: a mistake is found when
 * the reader comes to it, not before. Throws what a tool says when a value is missing.
 */
export function* scan(tool: string, words: readonly string[], table: readonly Keyword[]): Generator<Found> {
	for (let at = 0; at < words.length; at++) {
		const typed = words[at] as string;
		const keyword = findWord(table, typed);
		if (!keyword) {
			yield {keyword: undefined, value: typed};
			continue;
		}
		if (keyword.instead !== undefined) throw notModelled(`${tool}: "${keyword.word}"`, keyword.instead);
		if (keyword.takes === undefined) {
			yield {keyword: keyword.word, value: typed};
			continue;
		}
		const value = words[++at];
		if (value === undefined) throw incompleteCommand();
		yield {keyword: keyword.word, value};
	}
}

/**
 * Hands over to the command that the first word means. Without a word it is the one that
 * `otherwise` names; `unknown` is what the tool says to a word it does not know.
 */
export function dispatch(
	path: string,
	commands: readonly Command[],
	place: Place,
	words: readonly string[],
	options: Options,
	{otherwise, unknown}: {otherwise: string; unknown: (word: string) => Complaint},
): Answer {
	const [typed = otherwise, ...rest] = words;
	const command = findWord(commands, typed);
	if (!command) throw unknown(typed);
	if (!command.run) throw notModelled(`${path} ${command.word}`, command.instead ?? path);
	return command.run(place, rest, options);
}

/** Reads the options before an object: calls `take` for each; returns the words from the object on. */
export function readFlags(
	tool: string,
	table: readonly Keyword[],
	words: readonly string[],
	unknown: (flag: string) => Complaint,
	take: (flag: string, value: string | undefined) => void,
): readonly string[] {
	let at = 0;
	for (; words[at]?.startsWith('-'); at++) {
		const typed = words[at] as string;
		if (typed === '--') return words.slice(at + 1);
		// A second dash is as good as none.
		const flag = typed.startsWith('--') ? typed.slice(1) : typed;
		const keyword = findWord(table, flag);
		if (!keyword) throw unknown(flag);
		if (keyword.instead !== undefined) throw notModelled(`${tool}: "${keyword.word}"`, keyword.instead);
		take(keyword.word, keyword.takes === undefined ? undefined : words[++at]);
	}
	return words.slice(at);
}
