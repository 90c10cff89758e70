/**
 * The alternate screen, and the promise to leave the terminal as it was.
 *
 * Everything that the application switches on is switched off by one string, written synchronously on every way out:
 * the end of a command, Ctrl-C, SIGTERM, SIGHUP, a thrown error. Only SIGKILL cannot be answered (`doctor` names the
 * remedy, `reset`). Exit codes are those of a shell: 128 + signal number.
 *
 * Not modelled: a terminal without the alternate screen. `terminal.ts` sends it to linear text.
 */
import {writeSync} from 'node:fs';

/** Alternate screen on, cursor off, pasted text marked as such. */
export const enterBytes = '\u001B[?1049h\u001B[?25l\u001B[?2004h';

/**
 * Everything off: an unfinished synchronized update, mouse reports, bracketed paste, colours, the hidden cursor, the
 * alternate screen. Each is harmless when it was off already.
 */
export const resetBytes = '\u001B[?2026l\u001B[?1000l\u001B[?1002l\u001B[?1003l\u001B[?1006l\u001B[?2004l\u001B[0m\u001B[?25h\u001B[?1049l';

/** Exit codes of the signals that end the program. */
const signalCodes = {SIGHUP: 129, SIGINT: 130, SIGTERM: 143} as const;

/** The alternate screen of one process. */
export type Screen = {
	/** Whether the alternate screen is on now. */
	active(): boolean;
	/** Switch it on and write `paint` in the same write; when it is on already, only `paint` is written. */
	enter(paint?: string): void;
	/** Leave the terminal as it was: reset string, cooked mode. May be called any number of times. */
	leave(): void;
	/** Register what must happen before the process ends by any way, such as saving progress. Synchronous. Returns its removal. */
	beforeExit(hook: () => void): () => void;
	/** Run the hooks, leave the terminal as it was and end the process. */
	exit(code: number): never;
};

/**
 * Make the screen of this process and arm the ways out. Called once, by the entry.
 *
 * Signals are answered only when there is something to restore or to save: a signal handler of Node runs between two
 * events, so a command that computes for long, such as `replay`, would no longer end at Ctrl-C.
 */
export function createScreen(): Screen {
	let active = false;
	let ending = false;
	const hooks = new Set<() => void>();
	let armed = false;
	const arm = () => {
		if (!armed) {
			armed = true;
			for (const [signal, code] of Object.entries(signalCodes)) {
				process.on(signal, () => screen.exit(code));
			}
		}
	};
	const finish = () => {
		if (!ending) {
			ending = true;
			for (const hook of hooks) {
				quietly(hook);
			}
		}
		screen.leave();
	};
	const screen: Screen = {
		active: () => active,
		enter(paint = '') {
			const bytes = active ? paint : enterBytes + paint;
			active = true;
			arm();
			process.stdout.write(bytes);
		},
		leave() {
			if (active) {
				active = false;
				quietly(() => writeFully(1, resetBytes));
				quietly(() => process.stdin.isRaw && process.stdin.setRawMode(false));
			}
		},
		beforeExit(hook) {
			hooks.add(hook);
			arm();
			return () => hooks.delete(hook);
		},
		exit(code) {
			finish();
			process.exit(code);
		},
	};
	process.on('exit', finish);
	process.on('uncaughtException', (error) => {
		finish();
		quietly(() => writeFully(2, bugReport(error)));
		process.exit(1);
	});
	return screen;
}

/** What a bug prints: where it happened, and what to do. */
export function bugReport(error: unknown): string {
	const where = error instanceof Error ? (error.stack ?? error.message) : String(error);
	return `vswitch-lab stopped because of a bug of its own. Progress is saved up to the last step.\n${where}\nPlease report the text above.\n`;
}

/** `writeSync` may write a part, or say EAGAIN while a terminal is busy; then it goes on, but not for ever. */
function writeFully(descriptor: number, text: string): void {
	let rest = Buffer.from(text);
	for (let attempt = 0; rest.length > 0 && attempt < 1000; attempt++) {
		try {
			rest = rest.subarray(writeSync(descriptor, rest));
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
				throw error;
			}
		}
	}
}

/** On the way out nothing may stand in the way: a closed terminal answers EIO, and there is nobody to tell. */
function quietly(action: () => void): void {
	try {
		action();
	} catch {}
}
