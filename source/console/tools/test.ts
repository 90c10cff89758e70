/** `test` and `[`: conditions (POSIX), with bash's sentences. */
import type {Command, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {readFile} from '../file-space.js';
import {fails, type Printed} from '../program.js';

const own = (word: '[' | 'test'): Command => ({
	word,
	help: word === '[' ? 'a condition: [ "$A" = b ]' : 'a condition: test -f FILE',
	bare: 'text',
	isShell: true,
	isFilter: true,
	run: (place, words) => test(place, word, words),
});

export const TEST: Command = own('test');
export const BRACKET: Command = own('[');

function test(place: Place, name: '[' | 'test', words: readonly string[]): Printed {
	if (name === '[' && words.at(-1) !== ']') throw new Complaint("bash: [: missing `]'\n", 2);
	const given = name === '[' ? words.slice(0, -1) : words;
	return fails('', either(place, name, given) ? 0 : 1);
}

/** `-o` binds less than `-a`. */
function either(place: Place, name: string, words: readonly string[]): boolean {
	const at = words.length > 4 ? words.indexOf('-o') : -1;
	if (at > 0) return either(place, name, words.slice(0, at)) || either(place, name, words.slice(at + 1));
	const and = words.length > 4 ? words.indexOf('-a') : -1;
	if (and > 0) return either(place, name, words.slice(0, and)) && either(place, name, words.slice(and + 1));
	return primary(place, name, words);
}

function primary(place: Place, name: string, words: readonly string[]): boolean {
	const [first = '', second = '', third = ''] = words;
	switch (words.length) {
		case 0:
			return false;
		case 1:
			return first !== '';
		case 2:
			return first === '!' ? second === '' : unary(place, name, first, second);
		case 3:
			if (isBinary(second)) return binary(name, first, second, third);
			if (first === '!') return !primary(place, name, words.slice(1));
			if (first === '(' && third === ')') return second !== '';
			throw new Complaint(`bash: ${name}: ${second}: binary operator expected\n`, 2);
		default:
			if (first === '!') return !primary(place, name, words.slice(1));
			throw new Complaint(`bash: ${name}: too many arguments\n`, 2);
	}
}

function unary(place: Place, name: string, sign: string, value: string): boolean {
	const kind = () => readFile(place, value);
	switch (sign) {
		case '-n':
			return value !== '';
		case '-z':
			return value === '';
		case '-e':
		case '-r':
			return kind().kind !== 'no-such-file';
		case '-f':
			return kind().kind === 'text';
		case '-d':
			return kind().kind === 'is-folder';
		case '-s': {
			const file = kind();
			return file.kind === 'text' ? file.text !== '' : file.kind === 'is-folder';
		}
		case '-t':
			return value === '0' ? false : place.piped !== true;
		case '-w':
		case '-x':
		case '-h':
		case '-L':
		case '-b':
		case '-c':
		case '-p':
		case '-S':
			throw notModelled(`test ${sign}`, 'test -f, -e, -d, -s, -n, -z');
		default:
			throw new Complaint(`bash: ${name}: ${sign}: unary operator expected\n`, 2);
	}
}

const NUMBERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
	'-eq': (a, b) => a === b,
	'-ne': (a, b) => a !== b,
	'-lt': (a, b) => a < b,
	'-le': (a, b) => a <= b,
	'-gt': (a, b) => a > b,
	'-ge': (a, b) => a >= b,
};

function isBinary(sign: string): boolean {
	return ['=', '==', '!=', '<', '>', '-a', '-o'].includes(sign) || Object.hasOwn(NUMBERS, sign);
}

function binary(name: string, a: string, sign: string, b: string): boolean {
	const compare = NUMBERS[sign];
	if (compare) {
		const wrong = [a, b].find((text) => !/^\s*[-+]?\d+\s*$/.test(text));
		if (wrong !== undefined) throw new Complaint(`bash: ${name}: ${wrong}: integer expression expected\n`, 2);
		return compare(Number(a), Number(b));
	}
	switch (sign) {
		case '!=':
			return a !== b;
		case '<':
			return a < b;
		case '>':
			return a > b;
		case '-a':
			return a !== '' && b !== '';
		case '-o':
			return a !== '' || b !== '';
		default:
			return a === b;
	}
}
