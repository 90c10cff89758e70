/**
The lessons, ready to play.

The build loads every lesson once and packs the results into `lessons.json` beside the bundle, so that the published
program starts without parsers for YAML and Markdown and without a schema library. A checkout (tests, author's work)
loads them from their files. Both give the same values.
*/
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Lesson} from '../lesson/lesson.js';
import {loadLesson} from '../lesson/load.js';
import {plainBlocks} from '../lesson/prose.js';
import {readLessonFolder} from './lesson-files.js';

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

let pack: LessonPack | undefined;

/** The lessons in the order of the course. */
export function listLessons(): readonly LessonInfo[] {
	return readPack().index;
}

/** A lesson by id. Throws a `RangeError` when there is none: the command line has checked the id. */
export function openLesson(id: string): Lesson {
	const lesson = readPack().lessons[id];
	if (!lesson) {
		throw new RangeError(`no lesson ${id}`);
	}
	return lesson;
}

function readPack(): LessonPack {
	pack ??= process.env.VSWITCH_LAB_BUNDLE
		? (JSON.parse(readFileSync(join(import.meta.dirname, 'lessons.json'), 'utf8')) as LessonPack)
		: packLessons(join(import.meta.dirname, '../../lessons'));
	return pack;
}

/** Load all lessons of a folder. Throws with file, line and remedy when one cannot be played. */
export function packLessons(folder: string): LessonPack {
	const lessons = Object.entries(readLessonFolder(folder)).map(([id, texts]) => {
		const result = loadLesson(texts);
		if (result.kind === 'failed') {
			const problems = result.problems.map(({file, line, message, remedy}) => `${join(folder, id, file)}:${line} ${message}. ${remedy}`);
			throw new Error(problems.join('\n'));
		}
		return result.lesson;
	});
	lessons.sort((a, b) => a.order - b.order);
	return {index: lessons.map(describe), lessons: Object.fromEntries(lessons.map((lesson) => [lesson.id, lesson]))};
}

function describe({id, order, minutes, steps, prerequisites, prose}: Lesson): LessonInfo {
	const words = Object.entries(prose);
	return {
		id,
		order,
		minutes,
		steps: steps.length,
		prerequisites,
		titles: Object.fromEntries(words.map(([locale, {title}]) => [locale, title])),
		summaries: Object.fromEntries(words.map(([locale, {summary}]) => [locale, plainBlocks(summary).join('\n')])),
	};
}
