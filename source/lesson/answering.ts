/** Answers, hints and solutions: what a learner does with a question. */
import {isRight} from './grade.js';
import {DONE, type Reply, refuse} from './intention.js';
import {SOURCE_LOCALE, stepProse} from './lesson.js';
import type {Part} from './part.js';
import {type Answer, readNumber} from './question.js';
import {hasGoals, isPrediction} from './schema.js';
import {type Confidence, efforts} from './session.js';
import type {Stand} from './stand.js';
import {typeIn} from './typing.js';

/** Marks exactly these options; of several where one is right, the first. */
export function choose(stand: Stand, keys: Answer): Reply {
	const part = stand.openPart();
	if (!part) return refuse('nothing-asked');
	stand.happen({kind: 'chosen', keys: chosenOf(part, keys)});
	return DONE;
}

/** What of `keys` can be an answer to this part, in the author's order; where order is asked for, in theirs. */
function chosenOf({ask, options}: Part, keys: Answer): Answer {
	switch (ask) {
		case 'number':
			return keys.filter((text) => text !== '').slice(0, 1);
		case 'order':
			return [...new Set(keys)].filter((key) => options.includes(key));
		case 'one':
			return options.filter((key) => keys.includes(key)).slice(0, 1);
		case 'many':
		case 'point':
			return options.filter((key) => keys.includes(key));
		default:
			return ask satisfies never;
	}
}

/** Marks one option, or takes its mark away; where one is right, the mark moves to it, and in an order it comes last. */
export function toggle(stand: Stand, key: string): Reply {
	const part = stand.openPart();
	if (!part?.options.includes(key)) return refuse('nothing-asked');
	const {draft} = stand.record;
	if (part.ask === 'one') return choose(stand, [key]);
	return choose(stand, draft.includes(key) ? draft.filter((other) => other !== key) : [...draft, key]);
}

/** How sure the learner is of a prediction, before it is committed. */
export function beSure(stand: Stand, confidence: Confidence): Reply {
	if (!isPrediction(stand.step) || !stand.openPart()) return refuse('nothing-asked');
	stand.happen({kind: 'sure', confidence});
	return DONE;
}

/** The marks become the answer. */
export function commit(stand: Stand): Reply {
	const {step, theatre} = stand;
	const part = stand.openPart();
	if (!part) return refuse('nothing-asked');
	const answer = stand.record.draft;
	if (answer.length === 0 && !mayBeEmpty(part)) return refuse('nothing-chosen');
	if (part.ask === 'number' && readNumber(answer[0] ?? '') === undefined) return refuse('no-number');
	if (part.ask === 'order' && answer.length < part.options.length) return refuse('order-all');
	// The world of the question is there before its answer, so that what follows can be watched.
	theatre.scene(step);
	const right = isRight(part, theatre.truth(step, part), answer);
	stand.happen({kind: 'committed', part: part.key, answer, right});
	const isHidden = step.kind === 'predict' || step.kind === 'compare';
	return {kind: 'answered', right: isHidden ? undefined : right, closed: stand.record.closed.includes(part.key)};
}

/** Opens the next hint. The first one is free; a further one is earned by trying. */
export function openHint(stand: Stand): Reply {
	const {hints} = stepProse(stand.lesson, SOURCE_LOCALE, stand.step.id);
	const {record} = stand;
	if (record.hints >= hints.length) return refuse('no-hint');
	if (record.hints > 0 && efforts(record) <= record.hintAt) return refuse('try-first');
	stand.happen({kind: 'hint-opened'});
	return DONE;
}

/** Shows the answer, or types the solution, after a try. */
export function showSolution(stand: Stand): Reply {
	const {step, record, theatre} = stand;
	const part = stand.openPart();
	if (part) {
		if (part.tries === 1) return refuse('no-solution');
		theatre.scene(step);
		if (!record.attempts.some((attempt) => attempt.part === part.key)) return refuse('try-first');
		stand.happen({kind: 'gave-up'});
		return DONE;
	}
	if (!hasGoals(step)) return refuse('nothing-asked');
	if (record.commands.length === 0) return refuse('try-first');
	stand.happen({kind: 'cleared'});
	stand.happen({kind: 'gave-up'});
	theatre.forget(step);
	for (const {on, run} of step.solution) typeIn(stand, step, on, run);
	return DONE;
}

/** "None of them" is an answer where several may be right. */
function mayBeEmpty(part: Part): boolean {
	return part.ask === 'many';
}
