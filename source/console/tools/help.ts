/** `help`: the tools of the lab, and what each has, written from the option tables. */
import type {Command, Keyword, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {didYouMean} from '../did-you-mean.js';
import {findWord} from '../grammar.js';
import {type Answer, prints} from '../program.js';

export const HELP: Command = {word: 'help', help: 'this list; "help ip link set" goes deeper', bare: 'text', run: help};

function help(place: Place, words: readonly string[]): Answer {
	const path: string[] = [];
	let level: readonly Command[] = place.tools;
	let here: Command | undefined;
	for (const word of words) {
		const next = findWord(level, word);
		if (!next) throw new Complaint(unknown(path, word, level), 1);
		path.push(next.word);
		here = next;
		level = next.commands ?? [];
	}
	return prints(here ? describe(path.join(' '), here) : overview(place.tools));
}

/** Tools, then the words of the shell by name only. */
function overview(tools: readonly Command[]): string {
	const own = tools.filter(({isShell, instead}) => isShell && instead === undefined).map(({word}) => word);
	const tail = own.length > 0 ? `the shell itself: ${own.join(' ')}\n` : '';
	return `${table(
		'',
		tools.filter(({isShell}) => !isShell),
	)}${tail}`;
}

function unknown(path: readonly string[], word: string, level: readonly Command[]): string {
	const meant = didYouMean(
		word,
		level.map((command) => command.word),
	);
	const where = path.length === 0 ? 'the lab' : path.join(' ');
	return `${where} has no "${word}"${meant === undefined ? '' : `; did you mean "${meant}"?`}\n`;
}

/** Commands and keywords of one command; what the lab has not is listed last, by name only. */
function describe(path: string, command: Command): string {
	const entries: readonly (Command | Keyword)[] = [...(command.commands ?? []), ...(command.keywords ?? [])];
	const absent = entries.filter(({instead}) => instead !== undefined).map(({word}) => word);
	const lines = [`${path}: ${command.help}\n`, table('  ', entries)];
	for (const [kind, keywords] of Object.entries(command.details ?? {})) lines.push(`  type ${kind}\n`, table('    ', keywords));
	for (const [word, keywords] of Object.entries(command.follows ?? {})) lines.push(`  ${word} NUMBER\n`, table('    ', keywords));
	if (absent.length > 0) lines.push(`  not in the lab: ${absent.join(' ')}\n`);
	return lines.join('');
}

function table(indent: string, entries: readonly (Command | Keyword)[]): string {
	const present = entries.filter(({instead, help: about}) => instead === undefined && about !== 'help');
	const label = (entry: Command | Keyword) =>
		'takes' in entry && entry.takes !== undefined ? `${entry.word} ${entry.takes.toUpperCase()}` : entry.word;
	const width = Math.max(0, ...present.map((entry) => label(entry).length));
	return present.map((entry) => `${indent}${label(entry).padEnd(width)}  ${entry.help}\n`).join('');
}
