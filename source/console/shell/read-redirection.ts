/** Redirections and here-documents (POSIX 2.7). */
import {type Cursor, cursorAt, Fault, notInTheLab, skipBlanks, unexpected} from './cursor.js';
import {type ReadList, readQuoted, readWord} from './read-word.js';
import type {Part, Redirection, Word} from './syntax.js';

const SIGNS = /^(?:(\d*)(<<<|<<-|<<|<&|<>|<\(|<)|(\d*)(>\||>>|>&|>\(|>)|(&>>|&>))/;

/** The redirection at the cursor, if one is there. */
export function readRedirection(cursor: Cursor, readList: ReadList): Redirection | undefined {
	const [whole, , reading, to = '', writing, both] = SIGNS.exec(cursor.text.slice(cursor.at)) ?? [];
	if (whole === undefined) return undefined;
	if (whole.endsWith('(')) throw notInTheLab(`process substitution, ${whole}…)`, 'a pipe, or a file');
	cursor.at += whole.length;
	if (reading !== undefined) return readFrom(cursor, readList, whole, reading);
	const fd = both === undefined ? fdOf(to, whole) : 'both';
	if (writing === '>&') return readCopy(cursor, fd, readList);
	const target = readTarget(cursor, readList);
	return {kind: writing === '>>' || both === '&>>' ? 'append' : 'write', fd, target};
}

function fdOf(digits: string, whole: string): 1 | 2 {
	if (digits === '' || digits === '1') return 1;
	if (digits === '2') return 2;
	throw notInTheLab(`a file descriptor beyond 2, ${whole}`, '>, 2>, &>');
}

function readTarget(cursor: Cursor, readList: ReadList): Word {
	skipBlanks(cursor);
	const word = readWord(cursor, readList);
	if (word) return word;
	// At the end of the line bash does not wait for more.
	if (cursor.at >= cursor.text.length) throw new Fault('wrong', "bash: syntax error near unexpected token `newline'");
	throw unexpected(cursor);
}

/** `2>&1`, `>&2`; `>&FILE` is `&>FILE`. */
function readCopy(cursor: Cursor, fd: 1 | 2 | 'both', readList: ReadList): Redirection {
	const target = readTarget(cursor, readList);
	const [only] = target;
	const digit = target.length === 1 && only?.kind === 'text' ? only.text : '';
	if (fd !== 'both' && (digit === '1' || digit === '2')) return {kind: 'copy', fd, from: digit === '1' ? 1 : 2};
	if (fd !== 1 || /^[\d-]/.test(digit)) throw notInTheLab(`>&${digit}`, '2>&1, >&2, &>FILE');
	return {kind: 'write', fd: 'both', target};
}

function readFrom(cursor: Cursor, readList: ReadList, whole: string, sign: string): Redirection {
	if (/^[1-9]/.test(whole) || sign === '<&' || sign === '<>') throw notInTheLab(whole, '<');
	if (sign === '<<<') return {kind: 'text', text: readTarget(cursor, readList), newline: true};
	if (sign === '<') return {kind: 'read', target: readTarget(cursor, readList)};
	const delimiter = readTarget(cursor, readList);
	const text: Part[] = [];
	const redirection: Redirection = {kind: 'text', text, newline: false};
	cursor.pending.push({
		delimiter: delimiter.map((part) => (part.kind === 'text' ? part.text : part.kind === 'variable' ? `$${part.name}` : '')).join(''),
		literal: delimiter.some(({quoted}) => quoted),
		strip: sign === '<<-',
		fill: (body, literal) => {
			if (literal) text.push({kind: 'text', text: body, quoted: true});
			else text.push(...readQuoted({...cursorAt(body), depth: cursor.depth}, readList, undefined));
		},
	});
	return redirection;
}

/** The texts of the here-documents of the line that has just ended; the cursor stands behind them. */
export function readPending(cursor: Cursor): void {
	for (const {delimiter, literal, strip, fill} of cursor.pending.splice(0)) {
		let body = '';
		for (;;) {
			if (cursor.at >= cursor.text.length)
				throw new Fault('incomplete', `bash: warning: here-document delimited by end-of-file (wanted \`${delimiter}')`);
			const end = cursor.text.indexOf('\n', cursor.at);
			const line = cursor.text.slice(cursor.at, end === -1 ? undefined : end);
			cursor.at = end === -1 ? cursor.text.length : end + 1;
			const stripped = strip ? line.replace(/^\t+/, '') : line;
			if (stripped === delimiter) break;
			body += `${stripped}\n`;
		}
		fill(body, literal);
	}
}
