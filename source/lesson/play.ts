/*
 * A lesson in play
 *
 * Joins the session (what the learner did) with the live worlds (what came of
 * it). Intentions come in, events go to the reducer, the engine is asked where
 * its word is needed, and whoever listens is told. Worlds live beside the
 * immutable session (theatre.ts) and are rebuilt from it when a lesson is
 * resumed.
 */
import {fork, type History} from '../engine/history.js';
import {type Divergence, firstDivergence} from './divergence.js';
import {isRight, questionOf, type Truth} from './grade.js';
import {type Lesson, type StepProse, stepById, stepProse} from './lesson.js';
import type {Part} from './part.js';
import {type LessonProgress, restoreSession, saveSession} from './progress.js';
import {type Printout, toolsOf} from './prompt.js';
import {type Answer, misjudged} from './question.js';
import {lengthOf, positionOf, type Scene, type SceneEvent} from './scene.js';
import {isPromptStep, type PromptStep, type Step} from './schema.js';
import {
	type Confidence,
	createSession,
	currentPart,
	efforts,
	frontPart,
	isDone,
	PROMPT,
	recordOf,
	reduce,
	type Session,
	type SessionEvent,
	type StepRecord,
} from './session.js';
import {createTheatre} from './theatre.js';

/** What a learner wants. Keys and words are the business of the screen. */
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
export const REFUSALS = [
	// Nothing is chosen.
	'nothing-chosen',
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
	// This tool is not for this step.
	'not-allowed',
	'no-machine',
	'nothing-to-undo',
	'nothing-to-redo',
	'first-step',
	'no-step',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export type Reply =
	| {kind: 'done'}
	| {kind: 'refused'; why: Refusal}
	/** An answer was taken. A prediction is not judged before its run. */
	| {kind: 'answered'; right: boolean | undefined; closed: boolean}
	/** A command ran. `from` is the position in the scene at which it began: from there on it can be watched. */
	| {kind: 'printed'; printout: Printout; from: number}
	/** The last step was left. */
	| {kind: 'finished'};

/** Where an answer and the facts part. */
export interface Parting {
	/** Option that was judged wrongly. */
	key: string;
	/** Tick to look at; `undefined` when the trace has nothing to show for it. */
	tick: number | undefined;
	/** How it would have gone in the lab where the answer is right. */
	divergence: Divergence | undefined;
}

export interface Play {
	readonly lesson: Lesson;
	/** Language of the prose; may be changed at any time. */
	locale: string;
	readonly session: Session;
	readonly step: Step;
	readonly record: StepRecord;
	readonly prose: StepProse;
	/** The live world of the step; `undefined` where it has none. */
	readonly scene: Scene | undefined;
	/** The history in front, of the first side of a compare. */
	readonly history: History | undefined;
	/** The part in front: asked, or answered and being looked at. */
	readonly part: Part | undefined;
	dispatch(intention: Intention): Reply;
	/** May the events of this step be played? Not before a prediction, or an answer, is committed. */
	mayPlay(): boolean;
	/** The next event, if there is one and it may be seen. */
	tick(): SceneEvent | undefined;
	/** To a place in time, in ticks from the beginning of the scene. */
	seek(position: number): void;
	/** Is the current step done? */
	isDone(): boolean;
	/** The engine's answer to a part; ask `isRevealed` before showing it. */
	truth(step: Step, part: Part): Truth;
	/** Is the truth about this part the learner's to see? */
	isRevealed(step: Step, part: Part): boolean;
	/** Where this answer and the facts part; `undefined` for a right one. */
	parting(step: Step, part: Part, answer: Answer): Parting | undefined;
	/** The world of this moment, copied, to try things in; the step is not touched. */
	sandbox(): History | undefined;
	/** Called after everything that changed. Returns the end of the subscription. */
	subscribe(listener: () => void): () => void;
	/** What to keep on disk. */
	save(): LessonProgress;
}

/** Opens a lesson at its first step, or where `saved` left it. */
export function openLesson(lesson: Lesson, locale: string, saved?: LessonProgress): Play {
	const listeners = new Set<() => void>();
	let session = saved ? restoreSession(lesson, saved) : createSession(lesson);

	const stepNow = (): Step => stepById(lesson, session.at) as Step;
	const recordAt = (step: Step): StepRecord => recordOf(session, step.id);
	const record = (): StepRecord => recordOf(session, session.at);
	const happen = (event: SessionEvent): void => {
		session = reduce(session, lesson, event);
	};
	const theatre = createTheatre(lesson, recordAt);

	const enter = (): void => {
		const step = stepNow();
		if (step.kind === 'observe' || step.kind === 'explain') theatre.toEnd(step);
		if (isPromptStep(step)) checkGoals();
	};
	const checkGoals = (): void => {
		const step = stepNow();
		if (!isPromptStep(step)) return;
		const met = theatre.metGoals(step);
		if (met.join() !== record().goals.join()) happen({kind: 'goals', met});
	};
	/** Notes what only the end of the events can tell. */
	const settled = (): void => {
		const step = stepNow();
		if (!theatre.isOver(step)) return;
		if ((step.kind === 'run' || step.kind === 'compare') && !record().ran && mayPlay()) happen({kind: 'ran'});
		checkGoals();
	};
	const tell = (): void => {
		for (const listener of listeners) listener();
	};
	const isFrontClosed = (): boolean => {
		const part = frontPart(stepNow(), record());
		return part !== undefined && record().closed.includes(part.key);
	};
	const mayPlay = (): boolean => {
		const step = stepNow();
		switch (step.kind) {
			case 'recall':
			case 'act':
			case 'recap':
			case 'compare':
				return isFrontClosed();
			case 'predict':
				return false;
			case 'run':
				return step.of.every((id) => recordOf(session, id).attempts.length > 0);
			case 'read':
			case 'observe':
			case 'explain':
			case 'build':
			case 'repair':
			case 'bridge':
				return true;
			default:
				return step satisfies never;
		}
	};

	const choose = (keys: Answer): Reply => {
		const part = openPart();
		if (!part) return refuse('nothing-asked');
		const known = part.options.filter((key) => keys.includes(key));
		happen({kind: 'chosen', keys: part.ask === 'one' ? known.slice(0, 1) : known});
		return DONE;
	};
	const toggle = (key: string): Reply => {
		const part = openPart();
		if (!part?.options.includes(key)) return refuse('nothing-asked');
		const {draft} = record();
		if (part.ask === 'one') return choose([key]);
		return choose(draft.includes(key) ? draft.filter((other) => other !== key) : [...draft, key]);
	};
	/** The part in front when it still waits for an answer. */
	const openPart = (): Part | undefined => {
		const part = frontPart(stepNow(), record());
		return part && !record().closed.includes(part.key) ? part : undefined;
	};
	const commit = (): Reply => {
		const step = stepNow();
		const part = openPart();
		if (!part) return refuse('nothing-asked');
		const answer = record().draft;
		// The world of the question is there before its answer, so that what follows can be watched.
		theatre.scene(step);
		if (answer.length === 0 && !mayBeEmpty(part)) return refuse('nothing-chosen');
		const right = isRight(theatre.truth(step, part), answer);
		happen({kind: 'committed', part: part.key, answer, right});
		const isHidden = step.kind === 'predict' || step.kind === 'compare';
		return {kind: 'answered', right: isHidden ? undefined : right, closed: record().closed.includes(part.key)};
	};
	const hint = (): Reply => {
		const {hints} = stepProse(lesson, play.locale, session.at);
		const now = record();
		if (now.hints >= hints.length) return refuse('no-hint');
		// The first one is free; a further one is earned by trying.
		if (now.hints > 0 && efforts(now) <= now.hintAt) return refuse('try-first');
		happen({kind: 'hint-opened'});
		return DONE;
	};
	const solution = (): Reply => {
		const step = stepNow();
		const part = openPart();
		if (part) {
			if (step.kind === 'predict' || step.kind === 'compare') return refuse('no-solution');
			theatre.scene(step);
			if (!record().attempts.some((attempt) => attempt.part === part.key)) return refuse('try-first');
			happen({kind: 'gave-up'});
			return DONE;
		}
		if (!isPromptStep(step)) return refuse('nothing-asked');
		if (record().commands.length === 0) return refuse('try-first');
		happen({kind: 'cleared'});
		happen({kind: 'gave-up'});
		theatre.forget(step);
		for (const {on, run} of step.solution) typeIn(step, on, run);
		return DONE;
	};
	const type = (on: string, line: string): Reply => {
		const step = stepNow();
		if (!isPromptStep(step)) return refuse('no-prompt');
		if (currentPart(step, record())) return refuse('locate-first');
		if (!theatre.hasMachine(step, on)) return refuse('no-machine');
		const {allow} = step;
		if (allow && toolsOf(line).some((tool) => !allow.includes(tool))) return refuse('not-allowed');
		const from = theatre.scene(step);
		return {kind: 'printed', from: from ? positionOf(from) : 0, printout: typeIn(step, on, line)};
	};
	const typeIn = (step: PromptStep, on: string, line: string): Printout => {
		const {command, printout} = theatre.type(step, on, line);
		if (step.kind === 'repair') happen({kind: 'turned', part: PROMPT});
		happen({kind: 'typed', command});
		settled();
		return printout;
	};
	const again = (kind: 'undid' | 'redid'): Reply => {
		const step = stepNow();
		if (!isPromptStep(step)) return refuse('no-prompt');
		const list = kind === 'undid' ? record().commands : record().undone;
		if (list.length === 0) return refuse(kind === 'undid' ? 'nothing-to-undo' : 'nothing-to-redo');
		happen({kind});
		theatre.forget(step);
		checkGoals();
		return DONE;
	};
	const next = (): Reply => {
		const step = stepNow();
		const waiting = currentPart(step, record());
		if (waiting && isFrontClosed()) {
			happen({kind: 'turned', part: waiting.key});
			return DONE;
		}
		if (isDone(step, record())) return leave(false);
		if (waiting) return refuse('answer-first');
		if (!isPromptStep(step)) return refuse('run-first');
		if (record().front === PROMPT || step.kind === 'build') return refuse('goals-open');
		happen({kind: 'turned', part: PROMPT});
		return DONE;
	};
	const leave = (skipped: boolean): Reply => {
		const after = lesson.steps[lesson.steps.indexOf(stepNow()) + 1];
		if (after) return goTo(after.id, skipped);
		happen({kind: 'finished', skipped});
		return {kind: 'finished'};
	};
	const goTo = (to: string, skipped: boolean): Reply => {
		if (!stepById(lesson, to)) return refuse('no-step');
		happen({kind: 'went', to, skipped});
		enter();
		return DONE;
	};

	const act = (intention: Intention): Reply => {
		const step = stepNow();
		switch (intention.kind) {
			case 'choose':
				return choose(intention.keys);
			case 'toggle':
				return toggle(intention.key);
			case 'sure':
				if (step.kind !== 'predict' || !openPart()) return refuse('nothing-asked');
				happen({kind: 'sure', confidence: intention.confidence});
				return DONE;
			case 'commit':
				return commit();
			case 'hint':
				return hint();
			case 'solution':
				return solution();
			case 'type':
				return type(intention.on, intention.line);
			case 'undo':
				return again('undid');
			case 'redo':
				return again('redid');
			case 'note':
				happen({kind: 'noted', text: intention.text});
				return DONE;
			case 'reset':
				happen({kind: 'reset'});
				theatre.forget(step);
				enter();
				return DONE;
			case 'next':
				return next();
			case 'skip':
				return leave(!isDone(step, record()));
			case 'previous': {
				const before = lesson.steps[lesson.steps.indexOf(step) - 1];
				return before ? goTo(before.id, record().skipped) : refuse('first-step');
			}
			case 'go':
				return goTo(intention.to, record().skipped);
			default:
				return intention satisfies never;
		}
	};

	const play: Play = {
		lesson,
		locale,
		get session() {
			return session;
		},
		get step() {
			return stepNow();
		},
		get record() {
			return record();
		},
		get prose() {
			return stepProse(lesson, play.locale, session.at);
		},
		get scene() {
			return theatre.scene(stepNow());
		},
		get history() {
			return theatre.scene(stepNow())?.histories[0];
		},
		get part() {
			return frontPart(stepNow(), record());
		},
		dispatch(intention) {
			const reply = act(intention);
			tell();
			return reply;
		},
		mayPlay,
		tick() {
			const event = mayPlay() ? theatre.forward(stepNow()) : undefined;
			settled();
			tell();
			return event;
		},
		seek(position) {
			if (!mayPlay()) return;
			theatre.seek(stepNow(), position);
			settled();
			tell();
		},
		isDone: () => isDone(stepNow(), record()),
		truth: theatre.truth,
		isRevealed(step, part) {
			if (!recordAt(step).closed.includes(part.key)) return false;
			if (step.kind === 'compare') return recordAt(step).ran;
			if (step.kind !== 'predict') return true;
			return lesson.steps.some((other) => other.kind === 'run' && other.of.includes(step.id) && recordAt(other).ran);
		},
		parting(step, part, answer) {
			const question = questionOf(step, part.key);
			if (!question) return undefined;
			const truth = theatre.truth(step, part);
			const [key] = misjudged(question, truth.right, answer);
			if (key === undefined) return undefined;
			const {belief} = question.options.find((option) => option.key === key) as {belief?: string | undefined};
			const played = theatre.played(step, part);
			const divergence = belief === undefined || !played ? undefined : firstDivergence(played, theatre.playedIn(step, part, belief));
			return {key, divergence, tick: divergence?.node ?? evidenceFor(truth, question.ask === 'one' ? truth.right[0] : key)};
		},
		sandbox() {
			const history = play.history;
			return history && fork(history);
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		save() {
			const scene = theatre.scene(stepNow());
			return saveSession(session, scene ? {position: positionOf(scene), seen: lengthOf(scene)} : {position: 0, seen: 0});
		},
	};
	if (saved) theatre.resume(stepNow(), saved.position, saved.seen);
	return play;
}

const DONE: Reply = {kind: 'done'};

function refuse(why: Refusal): Reply {
	return {kind: 'refused', why};
}

/** "None of them" is an answer where several may be right. */
function mayBeEmpty(part: Part): boolean {
	return part.ask === 'many';
}

/** The tick that shows a name of the value; the first there is otherwise. */
function evidenceFor(truth: Truth, key: string | undefined): number | undefined {
	const index = typeof truth.value === 'object' && key !== undefined ? truth.value.indexOf(key) : 0;
	return truth.evidence[Math.max(0, index)];
}
