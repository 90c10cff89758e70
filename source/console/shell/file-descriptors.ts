/** Where the output of a command goes, and where its input comes from. */
import type {MachineId} from '../../engine/netdev.js';
import type {Stream} from '../program.js';

/** Octets that a pipe holds before the one that writes has to wait (pipe(7)). */
export const PIPE_SIZE = 65_536;

/** What one process prints and another reads. */
export interface Pipe {
	kind: 'pipe';
	text: string;
	/** Processes that hold an end. */
	readers: number;
	writers: number;
}

export type Sink =
	| {kind: 'terminal'; stream: Stream}
	| Pipe
	/** `$(…)`: kept until the command has ended. */
	| {kind: 'memory'; text: string}
	| {kind: 'file'; machine: MachineId; path: string}
	/** A file of the kernel: what is written is an order. */
	| {kind: 'setting'; machine: MachineId; path: string}
	| {kind: 'nothing'};

/** A text is there as a whole; `at` is how far it has been read, by all who share it. */
export type Source = {kind: 'nothing'} | {kind: 'text'; text: string; at: number} | Pipe;

export interface Descriptors {
	stdin: Source;
	stdout: Sink;
	stderr: Sink;
}

export const NOTHING = {kind: 'nothing'} as const;

export const TERMINAL: Descriptors = {
	stdin: NOTHING,
	stdout: {kind: 'terminal', stream: 'stdout'},
	stderr: {kind: 'terminal', stream: 'stderr'},
};

export function newPipe(): Pipe {
	return {kind: 'pipe', text: '', readers: 0, writers: 0};
}

/** A process begins (`by` 1) or ends (-1) to hold these. */
export function hold({stdin, stdout, stderr}: Descriptors, by: 1 | -1): void {
	if (stdin.kind === 'pipe') stdin.readers += by;
	if (stdout.kind === 'pipe') stdout.writers += by;
	if (stderr.kind === 'pipe') stderr.writers += by;
}
