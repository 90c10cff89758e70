/**
 * Namespaces and commands of esxcli, with its usage: a path of words, then options that each have a letter and a name.
 * Layout and errors as ESXi 6 and later print them, from memory and from the examples of VMware's ESXCLI reference; there is none here to ask.
 */
import type {Command, Keyword, Options, Place} from '../../command.js';
import {Complaint, notModelled} from '../../complaint.js';
import {getopt} from '../../getopt.js';
import {type Answer, prints} from '../../program.js';

/** Values by the letter of their option; of a flag the empty text. */
export type Given = ReadonlyMap<string, string>;

/** An option of esxcli: a letter, a name, and whether it must be there. */
export interface EsxOption extends Keyword {
	also: readonly [string];
	required?: boolean;
}

const COLUMN = 22;

export function namespace(path: string, word: string, help: string, commands: readonly Command[]): Command {
	const here = `${path} ${word}`;
	return {
		word,
		help,
		commands,
		run: (place, words, options) => enter(here, commands, place, words, options),
	};
}

/** Goes one word further; without a word it says which there are. */
export function enter(path: string, commands: readonly Command[], place: Place, words: readonly string[], options: Options): Answer {
	const [typed, ...rest] = words;
	if (typed === undefined || typed === '--help') return prints(usage(path, commands), typed === undefined ? 1 : 0);
	const command = commands.find(({word}) => word === typed);
	if (!command)
		throw new Complaint(`Error: Unknown command or namespace ${path.replace(/^esxcli /, '')} ${typed}\n\n${usage(path, commands)}`, 1);
	if (!command.run) throw notModelled(`${path} ${typed}`, command.instead ?? path);
	return command.run(place, rest, options);
}

function usage(path: string, commands: readonly Command[]): string {
	const part = (title: string, those: readonly Command[]) =>
		those.length === 0 ? '' : `${title}:\n${those.map(({word, help}) => `  ${word.padEnd(COLUMN)}${help}\n`).join('')}\n`;
	const inner = commands.filter((command) => command.commands);
	const last = commands.filter((command) => !command.commands);
	return `Usage: ${path} {cmd} [cmd options]\n\n${part('Available Namespaces', inner)}${part('Available Commands', last)}`.replace(
		/\n$/,
		'',
	);
}

export function leaf(
	path: string,
	word: string,
	help: string,
	options: readonly EsxOption[],
	run: (place: Place, given: Given) => Answer,
): Command {
	const here = `${path} ${word}`;
	return {
		word,
		help,
		keywords: options,
		run: (place, words) => {
			if (words.includes('--help')) return prints(leafUsage(here, word, help, options));
			return run(place, read(here, word, help, options, words));
		},
	};
}

function read(path: string, word: string, help: string, table: readonly EsxOption[], words: readonly string[]): Given {
	const wrong = (message: string) => new Complaint(`Error: ${message}\n\n${leafUsage(path, word, help, table)}`, 1);
	const given = new Map<string, string>();
	const rules = {
		tool: path,
		table,
		unknown: (flag: string) => wrong(`Invalid option ${flag}`),
		missing: (flag: string) => wrong(`Missing value for option ${flag}`),
	};
	for (const found of getopt(rules, words)) {
		if (found.kind === 'word') throw wrong(`Unexpected argument ${found.value}`);
		given.set(found.option, found.value);
	}
	const missing = table.find(({word: letter, required}) => required && !given.has(letter));
	if (missing) throw wrong(`Missing required parameter ${missing.word}|${missing.also[0]}`);
	return given;
}

function leafUsage(path: string, word: string, help: string, options: readonly EsxOption[]): string {
	const line = ({word: letter, also, takes, help: text, required}: EsxOption) => {
		const head = `  ${letter}|${also[0]}${takes ? `=<${takes === 'number' ? 'long' : 'str'}>` : ''}`;
		const tail = `${text}${required ? ' (required)' : ''}`;
		return head.length < COLUMN + 2 ? `${head.padEnd(COLUMN + 2)}${tail}\n` : `${head}\n${' '.repeat(COLUMN + 2)}${tail}\n`;
	};
	const shown = options.filter(({instead}) => instead === undefined);
	const list = shown.length === 0 ? '' : `\nCmd options:\n${shown.map(line).join('')}`;
	return `Usage: ${path} [cmd options]\n\nDescription: \n  ${word.padEnd(COLUMN)}${help}\n${list}`;
}

/** A value that must be there: the table says that it is required. */
export function value(given: Given, letter: string): string {
	return given.get(letter) ?? '';
}
