/**
The files of the lessons, as texts.

In a checkout they are read from `lessons/<id>/`. The build packs all of them into one file, `lessons.json`, which lies
beside the bundle: `{[lesson id]: {[file name]: text}}`. Parsing them is the business of the lesson room.
*/
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** All lessons: by id, the texts by file name. */
export type LessonFiles = {readonly [id: string]: {readonly [name: string]: string}};

let packed: LessonFiles | undefined;

/** The ids of all lessons, sorted by name; the order of the course is not a matter of files. */
export function listLessonIds(): string[] {
	return Object.keys(allLessons()).sort();
}

/** The texts of one lesson by file name; empty when there is no such lesson. */
export function readLessonFiles(id: string): {readonly [name: string]: string} {
	const lessons = allLessons();
	return Object.hasOwn(lessons, id) ? (lessons[id] ?? {}) : {};
}

function allLessons(): LessonFiles {
	packed ??= process.env.VSWITCH_LAB_BUNDLE
		? (JSON.parse(readFileSync(join(import.meta.dirname, 'lessons.json'), 'utf8')) as LessonFiles)
		: readLessonFolder(join(import.meta.dirname, '../../lessons'));
	return packed;
}

/** Read a folder of lessons: one sub-folder a lesson, with its YAML and Markdown files. A folder without `lesson.yaml` is no lesson. */
export function readLessonFolder(folder: string): LessonFiles {
	const lessons: Record<string, Record<string, string>> = {};
	for (const entry of readdirSync(folder, {withFileTypes: true})) {
		const names = entry.isDirectory() ? readdirSync(join(folder, entry.name)).filter((name) => /\.(yaml|md)$/.test(name)) : [];
		if (names.includes('lesson.yaml')) {
			lessons[entry.name] = Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, entry.name, name), 'utf8')]));
		}
	}
	return lessons;
}
