/*
 * The line editor
 *
 * The line that is being typed, as a state: a key goes in, the next state comes
 * out. Keys are those of readline's Emacs mode (readline(3), "Default Key
 * Bindings"). The cursor stands between graphemes, so an accent that is a
 * character of its own is never parted from its letter.
 *
 * A line may have several rows: a paste has them, and what the shell calls
 * incomplete goes on in the next. Up and Down walk rows first, then history.
 *
 * Not modelled: arguments (Alt-3), macros, marks, a kill ring of more than one.
 */
import {graphemeAfter, graphemeBefore, graphemeEdge} from '../../view/graphemes.js';
import {beginSearch, type Search, searchKey} from './line-search.js';

interface Snapshot {
	readonly text: string;
	readonly at: number;
}

export interface LineEditor extends Snapshot {
	/** What was cut last, for Ctrl-Y. */
	readonly killed: string;
	/** The last key cut: the next one adds to it, as readline does. */
	readonly killing: boolean;
	/** Before each change, oldest first. */
	readonly undo: readonly Snapshot[];
	/** The last key typed a letter: a word typed in one go is one step of undo. */
	readonly typing: boolean;
	/** Lines of before, oldest first, without twins. */
	readonly past: readonly string[];
	/** Place in `past`; its length is the line that is being typed. */
	readonly pastAt: number;
	/** That line, while one of before is looked at. */
	readonly draft: string;
	/** Alt-. was the last key: how many lines back it is, and where its word begins. */
	readonly lastWord: {readonly back: number; readonly from: number} | undefined;
	readonly search: Search | undefined;
}

export const EMPTY_LINE: LineEditor = {
	text: '',
	at: 0,
	killed: '',
	killing: false,
	undo: [],
	typing: false,
	past: [],
	pastAt: 0,
	draft: '',
	lastWord: undefined,
	search: undefined,
};

/** Steps of undo that are kept. */
const DEEPEST = 200;

/** The state after a key; `undefined` when the key is none of the editor's. */
export function editLine(editor: LineEditor, name: string, input: string): LineEditor | undefined {
	if (editor.search) {
		const searched = searchKey(editor, editor.search, name, input);
		if (searched !== 'taken') return searched;
		const taken = endSearch(editor);
		return name === 'left' || name === 'right' ? taken : (editLine(taken, name, input) ?? taken);
	}
	const moved = moveKey(editor, name);
	if (moved !== undefined) return {...calm(editor), at: graphemeEdge(editor.text, moved)};
	const cut = cutKey(editor, name);
	if (cut) return kill(editor, ...cut);
	switch (name) {
		case 'backspace':
		case 'ctrl-h':
			return change(editor, graphemeBefore(editor.text, editor.at), editor.at, '');
		case 'delete':
		case 'ctrl-d':
			return change(editor, editor.at, graphemeAfter(editor.text, editor.at), '');
		case 'ctrl-y':
			return change(editor, editor.at, editor.at, editor.killed);
		case 'ctrl-t':
			return transpose(editor);
		case 'ctrl-_':
			return undoOne(editor);
		case 'ctrl-r':
			return {...calm(editor), search: beginSearch(editor.at, editor.text)};
		case 'meta-.':
		case 'meta-_':
			return lastWord(editor);
		default: {
			const typed = /^(ctrl|meta)-./.test(name) || isNamed(name) ? '' : input;
			return typed === '' ? undefined : insertText(editor, typed, true);
		}
	}
}

/** Puts text in at the cursor: a paste, or what Tab completed. `typed` joins it with the letters before it. */
export function insertText(editor: LineEditor, text: string, typed = false): LineEditor {
	const next = change(editor, editor.at, editor.at, text);
	return typed && editor.typing && !/\s/.test(text) && !/\s$/.test(editor.text.slice(0, editor.at))
		? {...next, undo: editor.undo, typing: true}
		: {...next, typing: typed};
}

/** Puts `text` in place of `from` to the cursor. */
export function replaceText(editor: LineEditor, from: number, text: string): LineEditor {
	return change(editor, from, editor.at, text);
}

/** Up (-1) and Down (1): to the row above or below, and from the outermost to the lines of before. */
export function recall(editor: LineEditor, by: -1 | 1): LineEditor {
	const row = rowBeside(editor, by);
	if (row !== undefined) return {...calm(editor), at: graphemeEdge(editor.text, row)};
	const to = editor.pastAt + by;
	if (to < 0 || to > editor.past.length) return calm(editor);
	const draft = editor.pastAt === editor.past.length ? editor.text : editor.draft;
	const text = editor.past[to] ?? draft;
	return {...calm(editor), text, at: text.length, pastAt: to, draft, undo: []};
}

/** The line was sent or thrown away: an empty one, with `line` among those of before. */
export function nextLine(editor: LineEditor, line = ''): LineEditor {
	const past = line.trim() === '' ? editor.past : [...editor.past.filter((other) => other !== line), line];
	return {...EMPTY_LINE, killed: editor.killed, past, pastAt: past.length};
}

/** An empty line with lines of before. */
export function withPast(past: readonly string[]): LineEditor {
	return {...EMPTY_LINE, past, pastAt: past.length};
}

/** What a search has found is the line. */
export function endSearch(editor: LineEditor): LineEditor {
	return {...editor, search: undefined};
}

/** Between two keys that have nothing to do with each other. */
function calm(editor: LineEditor): LineEditor {
	return {...editor, killing: false, typing: false, lastWord: undefined, search: undefined};
}

function change(editor: LineEditor, from: number, to: number, text: string): LineEditor {
	if (from === to && text === '') return calm(editor);
	const next = editor.text.slice(0, from) + text + editor.text.slice(to);
	return {
		...calm(editor),
		text: next,
		// What was put in may join what stands behind it.
		at: graphemeEdge(next, from + text.length),
		undo: [...editor.undo, {text: editor.text, at: editor.at}].slice(-DEEPEST),
	};
}

/** Cuts; what is cut right after another cut joins it, in the order of the line. */
function kill(editor: LineEditor, from: number, to: number): LineEditor {
	if (from === to) return {...calm(editor), killing: editor.killing};
	const cut = editor.text.slice(from, to);
	const joined = from < editor.at ? cut + editor.killed : editor.killed + cut;
	return {...change(editor, from, to, ''), killed: editor.killing ? joined : cut, killing: true};
}

/** Where the cursor goes. */
function moveKey({text, at}: LineEditor, name: string): number | undefined {
	switch (name) {
		case 'left':
		case 'ctrl-b':
			return graphemeBefore(text, at);
		case 'right':
		case 'ctrl-f':
			return graphemeAfter(text, at);
		case 'home':
		case 'ctrl-a':
			return text.lastIndexOf('\n', at - 1) + 1;
		case 'end':
		case 'ctrl-e':
			return rowEnd(text, at);
		case 'meta-b':
		case 'ctrl-left':
		case 'meta-left':
			return wordBefore(text, at);
		case 'meta-f':
		case 'ctrl-right':
		case 'meta-right':
			return wordAfter(text, at);
		case 'meta-<':
			return 0;
		case 'meta->':
			return text.length;
		default:
			return undefined;
	}
}

/** What a key cuts. */
function cutKey({text, at}: LineEditor, name: string): [from: number, to: number] | undefined {
	switch (name) {
		case 'ctrl-k':
			return [at, rowEnd(text, at)];
		case 'ctrl-u':
			return [text.lastIndexOf('\n', at - 1) + 1, at];
		case 'ctrl-w':
			return [text.slice(0, at).replace(/\S+\s*$|\s+$/, '').length, at];
		case 'meta-backspace':
		case 'ctrl-backspace':
			return [wordBefore(text, at), at];
		case 'meta-d':
		case 'ctrl-delete':
			return [at, wordAfter(text, at)];
		default:
			return undefined;
	}
}

function rowEnd(text: string, at: number): number {
	const end = text.indexOf('\n', at);
	return end === -1 ? text.length : end;
}

/** Words of readline are letters and digits. */
function wordBefore(text: string, at: number): number {
	return text.slice(0, at).replace(/[\p{L}\p{N}\p{M}]*[^\p{L}\p{N}\p{M}]*$/u, '').length;
}

function wordAfter(text: string, at: number): number {
	return at + (/^[^\p{L}\p{N}\p{M}]*[\p{L}\p{N}\p{M}]*/u.exec(text.slice(at))?.[0].length ?? 0);
}

/** Swaps the graphemes around the cursor; at the end the two before it. */
function transpose(editor: LineEditor): LineEditor {
	const {text} = editor;
	const middle = editor.at === text.length ? graphemeBefore(text, editor.at) : editor.at;
	const from = graphemeBefore(text, middle);
	const to = graphemeAfter(text, middle);
	if (from === middle || to === middle) return calm(editor);
	return change({...editor, at: to}, from, to, text.slice(middle, to) + text.slice(from, middle));
}

function undoOne(editor: LineEditor): LineEditor {
	const last = editor.undo.at(-1);
	return last ? {...calm(editor), ...last, undo: editor.undo.slice(0, -1)} : calm(editor);
}

/** Alt-.: the last word of the line before; again, of the one before that. */
function lastWord(editor: LineEditor): LineEditor {
	const {past, lastWord: last} = editor;
	const back = (last?.back ?? 0) + 1;
	const line = past[past.length - back];
	if (line === undefined) return editor;
	const word = /\S+(?=\s*$)/.exec(line)?.[0] ?? '';
	const from = last?.from ?? editor.at;
	return {...change(editor, from, editor.at, word), lastWord: {back, from}};
}

/** The place in the row above or below, as far to the right as here; none at the outermost. */
function rowBeside({text, at}: LineEditor, by: -1 | 1): number | undefined {
	const begin = text.lastIndexOf('\n', at - 1) + 1;
	if (by === -1) {
		if (begin === 0) return undefined;
		const above = text.lastIndexOf('\n', begin - 2) + 1;
		return Math.min(above + at - begin, begin - 1);
	}
	const end = rowEnd(text, at);
	return end === text.length ? undefined : Math.min(end + 1 + at - begin, rowEnd(text, end + 1));
}

/** Keys that are no text and that the editor leaves to others. */
function isNamed(name: string): boolean {
	return ['enter', 'escape', 'tab', 'shift-tab', 'up', 'down', 'page-up', 'page-down'].includes(name);
}
