import {describe, expect, test} from 'vitest';
import {pastedText, pressesOf} from '../../../source/ui/keyboard/key-stream.js';

const names = (input: string, key = {}): string[] => pressesOf(input, key).map(({name}) => name);

describe('keys in one read', () => {
	test('are taken apart, control keys among them', () => {
		expect(names('ls -l\r')).toEqual(['l', 's', 'space', '-', 'l', 'enter']);
		expect(names('\u0001x\u000B\u001F')).toEqual(['ctrl-a', 'x', 'ctrl-k', 'ctrl-_']);
		expect(names('é漢👍')).toEqual(['é', '漢', '👍']);
	});

	test('write only what is text', () => {
		expect(pressesOf('a\u0001\r', {}).map(({input}) => input)).toEqual(['a', '', '']);
		expect(pressesOf('b', {meta: true})).toEqual([{name: 'meta-b', input: ''}]);
		expect(pressesOf(' ', {})).toEqual([{name: 'space', input: ' '}]);
	});

	test('keep Ctrl and Alt where a key has a name', () => {
		expect([
			...names('', {leftArrow: true, ctrl: true}),
			...names('', {backspace: true, meta: true}),
			...names('', {delete: true}),
			...names('.', {meta: true}),
		]).toEqual(['ctrl-left', 'meta-backspace', 'delete', 'meta-.']);
	});
});

test('pasted text has line feeds, and shows what cannot be seen', () => {
	expect(pastedText('ip link\r\nping\t10.0.0.2\r\u001B[31m\u0007\u202E')).toBe('ip link\nping 10.0.0.2\n^[[31m^G[U+202E]');
});
