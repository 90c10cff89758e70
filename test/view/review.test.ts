/** A lesson looked back on. */
import {describe, expect, it} from 'vitest';
import {wrongAnswer} from '../../source/lesson/check/trial-answer.js';
import {openLesson, type Play} from '../../source/lesson/play.js';
import {wordsFor} from '../../source/locale/catalogue.js';
import type {Locale} from '../../source/locale/locale.js';
import {UNICODE} from '../../source/view/glyphs.js';
import {reviewLines} from '../../source/view/review-lines.js';
import {plainText} from '../../source/view/token.js';
import {ASKING, KINDS, lessonIn, TOY} from '../lesson/lessons.js';

const toy = lessonIn(TOY);

function reviewOf(play: Play, locale: Locale = 'en', width = 70): string[] {
	return reviewLines(play, {width, words: wordsFor(locale), signs: UNICODE}).map((row) => plainText(row).trimEnd());
}

function answer(play: Play, step: string, isRight: boolean): void {
	play.dispatch({kind: 'go', to: step});
	const {part} = play;
	if (!part) throw new Error(step);
	const {right} = play.truth(play.step, part);
	play.dispatch({kind: 'choose', keys: isRight ? right : wrongAnswer(part, right)});
	play.dispatch({kind: 'commit'});
}

describe('a review', () => {
	it('says so when nothing was answered', () => {
		expect(reviewOf(openLesson(toy, 'en'))).toEqual(['Nothing has been answered in this lesson yet.']);
	});
	it('has every attempt with its verdict, and what was so', () => {
		const play = openLesson(toy, 'en');
		answer(play, 'before', false);
		answer(play, 'before', true);
		answer(play, 'who', false);
		play.dispatch({kind: 'go', to: 'watch'});
		while (play.tick());
		expect(reviewOf(play)).toEqual([
			'0 of 2 questions right at once.',
			'',
			'1. Before (recall)',
			'  How often does it cross the cable of c?',
			'  ✗ You said: never.',
			'  ✓ You said: once.',
			'',
			'2. Who (predict)',
			'  By which ports does it leave?',
			'  ✗ You said: sw/p1.',
			'    It was: sw/p2, sw/p3.',
		]);
	});
	it('does not give away a prediction that was not run yet', () => {
		const play = openLesson(toy, 'en');
		answer(play, 'who', false);
		expect(reviewOf(play).slice(2)).toEqual(['2. Who (predict)', '  By which ports does it leave?', '    You said: sw/p1.']);
	});
	it('counts the commands of a challenge, and says when the solution was shown', () => {
		const play = openLesson(toy, 'en');
		play.dispatch({kind: 'go', to: 'make'});
		play.dispatch({kind: 'type', on: 'sw', line: 'bridge link set dev p1 isolated on'});
		play.dispatch({kind: 'type', on: 'sw', line: 'bridge link set dev p2 isolated on'});
		expect(reviewOf(play).at(-1)).toBe('  ✓ 1 of 1 goals met with 2 commands.');
	});
	it.each<[Locale, string]>([
		['en', '  ✗ You said: 201 frames.'],
		['it', '  ✗ Hai detto: 201 frame.'],
	])('has numbers with their unit, and orders in their order: %s', (locale, said) => {
		const play = openLesson(lessonIn(ASKING), locale);
		answer(play, 'way', false);
		answer(play, 'count', false);
		for (const run of ['went', 'counted']) {
			play.dispatch({kind: 'go', to: run});
			while (play.tick());
		}
		const rows = reviewOf(play, locale);
		expect(rows).toContain(said);
		expect(rows.filter((row) => row.includes('a') && row.includes(', '))).toHaveLength(2);
	});
	it('keeps to its width, for every answer of every kind', () => {
		for (const folder of [TOY, ASKING, KINDS]) {
			const lesson = lessonIn(folder);
			const play = openLesson(lesson, 'it');
			for (const step of lesson.steps) {
				play.dispatch({kind: 'go', to: step.id});
				if (play.part && !play.record.closed.includes(play.part.key)) answer(play, step.id, false);
			}
			expect(Math.max(...reviewOf(play, 'it', 56).map((row) => row.length))).toBeLessThanOrEqual(56);
		}
	});
});
