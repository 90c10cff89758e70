/*
 * From a text to commands
 *
 * The shell's grammar (POSIX 2.10) by recursive descent, with bash's sentences for
 * what does not fit. A text that only lacks its end is `incomplete`, so that a prompt
 * can ask for more. Everything is text: a control character is refused here, so none
 * can reach a terminal by way of an error message.
 *
 * Not modelled: functions, `case`, `select`, `[[ ]]`, arithmetic, process
 * substitution, arrays. Where one is typed, the refusal names it.
 */
import {entryOf} from '../../engine/entry-of.js';
import {type Cursor, cursorAt, deeper, Fault, notInTheLab, operatorAt, skipBlanks, unexpected} from './cursor.js';
import {endLine, skipComment, skipLines} from './line-ends.js';
import {readPending, readRedirection} from './read-redirection.js';
import {readWord} from './read-word.js';
import type {Assignment, Chain, Command, List, Pipeline, Redirection, Word} from './syntax.js';

export type Parsed =
	| {kind: 'list'; list: List}
	/** It lacks its end; `message` is what bash says when no more comes. */
	| {kind: 'incomplete'; message: string}
	| {kind: 'refused'; message: string; status: number};

const INVISIBLE = /[^\P{C}\t\n]/u;
/** Longest text that is read. */
const LONGEST = 65_536;

/** Reads `text`, one line or many. */
export function parse(text: string): Parsed {
	if (text.length > LONGEST) return {kind: 'refused', message: `a line has at most ${LONGEST} characters`, status: 2};
	const invisible = INVISIBLE.exec(text)?.[0];
	if (invisible !== undefined) {
		const code = (invisible.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
		return {kind: 'refused', message: `a line is plain text: remove the invisible character U+${code}`, status: 2};
	}
	const cursor = cursorAt(text);
	try {
		const list = readList(cursor);
		if (cursor.at < text.length) throw unexpected(cursor);
		if (cursor.pending.length > 0) readPending(cursor);
		return {kind: 'list', list};
	} catch (fault) {
		if (!(fault instanceof Fault)) throw fault;
		if (fault.kind === 'incomplete') return {kind: 'incomplete', message: fault.message};
		return {kind: 'refused', message: fault.message, status: fault.kind === 'absent' ? 1 : 2};
	}
}

/** Words that end a list. */
const CLOSERS: ReadonlySet<string> = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', '}']);
const ABSENT: Readonly<Record<string, [string, string]>> = {
	case: ['case', 'if … elif … fi'],
	select: ['select', 'for … in …'],
	function: ['a function', 'a file with commands: sh FILE'],
	'[[': ['[[ … ]]', '[ … ]'],
	coproc: ['coproc', 'COMMAND &'],
};

/** Commands up to what cannot begin one: `)`, a closing word, the end. */
function readList(cursor: Cursor): List {
	const chains: Chain[] = [];
	for (;;) {
		skipLines(cursor);
		if (endsList(cursor)) return chains;
		const chain = readChain(cursor);
		chains.push(chain);
		skipBlanks(cursor);
		const operator = operatorAt(cursor);
		if (operator === ';' || operator === '&') cursor.at++;
		else if (operator === '\n') endLine(cursor);
		else if (operator !== undefined || !isAtEnd(cursor)) return chains;
	}
}

function isAtEnd(cursor: Cursor): boolean {
	skipBlanks(cursor);
	return cursor.at >= cursor.text.length;
}

function endsList(cursor: Cursor): boolean {
	return isAtEnd(cursor) || cursor.text[cursor.at] === ')' || CLOSERS.has(peekWord(cursor));
}

/** The plain word at the cursor, for the reserved ones; the cursor stays. */
function peekWord(cursor: Cursor): string {
	return /^(?:[^\s;&|()<>'"\\`$#]+|\[\[)(?=[\s;&|()<>]|$)/.exec(cursor.text.slice(cursor.at, cursor.at + 16))?.[0] ?? '';
}

function readChain(cursor: Cursor): Chain {
	const start = cursor.at;
	const first = readPipeline(cursor);
	const rest: {joint: '&&' | '||'; pipeline: Pipeline}[] = [];
	for (;;) {
		skipComment(cursor);
		const joint = operatorAt(cursor);
		if (joint !== '&&' && joint !== '||') break;
		cursor.at += 2;
		skipLines(cursor);
		rest.push({joint, pipeline: readPipeline(cursor)});
	}
	const operator = operatorAt(cursor);
	const text = cursor.text
		.slice(start, cursor.at)
		.trim()
		.replaceAll(/\s*\n\s*/g, '; ');
	return {first, rest, background: operator === '&', text};
}

function readPipeline(cursor: Cursor): Pipeline {
	let negated = false;
	let timed = false;
	for (;;) {
		skipBlanks(cursor);
		const word = peekWord(cursor);
		if (word === '!') negated = !negated;
		else if (word === 'time') timed = true;
		else break;
		cursor.at += word.length;
	}
	const commands = [readCommand(cursor)];
	for (;;) {
		skipBlanks(cursor);
		const operator = operatorAt(cursor);
		if (operator !== '|' && operator !== '|&') return {negated, timed, commands};
		cursor.at += operator.length;
		if (operator === '|&') {
			const last = commands.pop() as Command;
			commands.push({...last, redirections: [...last.redirections, {kind: 'copy', fd: 2, from: 1}]});
		}
		skipLines(cursor);
		commands.push(readCommand(cursor));
	}
}

function readCommand(cursor: Cursor): Command {
	skipBlanks(cursor);
	const word = peekWord(cursor);
	const absent = entryOf(ABSENT, word);
	if (absent) throw notInTheLab(...absent);
	if (cursor.text.startsWith('((', cursor.at)) throw notInTheLab('arithmetic, ((…))', 'seq, test, wc -l');
	const compound = cursor.text[cursor.at] === '(' ? readSubshell(cursor) : readCompound(cursor, word);
	if (!compound) return readSimple(cursor);
	const redirections = readRedirections(cursor);
	skipBlanks(cursor);
	if (operatorAt(cursor) === undefined && !isAtEnd(cursor) && cursor.text[cursor.at] !== '#' && !CLOSERS.has(peekWord(cursor)))
		throw unexpected(cursor);
	return {...compound, redirections};
}

function readSubshell(cursor: Cursor): Command {
	return deeper(cursor, () => {
		cursor.at++;
		const body = readBody(cursor);
		if (cursor.at >= cursor.text.length) throw unexpected(cursor);
		if (cursor.text[cursor.at] !== ')') throw unexpected(cursor);
		cursor.at++;
		return {kind: 'subshell', body, redirections: []};
	});
}

function readCompound(cursor: Cursor, word: string): Command | undefined {
	switch (word) {
		case '{':
			return deeper(cursor, () => {
				cursor.at++;
				const body = readBody(cursor);
				expectWord(cursor, '}');
				return {kind: 'group', body, redirections: []};
			});
		case 'if':
			return deeper(cursor, () => readIf(cursor));
		case 'for':
			return deeper(cursor, () => readFor(cursor));
		case 'while':
		case 'until':
			return deeper(cursor, () => {
				cursor.at += word.length;
				const test = readBody(cursor);
				return {kind: 'while', until: word === 'until', test, body: readDo(cursor), redirections: []};
			});
		default:
			if (CLOSERS.has(word)) throw unexpected(cursor);
			return undefined;
	}
}

/** A list with at least one command. */
function readBody(cursor: Cursor): List {
	const list = readList(cursor);
	if (list.length === 0) throw unexpected(cursor);
	return list;
}

function expectWord(cursor: Cursor, word: string): void {
	skipLines(cursor);
	if (peekWord(cursor) !== word) throw unexpected(cursor);
	cursor.at += word.length;
}

function readDo(cursor: Cursor): List {
	expectWord(cursor, 'do');
	const body = readBody(cursor);
	expectWord(cursor, 'done');
	return body;
}

function readIf(cursor: Cursor): Command {
	const branches: {test: List; body: List}[] = [];
	for (let word = 'if'; ; word = 'elif') {
		cursor.at += word.length;
		const test = readBody(cursor);
		expectWord(cursor, 'then');
		branches.push({test, body: readBody(cursor)});
		if (peekWord(cursor) !== 'elif') break;
	}
	let otherwise: List | undefined;
	if (peekWord(cursor) === 'else') {
		cursor.at += 'else'.length;
		otherwise = readBody(cursor);
	}
	expectWord(cursor, 'fi');
	return {kind: 'if', branches, otherwise, redirections: []};
}

function readFor(cursor: Cursor): Command {
	cursor.at += 'for'.length;
	skipBlanks(cursor);
	if (cursor.text.startsWith('((', cursor.at)) throw notInTheLab('arithmetic, for ((…))', 'for i in {1..5}');
	const name = peekWord(cursor);
	if (cursor.at >= cursor.text.length || name === '') throw unexpected(cursor);
	if (!/^[A-Za-z_]\w*$/.test(name)) throw new Fault('wrong', `bash: \`${name}': not a valid identifier`);
	cursor.at += name.length;
	skipLines(cursor);
	if (peekWord(cursor) !== 'in') {
		if (cursor.text[cursor.at] === ';' || peekWord(cursor) === 'do') throw notInTheLab('for without in', `for ${name} in WORDS`);
		throw unexpected(cursor);
	}
	cursor.at += 'in'.length;
	const words: Word[] = [];
	for (;;) {
		skipComment(cursor);
		const word = readWord(cursor, readList);
		if (!word) break;
		words.push(word);
	}
	const end = operatorAt(cursor);
	if (end === ';') cursor.at++;
	else if (end !== '\n') throw unexpected(cursor);
	return {kind: 'for', name, words, body: readDo(cursor), redirections: []};
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=/;

function readSimple(cursor: Cursor): Command {
	const assignments: Assignment[] = [];
	const words: Word[] = [];
	const redirections: Redirection[] = [];
	for (;;) {
		skipBlanks(cursor);
		const redirection = readRedirection(cursor, readList);
		if (redirection) {
			redirections.push(redirection);
			continue;
		}
		const word = readWord(cursor, readList);
		if (!word) break;
		const [head, ...tail] = word;
		const [whole, name] = words.length === 0 && head?.kind === 'text' && !head.quoted ? (ASSIGNMENT.exec(head.text) ?? []) : [];
		if (whole === undefined || name === undefined || head?.kind !== 'text') words.push(word);
		else {
			if (tail.length === 0 && head.text === whole && cursor.text[cursor.at] === '(')
				throw notInTheLab('an array', 'NAME="WORD WORD"; for i in $NAME');
			assignments.push({name, value: [{...head, text: head.text.slice(whole.length)}, ...tail]});
		}
	}
	if (cursor.text[cursor.at] === '(' && words.length === 1 && /^\(\s*\)/.test(cursor.text.slice(cursor.at)))
		throw notInTheLab('a function', 'a file with commands: sh FILE');
	if (cursor.text[cursor.at] === '(' && words.length + assignments.length > 0) throw unexpected(cursor);
	if (assignments.length + words.length + redirections.length === 0) throw unexpected(cursor);
	return {kind: 'simple', assignments, words, redirections};
}

function readRedirections(cursor: Cursor): Redirection[] {
	const redirections: Redirection[] = [];
	for (;;) {
		skipBlanks(cursor);
		const redirection = readRedirection(cursor, readList);
		if (!redirection) return redirections;
		redirections.push(redirection);
	}
}
