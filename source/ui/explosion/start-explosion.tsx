/** Opens the screen of the explosion; every way out leads back here. */
import {render} from 'ink';
import type {FabricParameters} from '../../engine/fabric/parameters.js';
import {en} from '../../locale/en.js';
import {backgroundOf} from '../../platform/background.js';
import {firstPaint, firstPaintRows} from '../../platform/first-paint.js';
import type {PlayOptions} from '../../platform/play-options.js';
import {bugReport} from '../../platform/screen.js';
import {createSuspender} from '../../platform/suspend.js';
import {ASCII, UNICODE} from '../../view/glyphs.js';
import {GlyphContext, ThemeContext} from '../hooks/use-theme.js';
import {WordsContext} from '../hooks/use-words.js';
import {createScreenWriter, SYSTEM_CLOCK} from '../screen-writer.js';
import {createTheme} from '../theme.js';
import {createExplosionController} from './explosion-controller.js';
import {ExplosionScreen} from './explosion-screen.js';

export type ExplosionStart = Pick<PlayOptions, 'locale' | 'terminal' | 'screen' | 'afterFirstFrame'> & {
	readonly parameters: FabricParameters;
};

/** Open the screen; resolves with the exit code when it is left. */
export async function startExplosion({screen, terminal, locale, parameters, afterFirstFrame}: ExplosionStart): Promise<number> {
	const {stdin, stdout} = process;
	const words = locale === 'it' ? (await import('../../locale/it.js')).it : en;
	screen.enter(firstPaint(terminal.columns, terminal.rows, terminal.glyphs));
	const writer = createScreenWriter({
		terminal: stdout,
		margin: process.platform === 'win32' ? 1 : 0,
		painted: firstPaintRows(terminal.columns, terminal.rows, terminal.glyphs),
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
	const theme = createTheme(terminal.colors, backgroundOf(process.env));
	return new Promise<number>((resolve) => {
		const finish = (code: number): void => {
			controller.dispose();
			writer.close();
			instance.unmount();
			suspender.dispose();
			resolve(code);
		};
		const controller = createExplosionController({
			parameters,
			noSuspend: words.messages.noSuspend,
			clock: SYSTEM_CLOCK,
			host: {
				exit: finish,
				suspend: (refused) => void suspender.suspend().then((stopped) => stopped || refused()),
				redraw: () => writer.redraw(),
			},
		});
		const instance = render(
			<WordsContext value={words}>
				<ThemeContext value={theme}>
					<GlyphContext value={terminal.glyphs === 'ascii' ? ASCII : UNICODE}>
						<ExplosionScreen controller={controller} />
					</GlyphContext>
				</ThemeContext>
			</WordsContext>,
			{stdout: writer.stdout, stdin, debug: true, exitOnCtrlC: false, patchConsole: false, interactive: true},
		);
		instance.waitUntilExit().catch((error: unknown) => {
			controller.dispose();
			writer.close();
			screen.leave();
			process.stderr.write(bugReport(error));
			resolve(1);
		});
		SYSTEM_CLOCK.after(0, afterFirstFrame);
	});
}
