/** What a line of input means: an answer, or one of the letters that work everywhere. */
import type {Part} from '../../lesson/part.js';
import {readNumber} from '../../lesson/question.js';

export type Line =
	| {kind: 'text'; text: string}
	| {kind: 'order'; order: Order}
	/** The input has ended. */
	| {kind: 'end'};

const ORDERS = {'?': 'help', h: 'hint', s: 'solution', r: 'reset', p: 'previous', k: 'skip', q: 'leave'} as const;
export type Order = (typeof ORDERS)[keyof typeof ORDERS];

/** Reads one line; blanks around it do not count. `undefined`, the end of the input, is a line too. */
export function readLine(line: string | undefined): Line {
	if (line === undefined) return {kind: 'end'};
	const text = line.trim();
	return Object.hasOwn(ORDERS, text) ? {kind: 'order', order: ORDERS[text as keyof typeof ORDERS]} : {kind: 'text', text};
}

/** What a line answers to a part; `undefined` when it is no answer to it. */
export function readAnswer(text: string, {ask, options}: Part): string[] | undefined {
	if (ask === 'number') return readNumber(text) === undefined ? undefined : [text];
	const keys = readChoice(text, options, ask !== 'one');
	return ask === 'order' && keys?.length !== options.length ? undefined : keys;
}

/**
 * Option keys that a line names, by number or by key: `2`, `1 3`, `1,3`, `vm2`.
 * `undefined` when a word is neither; `0` alone is the empty answer.
 */
export function readChoice(text: string, options: readonly string[], many: boolean): string[] | undefined {
	const words = text.split(/[\s,]+/).filter(Boolean);
	if (words.length === 0 || (!many && words.length > 1)) return undefined;
	if (many && words.length === 1 && words[0] === '0') return [];
	const keys = words.map((word) =>
		/^\d+$/.test(word) && !options.includes(word) ? options[Number(word) - 1] : options.find((key) => key === word),
	);
	return keys.every((key) => key !== undefined) ? [...new Set(keys as string[])] : undefined;
}
