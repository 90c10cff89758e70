/** From part to part and from step to step. */
import {DONE, type Reply, refuse} from './intention.js';
import {stepById} from './lesson.js';
import {isPromptStep} from './schema.js';
import {currentPart, isDone, PROMPT} from './session.js';
import type {Stand} from './stand.js';

/** To the next part, then to the prompt of a repair, then to the next step; refused while something is open. */
export function next(stand: Stand): Reply {
	const {step, record} = stand;
	const waiting = currentPart(step, record);
	if (waiting && stand.isFrontClosed()) {
		stand.happen({kind: 'turned', part: waiting.key});
		return DONE;
	}
	if (isDone(step, record)) return leave(stand, false);
	if (waiting) return refuse('answer-first');
	if (!isPromptStep(step)) return refuse('run-first');
	if (record.front === PROMPT || step.kind === 'build') return refuse('goals-open');
	stand.happen({kind: 'turned', part: PROMPT});
	return DONE;
}

/** To the next step, done or not. */
export function skip(stand: Stand): Reply {
	return leave(stand, !isDone(stand.step, stand.record));
}

/** To the step before; what was skipped stays skipped. */
export function previous(stand: Stand): Reply {
	const {steps} = stand.lesson;
	const before = steps[steps.indexOf(stand.step) - 1];
	return before ? goTo(stand, before.id, stand.record.skipped) : refuse('first-step');
}

/** To any step; `skipped` is said of the one that is left. */
export function goTo(stand: Stand, to: string, skipped: boolean): Reply {
	if (!stepById(stand.lesson, to)) return refuse('no-step');
	stand.happen({kind: 'went', to, skipped});
	stand.enter();
	return DONE;
}

/** Begins the step anew. */
export function reset(stand: Stand): Reply {
	stand.happen({kind: 'reset'});
	stand.theatre.forget(stand.step);
	stand.enter();
	return DONE;
}

function leave(stand: Stand, skipped: boolean): Reply {
	const {steps} = stand.lesson;
	const after = steps[steps.indexOf(stand.step) + 1];
	if (after) return goTo(stand, after.id, skipped);
	stand.happen({kind: 'finished', skipped});
	return {kind: 'finished'};
}
