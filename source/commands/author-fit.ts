/*
 * Does it fit?
 *
 * The text pane of every step at 80x24, measured with the view's own layout: as
 * the step opens, and after a right and a wrong answer. A pane may scroll, but what matters
 * now (the question with all that leads to it, then the verdict with its
 * explanation) is to be seen at once.
 */

import {wrongAnswer} from '../lesson/check/trial-answer.js';
import type {Lesson} from '../lesson/lesson.js';
import type {Part} from '../lesson/part.js';
import {openLesson, type Play} from '../lesson/play.js';
import type {Problem} from '../lesson/problem.js';
import type {Step} from '../lesson/schema.js';
import {wordsFor} from '../locale/catalogue.js';
import {isLocale} from '../locale/locale.js';
import type {Rect} from '../view/canvas.js';
import {UNICODE} from '../view/glyphs.js';
import {layoutOf} from '../view/layout.js';
import {stepLines} from '../view/step-lines.js';
import type {StepText} from '../view/step-text.js';

const NO_CURSOR = {option: 0, sure: false};

/** Problems of screens that need scrolling, in every locale of a lesson. */
export function checkFit(lesson: Lesson): Problem[] {
	return Object.values(lesson.prose).flatMap(({locale, steps}) =>
		lesson.steps.flatMap((step) => {
			const line = steps[step.id]?.line ?? 1;
			const {width, height} = paneOf(step);
			return tooLong(lesson, step, locale).map(({name, rows}) => ({
				file: `${locale}.md`,
				line,
				check: 'fits',
				message: `step "${step.id}", ${name}: ${rows} rows of ${width} columns`,
				remedy: `At 80x24 there are ${height}: say less.`,
			}));
		}),
	);
}

/** The text pane of a step at 80x24: features stand under two topologies. */
function paneOf(step: Step): Rect {
	return layoutOf(80, 24, step.kind === 'features' ? 'compare' : 'lesson').text;
}

function tooLong(lesson: Lesson, step: Step, locale: string): {name: string; rows: number}[] {
	const found: {name: string; rows: number}[] = [];
	const {width, height} = paneOf(step);
	const measure = (name: string, play: Play, whole: boolean): void => {
		const {blocks, anchor, needed} = textOf(play, locale, width);
		// Short of room, the empty rows between blocks go first.
		const rows = blocks.slice(whole ? 0 : anchor, needed).reduce((sum, block) => sum + block.length, 0);
		if (rows > height && !found.some((other) => other.name === name)) found.push({name, rows});
	};
	const opened = at(lesson, locale, step);
	// A script is to be copied, not read on the screen.
	if (step.kind !== 'bridge') measure('as it opens', opened, true);
	if (step.kind === 'run') {
		while (opened.tick());
		measure('when it has run', opened, false);
	}
	for (const wrong of [false, true]) {
		const play = at(lesson, locale, step);
		for (let part = play.part; part && !play.record.closed.includes(part.key); part = play.part) {
			answer(play, step, part, wrong);
			measure('after an answer', play, false);
			play.dispatch({kind: 'next'});
			if (play.step.id !== step.id) break;
		}
	}
	return found;
}

/** Answers a part to its end, rightly or with everything judged the wrong way round. */
function answer(play: Play, step: Step, part: Part, wrong: boolean): void {
	const {right} = play.truth(step, part);
	const others = wrongAnswer(part, right);
	for (let tries = 0; tries < part.tries && !play.record.closed.includes(part.key); tries++) {
		play.dispatch({kind: 'choose', keys: wrong ? others : right});
		play.dispatch({kind: 'commit'});
	}
	while (play.tick());
}

/** A play that stands at `step`, with everything before it left as it is. */
function at(lesson: Lesson, locale: string, step: Step): Play {
	const play = openLesson(lesson, locale);
	if (step.kind === 'run') {
		// A run is only to be seen with its prediction made.
		for (const id of step.of) {
			play.dispatch({kind: 'go', to: id});
			const [part] = play.part ? [play.part] : [];
			if (part) answer(play, play.step, part, true);
		}
	}
	play.dispatch({kind: 'go', to: step.id});
	return play;
}

function textOf(play: Play, locale: string, width: number): StepText {
	return stepLines(play, NO_CURSOR, {width, signs: UNICODE, words: wordsFor(isLocale(locale) ? locale : 'en')});
}
