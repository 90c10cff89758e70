/**
 * The lessons, ready to play.
 *
 * The build loads every lesson once and packs the results into `lessons.json` beside the bundle, so that the published
 * program starts without parsers for YAML and Markdown and without a schema library; there the build leaves out
 * `lesson-pack.ts` and all that it needs. A checkout (tests, author's work) loads the lessons from their files. Both give the
 * same values.
 */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Lesson} from '../lesson/lesson.js';
import type {LessonInfo, LessonPack} from './lesson-info.js';
import {packLessons} from './lesson-pack.js';

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
