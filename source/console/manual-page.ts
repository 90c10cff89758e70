/** A page of the manual, written from the option tables: what the lab has of a tool, what it has not, and what is nearest. */
import type {Command, Keyword} from './command.js';

const WIDTH = 80;
const INDENT = 7;
/** Longest label that has its explanation beside it. */
const LABEL = 22;

type Entry = Command | Keyword;

/** The page of the command that `path` leads to; at most 80 columns wide. */
export function manualPage(path: readonly string[], command: Command, parent: Command | undefined): string {
	const name = path.join(' ');
	const entries: readonly Entry[] = [...(command.commands ?? []), ...(command.keywords ?? [])];
	const present = (command.commands ?? []).filter(isPresent);
	const sections: [string, string[]][] = [
		['NAME', wrap(`${name} - ${command.help}`, INDENT)],
		['SYNOPSIS', wrap(synopsis(name, command), INDENT)],
		['COMMANDS', present.flatMap(item)],
		['OPTIONS', (command.keywords ?? []).filter(isPresent).flatMap(item)],
		...Object.entries(command.details ?? {}).map(([kind, table]): [string, string[]] => [
			`TYPE ${kind}`,
			table.filter(isPresent).flatMap(item),
		]),
		['NOT IN THE LAB', entries.filter((entry) => !isPresent(entry)).flatMap(absent)],
		['SEE ALSO', wrap(seeAlso(path, present, parent), INDENT)],
	];
	return sections
		.flatMap(([title, lines]) => (lines.length === 0 ? [] : [title, ...lines, '']))
		.map((line) => `${line}\n`)
		.join('');
}

function isPresent({instead}: Entry): boolean {
	return instead === undefined;
}

function synopsis(name: string, {commands, keywords, bare, positional}: Command): string {
	const parts = [name];
	if (keywords?.some(isPresent)) parts.push('[OPTION...]');
	if (commands?.some(isPresent)) parts.push('COMMAND');
	for (const argument of positional ?? []) parts.push(argument.toUpperCase());
	if (bare) parts.push(`[${bare.toUpperCase()}...]`);
	return parts.join(' ');
}

function labelOf(entry: Entry): string {
	const value = 'takes' in entry && entry.takes !== undefined ? ` ${entry.takes.toUpperCase()}` : '';
	return [entry.word, ...(entry.also ?? [])].join(', ') + value;
}

function item(entry: Entry): string[] {
	const label = labelOf(entry);
	const text = wrap(entry.help, INDENT + LABEL + 2);
	if (label.length > LABEL) return [`${' '.repeat(INDENT)}${label}`, ...text];
	const [first = '', ...rest] = text;
	return [`${' '.repeat(INDENT)}${label.padEnd(LABEL + 2)}${first.trimStart()}`, ...rest];
}

function absent(entry: Entry): string[] {
	return item({...entry, help: `nearest: ${entry.instead ?? ''}`});
}

function seeAlso(path: readonly string[], commands: readonly Entry[], parent: Command | undefined): string {
	const deeper = commands.map(({word}) => `man ${[...path, word].join(' ')}`);
	return [...(parent ? [`man ${path.slice(0, -1).join(' ')}`] : ['help']), ...deeper].join(', ');
}

function wrap(text: string, indent: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(/\s+/)) {
		if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
			lines.push(line);
			line = '';
		}
		line += line === '' ? word : ` ${word}`;
	}
	return [...lines, line].map((one) => ' '.repeat(indent) + one);
}
