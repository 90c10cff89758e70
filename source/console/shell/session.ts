/** A shell that lasts: what it remembers, and the processes it began, those in the background too. */
import {Interrupted} from '../program.js';
import {isAlive, type Processes, send} from './processes.js';
import type {Scope} from './scope.js';

export interface Session {
	scope: Scope;
	processes: Processes;
}

/** Ctrl-C: to all in the foreground but those that only wait for others. */
export function interruptForeground({all}: Processes): void {
	for (const process of all) {
		const {call} = process;
		const waits = call?.kind === 'wait-for' && !call.interruptible;
		if (isAlive(process) && !process.background && !waits) send(process, new Interrupted());
	}
}
