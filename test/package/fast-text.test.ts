/** What the build puts in the place of string-width's and Intl.Segmenter's slow parts gives the same answers. */
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {describe, expect, it} from 'vitest';
import {fastSegmenterModule, fastWidthSource, oneCellText, oneClusterText} from '../../build/fast-text.mjs';
import {ASCII, UNICODE} from '../../source/view/glyphs.js';

const everyCharacter = Array.from({length: 0x1_00_00}, (_, code) => String.fromCharCode(code));
const segmenter = new Intl.Segmenter();

describe('characters that are counted', () => {
	const counted = everyCharacter.filter((character) => oneCellText.test(character));

	it.each([ASCII, UNICODE])('are among them all signs of the screen, $name', (glyphs) => {
		const signs = JSON.stringify([glyphs, ['l-l-', '-l-l', '-ll-', 'llll', 'd-d-'].map(glyphs.line)]);
		expect([...signs].filter((character) => !oneCellText.test(character))).toEqual([]);
	});

	it('are among them the letters of our languages', () => {
		expect(oneCellText.test('az AZ 09 àèéìòù ÀÈÉÌÒÙ µ × · … – — “” ‘’ « »')).toBe(true);
	});

	it('are one cell wide, each of them', () => {
		expect(counted.length).toBeGreaterThan(1500);
		expect(counted.filter((character) => stringWidth(character) !== 1)).toEqual([]);
	});

	it('are as wide as they are many', () => {
		expect(stringWidth(counted.join(''))).toBe(counted.length);
		expect(stringWidth([...counted].reverse().join(''))).toBe(counted.length);
	});
});

describe('characters that are cut by hand', () => {
	const cut = everyCharacter.filter((character) => oneClusterText.test(character));

	it('are clusters of their own, beside each other in any order', () => {
		for (const characters of [cut, [...cut].reverse()]) {
			expect([...segmenter.segment(characters.join(''))].map(({segment}) => segment)).toEqual(characters);
		}
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...cut)), (characters) => {
				expect([...segmenter.segment(characters.join(''))].map(({segment}) => segment)).toEqual(characters);
			}),
		);
	});
});

describe('the stand-in for the segmenter', () => {
	const fast = evaluate(fastSegmenterModule).fastSegmenter as Intl.Segmenter;

	it.each(['', 'abc', '─┐ x', 'a\r\nb', '👩‍👩‍👧 ok', 'e\u0301', '\u001B[1mbold\u001B[0m'])('cuts %j as the real one does', (text) => {
		const plain = (segments: Iterable<Intl.SegmentData>) => [...segments].map(({segment, index, input}) => ({segment, index, input}));
		expect(plain(fast.segment(text))).toEqual(plain(segmenter.segment(text)));
		expect(fast.segment(text).containing(0)?.segment).toBe(segmenter.segment(text).containing(0)?.segment);
	});
});

describe("the build's string-width", () => {
	const require = createRequire(import.meta.url);
	const source = readFileSync(require.resolve('string-width'), 'utf8');

	it('makes no segmenter and no expression before it needs them', () => {
		expect(fastWidthSource(source)).not.toMatch(/^const \w+ = \/.*\/[a-z]*v;/m);
	});

	it('refuses a string-width that it does not know', () => {
		expect(() => fastWidthSource('export default (text) => text.length;')).toThrow('string-width has changed');
	});
});

/** Evaluate a module of exports and plain code. */
function evaluate(code: string): Record<string, unknown> {
	return new Function(`${code.replaceAll('export const', 'exports.x; const')}\nreturn {fastSegmenter};`.replace('exports.x;', ''))();
}
