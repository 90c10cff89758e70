/** The deck: what was missed comes back in a later lesson, until it is known. */
import {describe, expect, it} from 'vitest';
import {wrongAnswer} from '../../source/lesson/check/trial-answer.js';
import {dealtLesson} from '../../source/lesson/deck.js';
import type {Lesson} from '../../source/lesson/lesson.js';
import {openLesson, type Play} from '../../source/lesson/play.js';
import {NO_PROGRESS, type Progress, parseProgress, printProgress, withLesson} from '../../source/lesson/progress.js';
import {ASKING, KINDS, lessonIn, MACVLAN, TOY} from './lessons.js';

const course: Readonly<Record<string, Lesson>> = {
	toy: lessonIn(TOY),
	asking: lessonIn(ASKING),
	kinds: lessonIn(KINDS),
	macvlan: lessonIn(MACVLAN),
};
const ids = Object.keys(course);
const open = (id: string): Lesson => course[id] as Lesson;

/** Answers the question of a step and keeps it. */
function answered(progress: Progress, id: string, step: string, isRight: boolean): Progress {
	const play = openLesson(dealtLesson(progress, id, ids, open), 'en', progress.lessons[id]);
	play.dispatch({kind: 'go', to: step});
	const part = play.part as NonNullable<Play['part']>;
	const {right} = play.truth(play.step, part);
	play.dispatch({kind: 'choose', keys: isRight ? right : wrongAnswer(part, right)});
	play.dispatch({kind: 'commit'});
	return withLesson(progress, id, play.save());
}

function cards(progress: Progress, id: string): readonly string[] {
	return dealtLesson(progress, id, ids, open).dealt ?? [];
}

describe('the deck', () => {
	it('is empty as long as nothing was missed', () => {
		expect(cards(NO_PROGRESS, 'macvlan')).toEqual([]);
		expect(cards(answered(NO_PROGRESS, 'toy', 'who', true), 'macvlan')).toEqual([]);
	});
	it('brings a missed question back in another lesson, never in its own', () => {
		const missed = answered(NO_PROGRESS, 'toy', 'who', false);
		expect(cards(missed, 'macvlan')).toEqual(['card-toy-who']);
		expect(cards(missed, 'toy')).toEqual([]);
	});
	it('deals two at most, in the order of the course', () => {
		let progress = answered(NO_PROGRESS, 'kinds', 'slot', false);
		for (const step of ['count', 'way']) progress = answered(progress, 'asking', step, false);
		expect(cards(progress, 'macvlan')).toEqual(['card-asking-way', 'card-asking-count']);
	});
	it('asks in the lab that it came from, behind the first recall, and says which lesson it is of', () => {
		const lesson = dealtLesson(answered(NO_PROGRESS, 'toy', 'who', false), 'macvlan', ids, open);
		const at = lesson.steps.findIndex(({id}) => id === 'card-toy-who');
		expect(at).toBe(lesson.steps[0]?.kind === 'recall' ? 1 : 0);
		expect(lesson.prose.en?.steps['card-toy-who']?.title).toBe('A toy: Who');
		const play = openLesson(lesson, 'en');
		play.dispatch({kind: 'go', to: 'card-toy-who'});
		expect(play.truth(play.step, play.part as NonNullable<Play['part']>).right).toEqual(['sw/p2', 'sw/p3']);
		play.dispatch({kind: 'choose', keys: ['sw/p2']});
		expect(play.dispatch({kind: 'commit'})).toMatchObject({kind: 'answered', right: false});
		expect(play.dispatch({kind: 'choose', keys: ['sw/p2', 'sw/p3']})).toEqual({kind: 'done'});
		expect(play.dispatch({kind: 'commit'})).toMatchObject({kind: 'answered', right: true});
	});
	it('brings a reckoning back without any lab', () => {
		const lesson = dealtLesson(answered(NO_PROGRESS, 'kinds', 'slot', false), 'toy', ids, open);
		const play = openLesson(lesson, 'it');
		play.dispatch({kind: 'go', to: 'card-kinds-slot'});
		expect(play.truth(play.step, play.part as NonNullable<Play['part']>).right).toEqual(['67.2']);
	});
	it('deals the same cards when the lesson goes on, whatever was missed since', () => {
		let progress = answered(NO_PROGRESS, 'toy', 'who', false);
		progress = answered(progress, 'macvlan', 'vepa-who', true);
		progress = answered(progress, 'asking', 'way', false);
		expect(cards(progress, 'macvlan')).toEqual(['card-toy-who']);
		const kept = parseProgress(printProgress(progress));
		expect(kept.kind === 'read' && cards(kept.progress, 'macvlan')).toEqual(['card-toy-who']);
		expect(kept.kind === 'read' && printProgress(kept.progress)).toBe(printProgress(progress));
	});
	it('lets a card go that was answered rightly at once, and keeps one that was not', () => {
		const missed = answered(NO_PROGRESS, 'toy', 'who', false);
		expect(cards(answered(missed, 'macvlan', 'card-toy-who', true), 'kinds')).toEqual([]);
		expect(cards(answered(missed, 'macvlan', 'card-toy-who', false), 'kinds')).toEqual(['card-toy-who']);
	});
	it('leaves out cards of lessons and steps that are gone', () => {
		const progress = withLesson(NO_PROGRESS, 'toy', {
			at: 'before',
			position: 0,
			seen: 0,
			dealt: ['card-gone-x', 'card-macvlan-gone'],
			finished: false,
			steps: {},
		});
		expect(dealtLesson(progress, 'toy', ids, open)).toEqual(open('toy'));
	});
});
