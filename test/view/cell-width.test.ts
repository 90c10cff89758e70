import {describe, expect, test} from 'vitest';
import {cellWidth, cutText, fitText, textWidth, wrapText} from '../../source/view/cell-width.js';
import {ASCII, UNICODE} from '../../source/view/glyphs.js';
import {createTestTerminal} from '../ui/emulator.js';

/** Every text in a nested value. */
function texts(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value ? Object.values(value).flatMap(texts) : [];
}

describe('the width of text', () => {
	test('is that of a terminal for letters, marks, lines and wide characters', async () => {
		for (const text of ['plain', 'è à ü', 'e\u0301', '漢字', '─┼║▼●✓✗▸…µ→', 'ｗ', '한국']) {
			const terminal = createTestTerminal(40, 2);
			terminal.write(text);
			await terminal.shown();
			expect([text, textWidth(text)]).toEqual([text, terminal.emulator.buffer.active.cursorX]);
		}
	});

	test('is one for every sign of both sets', () => {
		for (const sign of [...texts(UNICODE), ...texts(ASCII)])
			for (const character of sign) expect([character, cellWidth(character.codePointAt(0) as number)]).toEqual([character, 1]);
	});

	test('uses ASCII alone in the ASCII set', () => {
		expect(texts(ASCII).join('')).toMatch(/^[\x20-\x7e]*$/);
	});

	test('cuts before a character that would stick out', () => {
		expect([cutText('abc', 2), cutText('漢字', 3), cutText('ab', 9)]).toEqual(['ab', '漢', 'ab']);
	});

	test('fits by filling or by a mark', () => {
		expect([fitText('ab', 4), fitText('abcdef', 4), fitText('漢字漢', 4)]).toEqual(['ab  ', 'abc…', '漢… ']);
	});

	test('wraps at spaces and cuts words that are too long', () => {
		expect(wrapText('to be or not extraordinarily', 6)).toEqual(['to be', 'or not', 'extrao', 'rdinar', 'ily']);
	});
});
