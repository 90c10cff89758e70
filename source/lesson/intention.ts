/** What a learner wants of a lesson in play, and what becomes of it. Keys and words are the business of the screen. */
import type {Printout} from './prompt.js';
import type {Answer} from './question.js';
import type {Confidence} from './session.js';

export type Intention =
	/** The options chosen now, all of them. */
	| {kind: 'choose'; keys: Answer}
	/** One option on or off; where one is right, it replaces the other. */
	| {kind: 'toggle'; key: string}
	| {kind: 'sure'; confidence: Confidence}
	| {kind: 'commit'}
	| {kind: 'hint'}
	| {kind: 'solution'}
	| {kind: 'type'; on: string; line: string}
	| {kind: 'undo'}
	| {kind: 'redo'}
	| {kind: 'note'; text: string}
	| {kind: 'reset'}
	/** The next part, or the next step when this one is done. */
	| {kind: 'next'}
	| {kind: 'skip'}
	| {kind: 'previous'}
	| {kind: 'go'; to: string};

/** Why something was not done. */
const REFUSALS = [
	// Nothing is chosen.
	'nothing-chosen',
	// What was typed is no number.
	'no-number',
	// Some options have no place in the order yet.
	'order-all',
	// This step asks nothing (more).
	'nothing-asked',
	// There is a question to answer first.
	'answer-first',
	// The events have to be seen first.
	'run-first',
	// Goals are open.
	'goals-open',
	// A further hint, or the solution, is earned by an attempt.
	'try-first',
	'no-hint',
	'no-solution',
	// There is no prompt here.
	'no-prompt',
	// Where it goes wrong has to be said before anything is changed.
	'locate-first',
	// A copy is looked at, and the step stands still.
	'in-sandbox',
	// This tool is not for this step.
	'not-allowed',
	'no-machine',
	'nothing-to-undo',
	'nothing-to-redo',
	'first-step',
	'no-step',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export interface Refused {
	kind: 'refused';
	why: Refusal;
	/** The tools of the step, when another was typed. */
	allowed?: readonly string[];
}

export type Reply =
	| {kind: 'done'}
	| Refused
	/** An answer was taken. A prediction is not judged before its run. */
	| {kind: 'answered'; right: boolean | undefined; closed: boolean}
	/** A command ran. `from` is the position in the scene at which it began: from there on it can be watched; `refused`: it came to a tool that is not for the step. */
	| {kind: 'printed'; printout: Printout; from: number; refused?: Refused}
	/** The last step was left. */
	| {kind: 'finished'};

export const DONE: Reply = {kind: 'done'};

/** The reply to an intention that cannot be done now. */
export function refuse(why: Refusal): Refused {
	return {kind: 'refused', why};
}
