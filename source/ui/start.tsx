/** The screen: until the map is there, its frame and its keys. */
import {firstPaint, frameRows} from '../platform/first-paint.js';
import type {PlayOptions} from '../platform/play-options.js';
import {createSuspender} from '../platform/suspend.js';

/** Open the screen; resolves with the exit code when it is left. */
export async function start({screen, terminal, afterFirstFrame}: PlayOptions): Promise<number> {
	const {stdin} = process;
	const paint = () => {
		const {columns, rows} = process.stdout;
		screen.enter(`${firstPaint(columns, rows, terminal.glyphs)}\u001B[${frameRows(rows).footer + 1};1Hq quit`);
	};
	const suspender = createSuspender(screen, paint);
	paint();
	stdin.setRawMode(true);
	afterFirstFrame();
	return new Promise((resolve) => {
		stdin.on('data', (data) => {
			switch (String(data)) {
				case '\u0003':
					return resolve(130);
				case '\u001A':
					return suspender.suspend();
				case 'q':
					return resolve(0);
				default:
					return undefined;
			}
		});
	});
}
