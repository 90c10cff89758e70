/*
 * Brace expansion: `a{b,c}d`, `{1..5}`, `{a..e}`, `{01..10..3}`
 *
 * bash(1), "Brace Expansion": before everything else, by the text alone. What is
 * quoted, and what is no list and no sequence, stays as it is.
 */
import type {Part, Word} from './syntax.js';

/** A word as single characters, so that a brace can be told from a quoted one. */
type Atom = Part;

/** More words than this are refused by the caller. */
export const MOST_WORDS = 10_000;

/** The words that a word stands for; itself when it has no braces. */
export function expandBraces(word: Word): Word[] {
	if (!word.some((part) => part.kind === 'text' && !part.quoted && part.text.includes('{'))) return [word];
	return expand(word.flatMap(atoms))
		.slice(0, MOST_WORDS + 1)
		.map(join);
}

function atoms(part: Part): Atom[] {
	if (part.kind !== 'text' || part.quoted) return [part];
	return [...part.text].map((text) => ({...part, text}));
}

function join(list: readonly Atom[]): Word {
	const parts: Part[] = [];
	for (const atom of list) {
		const last = parts.at(-1);
		if (atom.kind === 'text' && last?.kind === 'text' && !atom.quoted && !last.quoted)
			parts[parts.length - 1] = {...last, text: last.text + atom.text};
		else parts.push(atom);
	}
	return parts;
}

function isSign(atom: Atom | undefined, sign: string): boolean {
	return atom?.kind === 'text' && !atom.quoted && atom.text === sign;
}

function expand(list: readonly Atom[]): Atom[][] {
	for (let open = 0; open < list.length; open++) {
		if (!isSign(list[open], '{')) continue;
		const found = alternatives(list, open);
		if (!found) continue;
		const before = list.slice(0, open);
		const tails = expand(list.slice(found.end + 1));
		const words: Atom[][] = [];
		for (const middle of found.words) {
			for (const tail of tails) {
				words.push([...before, ...middle, ...tail]);
				if (words.length > MOST_WORDS) return words;
			}
		}
		return words;
	}
	return [[...list]];
}

/** What stands between the brace at `open` and the one that closes it. */
function alternatives(list: readonly Atom[], open: number): {words: Atom[][]; end: number} | undefined {
	const commas: number[] = [];
	let depth = 0;
	let end = -1;
	for (let at = open; at < list.length && end === -1; at++) {
		if (isSign(list[at], '{')) depth++;
		else if (isSign(list[at], '}') && --depth === 0) end = at;
		else if (isSign(list[at], ',') && depth === 1) commas.push(at);
	}
	if (end === -1) return undefined;
	if (commas.length === 0) {
		const inside = list.slice(open + 1, end);
		const words = inside.every(({kind, quoted}) => kind === 'text' && !quoted)
			? sequence(inside.map((atom) => (atom.kind === 'text' ? atom.text : '')).join(''))
			: undefined;
		return words && {words: words.map((text) => [{kind: 'text', text, quoted: false}]), end};
	}
	const cuts = [open, ...commas, end];
	return {words: cuts.slice(1).flatMap((cut, index) => expand(list.slice((cuts[index] as number) + 1, cut))), end};
}

const NUMBERS = /^(-?\d{1,9})\.\.(-?\d{1,9})(?:\.\.(-?\d{1,9}))?$/;
const LETTERS = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d{1,9}))?$/;

function sequence(text: string): string[] | undefined {
	const numbers = NUMBERS.exec(text);
	if (numbers) {
		const [, first = '', last = '', by = ''] = numbers;
		// A leading zero asks for numbers of one width.
		const width = /^-?0\d/.test(first) || /^-?0\d/.test(last) ? Math.max(first.length, last.length) : 0;
		return count(Number(first), Number(last), Number(by)).map((number) => padded(number, width));
	}
	const [, first, last, by = ''] = LETTERS.exec(text) ?? [];
	if (first === undefined || last === undefined) return undefined;
	return count(first.charCodeAt(0), last.charCodeAt(0), Number(by)).map((code) => String.fromCharCode(code));
}

function padded(number: number, width: number): string {
	return number < 0 ? `-${String(-number).padStart(width - 1, '0')}` : String(number).padStart(width, '0');
}

function count(first: number, last: number, by: number): number[] {
	const step = Math.max(1, Math.abs(by)) * (last < first ? -1 : 1);
	const length = Math.min(Math.floor((last - first) / step) + 1, MOST_WORDS + 1);
	return Array.from({length}, (_, index) => first + index * step);
}
