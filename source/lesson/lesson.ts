/** A lesson as it is played: the machine half, its labs resolved, and the prose of every locale. */
import type {Lab} from '../engine/lab.js';
import type {Block, ProseSpan} from './prose.js';
import type {LessonFile, Step} from './schema.js';

export interface Lesson extends Omit<LessonFile, 'labs'> {
	labs: Readonly<Record<string, Lab>>;
	/** By locale: `en`, `it`. */
	prose: Readonly<Record<string, LessonProse>>;
	/** Ids of the cards among its steps: missed questions of other lessons. */
	dealt?: readonly string[];
}

/** The words of a lesson in one language. */
export interface LessonProse {
	locale: string;
	title: string;
	/** One or two sentences for the map. */
	summary: Block[];
	/** By id, as the machine half lists them. */
	objectives: Readonly<Record<string, ProseSpan[]>>;
	misconceptions: Readonly<Record<string, ProseSpan[]>>;
	glossary: Readonly<Record<string, ProseSpan[]>>;
	/** By step id. */
	steps: Readonly<Record<string, StepProse>>;
}

/** The words of one step. What a kind of step does not use is empty. */
export interface StepProse {
	id: string;
	title: string;
	/** Line of the heading in its file, from 1. */
	line: number;
	text: Block[];
	question: Block[];
	/** Words of options, rows, claims, sides, rounds and goals, by section and key. */
	entries: Readonly<Record<EntrySection, Readonly<Record<string, ProseSpan[]>>>>;
	/** In the order in which they are opened. */
	hints: Block[][];
	/** After the attempt, right or wrong. */
	explanation: Block[];
	/** What the lecture says, and what is so today. */
	slide: Block[];
	today: Block[];
	/** For the instructor only. */
	notes: Block[];
}

/** Sections that are lists of `key: text`. */
export const ENTRY_SECTIONS = ['options', 'feedback', 'rounds', 'said', 'now', 'sides', 'figure', 'goals', 'pass', 'fail'] as const;
export type EntrySection = (typeof ENTRY_SECTIONS)[number];

/** Sections that are free blocks, beside `hint`. */
export const BLOCK_SECTIONS = ['question', 'explanation', 'slide', 'today', 'notes'] as const;
export type BlockSection = (typeof BLOCK_SECTIONS)[number];

/** The step with this id; `undefined` when the lesson has none. */
export function stepById(lesson: Lesson, id: string): Step | undefined {
	return lesson.steps.find((step) => step.id === id);
}

/** The prose of a step; the source locale stands in for a missing one. */
export function stepProse(lesson: Lesson, locale: string, id: string): StepProse {
	const found = lesson.prose[locale]?.steps[id] ?? lesson.prose[SOURCE_LOCALE]?.steps[id];
	if (!found) throw new RangeError(`no prose for step ${id}`);
	return found;
}

/** The language that translations follow. */
export const SOURCE_LOCALE = 'en';
