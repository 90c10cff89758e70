import {describe, expect, it} from 'vitest';
import {partsOf} from '../../source/lesson/part.js';
import type {Step} from '../../source/lesson/schema.js';
import {
	createSession,
	currentPart,
	efforts,
	firstTry,
	frontPart,
	isDone,
	PROMPT,
	recordOf,
	reduce,
	type Session,
	type SessionEvent,
} from '../../source/lesson/session.js';
import {lessonIn, TOY} from './lessons.js';

const lesson = lessonIn(TOY);

function step(id: string): Step {
	return lesson.steps.find((candidate) => candidate.id === id) as Step;
}

/** A session at a step, after some events there. */
function at(id: string, ...events: SessionEvent[]): Session {
	const begun = reduce(createSession(lesson), lesson, {kind: 'went', to: id, skipped: false});
	return events.reduce((session, event) => reduce(session, lesson, event), begun);
}

const answer = (part: string, keys: string[], right: boolean): SessionEvent => ({kind: 'committed', part, answer: keys, right});

describe('a session', () => {
	it('begins at the first step with nothing done', () => {
		expect(createSession(lesson)).toEqual({lesson: 'toy', at: 'before', steps: {}, finished: false});
	});
	it('is never changed: an event gives a new one', () => {
		const before = at('before');
		const frozen = structuredClone(before);
		const after = reduce(before, lesson, {kind: 'chosen', keys: ['once']});
		expect(before).toEqual(frozen);
		expect(recordOf(after, 'before').draft).toEqual(['once']);
	});
	it('closes a question with the right answer', () => {
		const session = at('before', {kind: 'chosen', keys: ['once']}, answer('question', ['once'], true));
		expect(recordOf(session, 'before')).toMatchObject({draft: [], closed: ['question'], front: 'question'});
		expect(isDone(step('before'), recordOf(session, 'before'))).toBe(true);
		expect(firstTry(step('before'), recordOf(session, 'before'))).toBe(true);
	});
	it('lets a wrong answer be mended once, then closes', () => {
		const tried = at('before', answer('question', ['never'], false));
		expect(currentPart(step('before'), recordOf(tried, 'before'))?.key).toBe('question');
		const closed = reduce(tried, lesson, answer('question', ['never'], false));
		expect(currentPart(step('before'), recordOf(closed, 'before'))).toBeUndefined();
		expect(firstTry(step('before'), recordOf(closed, 'before'))).toBe(false);
	});
	it('takes a prediction once, with how sure the learner was', () => {
		const session = at('who', {kind: 'sure', confidence: 'high'}, answer('question', ['sw/p2'], false));
		expect(recordOf(session, 'who').attempts).toEqual([{part: 'question', answer: ['sw/p2'], confidence: 'high', right: false}]);
		expect(isDone(step('who'), recordOf(session, 'who'))).toBe(true);
	});
	it('keeps an answered part in front until the learner turns to the next', () => {
		const session = at('be', answer('first', ['p2', 'p3'], true));
		expect(frontPart(step('be'), recordOf(session, 'be'))?.key).toBe('first');
		expect(currentPart(step('be'), recordOf(session, 'be'))?.key).toBe('second');
		const turned = reduce(session, lesson, {kind: 'turned', part: 'second'});
		expect(frontPart(step('be'), recordOf(turned, 'be'))?.key).toBe('second');
	});
	it('has no part in front at a prompt', () => {
		const session = at('mend', answer('locate', ['isolation'], true), {kind: 'turned', part: PROMPT});
		expect(frontPart(step('mend'), recordOf(session, 'mend'))).toBeUndefined();
	});
	it('is not done with a run before its end, nor with goals that are open', () => {
		expect(isDone(step('watch'), recordOf(at('watch'), 'watch'))).toBe(false);
		expect(isDone(step('watch'), recordOf(at('watch', {kind: 'ran'}), 'watch'))).toBe(true);
		expect(isDone(step('make'), recordOf(at('make'), 'make'))).toBe(false);
		expect(isDone(step('make'), recordOf(at('make', {kind: 'goals', met: ['apart']}), 'make'))).toBe(true);
	});
	it('gives up a question, or a prompt', () => {
		expect(isDone(step('before'), recordOf(at('before', {kind: 'gave-up'}), 'before'))).toBe(true);
		expect(isDone(step('make'), recordOf(at('make', {kind: 'gave-up'}), 'make'))).toBe(true);
		expect(firstTry(step('before'), recordOf(at('before', {kind: 'gave-up'}), 'before'))).toBe(false);
	});
	it('takes commands back and does them again', () => {
		const typed = (line: string, tick: number): SessionEvent => ({kind: 'typed', command: {on: 'sw', line, tick}});
		const session = at('make', typed('one', 0), typed('two', 3), {kind: 'undid'}, {kind: 'undid'});
		expect(recordOf(session, 'make')).toMatchObject({commands: [], undone: [{line: 'one'}, {line: 'two'}]});
		const again = reduce(session, lesson, {kind: 'redid'});
		expect(recordOf(again, 'make')).toMatchObject({commands: [{line: 'one'}], undone: [{line: 'two'}]});
		expect(recordOf(reduce(again, lesson, typed('three', 0)), 'make')).toMatchObject({
			commands: [{line: 'one'}, {line: 'three'}],
			undone: [],
		});
	});
	it('forgets commands that lie in the future of a new one', () => {
		const typed = (line: string, tick: number): SessionEvent => ({kind: 'typed', command: {on: 'sw', line, tick}});
		const session = at('make', typed('one', 0), typed('two', 5), typed('back', 2));
		expect(recordOf(session, 'make').commands.map(({line}) => line)).toEqual(['one', 'back']);
	});
	it('counts attempts and commands as efforts, and remembers them with a hint', () => {
		const session = at('before', answer('question', ['never'], false), {kind: 'hint-opened'});
		expect(recordOf(session, 'before')).toMatchObject({hints: 1, hintAt: 1});
		expect(efforts(recordOf(session, 'before'))).toBe(1);
	});
	it('begins a step anew on reset and leaves the others alone', () => {
		const session = at('before', answer('question', ['once'], true), {kind: 'went', to: 'who', skipped: false}, {kind: 'reset'});
		expect(Object.keys(session.steps)).toEqual(['before']);
	});
	it('remembers that a step was skipped, and that the lesson was left', () => {
		const session = at('before', {kind: 'went', to: 'who', skipped: true}, {kind: 'finished', skipped: false});
		expect(recordOf(session, 'before').skipped).toBe(true);
		expect(session.finished).toBe(true);
	});
});

describe('the parts of a step', () => {
	it.each([
		['before', [['question', 2]]],
		['who', [['question', 1]]],
		['watch', []],
		['two', [['difference', 1]]],
		[
			'be',
			[
				['first', 2],
				['second', 2],
			],
		],
		['make', []],
		['mend', [['locate', 2]]],
		[
			'claims',
			[
				['spoken', 1],
				['silent', 1],
				['reach', 1],
			],
		],
	])('of %s are %j', (id, parts) => {
		expect(partsOf(step(id)).map(({key, tries}) => [key, tries])).toEqual(parts);
	});
});
