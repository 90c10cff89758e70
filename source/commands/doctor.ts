/** `doctor`: what this terminal and this machine can do, and what to do when something is wrong. */
import type {Terminal} from '../platform/terminal.js';

/** Print the findings. */
export function doctor(terminal: Terminal, stateDir: string): number {
	process.stdout.write(`${JSON.stringify({terminal, stateDir})}\n`);
	return 0;
}
