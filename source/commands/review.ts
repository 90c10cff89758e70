/** `review`: a lesson looked back on, as text. */
import {dealtLesson} from '../lesson/deck.js';
import {openLesson as openPlay} from '../lesson/play.js';
import {wordsFor} from '../locale/catalogue.js';
import type {Locale} from '../locale/locale.js';
import {listLessons, openLesson} from '../platform/lessons.js';
import {openProgress} from '../platform/progress-file.js';
import {toAscii} from '../view/ascii.js';
import {ASCII, UNICODE} from '../view/glyphs.js';
import {reviewLines} from '../view/review-lines.js';
import {plainText} from '../view/token.js';
import {faultOf} from './progress.js';
import {noMoreWords, UsageError, unknownWord} from './usage-error.js';

/** Columns of the transcript. */
const WIDTH = 80;

export interface ReviewOptions {
	locale: Locale;
	stateDir: string;
	ascii: boolean;
}

/** Prints what was said in a lesson beside what is so. Returns the exit code. Throws a `UsageError` when there is no such lesson. */
export function review([id, ...rest]: readonly string[], {locale, stateDir, ascii}: ReviewOptions): number {
	const ids = listLessons().map((lesson) => lesson.id);
	if (id === undefined) throw new UsageError(`review is followed by a lesson: ${ids.join(', ')}.`);
	if (!ids.includes(id)) throw unknownWord('lesson', id, ids, 'See vswitch-lab list.');
	noMoreWords('review LESSON', rest);
	const file = openProgress(stateDir);
	const fault = faultOf(file);
	if (fault !== undefined) process.stderr.write(`${fault}\n`);
	const play = openPlay(dealtLesson(file.progress, id, ids, openLesson), locale, file.progress.lessons[id]);
	const lines = reviewLines(play, {width: WIDTH, words: wordsFor(locale), signs: ascii ? ASCII : UNICODE});
	const text = lines.map((row) => plainText(row).trimEnd()).join('\n');
	process.stdout.write(`${ascii ? toAscii(text) : text}\n`);
	return 0;
}
