/**
 * What the shell itself asks for, beside the acts of tools: it says where a text goes and where it comes from, starts
 * processes, waits for them and sends them signals.
 */
import type {Act, Reply, Signal} from '../program.js';
import type {Descriptors, Sink, Source} from './file-descriptors.js';

export type Call =
	| Exclude<Act, {kind: 'print' | 'read'}>
	| {kind: 'write'; to: Sink; text: string}
	| {kind: 'read-from'; from: Source}
	/** Ctrl-C does not reach one in the background. */
	| {kind: 'spawn'; task: Task; descriptors: Descriptors; background: boolean}
	/**
	 * Until all of them have ended, then they are forgotten; or until `until`, ns, answered with undefined.
	 * Ctrl-C is theirs, unless the wait itself is `interruptible`.
	 */
	| {kind: 'wait-for'; pids: readonly number[]; until?: number; interruptible?: boolean}
	/** As `wait-for`, without waiting: answered with undefined when it runs. */
	| {kind: 'look'; pid: number}
	/** Ctrl-C reaches it from now on. */
	| {kind: 'foreground'; pid: number}
	| {kind: 'signal'; pid: number; signal: Signal['name']}
	/** Let others have their turn. */
	| {kind: 'pass'};

export type Answer =
	| Reply
	| {kind: 'spawned'; pid: number}
	/** Statuses of those that were waited for, in their order. */
	| {kind: 'ended'; statuses: readonly Ending[]}
	| {kind: 'signalled'; found: boolean};

/** How a process ended; `signal` when it was ended by one. */
export interface Ending {
	status: number;
	signal?: Signal['name'];
}

/** Part of what a process does. */
export type Doing<Result> = Generator<Call, Result, Answer>;

/** A whole process: its exit status. */
export type Task = Doing<number>;
