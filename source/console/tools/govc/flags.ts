/** Flags of Go (package flag): one dash or two, a value behind `=` or as the next word; everything from the first bare word on is an argument. */
import type {Keyword, Place} from '../../command.js';
import {Complaint, notModelled} from '../../complaint.js';
import {type Answer, prints} from '../../program.js';

export interface Given {
	flags: ReadonlyMap<string, string>;
	words: readonly string[];
}

export interface GovcCommand {
	word: string;
	help: string;
	/** What stands behind the flags: `DVS`. */
	usage: string;
	keywords: readonly Keyword[];
	run: (place: Place, given: Given) => Answer;
}

export function readGiven(command: GovcCommand, words: readonly string[]): Given | Answer {
	const flags = new Map<string, string>();
	const rest = [...words];
	for (let word = rest[0]; word?.startsWith('-') && word !== '-'; word = rest[0]) {
		rest.shift();
		if (word === '--') break;
		const [name = '', ...glued] = word.replace(/^--?/, '').split('=');
		if (name === 'h' || name === 'help') return prints(usageOf(command));
		const known = command.keywords.find((keyword) => keyword.word === `-${name}`);
		if (!known) throw new Complaint(`flag provided but not defined: -${name}\n${usageOf(command)}`, 2);
		if (known.instead !== undefined) throw notModelled(`govc ${command.word} -${name}`, known.instead);
		const value = known.takes === undefined ? glued.join('=') : glued.length > 0 ? glued.join('=') : rest.shift();
		if (value === undefined) throw new Complaint(`flag needs an argument: -${name}\n${usageOf(command)}`, 2);
		flags.set(name, value);
	}
	return {flags, words: rest};
}

export function usageOf({word, usage, help, keywords}: GovcCommand): string {
	const shown = keywords.filter(({instead}) => instead === undefined);
	const width = Math.max(0, ...shown.map((keyword) => keyword.word.length));
	const lines = shown.map((keyword) => `  ${keyword.word.padEnd(width)}  ${keyword.help}\n`).join('');
	return `Usage: govc ${word} [OPTIONS] ${usage}\n\n${help}\n${lines === '' ? '' : `\nOptions:\n${lines}`}`;
}

/** flag.ErrHelp: what a command says when its arguments are not those that it takes. */
export function helpWanted(command: GovcCommand): Complaint {
	return new Complaint(`govc: flag: help requested\n`, 1, usageOf(command));
}

export function failure(message: string): Complaint {
	return new Complaint(`govc: ${message}\n`, 1);
}
