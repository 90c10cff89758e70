/** Frames in flight between two renders: the canvas is painted and laid over the screen; React is not asked. */
import {flightsAt} from '../view/flights.js';
import {paintFlights} from '../view/topology-picture.js';
import type {Animator} from './app.js';
import type {LessonController} from './lesson-controller.js';
import type {ScreenWriter} from './screen-writer.js';
import type {PictureOnScreen} from './screens/lesson-screen.js';
import type {Theme} from './theme.js';

export function createAnimator(writer: ScreenWriter, theme: Theme): Animator {
	let controller: LessonController | undefined;
	let unsubscribe: (() => void) | undefined;
	let pictures: readonly PictureOnScreen[] = [];
	let drawn: readonly string[] = [];

	const draw = (): void => {
		const share = controller?.player.share ?? 0;
		const names = pictures.map(({area, scene, world, trace, still}, index) => {
			const canvas = paintFlights(still, flightsAt(world, trace, scene, share));
			const styles = canvas.tokens.map((token) => theme.style(token));
			writer.overlay(`picture ${index}`, {...area, glyphs: canvas.glyphs, styles});
			return `picture ${index}`;
		});
		clear(names);
	};
	const clear = (kept: readonly string[]): void => {
		for (const name of drawn) if (!kept.includes(name)) writer.overlay(name, undefined);
		drawn = kept;
	};

	return {
		follow(next) {
			unsubscribe?.();
			controller = next;
			unsubscribe = next?.onFrame(draw);
			clear([]);
		},
		rendered(next) {
			pictures = next;
			// What is rendered shows paused frames by itself.
			if (controller?.player.playing && pictures.length > 0) draw();
			else clear([]);
		},
	};
}
