/*
 * The shape of a progress file
 *
 * Checked by hand and not by a schema: this is the one file that is read at every
 * start, and the schema library alone would take a fifth of the time that Node
 * itself needs. Unknown fields are ignored, missing ones of a step have their
 * defaults, and a wrong one is named by its path.
 */
import type {Cut} from './deeds.js';
import {CONFIDENCES, type Confidence, type StepRecord} from './session.js';

/** A step as it is kept: its record, without what nobody said. */
export type StepProgress = Omit<Mutable<StepRecord>, 'confidence' | 'front'> & {
	confidence?: Confidence | undefined;
	front?: string | undefined;
};

/** A lesson as it is kept. */
export interface LessonProgress {
	/** Id of the step in front. */
	at: string;
	/** Ticks between the beginning of the scene in front and the moment it was left at. */
	position: number;
	/** Ticks of it that were seen, which is more after rewinding. */
	seen: number;
	/** Missed questions of other lessons that it was dealt when it began. */
	dealt?: string[];
	finished: boolean;
	/** By step id. */
	steps: Record<string, StepProgress>;
}

type Mutable<T> = {-readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? Mutable<U>[] : T[K]};

/** What is wrong with a file, and where. */
export class WrongShape extends Error {}

type Read<T> = (value: unknown, path: string) => T;

/** The lessons of a progress file by id. Throws `WrongShape`. */
export const readLessons: Read<Record<string, LessonProgress>> = (value, path) => record(value, path, readLesson);

function readLesson(value: unknown, path: string): LessonProgress {
	const from = fields(value, path);
	return {
		at: text(from.at, `${path}.at`),
		position: or(0, count)(from.position, `${path}.position`),
		seen: or(0, count)(from.seen, `${path}.seen`),
		...(from.dealt !== undefined && {dealt: texts(from.dealt, `${path}.dealt`)}),
		finished: or(false, flag)(from.finished, `${path}.finished`),
		steps: or({}, (steps, at) => record(steps, at, readStep))(from.steps, `${path}.steps`),
	};
}

function readStep(value: unknown, path: string): StepProgress {
	const from = fields(value, path);
	const get = <T>(name: keyof StepRecord, otherwise: T, read: Read<T>): T => or(otherwise, read)(from[name], `${path}.${name}`);
	const confidence = get<Confidence | undefined>('confidence', undefined, readConfidence);
	const front = get<string | undefined>('front', undefined, text);
	return {
		draft: get('draft', [], texts),
		...(confidence !== undefined && {confidence}),
		...(front !== undefined && {front}),
		attempts: get('attempts', [], list(readAttempt)),
		closed: get('closed', [], texts),
		ran: get('ran', false, flag),
		hints: get('hints', 0, count),
		hintAt: get('hintAt', 0, count),
		gaveUp: get('gaveUp', false, flag),
		commands: get('commands', [], list(readCommand)),
		undone: get('undone', [], list(readCommand)),
		goals: get('goals', [], texts),
		skipped: get('skipped', false, flag),
		note: get('note', '', text),
	};
}

function readAttempt(value: unknown, path: string): StepProgress['attempts'][number] {
	const {part, answer, confidence, right} = fields(value, path);
	return {
		part: text(part, `${path}.part`),
		answer: texts(answer, `${path}.answer`),
		...(confidence !== undefined && {confidence: readConfidence(confidence, `${path}.confidence`)}),
		right: flag(right, `${path}.right`),
	};
}

function readCommand(value: unknown, path: string): StepProgress['commands'][number] {
	const {on, line, tick, side, idle, attended, cuts} = fields(value, path);
	return {
		on: text(on, `${path}.on`),
		line: text(line, `${path}.line`),
		tick: count(tick, `${path}.tick`),
		...(side !== undefined && {side: count(side, `${path}.side`)}),
		...(or(false, flag)(idle, `${path}.idle`) && {idle: true}),
		...(or(false, flag)(attended, `${path}.attended`) && {attended: true}),
		...(cuts !== undefined && {cuts: list(readCut)(cuts, `${path}.cuts`)}),
	};
}

function readCut(value: unknown, path: string): Cut {
	const {waits, things} = fields(value, path);
	return {waits: count(waits, `${path}.waits`), things: count(things, `${path}.things`)};
}

function readConfidence(value: unknown, path: string): Confidence {
	return CONFIDENCES.find((known) => known === value) ?? wrong(path, `one of ${CONFIDENCES.join(', ')}`);
}

function text(value: unknown, path: string): string {
	return typeof value === 'string' ? value : wrong(path, 'a text');
}

function flag(value: unknown, path: string): boolean {
	return typeof value === 'boolean' ? value : wrong(path, 'true or false');
}

function count(value: unknown, path: string): number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : wrong(path, 'a number of 0 or more');
}

function list<T>(read: Read<T>): Read<T[]> {
	return (value, path) => (Array.isArray(value) ? value.map((item, index) => read(item, `${path}.${index}`)) : wrong(path, 'a list'));
}

const texts = list(text);

function fields(value: unknown, path: string): Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: wrong(path, 'an object');
}

function record<T>(value: unknown, path: string, read: Read<T>): Record<string, T> {
	return Object.fromEntries(Object.entries(fields(value, path)).map(([key, item]) => [key, read(item, `${path}.${key}`)]));
}

/** A field that may be missing. */
function or<T>(otherwise: T, read: Read<T>): Read<T> {
	return (value, path) => (value === undefined ? otherwise : read(value, path));
}

function wrong(path: string, wanted: string): never {
	throw new WrongShape(`${path} is not ${wanted}`);
}
