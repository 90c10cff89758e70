/** The grammar of regular expressions: basic (POSIX 9.3) and extended (9.4), as GNU reads them. */
import {entryOf} from '../../engine/entry-of.js';
import type {Syntax} from './regular-expression.js';

export type Node =
	| {kind: 'take'; takes: (character: string) => boolean}
	| {kind: 'check'; check: (text: string, at: number) => boolean}
	| {kind: 'sequence'; nodes: readonly Node[]}
	| {kind: 'either'; nodes: readonly Node[]}
	| {kind: 'repeat'; node: Node; least: number; most: number | undefined};

export type ParsedExpression = {kind: 'node'; node: Node} | {kind: 'wrong'; why: string};

class Wrong {
	constructor(readonly why: string) {}
}

interface Reader {
	pattern: string;
	at: number;
	syntax: Syntax;
	depth: number;
}

const DEEPEST = 100;
const MOST_TIMES = 32_767;

export function parseExpression(pattern: string, syntax: Syntax): ParsedExpression {
	if (syntax.fixed)
		return {
			kind: 'node',
			node: {kind: 'sequence', nodes: [...pattern].flatMap((one) => one.split('').map((unit) => literal(unit, syntax)))},
		};
	const reader: Reader = {pattern, at: 0, syntax, depth: 0};
	try {
		const node = readEither(reader);
		if (reader.at < pattern.length) throw new Wrong('Unmatched ) or \\)');
		return {kind: 'node', node};
	} catch (error) {
		if (!(error instanceof Wrong)) throw error;
		return {kind: 'wrong', why: error.why};
	}
}

function literal(character: string, {ignoreCase}: Syntax): Node {
	if (!ignoreCase) return {kind: 'take', takes: (one) => one === character};
	const low = character.toLowerCase();
	return {kind: 'take', takes: (one) => one.toLowerCase() === low};
}

/** Is the sign at the cursor: `(` in an extended expression, `\(` in a basic one? */
function isSign({pattern, at, syntax}: Reader, sign: string): boolean {
	return syntax.extended ? pattern[at] === sign : pattern[at] === '\\' && pattern[at + 1] === sign;
}

function take(reader: Reader): void {
	reader.at += reader.syntax.extended ? 1 : 2;
}

function readEither(reader: Reader): Node {
	const nodes = [readSequence(reader)];
	while (isSign(reader, '|')) {
		take(reader);
		nodes.push(readSequence(reader));
	}
	return nodes.length === 1 ? (nodes[0] as Node) : {kind: 'either', nodes};
}

function readSequence(reader: Reader): Node {
	const nodes: Node[] = [];
	const {pattern} = reader;
	while (reader.at < pattern.length && !isSign(reader, '|') && !isSign(reader, ')')) {
		nodes.push(readRepeats(reader, readAtom(reader, nodes.length === 0)));
	}
	return {kind: 'sequence', nodes};
}

function readAtom(reader: Reader, isFirst: boolean): Node {
	const {pattern, syntax} = reader;
	const character = pattern[reader.at] as string;
	if (isSign(reader, '(')) return readGroup(reader);
	reader.at++;
	switch (character) {
		case '\\':
			return readEscape(reader);
		case '.':
			return {kind: 'take', takes: () => true};
		case '[':
			return readBracket(reader);
		case '^':
			if (syntax.extended || isFirst) return {kind: 'check', check: (_text, at) => at === 0};
			return literal(character, syntax);
		case '$':
			if (syntax.extended || reader.at === pattern.length || pattern.startsWith('\\)', reader.at) || pattern.startsWith('\\|', reader.at))
				return {kind: 'check', check: (text, at) => at === text.length};
			return literal(character, syntax);
		case '*':
		case '+':
		case '?':
			// With nothing before it GNU takes a star for nothing, in an extended expression.
			if (syntax.extended && isFirst) return {kind: 'sequence', nodes: []};
			return literal(character, syntax);
		default:
			return literal(character, syntax);
	}
}

function readGroup(reader: Reader): Node {
	if (reader.depth >= DEEPEST) throw new Wrong('Regular expression too big');
	take(reader);
	reader.depth++;
	const node = readEither(reader);
	reader.depth--;
	if (!isSign(reader, ')')) throw new Wrong('Unmatched ( or \\(');
	take(reader);
	return node;
}

const isWord = (character: string | undefined): boolean => character !== undefined && /\w/.test(character);

function readEscape(reader: Reader): Node {
	const letter = reader.pattern[reader.at];
	if (letter === undefined) throw new Wrong('Trailing backslash');
	reader.at++;
	switch (letter) {
		case 'w':
			return {kind: 'take', takes: isWord};
		case 'W':
			return {kind: 'take', takes: (one) => !isWord(one)};
		case 's':
			return {kind: 'take', takes: (one) => /\s/.test(one)};
		case 'S':
			return {kind: 'take', takes: (one) => !/\s/.test(one)};
		case 'b':
			return {kind: 'check', check: (text, at) => isWord(text[at - 1]) !== isWord(text[at])};
		case 'B':
			return {kind: 'check', check: (text, at) => isWord(text[at - 1]) === isWord(text[at])};
		case '<':
			return {kind: 'check', check: (text, at) => !isWord(text[at - 1]) && isWord(text[at])};
		case '>':
			return {kind: 'check', check: (text, at) => isWord(text[at - 1]) && !isWord(text[at])};
		default:
			if (/[1-9]/.test(letter))
				throw new Wrong(`the back-reference \\${letter} is real, but this lab does not model it. Nearest: the text itself`);
			return literal(letter, reader.syntax);
	}
}

function readRepeats(reader: Reader, node: Node): Node {
	let result = node;
	for (;;) {
		const {pattern, at, syntax} = reader;
		if (pattern[at] === '*') {
			reader.at++;
			result = {kind: 'repeat', node: result, least: 0, most: undefined};
		} else if (isSign(reader, '+') || isSign(reader, '?')) {
			const sign = pattern[at + (syntax.extended ? 0 : 1)];
			take(reader);
			result = {kind: 'repeat', node: result, least: sign === '+' ? 1 : 0, most: sign === '+' ? undefined : 1};
		} else if (isSign(reader, '{')) {
			const times = readTimes(reader);
			if (!times) return result;
			result = {kind: 'repeat', node: result, ...times};
		} else return result;
	}
}

/** `{2}`, `{2,}`, `{,3}`, `{2,3}`; in an extended expression another brace is a character. */
function readTimes(reader: Reader): {least: number; most: number | undefined} | undefined {
	const start = reader.at + (reader.syntax.extended ? 1 : 2);
	const form = reader.syntax.extended ? /^(\d*)(,?)(\d*)\}/ : /^(\d*)(,?)(\d*)\\\}/;
	const [whole, least = '', comma, most = ''] = form.exec(reader.pattern.slice(start)) ?? [];
	if (whole === undefined || (least === '' && comma === '')) {
		if (reader.syntax.extended) return undefined;
		throw new Wrong(whole === undefined && !reader.pattern.includes('\\}', start) ? 'Unmatched \\{' : 'Invalid content of \\{\\}');
	}
	const low = Number(least || 0);
	const high = comma === '' ? low : most === '' ? undefined : Number(most);
	if (low > MOST_TIMES || (high ?? 0) > MOST_TIMES) throw new Wrong('Regular expression too big');
	if (high !== undefined && low > high) throw new Wrong('Invalid content of \\{\\}');
	reader.at = start + whole.length;
	return {least: low, most: high};
}

const CLASSES: Readonly<Record<string, RegExp>> = {
	alnum: /[A-Za-z0-9]/,
	alpha: /[A-Za-z]/,
	blank: /[ \t]/,
	digit: /[0-9]/,
	lower: /[a-z]/,
	print: /[ -~]/,
	punct: /[!-/:-@[-`{-~]/,
	space: /\s/,
	upper: /[A-Z]/,
	xdigit: /[0-9A-Fa-f]/,
};

function readBracket(reader: Reader): Node {
	const {pattern, syntax} = reader;
	const negated = pattern[reader.at] === '^';
	if (negated) reader.at++;
	const tests: ((one: string) => boolean)[] = [];
	for (let first = true; ; first = false) {
		const character = pattern[reader.at];
		if (character === undefined) throw new Wrong('Unmatched [, [^, [:, [., or [=');
		if (character === ']' && !first) break;
		const named = /^\[:(\w+):\]/.exec(pattern.slice(reader.at));
		if (named) {
			const known = entryOf(CLASSES, named[1] as string);
			if (!known) throw new Wrong('Invalid character class name');
			tests.push((one) => known.test(one));
			reader.at += named[0].length;
			continue;
		}
		const last = pattern[reader.at + 2];
		if (pattern[reader.at + 1] === '-' && last !== undefined && last !== ']') {
			if (character > last) throw new Wrong('Invalid range end');
			tests.push((one) => one >= character && one <= last);
			reader.at += 3;
		} else {
			tests.push((one) => one === character);
			reader.at++;
		}
	}
	reader.at++;
	const has = (one: string): boolean => tests.some((test) => test(one));
	const found = syntax.ignoreCase ? (one: string) => has(one) || has(one.toLowerCase()) || has(one.toUpperCase()) : has;
	return {kind: 'take', takes: (one) => found(one) !== negated};
}
