import {describe, expect, it} from 'vitest';
import {readChoice, readLine} from '../../../source/commands/plain/reader.js';
import {toAscii, wrap} from '../../../source/commands/plain/text-io.js';

describe('a line of input', () => {
	it.each([
		[undefined, {kind: 'end'}],
		['h', {kind: 'order', order: 'hint'}],
		[' q ', {kind: 'order', order: 'leave'}],
		['2 3', {kind: 'text', text: '2 3'}],
		['toString', {kind: 'text', text: 'toString'}],
	])('%j means %j', (line, meaning) => {
		expect(readLine(line)).toEqual(meaning);
	});
	it.each([
		['2', false, ['ext']],
		['ext', false, ['ext']],
		['1 3', true, ['vm2', '5']],
		['3,1,3', true, ['5', 'vm2']],
		['5', false, ['5']],
		['0', true, []],
		['0', false, undefined],
		['1 2', false, undefined],
		['9', false, undefined],
		['vm9', true, undefined],
		['', true, undefined],
	])('%j chooses, several allowed: %j, %j', (text, many, keys) => {
		expect(readChoice(text, ['vm2', 'ext', '5'], many)).toEqual(keys);
	});
});

describe('text for any terminal', () => {
	it('has no sign outside ASCII when asked', () => {
		expect(toAscii('“perché” … l’età → 12 µs «è»\n')).toBe('"perche" ... l\'eta -> 12 us "e"\n');
	});
	it('is broken at spaces and keeps its indent', () => {
		expect(wrap('one two three', 8)).toBe('one two\nthree');
		expect(wrap('  one two three', 9)).toBe('  one two\n  three');
		expect(wrap('a\n\nb', 9)).toBe('a\n\nb');
	});
});
