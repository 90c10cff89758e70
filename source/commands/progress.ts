/** `progress`: show, export, import and reset what is kept between two evenings. */
import {readFileSync} from 'node:fs';
import {lessonState, mergeProgress, NO_PROGRESS, type Progress, parseProgress, printProgress, withoutLesson} from '../lesson/progress.js';
import type {Locale} from '../locale/locale.js';
import {listLessons, openLesson} from '../platform/lessons.js';
import {openProgress, type ProgressFile} from '../platform/progress-file.js';
import {noMoreWords, UsageError, unknownWord} from './usage-error.js';

const actions = ['show', 'export', 'import', 'reset'] as const;

export type ProgressOptions = {readonly json: boolean; readonly locale: Locale; readonly stateDir: string};

/** Run `progress …words`. Returns the exit code: 1 when the file could not be read or written. */
export function progress([word = 'show', ...rest]: readonly string[], options: ProgressOptions): number {
	const action = actions.find((known) => known === word);
	if (action === undefined) {
		throw unknownWord('word', word, actions, `progress is followed by ${actions.join(', ')}.`);
	}
	if (action === 'show' || action === 'export') {
		noMoreWords(`progress ${action}`, rest);
	}
	const file = openProgress(options.stateDir);
	const fault = faultOf(file);
	if (fault !== undefined) {
		process.stderr.write(`${fault}\n`);
	}
	switch (action) {
		case 'show':
			process.stdout.write(options.json ? printProgress(file.progress) : `${table(file.progress, options.locale)}\n`);
			return fault === undefined ? 0 : 1;
		case 'export':
			process.stdout.write(printProgress(file.progress));
			return fault === undefined ? 0 : 1;
		case 'import':
			return keep(file, mergeProgress(file.progress, readExport(rest)));
		case 'reset':
			return keep(file, reset(file.progress, rest));
		default:
			return action satisfies never;
	}
}

/** One sentence about a progress file that could not be used; `undefined` when all is well. */
export function faultOf({found, path}: ProgressFile): string | undefined {
	switch (found.kind) {
		case 'read':
		case 'missing':
			return undefined;
		case 'damaged':
			return `The progress file is damaged (${found.why}). ${keptAs(found.keptAs, path)}`;
		case 'newer':
			return `The progress file was written by a later version of vswitch-lab. ${keptAs(found.keptAs, path)}`;
		case 'unreadable':
			return `The progress file cannot be read (${found.why}). ${leftAlone}`;
		default:
			return found satisfies never;
	}
}

function keptAs(aside: string | undefined, path: string): string {
	return aside === undefined ? `It could not be renamed and is still ${path}. ${leftAlone}` : `It is kept as ${aside}. A new one is begun.`;
}

const leftAlone = 'It is left as it is, so progress is not kept; name another folder: --state DIR';

function keep(file: ProgressFile, next: Progress): number {
	const written = file.keep(next);
	if (written.kind === 'unwritable') {
		process.stderr.write(`Progress cannot be kept (${written.why}). Name another folder: --state DIR\n`);
		return 1;
	}
	process.stdout.write(`Progress is kept in ${file.path}\n`);
	return 0;
}

function readExport([path, extra]: readonly string[]): Progress {
	if (path === undefined || extra !== undefined) {
		throw new UsageError('progress import needs one file: vswitch-lab progress import FILE');
	}
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (error) {
		throw new UsageError(`${path} cannot be read (${(error as Error).message}).`);
	}
	const read = parseProgress(text);
	switch (read.kind) {
		case 'read':
			return read.progress;
		case 'newer':
			throw new UsageError(
				`${path} was written by a later version of vswitch-lab (format ${read.format}). Update vswitch-lab and import it again.`,
			);
		case 'damaged':
			throw new UsageError(`${path} is no progress file (${read.why}).`);
		default:
			return read satisfies never;
	}
}

function reset(all: Progress, [lesson, extra]: readonly string[]): Progress {
	if (extra !== undefined) {
		throw new UsageError('progress reset forgets one lesson, or all: vswitch-lab progress reset [LESSON]');
	}
	if (lesson === undefined) {
		return NO_PROGRESS;
	}
	const ids = [...new Set([...listLessons().map(({id}) => id), ...Object.keys(all.lessons)])];
	if (!ids.includes(lesson)) {
		throw unknownWord('lesson', lesson, ids, 'See vswitch-lab list.');
	}
	return withoutLesson(all, lesson);
}

function table(all: Progress, locale: Locale): string {
	const rows = listLessons().map(({id, titles}) => [id, standing(id, all), titles[locale] ?? titles.en ?? ''] as const);
	const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
	return rows.map(([id, state, title]) => `${id.padEnd(width(0))}  ${state.padEnd(width(1))}  ${title}`).join('\n');
}

function standing(id: string, all: Progress): string {
	const {kind, step, steps, predictions} = lessonState(openLesson(id), all.lessons[id]);
	const right = predictions.made > 0 ? `, ${predictions.right} of ${predictions.made} predictions right` : '';
	return kind === 'begun' ? `step ${step} of ${steps}${right}` : `${kind}${right}`;
}
