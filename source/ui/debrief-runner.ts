/** Looks for a shorter way while the screen goes on: one command or one goal at a time, with keys and frames in between. */
import type {Play} from '../lesson/play.js';
import type {Clock} from './screen-writer.js';

export interface DebriefRunner {
	/** Something changed: there may be something to look for. */
	follow(): void;
	dispose(): void;
}

export function createDebriefRunner(play: Play, clock: Clock, found: () => void): DebriefRunner {
	let cancel: (() => void) | undefined;
	const look = (): void => {
		cancel = undefined;
		if (!play.lookOn()) return;
		if (play.debrief) found();
		else follow();
	};
	const follow = (): void => {
		if (!cancel && play.isLooking) cancel = clock.after(0, look);
	};
	return {
		follow,
		dispose() {
			cancel?.();
		},
	};
}
