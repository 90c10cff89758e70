/** The lab's prompt, as lessons use it: one line at the prompt of one machine, run to its end. */
import type {History} from '../engine/history.js';

/** What a command printed. */
export interface Printout {
	stdout: string;
	stderr: string;
	/** Exit status: 0 is success. */
	status: number;
}

/** Types `line` at the prompt of the machine `on`. What it does becomes inputs of the history. */
export function typeAt(_history: History, on: string, line: string): Printout {
	return {stdout: '', stderr: `${on}: ${line}: the console is not there yet\n`, status: 127};
}
