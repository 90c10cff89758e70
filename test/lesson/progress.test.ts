import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {openLesson} from '../../source/lesson/play.js';
import {
	type LessonProgress,
	lessonState,
	mergeProgress,
	NO_PROGRESS,
	PROGRESS_FORMAT,
	parseProgress,
	printProgress,
	restoreSession,
	saveSession,
	withLesson,
	withoutLesson,
} from '../../source/lesson/progress.js';
import {createSession, reduce} from '../../source/lesson/session.js';
import {lessonIn, TOY} from './lessons.js';

const lesson = lessonIn(TOY);

/** What is kept after the first question was answered and the prediction made. */
function someProgress(): LessonProgress {
	const play = openLesson(lesson, 'en');
	play.dispatch({kind: 'choose', keys: ['once']});
	play.dispatch({kind: 'commit'});
	play.dispatch({kind: 'next'});
	play.dispatch({kind: 'choose', keys: ['sw/p2', 'sw/p3']});
	play.dispatch({kind: 'sure', confidence: 'mid'});
	play.dispatch({kind: 'commit'});
	return play.save();
}

describe('a progress file', () => {
	it('comes back as it was written', () => {
		const progress = withLesson(NO_PROGRESS, 'toy', someProgress());
		expect(parseProgress(printProgress(progress))).toEqual({kind: 'read', progress});
	});
	it('holds inputs and no world', () => {
		expect(someProgress()).toMatchObject({
			at: 'who',
			position: 0,
			finished: false,
			steps: {
				before: {attempts: [{part: 'question', answer: ['once'], right: true}]},
				who: {attempts: [{part: 'question', answer: ['sw/p2', 'sw/p3'], confidence: 'mid', right: true}]},
			},
		});
		expect(printProgress(withLesson(NO_PROGRESS, 'toy', someProgress())).length).toBeLessThan(2000);
	});
	it('of a later version is named and not read', () => {
		expect(parseProgress(`{"format": ${PROGRESS_FORMAT + 1}, "lessons": []}`)).toEqual({kind: 'newer', format: PROGRESS_FORMAT + 1});
	});
	it.each([
		['no JSON', '{"format": 1', /JSON/],
		['no format', '{"lessons": {}}', /no format number/],
		['nonsense', '{"format": 1, "lessons": {"toy": {"at": 5}}}', /lessons\.toy\.at/],
		['a list', '[]', /no format number/],
	])('with %s is damaged, and says why', (_, text, why) => {
		expect(parseProgress(text)).toEqual({kind: 'damaged', why: expect.stringMatching(why)});
	});
	it('never throws, whatever it holds', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
				expect(['read', 'newer', 'damaged']).toContain(parseProgress(text).kind);
			}),
		);
	});
	it('loses one lesson and no other', () => {
		const both = withLesson(withLesson(NO_PROGRESS, 'toy', someProgress()), 'other', someProgress());
		expect(Object.keys(withoutLesson(both, 'toy').lessons)).toEqual(['other']);
	});
});

describe('merging', () => {
	const little = saveSession(createSession(lesson), {position: 0, seen: 0});
	const more = someProgress();
	it('takes of each lesson what got further', () => {
		const mine = withLesson(NO_PROGRESS, 'toy', little);
		const theirs = withLesson(withLesson(NO_PROGRESS, 'toy', more), 'other', little);
		expect(mergeProgress(mine, theirs).lessons).toEqual({toy: more, other: little});
		expect(mergeProgress(theirs, mine).lessons).toEqual({toy: more, other: little});
	});
	it('prefers a lesson that is done', () => {
		const done = saveSession(reduce(createSession(lesson), lesson, {kind: 'finished', skipped: true}), {position: 0, seen: 0});
		expect(mergeProgress(withLesson(NO_PROGRESS, 'toy', more), withLesson(NO_PROGRESS, 'toy', done)).lessons.toy).toEqual(done);
	});
});

describe('restoring', () => {
	it('gives the session that was saved', () => {
		const play = openLesson(lesson, 'en', someProgress());
		expect(restoreSession(lesson, play.save())).toEqual(play.session);
	});
	it('forgets what the lesson no longer has', () => {
		const saved = someProgress();
		const changed: LessonProgress = {
			...saved,
			at: 'gone',
			steps: {
				...saved.steps,
				gone: {...(saved.steps.before as LessonProgress['steps'][string])},
				before: {
					...(saved.steps.before as LessonProgress['steps'][string]),
					attempts: [
						{part: 'question', answer: ['thrice'], right: true},
						{part: 'gone', answer: [], right: true},
					],
					closed: ['question', 'gone'],
				},
			},
		};
		const session = restoreSession(lesson, changed);
		expect(session.at).toBe('before');
		expect(Object.keys(session.steps).sort()).toEqual(['before', 'who']);
		expect(session.steps.before).toMatchObject({attempts: [], closed: ['question']});
	});
});

describe('the state of a lesson on the map', () => {
	it('is new, begun with its step, or done', () => {
		const steps = lesson.steps.length;
		expect(lessonState(lesson, undefined)).toEqual({
			kind: 'new',
			step: 1,
			steps,
			skipped: 0,
			left: lesson.minutes,
			predictions: {right: 0, made: 0},
		});
		expect(lessonState(lesson, someProgress())).toEqual({
			kind: 'begun',
			step: 2,
			steps,
			skipped: 0,
			left: 9,
			predictions: {right: 1, made: 1},
		});
		expect(lessonState(lesson, {...someProgress(), finished: true}).kind).toBe('done');
	});

	it('counts the steps that were left open', () => {
		const play = openLesson(lesson, 'en');
		play.dispatch({kind: 'skip'});
		play.dispatch({kind: 'skip'});
		expect(lessonState(lesson, play.save()).skipped).toBe(2);
	});
});
