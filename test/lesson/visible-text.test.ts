import fc from 'fast-check';
import {expect, test} from 'vitest';
import {visibleText} from '../../source/lesson/visible-text.js';

test('names what cannot be seen', () => {
	expect(visibleText('\u001B]0;title\u0007 \u009B31m \u202Eabc\u00AD \u007F\r')).toBe('^[]0;title^G [U+009B]31m [U+202E]abc[U+00AD] ^?^M');
});

test('leaves tabs, line ends, accents, wide characters and joined signs as they are', () => {
	const text = 'a\tb\nè e\u0300 漢 👩‍👩‍👧 ⏎ \u00A0';
	expect(visibleText(text)).toBe(text);
});

test('lets no control character through, whatever comes', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary', maxLength: 40}), (text) => {
			// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
			expect(visibleText(text)).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
			expect(visibleText(visibleText(text))).toBe(visibleText(text));
		}),
	);
});
