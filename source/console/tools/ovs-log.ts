/** Lines of the log that the tools of Open vSwitch write on the terminal, too (lib/vlog.c: `%D{%Y-%m-%dT%H:%M:%SZ}|%05N|%c|%p|%m`). */

import type {Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {type Answer, isProgram, type Program} from '../program.js';

/** Line number `serial` of a program, written at world time `now`, ns; `source` is module and level, `ofp_port|WARN`. */
export function logLine(now: number, serial: number, source: string, message: string): string {
	// The clock of the lab begins where that of Unix does.
	const stamp = `${new Date(Math.floor(now / 1_000_000)).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length)}Z`;
	return `${stamp}|${String(serial).padStart(5, '0')}|${source}|${message}\n`;
}

/** What a tool says, with number and date on the lines that it would write into its log: they come as `module|LEVEL|message`. */
export function* withStamps({world: {now}}: Place, run: () => Answer): Program {
	try {
		const answer = run();
		const printed = isProgram(answer) ? yield* answer : answer;
		return {...printed, stderr: stamped(now, printed.stderr)};
	} catch (error) {
		if (!(error instanceof Complaint)) throw error;
		throw new Complaint(stamped(now, error.stderr), error.status, error.stdout, error.exits);
	}
}

function stamped(now: number, text: string): string {
	let serial = 0;
	return text.replace(/^(\w+\|(?:WARN|INFO|ERR))\|(.*)\n/gm, (_, source: string, message: string) =>
		logLine(now, ++serial, source, message),
	);
}

/** A text without them: recordings have no dates. */
export function withoutStamps(text: string): string {
	return text.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z\|\d+\|/gm, '');
}
