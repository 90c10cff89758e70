/** What filters read: files that are named, or standard input, line by line. */
import type {Place} from '../command.js';
import {readFile} from '../file-space.js';
import {type Acting, readInput, say} from '../program.js';

/** A text as lines; what stands behind the last line end is a line, too. */
export function linesOf(text: string): string[] {
	if (text === '') return [];
	return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

/** All of standard input. */
export function* readAll(): Acting<string> {
	let text = '';
	for (let piece = yield* readInput(); piece !== undefined; piece = yield* readInput()) text += piece;
	return text;
}

/** Lines of standard input as they come, each as soon as it is whole; `take` says whether it wants more. */
export function* eachLine(take: (line: string) => Acting<boolean>): Acting<void> {
	let rest = '';
	for (let piece = yield* readInput(); piece !== undefined; piece = yield* readInput()) {
		const lines = (rest + piece).split('\n');
		rest = lines.pop() as string;
		for (const line of lines) if (!(yield* take(line))) return;
	}
	if (rest !== '') yield* take(rest);
}

/** The texts of files, `-` and none being standard input; what is missing is said, and makes `failed`. */
export function* readTexts(
	place: Place,
	tool: string,
	paths: readonly string[],
): Acting<{texts: {name: string; text: string}[]; failed: boolean}> {
	const texts: {name: string; text: string}[] = [];
	let failed = false;
	for (const path of paths.length === 0 ? ['-'] : paths) {
		if (path === '-') {
			texts.push({name: path, text: yield* readAll()});
			continue;
		}
		const file = readFile(place, path);
		if (file.kind === 'text') texts.push({name: path, text: file.text});
		else {
			failed = true;
			yield* say(openFailed(tool, path, file.kind), 'stderr');
		}
	}
	return {texts, failed};
}

function openFailed(tool: string, path: string, kind: 'is-folder' | 'no-such-file'): string {
	const why = kind === 'is-folder' ? 'Is a directory' : 'No such file or directory';
	switch (tool) {
		case 'head':
		case 'tail':
			return kind === 'is-folder' ? `${tool}: error reading '${path}': ${why}\n` : `${tool}: cannot open '${path}' for reading: ${why}\n`;
		case 'sort':
			return `${tool}: ${kind === 'is-folder' ? 'read failed' : 'cannot read'}: ${path}: ${why}\n`;
		case 'sed':
			return kind === 'is-folder' ? `sed: couldn't read ${path}: ${why}\n` : `sed: can't read ${path}: ${why}\n`;
		default:
			return `${tool}: ${path}: ${why}\n`;
	}
}
