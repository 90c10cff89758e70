import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {distance, nearest} from '../../source/commands/distance.js';

describe('distance', () => {
	it.each([
		['macvlan', 'macvlan', 0],
		['macvlan', 'macvan', 1],
		['kitten', 'sitting', 3],
		['', 'abc', 3],
		['Macvlan', 'macvlan', 0],
	])('of %s and %s is %i', (a, b, expected) => {
		expect(distance(a, b)).toBe(expected);
	});

	it('is a distance: symmetric, zero only for the same word, and never longer by a detour', () => {
		const word = fc.string({unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6});
		fc.assert(
			fc.property(word, word, word, (a, b, c) => {
				expect(distance(a, b)).toBe(distance(b, a));
				expect(distance(a, b) === 0).toBe(a === b);
				expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c));
			}),
		);
	});
});

describe('nearest', () => {
	it.each([
		['macvaln', 'macvlan'],
		['lst', 'list'],
		['xyzzy', undefined],
		['l', undefined],
	])('to %s is %s', (word, expected) => {
		expect(nearest(word, ['list', 'play', 'macvlan'])).toBe(expected);
	});
});
