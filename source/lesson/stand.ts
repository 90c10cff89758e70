/*
 * Where the learner stands
 *
 * The session and the live worlds together, with the few things that both have to
 * know: which part is in front, whether its events may be seen, and what to
 * note when a world has come to rest. The intentions (answering.ts, typing.ts,
 * going.ts) are written on this.
 */
import {type Lesson, stepById} from './lesson.js';
import type {Part} from './part.js';
import {hasGoals, type Step} from './schema.js';
import {frontPart, recordOf, reduce, type Session, type SessionEvent, type StepRecord} from './session.js';
import {createTheatre, type Theatre} from './theatre.js';

export interface Stand {
	readonly lesson: Lesson;
	readonly theatre: Theatre;
	readonly session: Session;
	readonly step: Step;
	readonly record: StepRecord;
	recordAt(step: Step): StepRecord;
	/** The part in front when it still waits for an answer. */
	openPart(): Part | undefined;
	/** Is the part in front answered? */
	isFrontClosed(): boolean;
	mayPlay(): boolean;
	happen(event: SessionEvent): void;
	/** Notes what only a world at rest can tell: that a run was seen, which goals are met. */
	settled(): void;
	/** Makes the world of a step that was just entered fit for it. */
	enter(): void;
}

/** A stand at the step in front of `begin`, with live worlds that follow its session. */
export function createStand(lesson: Lesson, begin: Session): Stand {
	let session = begin;
	const recordAt = (step: Step): StepRecord => recordOf(session, step.id);
	const theatre = createTheatre(lesson, recordAt);

	const checkGoals = (): void => {
		const {step, record} = stand;
		if (!hasGoals(step)) return;
		const met = theatre.metGoals(step);
		if (met.join() !== record.goals.join()) stand.happen({kind: 'goals', met});
	};
	const stand: Stand = {
		lesson,
		theatre,
		get session() {
			return session;
		},
		get step() {
			return stepById(lesson, session.at) as Step;
		},
		get record() {
			return recordOf(session, session.at);
		},
		recordAt,
		openPart() {
			const part = frontPart(stand.step, stand.record);
			return part && !stand.record.closed.includes(part.key) ? part : undefined;
		},
		isFrontClosed() {
			const part = frontPart(stand.step, stand.record);
			return part !== undefined && stand.record.closed.includes(part.key);
		},
		mayPlay() {
			const {step} = stand;
			switch (step.kind) {
				case 'recall':
				case 'act':
				case 'recap':
				case 'features':
				case 'compare':
					return stand.isFrontClosed();
				case 'predict':
				case 'budget':
					return false;
				case 'run':
					return step.of.every((id) => recordOf(session, id).attempts.length > 0);
				case 'read':
				case 'observe':
				case 'explain':
				case 'build':
				case 'repair':
				case 'sandbox':
				case 'bridge':
					return true;
				default:
					return step satisfies never;
			}
		},
		happen(event) {
			session = reduce(session, lesson, event);
		},
		settled() {
			const {step, record} = stand;
			if (!theatre.isOver(step)) return;
			if ((step.kind === 'run' || step.kind === 'compare') && !record.ran && stand.mayPlay()) stand.happen({kind: 'ran'});
			checkGoals();
		},
		enter() {
			const {step} = stand;
			if (step.kind === 'observe' || step.kind === 'explain') theatre.toEnd(step);
			checkGoals();
		},
	};
	return stand;
}
