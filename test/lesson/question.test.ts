import {describe, expect, it} from 'vitest';
import {misjudged, type Question, questionSchema, rightKeys} from '../../source/lesson/question.js';

const one = questionSchema.parse({
	ask: 'one',
	query: {kind: 'receivers'},
	options: [
		{key: 'nobody', value: []},
		{key: 'both', value: ['a', 'b']},
	],
});
const many = questionSchema.parse({
	ask: 'many',
	query: {kind: 'receivers'},
	options: [
		{key: 'x', value: 'a'},
		{key: 'y', value: 'b'},
		{key: 'z', value: 'c'},
	],
});
const point: Question = questionSchema.parse({
	ask: 'point',
	at: 'ports',
	query: {kind: 'passes'},
	options: [{key: 'sw/p1'}, {key: 'sw/p2'}],
});

describe('a question', () => {
	it('takes the option whose value the query has, sets without regard to order', () => {
		expect(rightKeys(one, ['b', 'a'])).toEqual(['both']);
		expect(rightKeys(one, [])).toEqual(['nobody']);
		expect(rightKeys(one, ['a'])).toEqual([]);
	});
	it('takes every option that is a member of the set, and leaves out what nobody asked for', () => {
		expect(rightKeys(many, ['b', 'q', 'a'])).toEqual(['x', 'y']);
	});
	it('takes places by their own name', () => {
		expect(rightKeys(point, ['sw/p2', 'vm1/eth0'])).toEqual(['sw/p2']);
	});
	it('names what was judged wrongly: chosen first, then left out', () => {
		expect(misjudged(many, ['x', 'y'], ['z', 'x'])).toEqual(['z', 'y']);
		expect(misjudged(many, ['x', 'y'], ['y', 'x'])).toEqual([]);
		expect(misjudged(one, ['both'], ['nobody'])).toEqual(['nobody']);
	});
});
