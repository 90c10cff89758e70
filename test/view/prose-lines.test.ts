import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {ProseSpan} from '../../source/lesson/prose.js';
import {textWidth} from '../../source/view/cell-width.js';
import {UNICODE} from '../../source/view/glyphs.js';
import {proseLines, wrapSpans} from '../../source/view/prose-lines.js';
import {plainText} from '../../source/view/token.js';

const word = fc.string({unit: fc.constantFrom('a', 'b', 'è', 'x'), minLength: 1, maxLength: 9});
const kind = fc.constantFrom<ProseSpan['kind']>('text', 'strong', 'code');
const spans = fc.array(fc.record({kind, text: fc.array(word, {minLength: 1, maxLength: 5}).map((words) => words.join(' '))}), {
	maxLength: 6,
});

describe('prose on the screen', () => {
	test('wraps at spaces and keeps what words mean', () => {
		const lines = wrapSpans(
			[
				{kind: 'text', text: 'Port '},
				{kind: 'code', text: 'swp1'},
				{kind: 'text', text: ', then on.'},
			],
			12,
		);
		expect(lines).toEqual([
			[
				{text: 'Port ', token: 'text'},
				{text: 'swp1', token: 'code'},
				{text: ',', token: 'text'},
			],
			[{text: 'then on.', token: 'text'}],
		]);
	});

	test('never makes a row wider than its pane, and loses no word', () => {
		fc.assert(
			fc.property(spans, fc.integer({min: 10, max: 30}), (given, width) => {
				const rows = wrapSpans(given, width).map(plainText);
				for (const row of rows) expect(textWidth(row)).toBeLessThanOrEqual(width);
				const letters = (text: string) => text.replaceAll(/\s/g, '');
				expect(letters(rows.join(''))).toBe(letters(given.map(({text}) => text).join('')));
			}),
		);
	});

	test('hangs lists under their mark and keeps code as it is', () => {
		const blocks = [
			{
				kind: 'list' as const,
				ordered: true,
				items: [[{kind: 'text' as const, text: 'one two three'}], [{kind: 'text' as const, text: 'four'}]],
			},
			{kind: 'code' as const, lines: ['ip link  show']},
		];
		expect(proseLines(blocks, 10, UNICODE).map(plainText)).toEqual(['1. one two', '   three', '2. four', '', 'ip link  s']);
	});
});
