/*
 * Facts: what a screen or a text says about the step in front
 *
 * The words of the prose joined with what the learner chose and what the engine
 * found, as far as it may be seen. Pure data, no layout: the view makes rows of
 * it, plain mode makes sentences.
 */
import type {NodeId} from '../engine/trace.js';
import {questionOf} from './grade.js';
import {type Lesson, type StepProse, stepById, stepProse} from './lesson.js';
import {type Part, partsOf, UNIT} from './part.js';
import type {Play} from './play.js';
import {type Block, type ProseSpan, plainProse} from './prose.js';
import type {Value} from './query.js';
import {misjudged} from './question.js';
import {hasGoals, isPiecewise, isPromptStep, type Step} from './schema.js';
import {type Attempt, recordOf} from './session.js';
import {sideNamesOf} from './side-names.js';

export interface OptionFacts {
	key: string;
	/** Words of the author; of a claim none (the words for true and false are the interface's), of a port its name. */
	label: readonly ProseSpan[];
	chosen: boolean;
	/** Only once the truth may be seen. */
	right: boolean | undefined;
}

export interface PartFacts {
	part: Part;
	/** Which of how many, from 1. */
	number: number;
	count: number;
	/** The frame of a round, the claim of a recap. */
	lead: readonly ProseSpan[];
	question: readonly Block[];
	options: readonly OptionFacts[];
	/** Of a row of features: what the slide says, what is so today with its source, and between whom. */
	feature: {said: readonly ProseSpan[]; now: readonly ProseSpan[]; cite: string; sides: readonly [string, string]} | undefined;
	/** Of a number: what it counts. */
	unit: readonly ProseSpan[];
	/** The right answer, in the order asked for; only once the truth may be seen. */
	truth: readonly string[] | undefined;
	/** The last answer, if there was one. */
	attempt: Attempt | undefined;
	/** Open: asked. Tried: answered wrongly, and asked again. Closed: nothing more to answer. */
	state: 'open' | 'tried' | 'closed';
	/** May the truth be seen? */
	revealed: boolean;
	/** Was the last answer right? Only once the truth may be seen, or when it was tried and asked again. */
	right: boolean | undefined;
	/** What the author says to this answer. */
	feedback: readonly (readonly ProseSpan[])[];
	/** Where belief and fact part: a tick to look at. */
	parting: {key: string; tick: NodeId | undefined} | undefined;
	/** Ticks that show the truth. */
	evidence: readonly NodeId[];
	/** Of a compare: the values of each row on both sides. */
	rows: readonly {key: string; label: readonly ProseSpan[]; values: readonly [Value, Value]; differs: boolean}[];
}

export interface GoalFacts {
	id: string;
	label: readonly ProseSpan[];
	met: boolean;
	/** The pass or the fail sentence. */
	sentence: readonly ProseSpan[];
}

export interface StepFacts {
	step: Step;
	prose: StepProse;
	/** Of how many steps, from 1. */
	number: number;
	count: number;
	/** Nothing asked, a question, its outcome, or the prompt. */
	phase: 'show' | 'ask' | 'outcome' | 'prompt';
	part: PartFacts | undefined;
	/** Of a run that was seen: the predictions that it decided. */
	decided: readonly PartFacts[];
	goals: readonly GoalFacts[];
	hints: readonly (readonly Block[])[];
	/** Is there a hint not yet opened? */
	moreHints: boolean;
	/** Explanation and "the slide says, today": after the attempt, and in steps that ask nothing at once. */
	explanation: readonly Block[];
	slide: readonly Block[];
	today: readonly Block[];
	done: boolean;
	mayPlay: boolean;
}

/** Everything about the step in front. */
export function factsOf(play: Play): StepFacts {
	const {lesson, step, record, prose} = play;
	const part = play.part && partFacts(play, step, play.part);
	const done = play.isDone();
	const decided = step.kind === 'run' && record.ran ? step.of.flatMap((id) => decidedFacts(play, lesson, id)) : [];
	const explained = isExplained(play, part);
	return {
		step,
		prose,
		number: lesson.steps.indexOf(step) + 1,
		count: lesson.steps.length,
		phase: phaseOf(step, part),
		part,
		decided,
		goals: hasGoals(step)
			? goalFacts(
					step.goals.map((goal) => goal.id),
					record.goals,
					prose,
				)
			: [],
		hints: prose.hints.slice(0, record.hints),
		moreHints: record.hints < prose.hints.length,
		explanation: explained ? prose.explanation : [],
		slide: explained ? prose.slide : [],
		today: explained ? prose.today : [],
		done,
		mayPlay: play.mayPlay(),
	};
}

/** The facts of one part, of any step. */
export function partFacts(play: Play, step: Step, part: Part): PartFacts {
	const record = recordOf(play.session, step.id);
	const prose = stepProse(play.lesson, play.locale, step.id);
	const parts = partsOf(step).map((candidate) => candidate.key);
	const revealed = play.isRevealed(step, part);
	const closed = record.closed.includes(part.key);
	const attempt = record.attempts.findLast((candidate) => candidate.part === part.key);
	const truth = revealed ? play.truth(step, part) : undefined;
	const mayJudge = revealed || (!closed && attempt !== undefined);
	const chosen = closed ? (attempt?.answer ?? []) : record.draft;
	return {
		part,
		number: parts.indexOf(part.key) + 1,
		count: parts.length,
		lead: prose.entries.rounds[part.key] ?? [],
		question: prose.question,
		options: part.options.map((key) => ({
			key,
			label: prose.entries.options[key] ?? (part.ask === 'point' ? [{kind: 'code', text: key}] : []),
			chosen: chosen.includes(key),
			right: truth?.right.includes(key),
		})),
		feature: featureFacts(step, prose, part),
		unit: part.ask === 'number' ? (prose.entries.options[UNIT] ?? []) : [],
		truth: truth?.right,
		attempt,
		state: closed ? 'closed' : attempt ? 'tried' : 'open',
		revealed,
		right: mayJudge ? attempt?.right : undefined,
		feedback: mayJudge && (attempt || closed) ? feedbackFor(play, step, part, attempt, closed) : [],
		parting: revealed && attempt && !attempt.right ? partingFacts(play, step, part, attempt) : undefined,
		evidence: truth?.evidence ?? [],
		rows: rowFacts(truth?.rows, prose),
	};
}

function featureFacts(step: Step, prose: StepProse, {key}: Part): PartFacts['feature'] {
	const row = step.kind === 'features' ? step.rows.find((candidate) => candidate.key === key) : undefined;
	if (!row) return undefined;
	return {said: prose.entries.said[key] ?? [], now: prose.entries.now[key] ?? [], cite: row.cite, sides: sideNamesOf(step, prose)};
}

/** Is what follows the attempt to be shown? */
function isExplained(play: Play, part: PartFacts | undefined): boolean {
	const {step, record} = play;
	switch (step.kind) {
		case 'read':
		case 'bridge':
		case 'sandbox':
			return true;
		case 'run':
			return record.ran;
		case 'predict':
			return false;
		case 'build':
		case 'repair':
			return play.isDone();
		case 'act':
		case 'recap':
		case 'features':
			return part?.revealed === true && play.isDone();
		default:
			return part?.revealed === true;
	}
}

function phaseOf(step: Step, part: PartFacts | undefined): StepFacts['phase'] {
	if (!part) return isPromptStep(step) ? 'prompt' : 'show';
	return part.state === 'closed' ? 'outcome' : 'ask';
}

function decidedFacts(play: Play, lesson: Lesson, id: string): PartFacts[] {
	const step = stepById(lesson, id);
	return step ? partsOf(step).map((part) => partFacts(play, step, part)) : [];
}

function goalFacts(ids: readonly string[], met: readonly string[], prose: StepProse): GoalFacts[] {
	return ids.map((id) => {
		const isMet = met.includes(id);
		return {id, label: prose.entries.goals[id] ?? [], met: isMet, sentence: prose.entries[isMet ? 'pass' : 'fail'][id] ?? []};
	});
}

/** What was judged wrongly gets its words, one option at a time; a right answer gets those of the right option. */
function feedbackFor(play: Play, step: Step, part: Part, attempt: Attempt | undefined, closed: boolean): (readonly ProseSpan[])[] {
	const {feedback} = stepProse(play.lesson, play.locale, step.id).entries;
	const words = (keys: readonly string[]): (readonly ProseSpan[])[] =>
		keys.flatMap((key) => (feedback[key] && plainProse(feedback[key]) !== '' ? [feedback[key]] : []));
	const truth = play.truth(step, part);
	if (isPiecewise(step)) return closed ? words([part.key]) : [];
	const question = questionOf(step, part.key);
	if (!attempt || !question) {
		const wrong =
			step.kind === 'compare' && attempt ? part.options.filter((key) => attempt.answer.includes(key) !== truth.right.includes(key)) : [];
		return words(wrong.length > 0 ? wrong : truth.right);
	}
	if (attempt.right) return words(question.ask === 'one' ? truth.right : question.ask === 'number' ? ['right'] : []);
	// Without the truth an order is only wrong: which places are not is for the learner to find.
	if (question.ask === 'order' && !closed) return [];
	if (question.ask === 'number') return words(misjudged(question, truth.right, attempt.answer));
	// While it is asked again, nothing is said about what was left out.
	const wrong = misjudged(question, truth.right, attempt.answer);
	return words(closed ? wrong : wrong.filter((key) => attempt.answer.includes(key)));
}

function partingFacts(play: Play, step: Step, part: Part, attempt: Attempt): PartFacts['parting'] {
	const parting = play.parting(step, part, attempt.answer);
	return parting && {key: parting.key, tick: parting.tick};
}

function rowFacts(rows: Readonly<Record<string, readonly [Value, Value]>> | undefined, prose: StepProse): PartFacts['rows'] {
	return Object.entries(rows ?? {}).map(([key, values]) => ({
		key,
		label: prose.entries.options[key] ?? [],
		values,
		differs: JSON.stringify(values[0]) !== JSON.stringify(values[1]),
	}));
}
