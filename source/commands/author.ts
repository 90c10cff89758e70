/** `author`: check lessons, and stamp translations. For people who write lessons, in a checkout or in a folder of their own. */
import {existsSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {basename, join, resolve} from 'node:path';
import {checkLesson} from '../lesson/check/check.js';
import {SOURCE_LOCALE} from '../lesson/lesson.js';
import {LESSON_FILE, type LessonTexts, loadLesson} from '../lesson/load.js';
import {type Problem, sortProblems} from '../lesson/problem.js';
import {stampTranslation} from '../lesson/stamp.js';
import {locales} from '../locale/locale.js';
import {checkFit} from './author-fit.js';
import {UsageError, unknownWord} from './usage-error.js';

const actions = ['check', 'stamp'] as const;

/** A lesson's folder and its texts. */
interface LessonFolder {
	path: string;
	texts: LessonTexts;
}

export type AuthorOptions = {readonly json: boolean};

/** Run `author check|stamp [LESSON|DIR]`. Returns the exit code: 1 when there are problems. */
export function author([word = 'check', target, extra]: readonly string[], {json}: AuthorOptions): number {
	const action = actions.find((known) => known === word);
	if (extra !== undefined) throw new UsageError(`author ${word} takes one lesson or folder; "${extra}" is one too many.`);
	switch (action) {
		case undefined:
			throw unknownWord('word', word, actions, `author is followed by ${actions.join(' or ')}.`);
		case 'check':
			return check(foldersOf(target), json);
		case 'stamp':
			return stamp(foldersOf(target));
		default:
			return action satisfies never;
	}
}

/** All problems of a lesson: those of its files, and of screens that do not fit. */
export function problemsOf(texts: LessonTexts): Problem[] {
	const problems = checkLesson(texts, locales);
	const loaded = loadLesson(texts);
	// Screens are measured by playing, which needs a lesson that can be played.
	const playable = loaded.kind === 'loaded' && !problems.some(({check}) => ['places', 'engine', 'ids', 'locales'].includes(check));
	return playable ? sortProblems([...problems, ...checkFit(loaded.lesson)]) : problems;
}

function check(folders: readonly LessonFolder[], json: boolean): number {
	const found = folders.map(({path, texts}) => ({path, problems: problemsOf(texts)}));
	const count = found.reduce((sum, {problems}) => sum + problems.length, 0);
	if (json)
		process.stdout.write(
			`${JSON.stringify(found.flatMap(({path, problems}) => problems.map((problem) => ({...problem, file: join(path, problem.file)}))))}\n`,
		);
	else {
		for (const {path, problems} of found) {
			for (const {file, line, message, remedy} of problems) process.stdout.write(`${join(path, file)}:${line}: ${message}. ${remedy}\n`);
		}
		process.stdout.write(`${lessonCount(folders.length)}, ${count === 1 ? '1 problem' : `${count} problems`}\n`);
	}
	return count === 0 ? 0 : 1;
}

function stamp(folders: readonly LessonFolder[]): number {
	let changed = 0;
	for (const {path, texts} of folders) {
		const source = texts[`${SOURCE_LOCALE}.md`];
		if (source === undefined) throw new UsageError(`${path} has no ${SOURCE_LOCALE}.md to stamp translations from.`);
		for (const [name, text] of Object.entries(texts)) {
			if (!name.endsWith('.md') || name === `${SOURCE_LOCALE}.md` || !/^[a-z]{2}\.md$/.test(name)) continue;
			const stamped = stampTranslation(source, text);
			if (stamped === text) continue;
			writeFileSync(join(path, name), stamped);
			changed++;
			process.stdout.write(`${join(path, name)} is stamped.\n`);
		}
	}
	process.stdout.write(`${lessonCount(folders.length)}, ${changed === 1 ? '1 file' : `${changed} files`} stamped\n`);
	return 0;
}

/** The folders that a word means: a lesson by its id, a lesson's folder, or a folder of lessons. */
function foldersOf(target: string | undefined): LessonFolder[] {
	const own = resolve('lessons');
	const place = target === undefined ? own : existsSync(target) ? resolve(target) : join(own, target);
	if (!existsSync(place) || !statSync(place).isDirectory())
		throw new UsageError(
			`There is no lesson and no folder "${target ?? 'lessons'}". Name a folder with a ${LESSON_FILE}, or one of such folders.`,
		);
	if (existsSync(join(place, LESSON_FILE))) return [read(place)];
	const inside = readdirSync(place)
		.sort()
		.map((name) => join(place, name))
		.filter((path) => existsSync(join(path, LESSON_FILE)));
	if (inside.length === 0) throw new UsageError(`There is no ${LESSON_FILE} in ${basename(place)} or in a folder of it.`);
	return inside.map(read);
}

function read(path: string): LessonFolder {
	const names = readdirSync(path).filter((name) => name === LESSON_FILE || name.endsWith('.md'));
	return {path, texts: Object.fromEntries(names.map((name) => [name, readFileSync(join(path, name), 'utf8')]))};
}

function lessonCount(count: number): string {
	return count === 1 ? '1 lesson' : `${count} lessons`;
}
