/** What is packed for the published program: the lessons, what is said about each, and the labs. */
import type {Lesson} from '../lesson/lesson.js';

/** What the map and the list say about a lesson. */
export type LessonInfo = {
	readonly id: string;
	/** Place in the course. */
	readonly order: number;
	readonly minutes: number;
	readonly steps: number;
	readonly prerequisites: readonly string[];
	/** By locale. */
	readonly titles: Readonly<Record<string, string>>;
	readonly summaries: Readonly<Record<string, string>>;
};

/** All lessons; `index` is in course order. */
export type LessonPack = {readonly index: readonly LessonInfo[]; readonly lessons: Readonly<Record<string, Lesson>>};

/** The labs for the sandbox, by name. */
export type LabPack = Readonly<Record<string, Lesson['labs'][string]>>;
