/*
 * Completion
 *
 * The Tab key: what could stand at the end of a line. The same tables that parse a
 * command say what may come next; the world says which names there are.
 */
import {entryOf} from '../engine/entry-of.js';
import {machineNamed, type World} from '../engine/world.js';
import {type Command, type Keyword, onMachine, type Place} from './command.js';
import {lastCommand} from './complete-line.js';
import {namesOf} from './complete-names.js';
import type {Shell} from './console.js';
import {filesOf} from './file-space.js';
import {findWord} from './grammar.js';
import {TOOLS} from './tools/tools.js';

export interface Completion {
	/** Where in the line the word begins that would be replaced. */
	from: number;
	/** Whole words, sorted. */
	words: string[];
	/** What a word does, where it is one of the tool's own. */
	help: Readonly<Record<string, string>>;
}

/** A word that may stand here; a name has no help. */
interface Candidate {
	word: string;
	help: string;
}

/** What can stand for the word that ends at the end of `line`. */
export function complete(world: World, shell: Shell, line: string): Completion {
	const {words, typed, from, redirects} = lastCommand(line);
	const place: Place = {world, trace: [], machine: shell.machine, tools: TOOLS};
	const candidates = redirects ? named(filesOf(place)) : afterShell(place, words);
	const fitting = new Map(candidates.filter(({word}) => word.startsWith(typed) && word !== typed).map(({word, help}) => [word, help]));
	return {from, words: [...fitting.keys()].sort(), help: Object.fromEntries(fitting)};
}

/** Tools that are asked about others, as deep as they go. */
const PAGES: ReadonlySet<string> = new Set(['help', 'man']);
/** Those that say of words where they are. */
const NAMERS: ReadonlySet<string> = new Set(['which', 'type', 'command']);

function afterShell(place: Place, words: readonly string[]): Candidate[] {
	const [typed, ...rest] = words;
	if (typed === undefined) return place.tools.map(({word, help}) => ({word, help}));
	const tool = place.tools.find(({word}) => word === typed);
	if (!tool) return [];
	if (tool.runs !== undefined) {
		const inner = afterOwnWords(tool.keywords ?? [], rest, tool.runs);
		if (inner) return [...(rest.length === 0 ? present(tool.keywords ?? [], []) : []), ...afterShell(place, inner)];
	}
	if (PAGES.has(tool.word)) return afterHelp(place.tools, rest);
	if (NAMERS.has(tool.word)) return present(place.tools, []);
	// Each `--` begins another command.
	return afterFlags(place, tool, tool.chains ? rest.slice(rest.lastIndexOf('--') + 1) : rest);
}

/** The line behind the options and words of a wrapper; `undefined` while they are not complete. */
function afterOwnWords(keywords: readonly Keyword[], words: readonly string[], own: number): readonly string[] | undefined {
	let at = 0;
	for (; words[at]?.startsWith('-'); at++) if (findWord(keywords, words[at] as string)?.takes !== undefined) at++;
	return words.length < at + own ? undefined : words.slice(at + own);
}

function afterHelp(level: readonly Command[], words: readonly string[]): Candidate[] {
	const [typed, ...rest] = words;
	if (typed === undefined) return present(level, []);
	return afterHelp(findWord(level, typed)?.commands ?? [], rest);
}

/** Options stand before the object, and may change the machine; a tool whose words are no options takes them anywhere. */
function afterFlags(place: Place, tool: Command, words: readonly string[]): Candidate[] {
	const keywords = tool.keywords ?? [];
	if (keywords.some(({word}) => !word.startsWith('-'))) return afterKeywords(place, tool, keywords, words);
	let here = place;
	let at = 0;
	// A tool without objects takes its options anywhere (getopt_long).
	for (; at < words.length && (words[at]?.startsWith('-') || !tool.commands); at++) {
		const flag = findWord(keywords, words[at] as string);
		if (flag?.takes === undefined) continue;
		const value = words[++at];
		if (value === undefined) return named(namesOf(here, flag.takes));
		if (flag.takes === 'machine') here = onMachine(here, machineNamed(here.world, value)?.id ?? here.machine);
	}
	const flags = at === words.length ? present(keywords, words) : [];
	if (!tool.commands) return [...flags, ...(tool.bare ? named(namesOf(here, tool.bare)) : [])];
	return [...flags, ...afterCommand(here, tool, words.slice(at))];
}

function afterCommand(place: Place, command: Command, words: readonly string[]): Candidate[] {
	const [typed, ...rest] = words;
	if (command.commands) {
		if (typed === undefined) return present(command.commands, []);
		const next = findWord(command.commands, typed);
		return next ? afterCommand(place, next, rest) : [];
	}
	if (command.positional) return named(namesOf(place, command.positional[Math.min(words.length, command.positional.length - 1)], words));
	// `ip netns exec MACHINE` begins a line of its own.
	if (command.word === 'exec') {
		if (typed === undefined) return named(namesOf(place, 'machine'));
		return afterShell(onMachine(place, machineNamed(place.world, typed)?.id ?? place.machine), rest);
	}
	return afterKeywords(place, command, command.keywords ?? [], words);
}

/** Keywords stand in any order; one that takes a value is followed by it. */
function afterKeywords(place: Place, command: Command, table: readonly Keyword[], words: readonly string[]): Candidate[] {
	let isNamed = false;
	for (let at = 0; at < words.length; at++) {
		const keyword = findWord(table, words[at] as string);
		// A bare word names what its keyword, or another bare word, would name again.
		if (!keyword || (keyword.takes === command.bare && keyword.takes !== undefined)) isNamed = true;
		if (keyword?.takes === undefined) continue;
		const value = words[++at];
		if (value === undefined) return named(namesOf(place, keyword.takes));
		const details = keyword.takes === 'link-type' ? entryOf(command.details ?? {}, value) : undefined;
		if (details) return afterKeywords(place, {word: '', help: ''}, details, words.slice(at + 1));
		const follows = command.follows?.[keyword.word];
		if (follows) return afterKeywords(place, {...command, follows: {}}, [...follows, ...table], words.slice(at + 1));
	}
	return [...(command.bare && !isNamed ? named(namesOf(place, command.bare)) : []), ...present(table, words)];
}

/** Words that the lab has and that may stand behind `words`; one that is no option is said once. */
function present(entries: readonly (Command | Keyword)[], words: readonly string[]): Candidate[] {
	return entries.flatMap((entry) => {
		const {word, help, instead} = entry;
		const isEarly = 'after' in entry && !entry.after?.some((needed) => words.includes(needed));
		const isAgain = !word.startsWith('-') && words.includes(word);
		return instead !== undefined || isEarly || isAgain ? [] : [{word, help}];
	});
}

function named(names: readonly string[]): Candidate[] {
	return names.map((word) => ({word, help: ''}));
}
