/*
 * A command is a program of acts
 *
 * What a tool does to the world is a sequence of changes, the same that a lesson
 * step or a recording makes, and what it prints depends on how the kernel takes
 * them. So a command is a generator: it yields an act, is told what came of it, and
 * ends with its printout. Whoever runs it decides by which door a change goes:
 * into a history, or straight to a world. A query yields nothing.
 *
 * A program that lasts lets the world go on (`time`), or waits until something
 * happens in it (`events`), prints as it goes (`print`), and may read what comes
 * through a pipe (`read`). These five are all the system calls there are. Signals
 * are thrown into it where it waits: one that catches `Interrupted` may still print
 * its summary; one that does not ends there, and its `finally` tidies up.
 */
import type {Change, ChangeResult} from '../engine/change.js';
import type {TraceNode} from '../engine/trace.js';
import {netlinkError, type Refusal} from './errno.js';

export type Stream = 'stdout' | 'stderr';

/** What a program asks for. */
export type Act =
	/** Answered with the ChangeResult. */
	| {kind: 'change'; change: Change}
	/**
	 * Let the world go on until `until`, ns; answered with undefined. The answer may come earlier, whenever
	 * all frames have come to rest: who waits for something looks whether it is there, and asks again.
	 */
	| {kind: 'time'; until: number}
	/**
	 * Wait until something has happened since this program last asked, or began, and at most until `until`, ns.
	 * Answered with the nodes of the trace since then; none when the time is up, or when only a command changed something.
	 */
	| {kind: 'events'; until?: number}
	/** Goes out at once: to the terminal, a pipe or a file. Answered with undefined. */
	| {kind: 'print'; stream: Stream; text: string}
	/** The next piece of standard input; answered with `input`, without a text at its end. */
	| {kind: 'read'};

/** What came of an act. */
export type Reply = ChangeResult | {kind: 'events'; nodes: readonly TraceNode[]} | {kind: 'input'; text: string | undefined} | undefined;

/** What a tool leaves behind when it ends. */
export interface Printed {
	/** What is still to be printed. */
	stdout: string;
	stderr: string;
	/** Exit status: 0 is success. */
	status: number;
}

/** Part of a program, with a result of its own. */
export type Acting<Result> = Generator<Act, Result, Reply>;

export type Program = Acting<Printed>;

/** A signal, thrown into a program that waits. */
export class Signal {
	constructor(readonly name: 'SIGINT' | 'SIGTERM' | 'SIGPIPE' | 'SIGHUP' | 'SIGKILL') {}
}

/** Ctrl-C. */
export class Interrupted extends Signal {
	constructor() {
		super('SIGINT');
	}
}

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
export function* make(change: Change): Acting<ChangeResult> {
	const reply = yield {kind: 'change', change};
	return reply?.kind === 'done' || reply?.kind === 'refused' ? reply : {kind: 'done'};
}

/** Makes changes one after the other, as far as the kernel goes along; returns what it refused. */
export function* makeAll(changes: readonly Change[]): Acting<Refusal | undefined> {
	for (const change of changes) {
		const result = yield* make(change);
		if (result.kind === 'refused') return result;
	}
	return undefined;
}

/** Prints while the program runs. */
export function* say(text: string, stream: Stream = 'stdout'): Acting<void> {
	if (text !== '') yield {kind: 'print', stream, text};
}

/** Prints what a text that grows has beyond what was printed of it before. */
export function teller(stream: Stream = 'stdout'): (text: string) => Acting<void> {
	let told = 0;
	return function* (text) {
		const from = told;
		told = Math.max(told, text.length);
		yield* say(text.slice(from), stream);
	};
}

/** Waits until something happens in the world, at most until `until`, ns; what happened since the last time. */
export function* watchWorld(until?: number): Acting<readonly TraceNode[]> {
	const reply = yield until === undefined ? {kind: 'events'} : {kind: 'events', until};
	return reply?.kind === 'events' ? reply.nodes : [];
}

/** The next piece of standard input; `undefined` at its end. */
export function* readInput(): Acting<string | undefined> {
	const reply = yield {kind: 'read'};
	return reply?.kind === 'input' ? reply.text : undefined;
}

/** Makes changes and answers as iproute2 does; `status` is that of a refusal. */
export function* request(changes: readonly Change[], status: number): Program {
	const refusal = yield* makeAll(changes);
	return refusal ? fails(netlinkError(refusal), status) : DONE_SILENTLY;
}
