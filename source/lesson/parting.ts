/** Where an answer and the facts part: by the lab in which the answer is right, or by the evidence. */
import {type Divergence, firstDivergence} from './divergence.js';
import {questionOf, type Truth} from './grade.js';
import type {Part} from './part.js';
import {type Answer, distractorsOf, misjudged} from './question.js';
import type {Step} from './schema.js';
import type {Theatre} from './theatre.js';

export interface Parting {
	/** Option that was judged wrongly. */
	key: string;
	/** Tick to look at; `undefined` when the trace has nothing to show for it. */
	tick: number | undefined;
	/** How it would have gone in the lab where the answer is right. */
	divergence: Divergence | undefined;
}

/** `undefined` for an answer that is right, and for parts without a question of their own. */
export function partingOf(theatre: Theatre, step: Step, part: Part, answer: Answer): Parting | undefined {
	const question = questionOf(step, part.key);
	if (!question) return undefined;
	const truth = theatre.truth(step, part);
	const [key] = misjudged(question, truth.right, answer);
	if (key === undefined) return undefined;
	const belief = distractorsOf(question).find((option) => option.key === key)?.belief;
	const played = theatre.played(step, part);
	const divergence = belief === undefined || !played ? undefined : firstDivergence(played, theatre.playedIn(step, part, belief));
	return {key, divergence, tick: divergence?.node ?? evidenceFor(truth, question.ask === 'one' ? truth.right[0] : key)};
}

/** The tick that shows a name of the value; the first there is otherwise. */
function evidenceFor(truth: Truth, key: string | undefined): number | undefined {
	const index = typeof truth.value === 'object' && key !== undefined ? truth.value.indexOf(key) : 0;
	return truth.evidence[Math.max(0, index)];
}
