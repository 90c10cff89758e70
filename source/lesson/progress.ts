/*
 * Progress: what is kept between two evenings
 *
 * One file for all lessons. A lesson's part holds its session (answers, commands,
 * the place) and the position in the world of the step in front; never a world,
 * which replay rebuilds. The format has a number: an older one is migrated, a
 * newer or damaged one is refused, and the caller keeps that file aside.
 *
 * Steps are kept by id. A step that a lesson no longer has is forgotten; one whose
 * options changed keeps only what still makes sense.
 */
import type {Lesson} from './lesson.js';
import {type Part, partsOf} from './part.js';
import {type LessonProgress, readLessons, WrongShape} from './progress-shape.js';
import {readNumber} from './question.js';
import {isPrediction} from './schema.js';
import {EMPTY_RECORD, recordOf, type Session, type StepRecord} from './session.js';

export const PROGRESS_FORMAT = 1;

export type {LessonProgress};

export interface Progress {
	format: typeof PROGRESS_FORMAT;
	/** By lesson id. */
	lessons: Record<string, LessonProgress>;
}

export type ProgressResult =
	| {kind: 'read'; progress: Progress}
	/** Written by a later version of the program. */
	| {kind: 'newer'; format: number}
	| {kind: 'damaged'; why: string};

export const NO_PROGRESS: Progress = {format: PROGRESS_FORMAT, lessons: {}};

/** Turns the lessons of a file of format n into those of n + 1, by n. */
const MIGRATIONS: Readonly<Record<number, (lessons: unknown) => unknown>> = {};

/** Reads the text of a progress file. */
export function parseProgress(text: string): ProgressResult {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		// V8 quotes the text, line ends and all.
		return {kind: 'damaged', why: (error as Error).message.replace(/\s+/g, ' ')};
	}
	const {format, lessons} = (typeof value === 'object' && value !== null ? value : {}) as {format?: unknown; lessons?: unknown};
	if (typeof format !== 'number' || !Number.isInteger(format) || format < 1) return {kind: 'damaged', why: 'it has no format number'};
	if (format > PROGRESS_FORMAT) return {kind: 'newer', format};
	let migrated: unknown = lessons;
	for (let from = format; from < PROGRESS_FORMAT; from++) migrated = MIGRATIONS[from]?.(migrated) ?? migrated;
	try {
		return {kind: 'read', progress: {format: PROGRESS_FORMAT, lessons: readLessons(migrated, 'lessons')}};
	} catch (error) {
		if (error instanceof WrongShape) return {kind: 'damaged', why: error.message};
		throw error;
	}
}

/** The text of a progress file: stable, so that equal progress gives equal bytes. */
export function printProgress(progress: Progress): string {
	return `${JSON.stringify(progress, undefined, '\t')}\n`;
}

/** Progress with the part of one lesson replaced. */
export function withLesson(progress: Progress, lesson: string, part: LessonProgress): Progress {
	return {...progress, lessons: {...progress.lessons, [lesson]: part}};
}

/** Progress without a lesson: as if it had never been opened. */
export function withoutLesson(progress: Progress, lesson: string): Progress {
	return {...progress, lessons: Object.fromEntries(Object.entries(progress.lessons).filter(([id]) => id !== lesson))};
}

/** Two files into one: a lesson that only one has is taken, of two the one that got further, the first when equal. */
export function mergeProgress(mine: Progress, theirs: Progress): Progress {
	const lessons = {...theirs.lessons, ...mine.lessons};
	for (const [id, other] of Object.entries(theirs.lessons)) {
		const own = mine.lessons[id];
		if (own && weight(other) > weight(own)) lessons[id] = other;
	}
	return {format: PROGRESS_FORMAT, lessons};
}

/** What to keep of a session, of the cards that it was dealt, and of the place in the world of the step in front. */
export function saveSession(session: Session, place: {position: number; seen: number; dealt?: string[]}): LessonProgress {
	const steps = Object.fromEntries(
		Object.entries(session.steps).map(([id, {draft, confidence, front, ...record}]) => [
			id,
			// In the order in which it is read, so that equal progress gives equal bytes.
			structuredClone({
				draft,
				...(confidence && {confidence}),
				...(front !== undefined && {front}),
				...record,
			}) as LessonProgress['steps'][string],
		]),
	);
	return {at: session.at, ...place, finished: session.finished, steps};
}

/** The session that was kept, as far as the lesson still has its steps. */
export function restoreSession(lesson: Lesson, saved: LessonProgress): Session {
	const steps: Record<string, StepRecord> = {};
	for (const step of lesson.steps) {
		const record = saved.steps[step.id];
		if (!record) continue;
		const parts = partsOf(step);
		const attempts = record.attempts.filter(({part, answer}) =>
			parts.some((candidate) => candidate.key === part && answer.every((key) => isAnswer(candidate, key))),
		);
		const keys = parts.map((part) => part.key);
		const {confidence, front, ...rest} = record;
		steps[step.id] = {...EMPTY_RECORD, ...rest, confidence, front, attempts, closed: record.closed.filter((key) => keys.includes(key))};
	}
	const at = lesson.steps.some((step) => step.id === saved.at) ? saved.at : (lesson.steps[0]?.id ?? saved.at);
	return {lesson: lesson.id, at, steps, finished: saved.finished};
}

/** Can this still be part of an answer? */
function isAnswer(part: Part, key: string): boolean {
	return part.ask === 'number' ? readNumber(key) !== undefined : part.options.includes(key);
}

/** For the map: where a lesson stands. */
export interface LessonState {
	kind: 'new' | 'begun' | 'done';
	/** Step in front, from 1. */
	step: number;
	steps: number;
	/** Steps that were left open. */
	skipped: number;
	/** Minutes of the steps from the one in front on; of a lesson that is done 0. */
	left: number;
	/** Predictions right at the first attempt, and made. */
	predictions: {right: number; made: number};
}

/** Where a lesson stands by what was kept of it; `new` when nothing was. */
export function lessonState(lesson: Lesson, saved: LessonProgress | undefined): LessonState {
	const steps = lesson.steps.length;
	if (!saved) return {kind: 'new', step: 1, steps, skipped: 0, left: lesson.minutes, predictions: {right: 0, made: 0}};
	const session = restoreSession(lesson, saved);
	const made = lesson.steps.flatMap((step) => (isPrediction(step) ? recordOf(session, step.id).attempts.slice(0, 1) : []));
	const at = lesson.steps.findIndex((step) => step.id === session.at);
	const left = lesson.steps.slice(at).reduce((sum, step) => sum + step.time, 0);
	return {
		kind: saved.finished ? 'done' : 'begun',
		step: at + 1,
		steps,
		skipped: lesson.steps.filter((step) => recordOf(session, step.id).skipped).length,
		left: saved.finished ? 0 : Math.ceil(left),
		predictions: {right: made.filter((one) => one.right).length, made: made.length},
	};
}

/** How far a lesson got, for "got further": finished counts most, then steps that were begun, then answers and commands. */
function weight(part: LessonProgress): number {
	return (
		(part.finished ? 1_000_000 : 0) +
		Object.keys(part.steps).length * 1000 +
		Object.values(part.steps).reduce((sum, step) => sum + step.attempts.length + step.commands.length, 0)
	);
}
