/** The tools that a line would run, by their words, those inside other commands too. */
import {expandBraces} from './brace.js';
import {SHELL_COMMANDS} from './builtins/table.js';
import {parse} from './parse.js';
import type {Command, List, Redirection, Word} from './syntax.js';

/**
 * The commands that a text would run, each a tool with its words; none when it is no list of commands. What a variable
 * would be is not known before it runs: it stands as it is written.
 */
export function commandsIn(text: string): string[][] {
	const parsed = parse(text);
	return parsed.kind === 'list' ? inList(parsed.list) : [];
}

/** The tools among them. */
export function toolsIn(text: string): string[] {
	return commandsIn(text).flatMap(([tool]) => tool ?? []);
}

/** Does the shell wait for more before it runs this? */
export function isIncomplete(text: string): boolean {
	return parse(text).kind === 'incomplete';
}

function inList(list: List): string[][] {
	return list.flatMap(({first, rest}) =>
		[first, ...rest.map(({pipeline}) => pipeline)].flatMap(({commands}) => commands.flatMap(inCommand)),
	);
}

function inCommand(command: Command): string[][] {
	switch (command.kind) {
		case 'simple': {
			const words = command.words.flatMap(expandBraces);
			const values = [...command.words, ...command.assignments.map(({value}) => value)];
			return [...inWords(words.map(literal)), ...values.flatMap(substitutions), ...command.redirections.flatMap(orders)];
		}
		case 'group':
		case 'subshell':
			return inList(command.body);
		case 'if':
			return [...command.branches.flatMap(({test, body}) => [...inList(test), ...inList(body)]), ...inList(command.otherwise ?? [])];
		case 'for':
			return [...command.words.flatMap(substitutions), ...inList(command.body)];
		case 'while':
			return [...inList(command.test), ...inList(command.body)];
		default:
			return command satisfies never;
	}
}

function literal(word: Word): string {
	return word.map((part) => (part.kind === 'text' ? part.text : part.kind === 'variable' ? `$${part.name}` : '$()')).join('');
}

/** Writing to a file of the kernel is an order, by whatever command: it counts as the `echo` by which it is mostly given. */
function orders(redirection: Redirection): string[][] {
	if (redirection.kind !== 'write' && redirection.kind !== 'append') return [];
	const target = literal(redirection.target);
	return /^\/(?:proc|sys)\//.test(target) ? [['echo', '>', target]] : [];
}

function substitutions(word: Word): string[][] {
	return word.flatMap((part) => (part.kind === 'substitution' ? inList(part.list) : []));
}

/** The command, and what it runs in turn. */
function inWords(words: readonly string[]): string[][] {
	const [first, ...rest] = words;
	if (first === undefined) return [];
	if (first === 'sudo' && rest.length > 0) return inWords(rest);
	const whole = [...words];
	if (first === 'ip' && rest[0] === 'netns' && rest[1] === 'exec') return [whole, ...inWords(rest.slice(3))];
	if ((first === 'sh' || first === 'bash') && rest[0] === '-c') return [whole, ...commandsIn(rest[1] ?? '')];
	if (first === 'eval') return [whole, ...commandsIn(rest.join(' '))];
	if (first === 'command') return [whole, ...inWords(rest)];
	const runs = SHELL_COMMANDS.find(({word}) => word === first)?.runs;
	if (runs === undefined) return [whole];
	// Options and their values stand before the command: each word could be the one.
	return [whole, ...rest.flatMap((word, index) => (word.startsWith('-') ? [] : inWords(rest.slice(index)).slice(0, 1)))];
}
