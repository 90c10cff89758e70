import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {expandBraces} from '../../../source/console/shell/brace.js';
import {parse} from '../../../source/console/shell/parse.js';
import type {Word} from '../../../source/console/shell/syntax.js';

function words(line: string): string[] {
	const parsed = parse(line);
	if (parsed.kind !== 'list') throw new Error(parsed.message);
	const command = parsed.list[0]?.first.commands[0];
	return command?.kind === 'simple' ? command.words.map(plain) : [];
}

function plain(word: Word): string {
	return word.map((part) => (part.kind === 'text' ? part.text : `<${part.kind}>`)).join('');
}

function kindOf(text: string): string {
	return parse(text).kind;
}

describe('a line', () => {
	it('is cut at blanks', () => expect(words('  ip  link\tshow ')).toEqual(['ip', 'link', 'show']));
	it('may be empty', () => expect(parse(' ')).toEqual({kind: 'list', list: []}));
	it('ends at a comment', () => expect(words('ip link # all of them')).toEqual(['ip', 'link']));
	it('does not end at a # inside a word', () => expect(words('ping a#b')).toEqual(['ping', 'a#b']));
	it('keeps what is quoted together', () => expect(words(`a 'b c' "d \\"e\\" f" g\\ h`)).toEqual(['a', 'b c', 'd "e" f', 'g h']));
	it('joins quotes that touch', () => expect(words(`e'th'"0"`)).toEqual(['eth0']));
	it('may hold an empty word', () => expect(words(`ip ''`)).toEqual(['ip', '']));
	it('goes on after a backslash at its end', () => expect(words('ip \\\nlink')).toEqual(['ip', 'link']));
});

describe('a line lacks its end', () => {
	it.each([
		"a 'b",
		'a "b',
		'a \\',
		'a &&',
		'a |',
		'if true; then',
		'for i in 1 2; do echo $i',
		'while true',
		'{ a;',
		'( a',
		'echo $(a',
		'cat <<END\ntext',
	])('%j', (line) => expect(kindOf(line)).toBe('incomplete'));

	it('until the next line has it', () => {
		expect(kindOf('cat <<END\ntext\nEND')).toBe('list');
		expect(kindOf('for i in 1 2; do echo $i\ndone')).toBe('list');
		expect(kindOf('a &&\nb')).toBe('list');
	});
});

describe('what is real and not in the lab is named', () => {
	it.each([
		['f() { a; }', 'a function'],
		['case x in', 'case'],
		['echo $((1 + 1))', 'arithmetic, $((…))'],
		['echo `a`', '`…`'],
		['[[ a = b ]]', '[[ … ]]'],
		['a <(b)', 'process substitution, <(…)'],
		['a=(1 2)', 'an array'],
	])('%s', (line, what) =>
		expect(parse(line)).toMatchObject({
			kind: 'refused',
			status: 1,
			message: expect.stringContaining(`${what} is real, but this lab does not model it.`),
		}),
	);
});

describe('nothing that cannot be seen comes in', () => {
	it('an escape character is named', () =>
		expect(parse('ip \u001b[2J')).toMatchObject({message: 'a line is plain text: remove the invisible character U+001B'}));

	it('nor any other control or formatting character', () => {
		const invisible = fc.constantFrom('\u0000', '\u0007', '\u001b', '\u007f', '\u0085', '\u009b', '\u200b', '\u202e', '\u2066', '\ufeff');
		fc.assert(fc.property(fc.string(), invisible, fc.string(), (a, character, b) => kindOf(a + character + b) === 'refused'));
	});
});

describe('braces', () => {
	const expand = (text: string) => expandBraces([{kind: 'text', text, quoted: false}]).map(plain);
	it.each([
		['{1..5}', ['1', '2', '3', '4', '5']],
		['a{b,c}d', ['abd', 'acd']],
		['{a,b}{1,2}', ['a1', 'a2', 'b1', 'b2']],
		['{08..10}', ['08', '09', '10']],
		['{5..1..2}', ['5', '3', '1']],
		['{a..c}', ['a', 'b', 'c']],
		['{a,b{1,2}}', ['a', 'b1', 'b2']],
		['{a}', ['{a}']],
		['{,x}', ['', 'x']],
		['{1..2', ['{1..2']],
	])('%s', (text, expected) => expect(expand(text)).toEqual(expected));
});

describe('laws', () => {
	it('a word in single quotes is that word', () => {
		const text = fc.string().filter((word) => !word.includes("'") && !/[^\P{C}\t\n]/u.test(word));
		fc.assert(
			fc.property(text, (word) => {
				expect(words(`x '${word}'`)).toEqual(['x', word]);
			}),
		);
	});

	it('nothing that is typed makes it throw', () => {
		const signs = fc.constantFrom(
			'|',
			'&',
			';',
			'(',
			')',
			'{ ',
			'}',
			'<',
			'>',
			'$',
			'"',
			"'",
			'\\',
			'\n',
			'if ',
			'then ',
			'fi',
			'for ',
			'in ',
			'do ',
			'done',
			'<<',
			'a',
			' ',
			'$(',
			'${',
			'#',
			'!',
			'=',
		);
		fc.assert(
			fc.property(fc.array(fc.oneof(signs, fc.string({unit: 'binary', maxLength: 3})), {maxLength: 20}), (pieces) =>
				['list', 'incomplete', 'refused'].includes(kindOf(pieces.join(''))),
			),
			{numRuns: 2000},
		);
	});
});
