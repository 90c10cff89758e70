/** What a shell remembers from line to line: variables, options, the last status, jobs in the background. */
import type {MachineId} from '../../engine/netdev.js';

/** `&`: a chain of pipelines that runs beside the line. */
export interface Job {
	number: number;
	pid: number;
	/** As it was typed. */
	text: string;
}

export interface Scope {
	machine: MachineId;
	variables: Map<string, string>;
	/** `$?` */
	status: number;
	/** `$!` */
	lastJob: number | undefined;
	/** Of `set`: `errexit`, `pipefail`, `nounset`, `xtrace`. */
	options: Set<string>;
	jobs: Job[];
	/** Loops around what runs now, for `break`. */
	loops: number;
	/** Conditions around what runs now: there a failure is an answer, not a reason to leave. */
	conditions: number;
	/** `exit`, or a failure under `set -e`, has ended it; a prompt goes on, a script does not. */
	exited?: boolean;
	/** `$$` */
	pid: number;
}

const SHELL_PID = 2000;

export function createScope(machine: MachineId, name: string): Scope {
	return {
		machine,
		variables: new Map([
			['HOME', '/root'],
			['HOSTNAME', name],
			['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
			['PWD', '/root'],
			['USER', 'root'],
		]),
		status: 0,
		lastJob: undefined,
		options: new Set(),
		jobs: [],
		loops: 0,
		conditions: 0,
		pid: SHELL_PID,
	};
}

/** A subshell has all of it, and gives nothing back. */
export function subScope(scope: Scope): Scope {
	return {...scope, variables: new Map(scope.variables), options: new Set(scope.options), jobs: []};
}

/** `break`, `continue`: thrown through the commands of a loop. */
export class Leap {
	constructor(
		readonly kind: 'break' | 'continue',
		public levels: number,
	) {}
}

/** `exit`, and a failure under `set -e`: thrown through all commands of a shell. */
export class Exit {
	constructor(readonly status: number) {}
}
