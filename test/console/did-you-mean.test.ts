import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {didYouMean, mistakes} from '../../source/console/did-you-mean.js';

describe('mistakes in a word', () => {
	it.each([
		['fdb', 'fdb', 0],
		['fbd', 'fdb', 1],
		['brige', 'bridge', 1],
		['bridges', 'bridge', 1],
		['kitten', 'sitting', 3],
		['', 'ip', 2],
	])('from %j to %j are %d', (a, b, count) => expect(mistakes(a, b)).toBe(count));

	it('are as many there as back, and none only in the same word', () => {
		const word = fc.string({unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6});
		fc.assert(
			fc.property(word, word, (a, b) => {
				expect(mistakes(a, b)).toBe(mistakes(b, a));
				expect(mistakes(a, b) === 0).toBe(a === b);
			}),
		);
	});
});

describe('the word that was meant', () => {
	it.each([
		['macvaln', 'macvlan'],
		['MACVLAN', 'macvlan'],
		['lst', 'list'],
		['xyzzy', undefined],
		['l', undefined],
	])('by %s is %s', (word, expected) => {
		expect(didYouMean(word, ['list', 'play', 'macvlan'])).toBe(expected);
	});

	it('has a letter in common with what was typed', () => expect(didYouMean('z', ['['])).toBeUndefined());
});
