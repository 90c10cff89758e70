/** Opens the time budget on the screen. */
import {render} from 'ink';
import type {Sheet} from '../../engine/budget/sheet.js';
import type {Catalogue} from '../../locale/en.js';
import {backgroundOf} from '../../platform/background.js';
import {firstPaint, firstPaintRows} from '../../platform/first-paint.js';
import {bugReport, type Screen} from '../../platform/screen.js';
import {createSuspender} from '../../platform/suspend.js';
import type {Terminal} from '../../platform/terminal.js';
import {ASCII, UNICODE} from '../../view/glyphs.js';
import {GlyphContext, ThemeContext} from '../hooks/use-theme.js';
import {WordsContext} from '../hooks/use-words.js';
import {createScreenWriter} from '../screen-writer.js';
import {createTheme} from '../theme.js';
import {BudgetScreen} from './budget-screen.js';

/** Resolves with the exit code when the screen is left. */
export function startBudget(sheet: Sheet, words: Catalogue, terminal: Terminal, screen: Screen): Promise<number> {
	const {stdin, stdout} = process;
	const {columns, rows, glyphs, colors} = terminal;
	// Raw first: a key that is pressed while the screen is built must not be echoed into it.
	stdin.setRawMode(true);
	screen.enter(firstPaint(columns, rows, glyphs));
	const writer = createScreenWriter({
		terminal: stdout,
		margin: process.platform === 'win32' ? 1 : 0,
		painted: firstPaintRows(columns, rows, glyphs),
	});
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
	return new Promise<number>((resolve) => {
		const exit = (code: number): void => {
			writer.close();
			instance.unmount();
			suspender.dispose();
			resolve(code);
		};
		const host = {
			exit,
			suspend: (refused: () => void) => void suspender.suspend().then((stopped) => stopped || refused()),
			redraw: () => writer.redraw(),
		};
		const instance = render(
			<WordsContext value={words}>
				<ThemeContext value={createTheme(colors, backgroundOf(process.env))}>
					<GlyphContext value={glyphs === 'ascii' ? ASCII : UNICODE}>
						<BudgetScreen sheet={sheet} host={host} />
					</GlyphContext>
				</ThemeContext>
			</WordsContext>,
			{stdout: writer.stdout, stdin, debug: true, exitOnCtrlC: false, patchConsole: false, interactive: true},
		);
		instance.waitUntilExit().catch((error: unknown) => {
			writer.close();
			screen.leave();
			process.stderr.write(bugReport(error));
			resolve(1);
		});
	});
}
