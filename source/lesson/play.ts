/*
 * A lesson in play
 *
 * The door of this room. Joins the session (what the learner did) with the live
 * worlds (what came of it): intentions come in, events go to the reducer, the
 * engine is asked where its word is needed, and whoever listens is told. Worlds
 * live beside the immutable session and are rebuilt from it when a lesson is
 * resumed.
 */
import type {History} from '../engine/history.js';
import {beSure, choose, commit, openHint, showSolution, toggle} from './answering.js';
import type {Debrief} from './debrief/shorter.js';
import {goTo, next, previous, reset, skip} from './going.js';
import type {Truth} from './grade.js';
import {DONE, type Intention, type Reply} from './intention.js';
import {type Lesson, type StepProse, stepProse} from './lesson.js';
import type {Part} from './part.js';
import {type Parting, partingOf} from './parting.js';
import {type LessonProgress, restoreSession, saveSession} from './progress.js';
import type {Answer} from './question.js';
import {createSandboxes} from './sandboxes.js';
import {forward as forwardIn, lengthOf, positionOf, type Scene, type SceneEvent, seek as seekIn} from './scene.js';
import {type Typist, whenDone} from './scene-line.js';
import type {Step} from './schema.js';
import {createSession, frontPart, isDone, type Session, type StepRecord} from './session.js';
import {createStand, type Stand} from './stand.js';
import type {StepSandbox} from './step-sandbox.js';
import {again, type Begun, begin, type} from './typing.js';

export interface Play {
	readonly lesson: Lesson;
	/** Language of the prose; may be changed at any time. */
	locale: string;
	readonly session: Session;
	readonly step: Step;
	readonly record: StepRecord;
	readonly prose: StepProse;
	/** The live world that is looked at, the step's or its sandbox; `undefined` where there is none. */
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
	/** Begins a line at a prompt of the step, or of its sandbox while that is open; it goes on in slices and is remembered at its end. */
	begin(typist: Typist): Begun;
	/** The copy of the world that is looked at in place of the step's own; `undefined` while none is. */
	readonly sandbox: StepSandbox | undefined;
	/** Turns to a copy of the moment, the one of before if there was one; the step is not touched. False where there is no world. */
	openSandbox(): boolean;
	/** The nearest step with a world, the earlier of two; `undefined` where none has. */
	nearestWorld(): Step | undefined;
	/** Turns back to the step. */
	closeSandbox(): void;
	/** Throws the copy away; an open one begins anew. */
	renewSandbox(): void;
	/** The live world of the step, whatever is looked at. */
	readonly stepScene: Scene | undefined;
	/** A shorter way than the one by which the goals were met; `undefined` while it is looked for, and where there is nothing to say. */
	readonly debrief: Debrief | undefined;
	/** Is one still looked for? */
	readonly isLooking: boolean;
	/** Looks on for some milliseconds; false when there is nothing to look for any more. */
	lookOn(): boolean;
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
	const sandboxes = createSandboxes(stand);
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
			return sandboxes.open?.scene ?? play.stepScene;
		},
		get stepScene() {
			return theatre.scene(stand.step);
		},
		get history() {
			return play.scene?.histories[0];
		},
		get part() {
			return frontPart(stand.step, stand.record);
		},
		dispatch(intention) {
			const reply = sandboxes.act(intention) ?? act(stand, intention);
			tell();
			return reply;
		},
		mayPlay: () => sandboxes.open !== undefined || stand.mayPlay(),
		tick() {
			if (sandboxes.open) return forwardIn(sandboxes.open.scene);
			const event = stand.mayPlay() ? theatre.forward(stand.step) : undefined;
			stand.settled();
			tell();
			return event;
		},
		seek(position) {
			if (sandboxes.open) seekIn(sandboxes.open.scene, position);
			if (sandboxes.open || !stand.mayPlay()) return;
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
		begin(typist) {
			const begun: Begun = sandboxes.open ? {kind: 'begun', line: sandboxes.open.begin(typist)} : begin(stand, typist);
			return begun.kind === 'begun' ? {...begun, line: whenDone(begun.line, tell)} : begun;
		},
		get sandbox() {
			return sandboxes.open;
		},
		openSandbox() {
			const isOpen = sandboxes.enter();
			tell();
			return isOpen;
		},
		nearestWorld() {
			const {steps} = lesson;
			const here = steps.indexOf(stand.step);
			const near = [...steps].sort((a, b) => Math.abs(steps.indexOf(a) - here) - Math.abs(steps.indexOf(b) - here));
			return near.find((step) => theatre.scene(step) !== undefined);
		},
		closeSandbox() {
			sandboxes.leave();
			tell();
		},
		renewSandbox() {
			sandboxes.renew();
			tell();
		},
		get debrief() {
			return theatre.debriefs.of(stand.step);
		},
		get isLooking() {
			return theatre.debriefs.isLooking(stand.step);
		},
		lookOn: () => theatre.debriefs.lookOn(stand.step),
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		save() {
			const {stepScene: scene} = play;
			const place = scene ? {position: positionOf(scene), seen: lengthOf(scene)} : {position: 0, seen: 0};
			return saveSession(stand.session, {...place, ...(lesson.dealt && {dealt: [...lesson.dealt]})});
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
