/** Words of the command line as values of the database (lib/ovsdb-data.c, ovsdb_token_parse, ovsdb_datum_from_string). */
import {type Atom, compareAtoms, type Datum} from '../../../engine/ovs/database/database.js';
import type {BaseType, Column} from '../../../engine/ovs/database/database-schema.js';
import {describeType} from '../../../engine/ovs/database/database-transaction.js';
import {checkAtom} from '../../../engine/ovs/database/database-value.js';
import {isUuid} from '../../../engine/ovs/database/uuid.js';
import {fatal, type Session, symbolNamed} from './session.js';

const DELIMITERS = ':=, []{}!<>';
/** A range has at most so many numbers. */
const MAX_RANGE = 4096;

/** A piece of text up to a delimiter, and what is left. */
export interface Token {
	text: string;
	rest: string;
}

/** Takes a token off the front. A backslash or double quotes keep delimiters together; the quotes stay. */
export function readToken(from: string): Token {
	let text = '';
	let quoted = false;
	let at = 0;
	for (; at < from.length; at++) {
		const character = from[at] as string;
		if (character === '\\') {
			const next = from[at + 1];
			if (next === undefined) throw fatal(`${from}: backslash at end of argument`);
			text += quoted ? `\\${next}` : next;
			at++;
		} else if (!quoted && DELIMITERS.includes(character)) break;
		else {
			text += character;
			if (character === '"') quoted = !quoted;
		}
	}
	if (quoted) throw fatal(`${from}: quoted string extends past end of argument`);
	return {text, rest: from.slice(at)};
}

/** One atom; with `range` given, `1-5` may stand for several numbers. */
function readAtoms(session: Session, text: string, base: BaseType, range: boolean): Atom[] {
	switch (base.type) {
		case 'integer': {
			const [, from, to] = (range && /^\s*([+-]?\d+)-\s*([+-]?\d+)$/.exec(text)) || [];
			if (from === undefined || to === undefined) {
				if (!/^\s*[+-]?\d+$/.test(text)) throw fatal(`"${text}" is not a valid integer or range`);
				return [checked(Number(text), base)];
			}
			if (Number(to) < Number(from)) throw fatal(`"${text}" is not a valid range. Range end cannot be before start.`);
			const first = checked(Number(from), base) as number;
			const last = checked(Number(to), base) as number;
			if (last - first >= MAX_RANGE)
				throw fatal(`constraint violation: Range "${first}-${last}" is too big. Maximum allowed size is ${MAX_RANGE}.`);
			return Array.from({length: last - first + 1}, (_, index) => first + index);
		}
		case 'boolean':
			if (['true', 'yes', 'on', '1'].includes(text)) return [true];
			if (['false', 'no', 'off', '0'].includes(text)) return [false];
			throw fatal(`"${text}" is not a valid boolean (use "true" or "false")`);
		case 'string':
			return [checked(readString(text), base)];
		case 'uuid': {
			if (text.startsWith('@')) {
				const symbol = symbolNamed(session, text);
				if (base.table && !base.weak) symbol.strongly = true;
				if (base.weak) symbol.weakly = true;
				return [symbol.uuid];
			}
			if (!isUuid(text)) throw fatal(`"${text}" is not a valid UUID`);
			return [text.toLowerCase()];
		}
		default:
			return base.type satisfies never;
	}
}

export function readAtom(session: Session, text: string, base: BaseType): Atom {
	return readAtoms(session, text, base, false)[0] as Atom;
}

function checked(atom: Atom, base: BaseType): Atom {
	const problem = checkAtom(atom, base);
	if (problem) throw fatal(`${problem.error}: ${problem.details}`);
	return atom;
}

function readString(text: string): string {
	if (text === '') throw fatal('An empty string is not valid as input; use "" to represent the empty string');
	if (!text.startsWith('"')) return text;
	if (text.length < 2 || !text.endsWith('"')) throw fatal(`${text}: missing quote at end of quoted string`);
	const inner = text.slice(1, -1);
	const problem = /(?:^|[^\\])(?:\\\\)*"/.test(inner)
		? 'quoted string may not include unescaped "'
		: /(?:^|[^\\])(?:\\\\)*\\$/.test(inner)
			? 'quoted string may not end with backslash'
			: badEscape(inner);
	if (problem !== undefined) throw fatal(`${text}: ${problem}`);
	return JSON.parse(`"${inner.replaceAll('\t', '\\t')}"`) as string;
}

function badEscape(inner: string): string | undefined {
	for (const [, escaped, hex] of inner.matchAll(/\\(?:u([0-9a-fA-F]{0,4})|(.))/gs)) {
		if (escaped !== undefined && escaped.length < 4) return 'malformed \\u escape';
		if (hex !== undefined && !'"\\/bfnrt'.includes(hex)) return `bad escape \\${hex}`;
	}
	return undefined;
}

/** How many elements a value may have: those of its column, or for parts of a value any number. */
export type Counts = Pick<Column, 'min' | 'max'>;

/** Reads a whole value: atoms or pairs with commas or blanks between, in brackets or braces or without. */
export function readDatumText(session: Session, text: string, column: Column, counts: Counts = column): Datum {
	const isMap = column.value !== undefined;
	const [open, close] = isMap ? ['{', '}'] : ['[', ']'];
	let rest = text.trimStart();
	if (rest === '') throw fatal(`use "${open}${close}" to specify the empty ${isMap ? 'map' : 'set'}`);
	const bracketed = rest.startsWith(open);
	if (bracketed) rest = rest.slice(1).trimStart();
	const pairs: [Atom, Atom | undefined][] = [];
	while (rest !== '' && !(bracketed && rest.startsWith(close))) {
		const [first = ''] = rest;
		if (DELIMITERS.includes(first)) throw fatal(`${text}: unexpected "${first}" parsing ${describeType({...column, ...counts})}`);
		const element = rest;
		const key = readToken(rest);
		const keys = readAtoms(session, key.text, column.key, true);
		rest = key.rest;
		let value: Atom | undefined;
		if (column.value) {
			rest = rest.trimStart();
			// At the end of the text the message ends with it.
			if (rest === '') throw fatal(`${element}: syntax error at "`);
			if (!rest.startsWith('=')) throw fatal(`${element}: syntax error at "${rest[0]}" expecting "="`);
			const token = readToken(rest.slice(1).trimStart());
			value = readAtom(session, token.text, column.value);
			rest = token.rest;
		}
		for (const atom of keys) pairs.push([atom, value]);
		rest = rest.trimStart();
		if (rest.startsWith(',')) rest = rest.slice(1).trimStart();
	}
	if (bracketed && !rest.startsWith(close)) throw fatal(`${text}: missing "${close}" at end of data`);
	if (bracketed && rest.slice(1).trim() !== '') throw fatal(`${text}: trailing garbage after "${close}"`);
	const limit =
		pairs.length < counts.min ? `minimum number is ${counts.min}` : pairs.length > counts.max ? `maximum number is ${counts.max}` : '';
	if (limit) throw fatal(`${text}: ${pairs.length} ${isMap ? 'pair(s)' : 'value(s)'} specified but the ${limit}`);
	pairs.sort(([a], [b]) => compareAtoms(a, b));
	if (pairs.some(([atom], index) => index > 0 && atom === pairs[index - 1]?.[0]))
		throw fatal(isMap ? `${text}: map contains duplicate key` : `${text}: set contains duplicate value`);
	return {keys: pairs.map(([atom]) => atom), values: isMap ? pairs.map(([, atom]) => atom as Atom) : []};
}
