/** Lessons for tests: those of the course, and the toy in test/fixtures. */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Lesson} from '../../source/lesson/lesson.js';
import {type LessonTexts, loadLesson} from '../../source/lesson/load.js';

const root = join(import.meta.dirname, '../..');

export const MACVLAN = join(root, 'lessons/macvlan');
export const TOY = join(root, 'test/fixtures/lessons/toy');
/** The toy with a figure, budgets and features. */
export const KINDS = join(root, 'test/fixtures/lessons/kinds');
/** The toy with every kind of question. */
export const ASKING = join(root, 'test/fixtures/lessons/asking');

/** The texts of a lesson's folder. */
export function textsOf(folder: string): LessonTexts {
	const names = readdirSync(folder).filter((name) => /^(lesson\.yaml|[a-z]{2}\.md)$/.test(name));
	return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** A lesson that must load. */
export function lessonIn(folder: string): Lesson {
	return load(textsOf(folder));
}

export function load(texts: LessonTexts): Lesson {
	const loaded = loadLesson(texts);
	if (loaded.kind === 'failed') throw new Error(loaded.problems.map(({file, line, message}) => `${file}:${line} ${message}`).join('\n'));
	return loaded.lesson;
}

/** Texts with one passage replaced; throws when it is not there exactly once. */
export function edited(texts: LessonTexts, file: string, from: string, to: string): LessonTexts {
	const text = texts[file] ?? '';
	if (text.split(from).length !== 2) throw new Error(`${file} has ${text.split(from).length - 1} times: ${from}`);
	return {...texts, [file]: text.replace(from, () => to)};
}
