/*
 * From words to fields
 *
 * POSIX 2.6: braces first (bash), then variables and `$(…)`, whose unquoted values are cut at
 * blanks, then quotes go. A word that comes to nothing is no field, unless it was quoted.
 *
 * Not modelled: globs, as a lab has no files to match: a `*` stays itself; `~` stays itself; IFS is always blank, tab and line end.
 */
import {expandBraces, MOST_WORDS} from './brace.js';
import {type Context, complain, start} from './context.js';
import {Exit, subScope} from './scope.js';
import type {Part, Word} from './syntax.js';
import type {Doing} from './system-call.js';

/** What `$(…)` or a variable holds, at most. */
const LONGEST_VALUE = 1_000_000;

/** The fields of several words, as a command gets them. */
export function* fieldsOf(context: Context, words: readonly Word[]): Doing<string[]> {
	const fields: string[] = [];
	for (const word of words) {
		for (const one of expandBraces(word)) fields.push(...(yield* split(context, one)));
		if (fields.length > MOST_WORDS) {
			yield* complain(context, `bash: a command has at most ${MOST_WORDS} words\n`);
			throw new Exit(1);
		}
	}
	return fields;
}

/** A word that stays one: the value of an assignment, the target of a redirection. */
export function* textOf(context: Context, word: Word): Doing<string> {
	let text = '';
	for (const part of word) text += yield* partText(context, part);
	return text;
}

function* split(context: Context, word: Word): Doing<string[]> {
	const fields: string[] = [];
	let open: string | undefined;
	for (const part of word) {
		const value = yield* partText(context, part);
		if (part.quoted || part.kind === 'text') {
			open = (open ?? '') + value;
			continue;
		}
		const pieces = value.split(/[ \t\n]+/);
		for (const [index, piece] of pieces.entries()) {
			// Each cut ends the field before it.
			if (index > 0 && open !== undefined) {
				fields.push(open);
				open = undefined;
			}
			if (piece !== '') open = (open ?? '') + piece;
		}
	}
	if (open !== undefined) fields.push(open);
	return fields;
}

function* partText(context: Context, part: Part): Doing<string> {
	switch (part.kind) {
		case 'text':
			return part.text;
		case 'variable':
			return yield* variable(context, part);
		case 'substitution':
			return yield* substitution(context, part);
		default:
			return part satisfies never;
	}
}

function* variable(context: Context, {name, use}: Extract<Part, {kind: 'variable'}>): Doing<string> {
	const value = lookUp(context, name);
	if (!use) {
		if (value === undefined && context.scope.options.has('nounset')) {
			yield* complain(context, `bash: ${name}: unbound variable\n`);
			throw new Exit(1);
		}
		return value ?? '';
	}
	if (use.kind === '#') return String([...(value ?? '')].length);
	const isThere = value !== undefined && !(use.orEmpty && value === '');
	if (use.kind === '+') return isThere ? yield* textOf(context, use.word) : '';
	if (isThere) return value;
	const other = yield* textOf(context, use.word);
	if (use.kind === '=') context.scope.variables.set(name, other);
	return other;
}

function lookUp({scope}: Context, name: string): string | undefined {
	switch (name) {
		case '?':
			return String(scope.status);
		case '!':
			return scope.lastJob === undefined ? undefined : String(scope.lastJob);
		case '$':
			return String(scope.pid);
		case '#':
			return '0';
		case '0':
			return 'bash';
		case '@':
		case '*':
			return '';
		default:
			return scope.variables.get(name);
	}
}

/** What the commands print, without the line ends at its end. */
function* substitution(context: Context, {list}: Extract<Part, {kind: 'substitution'}>): Doing<string> {
	const memory = {kind: 'memory' as const, text: ''};
	const inner: Context = {
		...context,
		scope: {...subScope(context.scope), loops: 0},
		descriptors: {...context.descriptors, stdout: memory},
	};
	const pid = yield* start(runShell(inner, list), inner.descriptors);
	const answer = yield {kind: 'wait-for', pids: [pid]};
	if (answer?.kind === 'ended') context.scope.status = answer.statuses[0]?.status ?? 0;
	return memory.text.slice(0, LONGEST_VALUE).replace(/\n+$/, '');
}

/** A list as the whole of a process: `exit` ends it. */
export function* runShell(context: Context, list: Parameters<Context['runList']>[1]): Doing<number> {
	try {
		return yield* context.runList(context, list);
	} catch (error) {
		if (!(error instanceof Exit)) throw error;
		context.scope.exited = true;
		return error.status;
	}
}
