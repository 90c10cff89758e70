import {buildWorld} from '../../source/engine/build-world.js';
import type {World} from '../../source/engine/world.js';
import type {Lesson} from '../../source/lesson/lesson.js';
import {partsOf} from '../../source/lesson/part.js';
import {openLesson, type Play} from '../../source/lesson/play.js';
import {hasGoals} from '../../source/lesson/schema.js';
import {openLesson as lessonById} from '../../source/platform/lessons.js';

/** The macvlan lesson as it is shipped. */
export const macvlan = lessonById('macvlan');

/** A world of the lesson's labs, everything up. */
export function worldOf(lab: string): World {
	const built = buildWorld(macvlan.labs[lab] as Lesson['labs'][string]);
	if (built.kind === 'wrong') throw new Error(built.problems.map(({message}) => message).join());
	return built.world;
}

/** The lesson, opened at a step that nobody has touched. */
export function playAt(step: string, locale = 'en'): Play {
	const play = openLesson(macvlan, locale);
	play.dispatch({kind: 'go', to: step});
	return play;
}

/** Commits an answer to the part in front. */
export function answer(play: Play, keys: readonly string[]): void {
	play.dispatch({kind: 'choose', keys});
	play.dispatch({kind: 'commit'});
}

/** Answers whatever the step asks with what the engine says, watches what there is to watch, types the solution. */
export function solve(play: Play): void {
	const {step} = play;
	for (const part of partsOf(step)) {
		if (play.part?.key !== part.key) play.dispatch({kind: 'next'});
		answer(play, play.truth(step, part).right);
	}
	if (hasGoals(step)) {
		play.dispatch({kind: 'next'});
		for (const {on, run} of step.solution) play.dispatch({kind: 'type', on, line: run});
	}
	if (play.mayPlay()) play.seek(100_000);
}
