/** `list`: the lessons, for people and for programs. */
import {listLessonIds} from '../platform/lesson-files.js';

/** Print the lessons. */
export function list({json}: {readonly json: boolean}): number {
	const ids = listLessonIds();
	process.stdout.write(json ? `${JSON.stringify(ids.map((id) => ({id})))}\n` : ids.map((id) => `${id}\n`).join(''));
	return 0;
}

/** What `play` prints without a terminal: the lessons, and how to go on. */
export function listWithAdvice(options: {readonly json: boolean}): number {
	list(options);
	process.stdout.write('\nThis is not a terminal, so the lesson map cannot open. Play a lesson as text: vswitch-lab play LESSON --plain\n');
	return 0;
}
