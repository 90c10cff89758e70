/** Commands from somewhere else than the line: `eval`, `.`, `sh -c`, `sh FILE`, and how a shell ends: `exit`, `break`, `continue`. */
import {Complaint, notModelled} from '../../complaint.js';
import {readFile} from '../../file-space.js';
import {type Builtin, type Context, complain, placeOf, start} from '../context.js';
import {runShell} from '../expand.js';
import {parse} from '../parse.js';
import {Exit, Leap, subScope} from '../scope.js';
import type {Doing} from '../system-call.js';

/** Runs a text in this shell. */
export function* runText(context: Context, text: string): Doing<number> {
	const parsed = parse(text);
	if (parsed.kind === 'list') return yield* context.runList(context, parsed.list);
	yield* complain(context, `${parsed.message}\n`);
	return parsed.kind === 'refused' ? parsed.status : 2;
}

export const evalBuiltin: Builtin = function* (context, words) {
	if (words.length === 0) return 0;
	return yield* runText(context, words.join(' '));
};

export const sourceBuiltin: Builtin = function* (context, words) {
	const [path] = words;
	if (path === undefined) throw new Complaint('bash: .: filename argument required\n.: usage: . filename [arguments]\n', 2);
	const file = readFile(placeOf(context), path);
	if (file.kind !== 'text')
		throw new Complaint(`bash: ${path}: ${file.kind === 'is-folder' ? 'Is a directory' : 'No such file or directory'}\n`, 1);
	return yield* runText(context, file.text);
};

/** A shell of its own: `sh -c TEXT`, `sh FILE`, or commands from standard input. */
export const shBuiltin: Builtin = function* (context, words) {
	const scope = {...subScope(context.scope), options: new Set<string>(), loops: 0, conditions: 0, status: 0};
	const inner: Context = {...context, scope};
	const rest = [...words];
	let isText = false;
	for (let word = rest[0]; word?.startsWith('-') && word !== '-'; word = rest[0]) {
		rest.shift();
		for (const letter of word.slice(1)) {
			if (letter === 'c') isText = true;
			else if (letter === 'e') scope.options.add('errexit');
			else if (letter === 'x') scope.options.add('xtrace');
			else if (letter === 'u') scope.options.add('nounset');
			else if (letter !== 's') throw notModelled(`sh -${letter}`, 'sh -c, sh -e, sh -x');
		}
	}
	const [first, ...more] = rest;
	if (more.length > 0) throw notModelled('arguments of a script', 'NAME=value before it');
	if (isText && first === undefined) throw new Complaint('bash: -c: option requires an argument\n', 2);
	const text = isText ? (first as string) : yield* scriptOf(inner, first);
	const parsed = parse(text);
	if (parsed.kind !== 'list') {
		yield* complain(context, `${parsed.message}\n`);
		return parsed.kind === 'refused' ? parsed.status : 2;
	}
	const pid = yield* start(runShell(inner, parsed.list), inner.descriptors);
	const answer = yield {kind: 'wait-for', pids: [pid]};
	return (answer?.kind === 'ended' ? answer.statuses[0]?.status : undefined) ?? 0;
};

function* scriptOf(context: Context, path: string | undefined): Doing<string> {
	if (path !== undefined && path !== '-') {
		const file = readFile(placeOf(context), path);
		if (file.kind === 'text') return file.text;
		throw new Complaint(
			`bash: ${path}: ${file.kind === 'is-folder' ? 'Is a directory' : 'No such file or directory'}\n`,
			file.kind === 'is-folder' ? 126 : 127,
		);
	}
	let text = '';
	for (;;) {
		const answer = yield {kind: 'read-from', from: context.descriptors.stdin};
		if (answer?.kind !== 'input' || answer.text === undefined) return text;
		text += answer.text;
	}
}

/** At the prompt it ends the line. */
// biome-ignore lint/correctness/useYield: it has nothing to wait for.
export const exitBuiltin: Builtin = function* ({scope}, words) {
	const [typed, ...more] = words;
	if (typed !== undefined && !/^-?\d+$/.test(typed)) throw new Exit(2);
	if (more.length > 0) throw new Complaint('bash: exit: too many arguments\n', 1);
	throw new Exit(typed === undefined ? scope.status : Number(typed) & 0xff);
};

export const leap = (kind: Leap['kind']): Builtin =>
	function* (context, words) {
		const levels = Number(words[0] ?? 1);
		if (context.scope.loops === 0) {
			yield* complain(context, `bash: ${kind}: only meaningful in a \`for', \`while', or \`until' loop\n`);
			return 0;
		}
		if (!Number.isInteger(levels)) throw new Complaint(`bash: ${kind}: ${words[0]}: numeric argument required\n`, 128);
		if (levels < 1) throw new Complaint(`bash: ${kind}: ${words[0]}: loop count out of range\n`, 1);
		throw new Leap(kind, Math.min(levels, context.scope.loops));
	};
