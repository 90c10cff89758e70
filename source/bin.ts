/**
 * The entry of the installed program, `dist/cli.cjs`: the little that must happen before anything is loaded.
 *
 * 1. Node is new enough, or one line says so; `--version` is answered. Both are in `build/prelude.cjs`, which the build puts
 *    in front of this file. (All of it is compiled to syntax that old versions can read.)
 * 2. When the screen will open, its frame is painted.
 * 3. Then the bundle is loaded behind it, from V8's code cache when there is one.
 */
import {loadBundle} from './platform/code-cache.js';
import {firstPaint, opensScreen} from './platform/first-paint.js';
import {createScreen} from './platform/screen.js';
import {readTerminal, terminalFacts} from './platform/terminal.js';

const argv = process.argv.slice(2);

const screen = createScreen();
if (opensScreen(argv, (process.env.VSWITCH_LAB_LESSONS ?? '').split(' '))) {
	const terminal = readTerminal(terminalFacts(), {plain: false, ascii: argv.includes('--ascii'), color: true, motion: undefined});
	if (terminal.show.kind === 'screen') {
		// Raw first: a key that is pressed while the rest loads must not be echoed into the frame.
		process.stdin.setRawMode(true);
		screen.enter(firstPaint(terminal.columns, terminal.rows, terminal.glyphs));
	}
}
const {bundle, keepCodeCache} = loadBundle<typeof import('./cli.js')>('main.cjs');
bundle.main({argv, screen, afterFirstFrame: keepCodeCache});
