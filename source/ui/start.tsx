/** Opens the screen: progress, lessons, words and theme come together, and every way out leads back here. */
import {render} from 'ink';
import {en} from '../locale/en.js';
import {backgroundOf} from '../platform/background.js';
import {firstPaint, firstPaintRows} from '../platform/first-paint.js';
import {listLessons, openLesson} from '../platform/lessons.js';
import type {PlayOptions} from '../platform/play-options.js';
import {openProgress, type ProgressFile} from '../platform/progress-file.js';
import {bugReport} from '../platform/screen.js';
import {createSuspender} from '../platform/suspend.js';
import {ASCII, UNICODE} from '../view/glyphs.js';
import {createAnimator} from './animator.js';
import {App} from './app.js';
import {createCourse} from './course.js';
import {createScreenWriter, SYSTEM_CLOCK} from './screen-writer.js';
import {createTheme} from './theme.js';

/** Open the screen; resolves with the exit code when it is left. */
export async function start({screen, terminal, stateDir, locale, lesson, sandbox, afterFirstFrame}: PlayOptions): Promise<number> {
	const {stdin, stdout} = process;
	const words = locale === 'it' ? (await import('../locale/it.js')).it : en;
	const painted = screen.active();
	if (!painted) {
		// Raw first: a key that is pressed while the screen is built must not be echoed into it.
		stdin.setRawMode(true);
		screen.enter(firstPaint(terminal.columns, terminal.rows, terminal.glyphs));
	}
	const writer = createScreenWriter({
		terminal: stdout,
		margin: process.platform === 'win32' ? 1 : 0,
		painted: firstPaintRows(terminal.columns, terminal.rows, terminal.glyphs),
	});
	const file = openProgress(stateDir);
	const message = foundMessage(file, words);
	const course = createCourse({
		locale,
		lessons: listLessons(),
		open: openLesson,
		progress: file.progress,
		keep: file.keep,
	});
	const forget = screen.beforeExit(() => course.save());
	// Nothing may be written between leaving the screen and stopping, nor before it is taken again.
	const quietScreen = {
		...screen,
		leave() {
			writer.suspend();
			screen.leave();
		},
	};
	const suspender = createSuspender(quietScreen, () => {
		writer.resume();
		writer.redraw();
	});
	const theme = createTheme(terminal.colors, backgroundOf(process.env));
	return new Promise<number>((resolve) => {
		const finish = (code: number): void => {
			course.close();
			writer.close();
			instance.unmount();
			suspender.dispose();
			forget();
			resolve(code);
		};
		const instance = render(
			<App
				course={course}
				words={words}
				theme={theme}
				glyphs={terminal.glyphs === 'ascii' ? ASCII : UNICODE}
				clock={SYSTEM_CLOCK}
				still={terminal.motion === 'reduced'}
				lesson={lesson}
				sandbox={sandbox}
				message={message}
				host={{
					exit: finish,
					suspend: (refused) => void suspender.suspend().then((stopped) => stopped || refused()),
					redraw: () => writer.redraw(),
					copy: (text) => void stdout.write(`\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`),
				}}
				animator={createAnimator(writer, theme)}
			/>,
			{stdout: writer.stdout, stdin, debug: true, exitOnCtrlC: false, patchConsole: false, interactive: true},
		);
		instance.waitUntilExit().catch((error: unknown) => {
			writer.close();
			course.save();
			screen.leave();
			process.stderr.write(bugReport(error));
			resolve(1);
		});
		SYSTEM_CLOCK.after(0, afterFirstFrame);
	});
}

/** What there is to say about a progress file that could not be used. */
function foundMessage({found, path}: ProgressFile, words: typeof en): string {
	switch (found.kind) {
		case 'read':
		case 'missing':
			return '';
		case 'unreadable':
			return words.messages.notKept(found.why);
		case 'damaged':
		case 'newer':
			return found.keptAs === undefined ? words.messages.notKept(path) : words.messages.setAside(found.keptAs);
		default:
			return found satisfies never;
	}
}
