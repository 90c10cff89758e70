import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {tokenise} from '../../source/console/tokenise.js';

function words(line: string): string[][] {
	const result = tokenise(line);
	if (result.kind === 'refused') throw new Error(result.reason);
	return result.commands.map((command) => command.words);
}

function reason(line: string): string {
	const result = tokenise(line);
	return result.kind === 'refused' ? result.reason : '';
}

describe('a line', () => {
	it('is cut at blanks', () => expect(words('  ip  link\tshow ')).toEqual([['ip', 'link', 'show']]));
	it('may be empty', () => expect(words(' ')).toEqual([]));
	it('ends at a comment', () => expect(words('ip link # all of them')).toEqual([['ip', 'link']]));
	it('does not end at a # inside a word', () => expect(words('ping a#b')).toEqual([['ping', 'a#b']]));
	it('keeps what is quoted together', () => expect(words(`a 'b c' "d \\"e\\" f" g\\ h`)).toEqual([['a', 'b c', 'd "e" f', 'g h']]));
	it('joins quotes that touch', () => expect(words(`e'th'"0"`)).toEqual([['eth0']]));
	it('may hold an empty word', () => expect(words(`ip ''`)).toEqual([['ip', '']]));
	it('holds several commands', () => expect(words('a; b && c || d\ne')).toEqual([['a'], ['b'], ['c'], ['d'], ['e']]));
	it('goes on after a backslash at its end', () => expect(words('ip \\\nlink')).toEqual([['ip', 'link']]));
	it('may go on after && on the next line', () => expect(words('a &&\nb')).toEqual([['a'], ['b']]));
});

describe('how commands are joined', () => {
	it('is told for each', () => {
		const result = tokenise('a; b && c || d');
		expect(result.kind === 'commands' && result.commands.map(({joint}) => joint)).toEqual(['always', 'always', 'on-success', 'on-failure']);
	});
});

describe('a line is refused', () => {
	it.each([
		['a | b', '"|" is a pipe, which the lab\'s command line does not have; quote it to mean the character'],
		['a > b', '">" is a redirection, which the lab\'s command line does not have; quote it to mean the character'],
		['a $b', '"$" is a variable or substitution, which the lab\'s command line does not have; quote it to mean the character'],
		["a 'b", "the quote ' is not closed"],
		['a "b', 'the quote " is not closed'],
		['a \\', 'nothing follows the "\\" at the end of the line'],
		['a &&', 'syntax error near "newline": a command is missing'],
		['&& a', 'syntax error near "&&": a command is missing'],
		['a && ; b', 'syntax error near ";": a command is missing'],
	])('%s', (line, expected) => expect(reason(line)).toBe(expected));

	it('with an escape character, which it names', () =>
		expect(reason('ip \u001b[2J')).toBe('a line is plain text: remove the invisible character U+001B'));

	it('with any control or formatting character', () => {
		const invisible = fc.constantFrom('\u0000', '\u0007', '\u001b', '\u007f', '\u0085', '\u009b', '\u200b', '\u202e', '\u2066', '\ufeff');
		fc.assert(fc.property(fc.string(), invisible, fc.string(), (a, character, b) => reason(a + character + b) !== ''));
	});
});

describe('laws', () => {
	it('a word in single quotes is that word', () => {
		const text = fc.string().filter((word) => !word.includes("'") && !/[^\P{C}\t\n]/u.test(word));
		fc.assert(
			fc.property(text, (word) => {
				expect(words(`x '${word}'`)).toEqual([['x', word]]);
			}),
		);
	});

	it('nothing that is typed makes it throw', () => {
		fc.assert(fc.property(fc.string({unit: 'binary'}), (line) => ['commands', 'refused'].includes(tokenise(line).kind)));
	});
});
