/** How nft 1.0.6 says no: a sentence, the line, and a mark under what it is about (erec.c). */
import type {Errno} from '../../../engine/change.js';
import type {Span} from './tokens.js';

/** `about` is marked with `^`, `beside` with `~`. */
export interface Fault {
	message: string;
	about: Span;
	beside?: Span;
}

/** A mistake in the grammar; reading goes on behind the next line end. */
export class SyntaxFault {
	constructor(readonly fault: Fault) {}
}

/** What was read: a file has a name, and its lines are told by number. */
export interface Source {
	name: string | undefined;
	lines: readonly string[];
}

export function printFault({name, lines}: Source, {message, about, beside}: Fault): string {
	const place = name === undefined ? '' : `${name}:${about.line}:${about.from}-${about.to}: `;
	// The end of a file is shown with the line before it.
	const line = lines[about.line - 1] || lines[about.line - 2] || '';
	const width = Math.max(about.to, beside?.to ?? 0);
	const isIn = (column: number, span: Span | undefined) => span !== undefined && column >= span.from && column <= span.to;
	let marks = '';
	for (let column = 1; column <= width; column++)
		marks += isIn(column, about) ? '^' : isIn(column, beside) ? '~' : line[column - 1] === '\t' ? '\t' : ' ';
	return `${place}Error: ${message}\n${line}\n${marks}\n`;
}

const ERRORS: Readonly<Partial<Record<Errno, string>>> = {
	EEXIST: 'File exists',
	EINVAL: 'Invalid argument',
	EMLINK: 'Too many links',
	EBUSY: 'Device or resource busy',
	EOPNOTSUPP: 'Operation not supported',
	ENOENT: 'No such file or directory',
	ERANGE: 'Numerical result out of range',
};

export function refusedBy(errno: Errno): string {
	return `Could not process rule: ${ERRORS[errno] ?? errno}`;
}
