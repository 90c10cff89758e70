/*
 * Ctrl-R: a line of before by a part of it
 *
 * Letters narrow the search, Ctrl-R again goes further back, Ctrl-G or Escape
 * gives the line back as it was. Every other key takes what was found and is then
 * what it always is (readline's isearch).
 */
import {graphemeEdge} from '../../view/graphemes.js';
import type {LineEditor} from './line-editor.js';

export interface Search {
	readonly query: string;
	/** Place in `past` of what was found; beyond its end before anything was. */
	readonly found: number;
	/** Nothing fits: what is shown fitted a shorter query. */
	readonly failed: boolean;
	/** The line as it was. */
	readonly text: string;
	readonly at: number;
}

export function beginSearch(at: number, text: string): Search {
	return {query: '', found: Number.POSITIVE_INFINITY, failed: false, text, at};
}

/** A key during a search; `taken`: what was found is the line now, and the key means what it always does. */
export function searchKey(editor: LineEditor, search: Search, name: string, input: string): LineEditor | 'taken' {
	switch (name) {
		case 'ctrl-r':
			return find(editor, search, search.query, search.found - 1);
		case 'backspace':
		case 'ctrl-h':
			return find(editor, search, [...search.query].slice(0, -1).join(''), Number.POSITIVE_INFINITY);
		case 'ctrl-g':
		case 'escape':
			return {...editor, text: search.text, at: search.at, search: undefined};
		default: {
			const typed = /^(ctrl|meta)-./.test(name) || name === 'enter' || name === 'tab' ? '' : input;
			return typed === '' ? 'taken' : find(editor, search, search.query + typed, search.found);
		}
	}
}

function find(editor: LineEditor, search: Search, query: string, from: number): LineEditor {
	const {past} = editor;
	if (query === '') return {...editor, text: search.text, at: search.at, search: beginSearch(search.at, search.text)};
	const begin = Math.min(from, past.length - 1);
	for (let found = begin; found >= 0; found--) {
		const text = past[found] as string;
		const at = text.lastIndexOf(query);
		if (at !== -1) return {...editor, text, at: graphemeEdge(text, at), pastAt: found, search: {...search, query, found, failed: false}};
	}
	return {...editor, search: {...search, query, failed: true}};
}
