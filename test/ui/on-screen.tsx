import {PassThrough} from 'node:stream';
import {render} from 'ink';
import type {Lesson} from '../../source/lesson/lesson.js';
import {NO_PROGRESS, type Progress} from '../../source/lesson/progress.js';
import {en} from '../../source/locale/en.js';
import {it as italian} from '../../source/locale/it.js';
import {listLessons, openLesson} from '../../source/platform/lessons.js';
import {createAnimator} from '../../source/ui/animator.js';
import {App} from '../../source/ui/app.js';
import {createCourse} from '../../source/ui/course.js';
import {GlyphContext, ThemeContext} from '../../source/ui/hooks/use-theme.js';
import {WordsContext} from '../../source/ui/hooks/use-words.js';
import {createScreenWriter} from '../../source/ui/screen-writer.js';
import {createTheme} from '../../source/ui/theme.js';
import {ASCII, UNICODE} from '../../source/view/glyphs.js';
import {createTestClock, createTestTerminal} from './emulator.js';

export interface OnScreenOptions {
	columns: number;
	rows: number;
	lesson?: string;
	locale?: 'en' | 'it';
	progress?: Progress;
	ascii?: boolean;
	unwritable?: string;
	/** A lesson that is not of the course. */
	own?: Lesson;
}

/** The whole program in an emulator: React, Ink, the writer; only the process around it is missing. */
export function onScreen({columns, rows, lesson, locale = 'en', progress = NO_PROGRESS, ascii = false, unwritable, own}: OnScreenOptions) {
	const terminal = createTestTerminal(columns, rows);
	const clock = createTestClock();
	const writer = createScreenWriter({terminal, clock});
	const theme = createTheme('ansi256');
	const words = locale === 'it' ? italian : en;
	const stdin = Object.assign(new PassThrough(), {isTTY: true, setRawMode: () => stdin, ref: () => stdin, unref: () => stdin});
	const done: string[] = [];
	let frames = 0;
	let kept = progress;
	const course = createCourse({
		locale,
		lessons: listLessons(),
		open: (id) => (own?.id === id ? own : openLesson(id)),
		progress,
		keep(next) {
			if (unwritable !== undefined) return {kind: 'unwritable', why: unwritable};
			kept = next;
			return {kind: 'ok'};
		},
	});
	const toWriter = writer.stdout.write.bind(writer.stdout) as (...parts: unknown[]) => boolean;
	writer.stdout.write = ((...parts: unknown[]) => {
		if (parts[0] !== '') frames++;
		return toWriter(...parts);
	}) as typeof writer.stdout.write;
	const instance = render(
		<WordsContext value={words}>
			<ThemeContext value={theme}>
				<GlyphContext value={ascii ? ASCII : UNICODE}>
					<App
						course={course}
						words={words}
						clock={clock}
						still={false}
						lesson={lesson}
						message=""
						host={{
							exit: (code) => done.push(`exit ${code}`),
							suspend: () => done.push('suspend'),
							redraw: () => writer.redraw(),
							copy: (text) => done.push(`copy ${text.length}`),
						}}
						animator={createAnimator(writer, theme)}
					/>
				</GlyphContext>
			</ThemeContext>
		</WordsContext>,
		{
			stdout: writer.stdout,
			stdin: stdin as unknown as NodeJS.ReadStream,
			debug: true,
			exitOnCtrlC: false,
			patchConsole: false,
			interactive: true,
		},
	);
	/** When React, Ink and the emulator have nothing left to do: several turns went by without a frame. */
	const settled = async (): Promise<void> => {
		for (let quiet = 0; quiet < 4; quiet++) {
			const before = frames;
			await instance.waitUntilRenderFlush();
			if (frames !== before) quiet = 0;
		}
		clock.advance(40);
		await terminal.shown();
	};
	return {
		terminal,
		clock,
		writer,
		course,
		done,
		progress: () => kept,
		settled,
		async press(keys: string): Promise<void> {
			stdin.write(keys);
			await settled();
		},
		/** Moves the clock on; React and the emulator follow. */
		async pass(milliseconds: number): Promise<void> {
			for (let waited = 0; waited < milliseconds; waited += 50) {
				clock.advance(50);
				await Promise.resolve();
			}
			await settled();
		},
		rows: () => terminal.rowTexts(),
		text: () => terminal.rowTexts().join('\n'),
		close() {
			writer.close();
			instance.unmount();
		},
	};
}
