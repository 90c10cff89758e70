/** Tab at the prompt, and the ghost: what the line could go on with. */
import {type Completion, complete} from '../../console/complete.js';
import {seatsIn} from '../../console/resolve.js';
import {machineNamed, type World} from '../../engine/world.js';
import type {Choice} from '../prompt-view.js';
import {type LineEditor, replaceText} from './line-editor.js';

/** What Tab does: the line goes on as far as all words agree, or there are words to choose from. */
export type Completed = {kind: 'nothing'} | {kind: 'went-on'; editor: LineEditor} | {kind: 'choices'; choices: readonly Choice[]};

/** Completes the word at the cursor. */
export function completeLine(world: World, machine: string, editor: LineEditor): Completed {
	const before = editor.text.slice(0, editor.at);
	const {from, words, help} = wordsAt(world, machine, before);
	const [only, ...others] = words;
	if (only === undefined) return {kind: 'nothing'};
	const agreed = others.reduce(commonStart, only) + (others.length === 0 && !/[=:,/]$/.test(only) ? ' ' : '');
	if (agreed.length > before.length - from) return {kind: 'went-on', editor: replaceText(editor, from, agreed)};
	return {kind: 'choices', choices: words.map((word) => ({word, help: help[word] ?? ''}))};
}

/** What would be added at the end of the line: by the newest line that began like this, else by the first word that fits. */
export function ghostOf(world: World | undefined, machine: string, {text, at, past, search}: LineEditor): string {
	if (text.trim() === '' || at !== text.length || search) return '';
	const known = past.findLast((line) => line.length > text.length && line.startsWith(text) && !line.includes('\n'));
	if (known !== undefined) return known.slice(text.length);
	if (!world || /\s$/.test(text)) return '';
	const {from, words} = wordsAt(world, machine, text);
	// Behind a quote that was typed a word has no such end.
	const typed = text.slice(from);
	return words.find((word) => word.startsWith(typed))?.slice(typed.length) ?? '';
}

/** Names of the machines that have a prompt. */
export function machineNames(world: World | undefined): string[] {
	return world ? seatsIn(world).map(({name}) => name) : [];
}

const NOTHING: Completion = {from: 0, words: [], help: {}};

/** `on NAME` is a word of the prompt, everything else one of the tools. */
function wordsAt(world: World, name: string, before: string): Completion {
	const typed = /^\s*on\s+(\S*)$/.exec(before)?.[1];
	if (typed !== undefined) {
		const words = machineNames(world).filter((machine) => machine.startsWith(typed) && machine !== typed);
		return {from: before.length - typed.length, words, help: {}};
	}
	const machine = machineNamed(world, name);
	return machine ? complete(world, {machine: machine.id}, before) : NOTHING;
}

function commonStart(a: string, b: string): string {
	let length = 0;
	while (length < a.length && a[length] === b[length]) length++;
	return a.slice(0, length);
}
