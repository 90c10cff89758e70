/**
 * The files of the lessons, as texts, in a checkout: `lessons/<id>/`. The published program has no texts: the build
 * reads them, and `lessons.ts` finds the lessons ready to play.
 */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** All lessons: by id, the texts by file name. */
export type LessonFiles = {readonly [id: string]: {readonly [name: string]: string}};

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

/** Read a folder of labs: the texts by name, sorted. */
export function readLabFolder(folder: string): Readonly<Record<string, string>> {
	const names = readdirSync(folder).flatMap((file) => /^(.+)\.yaml$/.exec(file)?.[1] ?? []);
	return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, `${name}.yaml`), 'utf8')]));
}

const folder = () => join(import.meta.dirname, '../../lessons');

/** The ids of all lessons of this checkout, sorted by name. */
export function listLessonIds(): string[] {
	return Object.keys(readLessonFolder(folder())).sort();
}
