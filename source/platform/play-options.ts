/** What the screen and the linear text are started with: decided by the command line, passed down unchanged. */
import type {Lesson} from '../lesson/lesson.js';
import type {Locale} from '../locale/locale.js';
import type {Screen} from './screen.js';
import type {Terminal} from './terminal.js';

export type PlayOptions = {
	/** The lesson to open; `undefined` is the map. It exists: the command line has checked it. */
	readonly lesson: string | undefined;
	/** The lab to open instead, as a lesson of one step. */
	readonly sandbox: Lesson | undefined;
	readonly locale: Locale;
	readonly terminal: Terminal;
	/** Where progress is kept. */
	readonly stateDir: string;
	/** The alternate screen; already on, with the first paint, when the entry painted. */
	readonly screen: Screen;
	/** To be called when the first whole frame is on the terminal: writes the code cache, so that the next start is faster. */
	readonly afterFirstFrame: () => void;
};
