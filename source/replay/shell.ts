/** The prompt of a machine, for the commands of a recording. */
import type {History} from '../engine/history.js';
import type {Answer} from './observation.js';

/** Runs `line` on `machine`; a text says why that is impossible. */
export function runOn(_history: History, machine: string, line: string): Omit<Answer, 'cmd'> | string {
	return `"${line}" on ${machine}: there is no console`;
}
