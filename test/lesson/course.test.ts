/** The whole course: every lesson through the check of an author, and played to its end in every language, rightly and wrongly. */
import {existsSync, readdirSync} from 'node:fs';
import {basename, join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {problemsOf} from '../../source/commands/author.js';
import {LESSON_FILE} from '../../source/lesson/load.js';
import {locales} from '../../source/locale/locale.js';
import {type Manner, playCourse} from './course-player.js';
import {ASKING, KINDS, load, textsOf} from './lessons.js';

const LESSONS = join(import.meta.dirname, '../../lessons');
const folders = readdirSync(LESSONS)
	.map((name) => join(LESSONS, name))
	.filter((folder) => existsSync(join(folder, LESSON_FILE)));
/** Lessons for tests; nobody stamps their translations. */
const EXAMPLES = [ASKING, KINDS];
const course = [...folders, ...EXAMPLES].map((folder) => ({name: basename(folder), texts: textsOf(folder)}));

describe.each(course)('$name', ({name, texts}) => {
	it('passes the check of an author', () => {
		const problems = problemsOf(texts).filter(({check}) => check !== 'translation' || folders.some((folder) => basename(folder) === name));
		expect(problems.map(({file, line, message}) => `${file}:${line}: ${message}`)).toEqual([]);
	}, 60_000);
	it.each(locales.flatMap((locale) => (['right', 'wrong'] as const).map((manner): [string, Manner] => [locale, manner])))(
		'is played to its end in %s with every answer %s',
		async (locale, manner) => {
			const transcript = await playCourse(load(texts), locale as (typeof locales)[number], manner);
			expect(transcript.endsWith('\nfinished\n')).toBe(true);
			await expect(transcript).toMatchFileSnapshot(join(import.meta.dirname, `golden/course/${name}-${manner}.${locale}.txt`));
		},
		60_000,
	);
});
