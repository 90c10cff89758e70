/*
 * The linter of lessons
 *
 * Proves for every lesson and locale what an author cannot see by reading: that
 * the engine can answer, that goals can be reached and missed, that nobody has to scroll,
 * and that no translation has been left behind. Every problem has a file, a
 * line and a remedy.
 */
import {type LessonTexts, type LoadResult, loadLesson} from '../load.js';
import {type Problem, sortProblems} from '../problem.js';
import {createContext} from './context.js';
import {checkEngine} from './engine.js';
import {checkNumbers} from './numbers.js';
import {checkScreens} from './screens.js';
import {checkStructure} from './structure.js';
import {checkWords} from './words.js';

/** All problems of a lesson, in the order of its files. `locales` are those that must be there. */
export function checkLesson(texts: LessonTexts, locales: readonly string[] = []): Problem[] {
	const loaded: LoadResult = loadLesson(texts);
	if (loaded.kind === 'failed') return sortProblems(loaded.problems);
	const problems: Problem[] = [...loaded.problems];
	const context = createContext(loaded, problems);
	for (const locale of locales) {
		if (!loaded.lesson.prose[locale])
			context.prose('locales', locale, 1, `there is no ${locale}.md`, `Translate the lesson: copy en.md to ${locale}.md.`);
	}
	checkStructure(context);
	checkWords(context);
	checkNumbers(context);
	checkScreens(context);
	// Worlds are only built for a lesson whose names are in order.
	if (!problems.some((problem) => problem.check === 'places')) checkEngine(context);
	return sortProblems(problems);
}
