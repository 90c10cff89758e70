/*
 * A lesson in play
 *
 * The door of this room. Joins the session (what the learner did) with the live
 * worlds (what came of it): intentions come in, events go to the reducer, the
 * engine is asked where its word is needed, and whoever listens is told. Worlds
 * live beside the immutable session and are rebuilt from it when a lesson is
 * resumed.
 */
import {fork, type History} from '../engine/history.js';
import {beSure, choose, commit, openHint, showSolution, toggle} from './answering.js';
import {goTo, next, previous, reset, skip} from './going.js';
import type {Truth} from './grade.js';
import {DONE, type Intention, type Reply} from './intention.js';
import {type Lesson, type StepProse, stepProse} from './lesson.js';
import type {Part} from './part.js';
import {type Parting, partingOf} from './parting.js';
import {type LessonProgress, restoreSession, saveSession} from './progress.js';
import type {Answer} from './question.js';
import {lengthOf, positionOf, type Scene, type SceneEvent} from './scene.js';
import type {Step} from './schema.js';
import {createSession, frontPart, isDone, type Session, type StepRecord} from './session.js';
import {createStand, type Stand} from './stand.js';
import {again, type} from './typing.js';

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
	const stand = createStand(lesson, saved ? restoreSession(lesson, saved) : createSession(lesson));
	const {theatre} = stand;
	const listeners = new Set<() => void>();
	const tell = (): void => {
		for (const listener of listeners) listener();
	};
	if (saved) theatre.resume(stand.step, saved.position, saved.seen);

	const play: Play = {
		lesson,
		locale,
		get session() {
			return stand.session;
		},
		get step() {
			return stand.step;
		},
		get record() {
			return stand.record;
		},
		get prose() {
			return stepProse(lesson, play.locale, stand.session.at);
		},
		get scene() {
			return theatre.scene(stand.step);
		},
		get history() {
			return theatre.scene(stand.step)?.histories[0];
		},
		get part() {
			return frontPart(stand.step, stand.record);
		},
		dispatch(intention) {
			const reply = act(stand, intention);
			tell();
			return reply;
		},
		mayPlay: stand.mayPlay,
		tick() {
			const event = stand.mayPlay() ? theatre.forward(stand.step) : undefined;
			stand.settled();
			tell();
			return event;
		},
		seek(position) {
			if (!stand.mayPlay()) return;
			theatre.seek(stand.step, position);
			stand.settled();
			tell();
		},
		isDone: () => isDone(stand.step, stand.record),
		truth: theatre.truth,
		isRevealed(step, part) {
			const record = stand.recordAt(step);
			if (!record.closed.includes(part.key)) return false;
			if (step.kind === 'compare') return record.ran;
			if (step.kind !== 'predict') return true;
			return lesson.steps.some((other) => other.kind === 'run' && other.of.includes(step.id) && stand.recordAt(other).ran);
		},
		parting: (step, part, answer) => partingOf(theatre, step, part, answer),
		sandbox() {
			const {history} = play;
			return history && fork(history);
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		save() {
			const {scene} = play;
			return saveSession(stand.session, scene ? {position: positionOf(scene), seen: lengthOf(scene)} : {position: 0, seen: 0});
		},
	};
	return play;
}

function act(stand: Stand, intention: Intention): Reply {
	switch (intention.kind) {
		case 'choose':
			return choose(stand, intention.keys);
		case 'toggle':
			return toggle(stand, intention.key);
		case 'sure':
			return beSure(stand, intention.confidence);
		case 'commit':
			return commit(stand);
		case 'hint':
			return openHint(stand);
		case 'solution':
			return showSolution(stand);
		case 'type':
			return type(stand, intention.on, intention.line);
		case 'undo':
			return again(stand, 'undid');
		case 'redo':
			return again(stand, 'redid');
		case 'note':
			stand.happen({kind: 'noted', text: intention.text});
			return DONE;
		case 'reset':
			return reset(stand);
		case 'next':
			return next(stand);
		case 'skip':
			return skip(stand);
		case 'previous':
			return previous(stand);
		case 'go':
			return goTo(stand, intention.to, stand.record.skipped);
		default:
			return intention satisfies never;
	}
}
