/** Opens the screen of the terminal for one of the program's screens; every way out leads back here. */
import {render} from 'ink';
import type {ReactNode} from 'react';
import type {Catalogue} from '../locale/en.js';
import {backgroundOf} from '../platform/background.js';
import {firstPaint, firstPaintRows} from '../platform/first-paint.js';
import type {PlayOptions} from '../platform/play-options.js';
import {bugReport} from '../platform/screen.js';
import {createSuspender} from '../platform/suspend.js';
import {ASCII, UNICODE} from '../view/glyphs.js';
import type {Host} from './desk.js';
import {GlyphContext, ThemeContext} from './hooks/use-theme.js';
import {WordsContext} from './hooks/use-words.js';
import {createScreenWriter, type ScreenWriter, SYSTEM_CLOCK} from './screen-writer.js';
import {createTheme, type Theme} from './theme.js';

export type Opening = Pick<PlayOptions, 'terminal' | 'screen' | 'afterFirstFrame'> & {readonly words: Catalogue};

/** What a screen may ask of the program around it. */
export type ScreenHost = Pick<Host, 'exit' | 'suspend' | 'redraw'>;

export interface Drawn {
	readonly node: ReactNode;
	/** Called once, however the screen is left: what there is to keep is kept here. */
	close(): void;
}

/** Resolves with the exit code when the screen is left. */
export function openScreen(
	{words, terminal, screen, afterFirstFrame}: Opening,
	draw: (host: ScreenHost, writer: ScreenWriter, theme: Theme) => Drawn,
): Promise<number> {
	const {stdin, stdout} = process;
	const {columns, rows, glyphs, colors} = terminal;
	if (!screen.active()) {
		// Raw first: a key that is pressed while the screen is built must not be echoed into it.
		stdin.setRawMode(true);
		screen.enter(firstPaint(columns, rows, glyphs));
	}
	const writer = createScreenWriter({
		terminal: stdout,
		margin: process.platform === 'win32' ? 1 : 0,
		painted: firstPaintRows(columns, rows, glyphs),
	});
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
	const theme = createTheme(colors, backgroundOf(process.env));
	return new Promise<number>((resolve) => {
		const host: ScreenHost = {
			exit(code) {
				drawn.close();
				writer.close();
				instance.unmount();
				suspender.dispose();
				resolve(code);
			},
			suspend: (refused) => void suspender.suspend().then((stopped) => stopped || refused()),
			redraw: () => writer.redraw(),
		};
		const drawn = draw(host, writer, theme);
		const instance = render(
			<WordsContext value={words}>
				<ThemeContext value={theme}>
					<GlyphContext value={glyphs === 'ascii' ? ASCII : UNICODE}>{drawn.node}</GlyphContext>
				</ThemeContext>
			</WordsContext>,
			{stdout: writer.stdout, stdin, debug: true, exitOnCtrlC: false, patchConsole: false, interactive: true},
		);
		instance.waitUntilExit().catch((error: unknown) => {
			writer.close();
			drawn.close();
			screen.leave();
			process.stderr.write(bugReport(error));
			resolve(1);
		});
		SYSTEM_CLOCK.after(0, afterFirstFrame);
	});
}
