/*
 * A command is a program of changes
 *
 * What a tool does to the world is a sequence of changes, the same that a lesson
 * step or a recording makes, and what it prints depends on how the kernel takes
 * them. So a command is a generator: it yields a change, is told the result, and
 * ends with its printout. Whoever runs it decides by which door a change goes:
 * into a history, or straight to a world. A query yields nothing. `ping` yields
 * time: it asks for the world to go on until its next packet is due.
 */
import type {Change, ChangeResult} from '../engine/change.js';
import {netlinkError, type Refusal} from './errno.js';

/** What a program asks for. */
export type Act =
	| {kind: 'change'; change: Change}
	/** Let the world go on until `until` (ns), then ask again; `printed` is what is on the screen by then. */
	| {kind: 'time'; until: number; printed: string};

/** What a tool leaves behind when it ends. */
export interface Printed {
	stdout: string;
	stderr: string;
	/** Exit status: 0 is success. */
	status: number;
}

/** The answer to a time act is `undefined`. */
export type Program = Generator<Act, Printed, ChangeResult | undefined>;

/** Ctrl-C: thrown into a program that waits for time. */
export class Interrupted {}

/** A tool that only looks answers at once; one that acts is a program. */
export type Answer = Printed | Program;

export const DONE_SILENTLY: Printed = {stdout: '', stderr: '', status: 0};

export function prints(stdout: string, status = 0): Printed {
	return {stdout, stderr: '', status};
}

export function isProgram(answer: Answer): answer is Program {
	return 'next' in answer;
}

export function fails(stderr: string, status: number): Printed {
	return {stdout: '', stderr, status};
}

/** Makes one change. */
export function* make(change: Change): Generator<Act, ChangeResult, ChangeResult | undefined> {
	return (yield {kind: 'change', change}) ?? {kind: 'done'};
}

/** Makes changes one after the other, as far as the kernel goes along; returns what it refused. */
export function* makeAll(changes: readonly Change[]): Generator<Act, Refusal | undefined, ChangeResult | undefined> {
	for (const change of changes) {
		const result = yield* make(change);
		if (result.kind === 'refused') return result;
	}
	return undefined;
}

/** Makes changes and answers as iproute2 does; `status` is that of a refusal. */
export function* request(changes: readonly Change[], status: number): Program {
	const refusal = yield* makeAll(changes);
	return refusal ? fails(netlinkError(refusal), status) : DONE_SILENTLY;
}
