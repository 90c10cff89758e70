/* A program in a pseudo-terminal: what it wrote, and when. */
import {spawn} from '@lydell/node-pty';

/**
 * Run a command in a terminal. When `until(text so far)` is true, `q` is pressed. Resolves at the end of the program.
 * Times are milliseconds from the start of the process.
 */
export function inTerminal(argv, {cols = 120, rows = 40, env, until = () => false}) {
	return new Promise((resolve) => {
		const started = performance.now();
		const chunks = [];
		let text = '';
		const pty = spawn(argv[0], argv.slice(1), {name: 'xterm-256color', cols, rows, env, encoding: 'utf8'});
		let reached = false;
		pty.onData((data) => {
			const at = performance.now() - started;
			text += data;
			chunks.push({at, data});
			if (!reached && until(text)) {
				reached = true;
				// Not at once: the program still has its code cache to write, as it has when a person looks at the screen.
				setTimeout(() => pty.write('q'), 200);
			}
		});
		pty.onExit(({exitCode}) => resolve({chunks, text, exitCode, ended: performance.now() - started}));
	});
}
