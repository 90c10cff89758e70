/** Opens the map, a lesson or a sandbox: progress, lessons and words come together. */
import {en} from '../locale/en.js';
import {listLessons, openLesson} from '../platform/lessons.js';
import {openLineHistory} from '../platform/line-history.js';
import type {PlayOptions} from '../platform/play-options.js';
import {openProgress, type ProgressFile} from '../platform/progress-file.js';
import {createAnimator} from './animator.js';
import {App} from './app.js';
import {createCourse} from './course.js';
import {openScreen} from './open-screen.js';
import {SYSTEM_CLOCK} from './screen-writer.js';

/** Opens the screen; resolves with the exit code when it is left. */
export async function start({screen, terminal, stateDir, locale, lesson, sandbox, afterFirstFrame}: PlayOptions): Promise<number> {
	const words = locale === 'it' ? (await import('../locale/it.js')).it : en;
	return openScreen({words, terminal, screen, afterFirstFrame}, (host, writer, theme) => {
		const file = openProgress(stateDir);
		const course = createCourse({
			locale,
			lessons: listLessons(),
			open: openLesson,
			progress: file.progress,
			keep: file.keep,
		});
		const forget = screen.beforeExit(() => course.save());
		const copy = (text: string): void => void process.stdout.write(`\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`);
		return {
			node: (
				<App
					course={course}
					words={words}
					clock={SYSTEM_CLOCK}
					still={terminal.motion === 'reduced'}
					lesson={lesson}
					sandbox={sandbox}
					past={openLineHistory(stateDir)}
					message={foundMessage(file, words)}
					host={{...host, copy}}
					animator={createAnimator(writer, theme)}
				/>
			),
			close() {
				course.close();
				forget();
			},
		};
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
