/*
 * Linear text
 *
 * The same lessons for pipes, screen readers, dumb terminals and tiny windows:
 * sentences on standard output, answers from standard input, no escape sequence.
 * Progress is kept after every answer, so that whatever ends the program loses
 * nothing; the end of the input is one of the ways to leave.
 */
import {dealtLesson} from '../lesson/deck.js';
import type {Lesson} from '../lesson/lesson.js';
import {openLesson as openPlay, type Play} from '../lesson/play.js';
import {type Progress, withLesson} from '../lesson/progress.js';
import {wordsFor} from '../locale/catalogue.js';
import type {Catalogue} from '../locale/en.js';
import {listLessons, openLesson} from '../platform/lessons.js';
import type {PlayOptions} from '../platform/play-options.js';
import {openProgress, type ProgressFile} from '../platform/progress-file.js';
import {smallestScreen} from '../platform/terminal.js';
import {type Ending, playLesson, predictionCount} from './plain/lesson-text.js';
import {readLine} from './plain/reader.js';
import {standardIo, type TextIo} from './plain/text-io.js';
import {faultOf} from './progress.js';

/** Rows of text are easy to read up to here. */
const WIDEST = 80;

/** Plays a lesson as text; without a lesson it asks for one. Resolves with the exit code. */
export async function playPlain({lesson: asked, sandbox, locale, terminal, stateDir}: PlayOptions): Promise<number> {
	const words = wordsFor(locale);
	const io = standardIo({
		interactive: Boolean(process.stdin.isTTY),
		ascii: terminal.glyphs === 'ascii',
		columns: Math.min(terminal.columns, WIDEST),
	});
	try {
		const {show, columns, rows} = terminal;
		if (show.kind === 'plain' && show.reason === 'too-small')
			io.say(words.plain.tooSmall(`${columns}x${rows}`, `${smallestScreen.columns}x${smallestScreen.rows}`));
		if (sandbox) {
			await playLesson(openPlay(sandbox, locale), io, words);
			return 0;
		}
		const id = asked ?? (await chooseLesson(io, locale, words));
		if (id === undefined) return 0;
		const file = openProgress(stateDir);
		const fault = faultOf(file);
		if (fault !== undefined) process.stderr.write(`${fault}\n`);
		const ids = listLessons().map((info) => info.id);
		await playKept(dealtLesson(file.progress, id, ids, openLesson), locale, io, words, file);
		return 0;
	} finally {
		io.close();
	}
}

async function chooseLesson(io: TextIo, locale: string, words: Catalogue): Promise<string | undefined> {
	const lessons = listLessons();
	io.say(words.plain.lessons);
	for (const [index, lesson] of lessons.entries())
		io.say(`  ${index + 1}. ${lesson.titles[locale] ?? lesson.id} (${lesson.id}, ${words.map.minutes(lesson.minutes)})`);
	for (;;) {
		const line = readLine(await io.ask(words.plain.whichLesson));
		if (line.kind === 'end' || (line.kind === 'order' && line.order === 'leave')) return undefined;
		if (line.kind === 'order') continue;
		const found = lessons.find(({id}, index) => id === line.text || String(index + 1) === line.text);
		if (found) return found.id;
		io.say(words.plain.noSuchLesson(line.text));
	}
}

/** Plays, keeps progress after whatever changed it, and says how the lesson was left. */
async function playKept(lesson: Lesson, locale: string, io: TextIo, words: Catalogue, file: ProgressFile): Promise<void> {
	const saved = file.progress.lessons[lesson.id];
	const play = openPlay(lesson, locale, saved?.finished ? undefined : saved);
	const number = (): number => lesson.steps.indexOf(play.step) + 1;
	io.say(words.plain.opening(lesson.prose[locale]?.title ?? lesson.id, lesson.minutes, lesson.steps.length));
	io.say(words.plain.help);
	if (saved) io.say(saved.finished ? words.plain.again : words.plain.resumed(number()));
	let kept = true;
	const keep = (progress: Progress): void => {
		const written = file.keep(progress);
		if (written.kind === 'unwritable' && kept) io.say(words.plain.notKept(written.why));
		kept = written.kind === 'ok';
	};
	// Whether progress can be kept is said before the first answer, not after the last.
	keep(file.progress);
	let last = play.session;
	play.subscribe(() => {
		if (play.session === last) return;
		last = play.session;
		keep(withLesson(file.progress, lesson.id, play.save()));
	});
	const ending = await playLesson(play, io, words);
	io.say(farewell(ending, play, number(), kept, words));
}

function farewell(ending: Ending, play: Play, step: number, kept: boolean, words: Catalogue): string {
	const {plain} = words;
	const count = play.lesson.steps.length;
	switch (ending) {
		case 'finished': {
			const {right, made} = predictionCount(play);
			return plain.finished(play.lesson.prose[play.locale]?.title ?? play.lesson.id, right, made);
		}
		case 'left':
			return kept ? plain.left(step, count) : plain.leftUnkept(step, count);
		case 'ended':
			return kept ? plain.ended(step, count) : plain.endedUnkept(step, count);
		default:
			return ending satisfies never;
	}
}
