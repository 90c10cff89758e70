/*
 * The session: one lesson in play
 *
 * What the learner did, and nothing that the engine can say: answers, confidence,
 * hints, commands, the place. It is immutable behind one reducer (immer), plain
 * data, and all that progress has to keep; worlds are rebuilt from it by
 * replay. The reducer never runs the engine: events that need its word (was
 * the answer right, which goals are met) carry it. `play.ts` joins the two.
 */
import {produce} from 'immer';
import {type Deeds, redid, type TypedCommand, typed, undid} from './deeds.js';
import type {Lesson} from './lesson.js';
import {type Part, partsOf} from './part.js';
import type {Answer} from './question.js';
import {hasGoals, type Step} from './schema.js';

export const CONFIDENCES = ['low', 'mid', 'high'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** An answer that was committed. */
export interface Attempt {
	part: string;
	answer: Answer;
	confidence?: Confidence | undefined;
	right: boolean;
}

export interface StepRecord extends Deeds {
	/** Options chosen and not yet committed. */
	draft: Answer;
	confidence: Confidence | undefined;
	attempts: readonly Attempt[];
	/** The part in front: it stays there when it is closed, to show what came of it. `PROMPT` once a repair goes on to its prompt. */
	front: string | undefined;
	/** Keys of parts that are settled: answered right, or as often as allowed, or given up. */
	closed: readonly string[];
	/** The world was played to the end of the stimulus. */
	ran: boolean;
	/** Hints opened. */
	hints: number;
	/** Attempts and commands there were when the last hint was opened. */
	hintAt: number;
	/** The solution was asked for. */
	gaveUp: boolean;
	/** Ids of goals that are met now. */
	goals: readonly string[];
	/** Left without being done. */
	skipped: boolean;
	/** The learner's own words. */
	note: string;
}

export interface Session {
	lesson: string;
	/** Id of the step in front. */
	at: string;
	steps: Readonly<Record<string, StepRecord>>;
	/** The last step was left forwards. */
	finished: boolean;
}

/** What happened. `right`, `ran` and `met` are the engine's word. */
export type SessionEvent =
	| {kind: 'chosen'; keys: Answer}
	| {kind: 'sure'; confidence: Confidence}
	| {kind: 'committed'; part: string; answer: Answer; right: boolean}
	/** Another part came to the front. */
	| {kind: 'turned'; part: string}
	| {kind: 'gave-up'}
	| {kind: 'hint-opened'}
	| {kind: 'ran'}
	| {kind: 'typed'; command: TypedCommand}
	| {kind: 'undid'}
	| {kind: 'redid'}
	| {kind: 'goals'; met: readonly string[]}
	| {kind: 'noted'; text: string}
	/** All commands were taken back. */
	| {kind: 'cleared'}
	| {kind: 'reset'}
	| {kind: 'went'; to: string; skipped: boolean}
	| {kind: 'finished'; skipped: boolean};

export const EMPTY_RECORD: StepRecord = {
	draft: [],
	confidence: undefined,
	attempts: [],
	front: undefined,
	closed: [],
	ran: false,
	hints: 0,
	hintAt: 0,
	gaveUp: false,
	commands: [],
	undone: [],
	goals: [],
	skipped: false,
	note: '',
};

/** A session at the first step. */
export function createSession(lesson: Lesson): Session {
	return {lesson: lesson.id, at: (lesson.steps[0] as Step).id, steps: {}, finished: false};
}

/** The record of a step; an empty one when it was never touched. */
export function recordOf(session: Session, stepId: string): StepRecord {
	return session.steps[stepId] ?? EMPTY_RECORD;
}

/** The next session; the one given is left as it is. */
export function reduce(session: Session, lesson: Lesson, event: SessionEvent): Session {
	return produce(session, (draft) => {
		const step = lesson.steps.find((candidate) => candidate.id === session.at) as Step;
		draft.steps[session.at] ??= {...EMPTY_RECORD, draft: [], attempts: [], closed: [], commands: [], undone: [], goals: []};
		const record = draft.steps[session.at] as (typeof draft.steps)[string];
		switch (event.kind) {
			case 'chosen':
				record.draft = [...event.keys];
				return;
			case 'sure':
				record.confidence = event.confidence;
				return;
			case 'committed': {
				const {part, answer, right} = event;
				record.attempts.push({part, answer: [...answer], right, ...(record.confidence && {confidence: record.confidence})});
				record.draft = [];
				record.front = part;
				const {tries} = partsOf(step).find((candidate) => candidate.key === part) as Part;
				const made = record.attempts.filter((attempt) => attempt.part === part).length;
				if (right || made >= tries) record.closed.push(part);
				return;
			}
			case 'turned':
				record.front = event.part;
				record.draft = [];
				return;
			case 'gave-up': {
				record.gaveUp = true;
				const open = currentPart(step, recordOf(session, session.at));
				if (open) record.closed.push(open.key);
				record.front = open?.key ?? record.front;
				record.draft = [];
				return;
			}
			case 'hint-opened':
				record.hints++;
				record.hintAt = efforts(recordOf(session, session.at));
				return;
			case 'ran':
				record.ran = true;
				return;
			case 'typed':
				Object.assign(record, typed(record, event.command));
				return;
			case 'undid':
				Object.assign(record, undid(record));
				return;
			case 'redid':
				Object.assign(record, redid(record));
				return;
			case 'goals':
				record.goals = [...event.met];
				return;
			case 'noted':
				record.note = event.text;
				return;
			case 'cleared':
				record.commands = [];
				record.undone = [];
				record.goals = [];
				return;
			case 'reset':
				delete draft.steps[session.at];
				return;
			case 'went':
				record.skipped = event.skipped;
				draft.at = event.to;
				return;
			case 'finished':
				record.skipped = event.skipped;
				draft.finished = true;
				return;
			default:
				event satisfies never;
		}
	});
}

/** What is in front when a repair has been located and the prompt is open. */
export const PROMPT = 'prompt';

/** The part to show: the one in front, else the first open one, else the last. `undefined` at a prompt and where nothing is asked. */
export function frontPart(step: Step, record: StepRecord): Part | undefined {
	if (record.front === PROMPT) return undefined;
	const parts = partsOf(step);
	return parts.find((part) => part.key === record.front) ?? currentPart(step, record) ?? parts.at(-1);
}

/** The part that waits for an answer; `undefined` when all are closed or there is none. */
export function currentPart(step: Step, record: StepRecord): Part | undefined {
	return partsOf(step).find((part) => !record.closed.includes(part.key));
}

/** Is there nothing left to do in this step? */
export function isDone(step: Step, record: StepRecord): boolean {
	if (currentPart(step, record)) return false;
	if (hasGoals(step)) return record.gaveUp || step.goals.every((goal) => record.goals.includes(goal.id));
	if (step.kind === 'run' || step.kind === 'compare') return record.ran;
	return true;
}

/** Was every part right at the first attempt? `undefined` when nothing was asked or not all is answered. */
export function firstTry(step: Step, record: StepRecord): boolean | undefined {
	const parts = partsOf(step);
	if (parts.length === 0 || record.gaveUp) return parts.length === 0 ? undefined : false;
	const first = parts.map((part) => record.attempts.find((attempt) => attempt.part === part.key));
	return first.some((attempt) => attempt === undefined) ? undefined : first.every((attempt) => attempt?.right);
}

/** Attempts and commands so far: what a further hint is earned by. */
export function efforts(record: StepRecord): number {
	return record.attempts.length + record.commands.length;
}
