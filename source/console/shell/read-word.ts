/*
 * Words
 *
 * POSIX 2.2 and 2.6: single quotes keep everything, double quotes keep all but `$`
 * and the backslash, a backslash keeps the next character. What stands side by side
 * is one word.
 */
import {type Cursor, deeper, Fault, notInTheLab, operatorAt, unclosed, unexpected} from './cursor.js';
import type {List, Part, Use, Word} from './syntax.js';

/** How a word reads the commands inside `$(…)`; `parse.ts` gives itself. */
export type ReadList = (cursor: Cursor) => List;

const NAME = /^(?:[A-Za-z_]\w*|[0-9?!$#@*])/;

/** The word at the cursor; `undefined` when none begins there. */
export function readWord(cursor: Cursor, readList: ReadList): Word | undefined {
	const parts: Part[] = [];
	const {text} = cursor;
	const start = cursor.at;
	while (cursor.at < text.length) {
		const character = text[cursor.at] as string;
		if (character === ' ' || character === '\t' || operatorAt(cursor) !== undefined) break;
		if (character === '#' && cursor.at === start) break;
		if (character === '\\' && text[cursor.at + 1] === '\n') {
			cursor.at += 2;
			continue;
		}
		parts.push(...readPart(cursor, readList));
	}
	return cursor.at === start ? undefined : parts;
}

function readPart(cursor: Cursor, readList: ReadList): Part[] {
	const {text, at} = cursor;
	switch (text[at]) {
		case "'": {
			const end = text.indexOf("'", at + 1);
			if (end === -1) throw unclosed("'");
			cursor.at = end + 1;
			return [{kind: 'text', text: text.slice(at + 1, end), quoted: true}];
		}
		case '"':
			cursor.at++;
			return readQuoted(cursor, readList, '"');
		case '\\': {
			if (at + 1 >= text.length) throw new Fault('incomplete', 'bash: nothing follows the backslash at the end of the line');
			cursor.at += 2;
			return [{kind: 'text', text: text[at + 1] as string, quoted: true}];
		}
		case '`':
			throw notInTheLab('`…`', '$(…)');
		case '$':
			return [readDollar(cursor, readList, false)];
		default: {
			const end = /[\s;&|()<>'"\\`$]/.exec(text.slice(at + 1));
			cursor.at = end ? at + 1 + end.index : text.length;
			return [{kind: 'text', text: text.slice(at, cursor.at), quoted: false}];
		}
	}
}

/** Between double quotes, up to `end`; without one to the end of the text, as in a here-document. */
export function readQuoted(cursor: Cursor, readList: ReadList, end: '"' | undefined): Part[] {
	const parts: Part[] = [];
	let plain = '';
	const flush = (): void => {
		parts.push({kind: 'text', text: plain, quoted: true});
		plain = '';
	};
	for (; cursor.at < cursor.text.length; ) {
		const character = cursor.text[cursor.at] as string;
		const next = cursor.text[cursor.at + 1];
		if (character === end) {
			cursor.at++;
			flush();
			return parts;
		}
		if (character === '\\' && next === '\n') cursor.at += 2;
		else if (character === '\\' && next !== undefined && ('\\$`'.includes(next) || next === end)) {
			plain += next;
			cursor.at += 2;
		} else if (character === '`') throw notInTheLab('`…`', '$(…)');
		else if (character === '$') {
			flush();
			parts.push(readDollar(cursor, readList, true));
		} else {
			plain += character;
			cursor.at++;
		}
	}
	if (end !== undefined) throw unclosed(end);
	flush();
	return parts;
}

/** `$NAME`, `${NAME…}`, `$(…)`; a `$` before anything else is itself. */
function readDollar(cursor: Cursor, readList: ReadList, quoted: boolean): Part {
	const {text} = cursor;
	cursor.at++;
	if (text.startsWith('((', cursor.at)) throw notInTheLab('arithmetic, $((…))', 'seq, {1..5}, wc -l');
	if (text[cursor.at] === '(') return deeper(cursor, () => readSubstitution(cursor, readList, quoted));
	if (text[cursor.at] === '{') return readBraces(cursor, readList, quoted);
	if (!quoted && text[cursor.at] === "'") throw notInTheLab("$'…'", "'…'");
	const name = NAME.exec(text.slice(cursor.at))?.[0];
	if (name === undefined) return {kind: 'text', text: '$', quoted};
	cursor.at += name.length;
	return {kind: 'variable', name, quoted};
}

function readSubstitution(cursor: Cursor, readList: ReadList, quoted: boolean): Part {
	cursor.at++;
	const list = readList(cursor);
	if (cursor.at >= cursor.text.length) throw unclosed(')');
	if (cursor.text[cursor.at] !== ')') throw unexpected(cursor);
	cursor.at++;
	return {kind: 'substitution', list, quoted};
}

const EXPANSION = /^\{(#?)([A-Za-z_]\w*|[0-9?!$#])(?:\}|(:?)([-=+]))/;

function readBraces(cursor: Cursor, readList: ReadList, quoted: boolean): Part {
	const rest = cursor.text.slice(cursor.at);
	const [whole, length, name = '', colon, sign] = EXPANSION.exec(rest) ?? [];
	if (whole === undefined) {
		const end = rest.indexOf('}');
		if (end === -1) throw unclosed('}');
		const known = /^\{[#!]?\w+(?:[#%/^,:@[].*)?$/s.test(rest.slice(0, end));
		// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
		if (known) throw notInTheLab(`$${rest.slice(0, end + 1)}`, '${NAME:-word}, ${NAME:+word}, ${#NAME}, sed, cut');
		throw new Fault('wrong', `bash: $${rest.slice(0, end + 1)}: bad substitution`);
	}
	cursor.at += whole.length;
	if (sign === undefined) return {kind: 'variable', name, quoted, ...(length === '#' && {use: {kind: '#'} satisfies Use})};
	const word: Part[] = [];
	while (cursor.text[cursor.at] !== '}') {
		if (cursor.at >= cursor.text.length) throw unclosed('}');
		word.push(...readInBraces(cursor, readList, quoted));
	}
	cursor.at++;
	return {kind: 'variable', name, quoted, use: {kind: sign as '-' | '=' | '+', orEmpty: colon === ':', word}};
}

/** Blanks and signs have no meaning between the braces. */
function readInBraces(cursor: Cursor, readList: ReadList, quoted: boolean): Part[] {
	const character = cursor.text[cursor.at] as string;
	if (`'"\\$\``.includes(character) && !(quoted && character === "'")) return readPart(cursor, readList);
	cursor.at++;
	return [{kind: 'text', text: character, quoted}];
}
