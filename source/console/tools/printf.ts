/*
 * `printf` as in bash
 *
 * The format is used again until all arguments are; one that is missing is empty, or 0.
 * Numbers have 64 bits, as in C. Follows builtins/printf.def of bash 5.2 in the locale C.UTF-8.
 * Not modelled: -v, %q, %(…)T, and the forms %e, %g and %a of numbers.
 */
import {readBackslashes} from '../backslashes.js';
import type {Command, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import type {Printed} from '../program.js';

const USAGE = 'printf: usage: printf [-v var] format [arguments]\n';

export const PRINTF: Command = {
	word: 'printf',
	help: 'print words by a format: printf "%s %d\\n" WORD NUMBER',
	keywords: [{word: '-v', takes: 'text', help: 'into a variable', instead: 'NAME=$(printf FORMAT …)'}],
	bare: 'text',
	isFilter: true,
	run: (_place: Place, words) => printf(words),
};

/** A run of `printf`: what it has printed, and how far it has come with its arguments. */
interface Run {
	readonly args: readonly string[];
	next: number;
	stdout: string;
	stderr: string;
	/** `\c` or a mistake in the format ended it. */
	ended: boolean;
}

function printf(words: readonly string[]): Printed {
	const [first, ...others] = words;
	if (first === '-v') throw notModelled('printf: "-v"', 'NAME=$(printf FORMAT …)');
	if (first !== undefined && first !== '--' && /^-./.test(first))
		throw new Complaint(`bash: printf: ${first.slice(0, 2)}: invalid option\n${USAGE}`, 2);
	const [format, ...args] = first === '--' ? others : words;
	if (format === undefined) throw new Complaint(USAGE, 2);
	const run: Run = {args, next: 0, stdout: '', stderr: '', ended: false};
	let before = -1;
	// A format that takes no argument is used once.
	while (before === -1 || (!run.ended && run.next < args.length && run.next > before)) {
		before = run.next;
		once(run, format);
	}
	return {stdout: run.stdout, stderr: run.stderr, status: run.stderr === '' ? 0 : 1};
}

const CONVERSION = /^%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?(.)?/su;

function once(run: Run, format: string): void {
	for (let at = 0; at < format.length && !run.ended; ) {
		const percent = format.indexOf('%', at);
		const end = percent === -1 ? format.length : percent;
		run.stdout += plainText(format.slice(at, end));
		at = end;
		if (percent === -1) return;
		if (format[at + 1] === '%') {
			run.stdout += '%';
			at += 2;
			continue;
		}
		const [whole, flags = '', width, precision, letter] = CONVERSION.exec(format.slice(at)) as RegExpExecArray;
		at += whole.length;
		convert(run, {flags, width: sizeOf(run, width) ?? 0, precision: sizeOf(run, precision), letter, whole});
	}
}

/** In a format `\c` is no end, and quotes may stand behind a backslash. */
function plainText(text: string): string {
	const spelt = text.replaceAll(/\\(.)/gsu, (pair, letter: string) => (letter === 'c' ? '\\\\c' : /["']/.test(letter) ? letter : pair));
	return readBackslashes(spelt, 'printf').text;
}

interface Conversion {
	flags: string;
	width: number;
	precision: number | undefined;
	letter: string | undefined;
	whole: string;
}

/** Wider than any screen; C would fill the memory with blanks. */
const WIDEST = 4096;

function sizeOf(run: Run, typed: string | undefined): number | undefined {
	const size = typed === '*' ? Number(numberOf(run)) : typed === undefined ? undefined : Number(typed);
	if (size !== undefined && Math.abs(size) > WIDEST) throw notModelled(`printf: a width of ${size}`, `one up to ${WIDEST}`);
	return size;
}

function convert(run: Run, asked: Conversion): void {
	const {letter, precision} = asked;
	switch (letter) {
		case 's':
			run.stdout += padded((run.args[run.next++] ?? '').slice(0, precision), asked);
			return;
		case 'b': {
			const {text, stop} = readBackslashes(run.args[run.next++] ?? '', 'printf');
			run.stdout += padded(text.slice(0, precision), asked);
			run.ended = stop;
			return;
		}
		case 'c':
			run.stdout += padded([...(run.args[run.next++] ?? '')][0] ?? '', asked);
			return;
		case 'd':
		case 'i':
		case 'u':
		case 'o':
		case 'x':
		case 'X':
			run.stdout += wholeNumber(numberOf(run), letter, asked);
			return;
		case 'f':
			run.stdout += fraction(run, asked);
			return;
		case 'q':
		case 'e':
		case 'g':
		case 'a':
			throw notModelled(`printf: "%${letter}"`, letter === 'q' ? '%s' : '%f');
		default:
			run.stderr +=
				letter === undefined
					? `bash: printf: \`${asked.whole}': missing format character\n`
					: `bash: printf: \`${letter}': invalid format character\n`;
			run.ended = true;
	}
}

/** The next argument as a number of C: decimal, 017, 0x1f, or the code of the letter behind a quote. */
function numberOf(run: Run): bigint {
	const typed = run.args[run.next++] ?? '';
	if (/^["']/.test(typed)) return BigInt(typed.codePointAt(1) ?? 0);
	const [read = '', sign, digits = '0'] = /^\s*([+-]?)(0[xX][\da-fA-F]+|0[0-7]*|[1-9]\d*)?/.exec(typed) ?? [];
	if (read.length < typed.length)
		run.stderr += `bash: printf: ${typed}: invalid ${/^\s*[+-]?0\d/.test(typed) ? 'octal ' : /^\s*[+-]?0[xX]/.test(typed) ? 'hex ' : ''}number\n`;
	const size = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
	return sign === '-' ? -size : size;
}

function wholeNumber(value: bigint, letter: string, {flags, width, precision}: Conversion): string {
	const isSigned = letter === 'd' || letter === 'i';
	const base = letter === 'o' ? 8 : letter === 'x' || letter === 'X' ? 16 : 10;
	const size = isSigned ? (value < 0n ? -value : value) : BigInt.asUintN(64, value);
	let digits = size.toString(base).padStart(precision ?? 1, '0');
	if (precision === 0 && size === 0n) digits = '';
	let sign = isSigned ? signOf(value < 0n, flags) : '';
	if (flags.includes('#') && base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
	if (flags.includes('#') && base === 16 && size !== 0n) sign = '0x';
	const text = zeroed(sign, digits, precision === undefined ? flags : flags.replaceAll('0', ''), width);
	return padded(letter === 'X' ? text.toUpperCase() : text, {flags, width});
}

function fraction(run: Run, {flags, width, precision}: Conversion): string {
	const typed = run.args[run.next++] ?? '';
	const read = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(typed)?.[0] ?? '';
	if (read.length < typed.length) run.stderr += `bash: printf: ${typed}: invalid number\n`;
	const value = Number(read);
	const digits = Math.abs(value).toFixed(Math.min(precision ?? 6, 100));
	return padded(zeroed(signOf(value < 0, flags), digits, flags, width), {flags, width});
}

function signOf(isNegative: boolean, flags: string): string {
	if (isNegative) return '-';
	return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

/** Zeros stand between the sign and the number. */
function zeroed(sign: string, digits: string, flags: string, width: number): string {
	const fills = flags.includes('0') && !flags.includes('-');
	return sign + (fills ? digits.padStart(width - sign.length, '0') : digits);
}

function padded(text: string, {flags, width}: Pick<Conversion, 'flags' | 'width'>): string {
	return flags.includes('-') || width < 0 ? text.padEnd(Math.abs(width)) : text.padStart(width);
}
