/** `list`: the lessons, for people and for programs. */
import type {Locale} from '../locale/locale.js';
import type {LessonInfo} from '../platform/lesson-info.js';
import {listLessons} from '../platform/lessons.js';

export type ListOptions = {readonly json: boolean; readonly locale: Locale};

/** Print the lessons in course order: a table, or one JSON array. */
export function list({json, locale}: ListOptions): number {
	const lessons = listLessons();
	const text = json ? JSON.stringify(lessons.map((lesson) => asJson(lesson, locale))) : table(lessons, locale);
	process.stdout.write(`${text}\n`);
	return 0;
}

/** What the map is without a terminal: the lessons, and how to go on. */
export function listWithAdvice(options: ListOptions): number {
	list(options);
	process.stdout.write('\nThis is not a terminal, so the map does not open. Play a lesson as text: vswitch-lab play LESSON --plain\n');
	return 0;
}

function asJson({titles, summaries, ...lesson}: LessonInfo, locale: Locale) {
	return {...lesson, title: inLocale(titles, locale), summary: inLocale(summaries, locale), locales: Object.keys(titles)};
}

function table(lessons: readonly LessonInfo[], locale: Locale): string {
	const width = Math.max(...lessons.map(({id}) => id.length));
	return lessons
		.map(({id, minutes, titles}) => `${id.padEnd(width)}  ${`${minutes} min`.padStart(6)}  ${inLocale(titles, locale)}`)
		.join('\n');
}

/** The words in a language, or in English where they are not translated yet. */
function inLocale(words: Readonly<Record<string, string>>, locale: Locale): string {
	return words[locale] ?? words.en ?? '';
}
