/**
 * Ctrl-Z and `fg`.
 *
 * In raw mode Ctrl-Z is only a byte, so the program stops itself: it leaves the terminal as it was, stops, and when it is
 * continued it takes the screen again and repaints. It stops its whole process group, because `npx` and `npm start` wait
 * in the same group and the shell wakes up only when all of it has stopped. SIGTSTP to the group may be dropped by the
 * kernel (a group without a shell), so the program stops itself by SIGSTOP, which cannot be; its own
 * listener for SIGTSTP, which makes `kill -TSTP` the same as Ctrl-Z, ignores the signal that it sent to the group.
 *
 * Not modelled: Windows, which has no job control.
 */
import type {Screen} from './screen.js';

/** Stops the program and takes the screen again. */
export type Suspender = {
	/** Stop now; the promise resolves after `fg` and the repaint. `false`: this system has no job control, nothing was done. */
	suspend(): Promise<boolean>;
	/** No longer answer SIGTSTP. */
	dispose(): void;
};

/** Make the suspender of a screen. `resumed` must repaint everything: the screen is empty then. */
export function createSuspender(screen: Screen, resumed: () => void): Suspender {
	let stopped = false;
	const suspend = async () => {
		if (process.platform === 'win32' || stopped) {
			return false;
		}
		stopped = true;
		const continued = new Promise((resolve) => process.once('SIGCONT', resolve));
		screen.leave();
		process.kill(0, 'SIGTSTP');
		process.kill(process.pid, 'SIGSTOP');
		await continued;
		stopped = false;
		screen.enter('\u001B[2J\u001B[H');
		process.stdin.setRawMode(true);
		resumed();
		return true;
	};
	process.on('SIGTSTP', suspend);
	return {suspend, dispose: () => process.off('SIGTSTP', suspend)};
}
