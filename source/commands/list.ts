/** `list`: the lessons, or the labs of the sandbox, for people and for programs. */
import type {Locale} from '../locale/locale.js';
import {listLabs} from '../platform/labs.js';
import type {LessonInfo} from '../platform/lesson-info.js';
import {listLessons} from '../platform/lessons.js';
import {noMoreWords, unknownWord} from './usage-error.js';

const COLUMNS = 80;

export type ListOptions = {readonly json: boolean; readonly locale: Locale};

/** Print the lessons in course order, or with the word `labs` the labs: a table, or one JSON array. */
export function list(words: readonly string[], options: ListOptions): number {
	const [what, ...rest] = words;
	noMoreWords('list labs', rest);
	if (what !== undefined && what !== 'labs') throw unknownWord('list', what, ['labs'], 'See vswitch-lab list --help.');
	return what === 'labs' ? listLabsOf(options) : listLessonsOf(options);
}

function listLabsOf({json, locale}: ListOptions): number {
	const labs = listLabs().map(({name, about}) => ({name, about: inLocale(about, locale)}));
	const width = Math.max(...labs.map(({name}) => name.length));
	const text = json ? JSON.stringify(labs) : labs.map(({name, about}) => hang(name.padEnd(width), about)).join('\n');
	process.stdout.write(`${text}\n`);
	return 0;
}

/** Rows of at most 80 columns: a term, and what is said about it. */
function hang(term: string, text: string): string {
	const rows: string[] = [];
	for (const word of text.split(' ')) {
		const longer = `${rows.at(-1)} ${word}`;
		if (rows.length > 0 && term.length + 2 + longer.length <= COLUMNS) rows[rows.length - 1] = longer;
		else rows.push(word);
	}
	return rows.map((row, index) => `${index === 0 ? term : ' '.repeat(term.length)}  ${row}`).join('\n');
}

function listLessonsOf({json, locale}: ListOptions): number {
	const lessons = listLessons();
	const text = json ? JSON.stringify(lessons.map((lesson) => asJson(lesson, locale))) : table(lessons, locale);
	process.stdout.write(`${text}\n`);
	return 0;
}

/** What the map is without a terminal: the lessons, and how to go on. */
export function listWithAdvice(options: ListOptions): number {
	list([], options);
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
