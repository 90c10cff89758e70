/*
 * Processes
 *
 * Each is a suspended generator. They take turns in the order in which they began, each
 * up to the call that it cannot go on without; when all of them wait, the world goes on by
 * one tick, and who waits for that looks again. Nothing here depends on where a slice ends.
 *
 * A pipe is a text between two of them: who writes more than it holds waits, who writes
 * to one that nobody reads gets SIGPIPE, who reads an empty one that nobody writes is at
 * its end.
 */
import type {Entry} from '../../engine/history.js';
import {nextTime} from '../../engine/tick.js';
import type {TraceNode} from '../../engine/trace.js';
import type {World} from '../../engine/world.js';
import {Interrupted, type Reply, Signal} from '../program.js';
import {type Descriptors, hold, PIPE_SIZE, type Sink} from './file-descriptors.js';
import type {Answer, Call, Ending, Task} from './system-call.js';

export interface Process {
	readonly pid: number;
	/** The process that leads its job: all of a pipeline are in the foreground, or none. */
	readonly group: number;
	readonly task: Task;
	readonly descriptors: Descriptors;
	/** Ctrl-C does not reach it. */
	background: boolean;
	/** What it waits for; nothing before it has begun. */
	call: Call | undefined;
	/** To be thrown into it at its next turn. */
	signal: Signal | undefined;
	/** Ticks of the world that it has been told of. */
	told: number;
	/** Inputs of anybody that it has been told of: what a command changes moves no frame, and is an event all the same. */
	toldInputs: number;
	/** It has looked since the world came to rest. */
	looked: boolean;
	/** How often it was answered since anything moved. */
	vain: number;
	ending: Ending | undefined;
}

/** What processes stand on: the world with its door, and the terminal. */
export interface Ground {
	readonly world: World;
	readonly inputs: readonly Entry[];
	/** Nodes of the trace from this tick on. */
	nodesSince(tick: number): readonly TraceNode[];
	change(call: Extract<Call, {kind: 'change'}>): Reply;
	/** Into the terminal or a file; a refusal is for the one who writes. */
	write(to: Exclude<Sink, {kind: 'pipe'}>, text: string): Reply;
}

export interface Processes {
	all: Process[];
	nextPid: number;
}

const FIRST_PID = 2001;
/** Answers to waits that were over before they began; then nothing comes any more. */
const MOST_IN_VAIN = 1000;

const SIGNAL_NUMBERS: Readonly<Record<Signal['name'], number>> = {SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGPIPE: 13, SIGTERM: 15};

export function createProcesses(): Processes {
	return {all: [], nextPid: FIRST_PID};
}

/** What a process is begun with. */
type Beginning = Pick<Process, 'task' | 'descriptors' | 'background'>;

/** A new process; it begins at its first turn. What stands in the background leads a job of its own; anything else is in that of `parent`. */
export function spawn(processes: Processes, ground: Ground, {task, descriptors, background}: Beginning, parent?: Process): Process {
	hold(descriptors, 1);
	const pid = processes.nextPid++;
	const process: Process = {
		pid,
		group: background || !parent ? pid : parent.group,
		task,
		descriptors,
		background: background || parent?.background === true,
		call: undefined,
		signal: undefined,
		told: ground.world.ticks,
		toldInputs: ground.inputs.length,
		looked: false,
		vain: 0,
		ending: undefined,
	};
	processes.all.push(process);
	return process;
}

export function isAlive({ending}: Process): boolean {
	return ending === undefined;
}

/** Throws a signal into a process at its next turn; nothing that comes later takes the place of SIGKILL. */
export function send(process: Process, signal: Signal): void {
	if (process.signal?.name !== 'SIGKILL') process.signal = signal;
}

/** To one process; by the one that leads a job in the background, to all of the job. */
function sendToJob({all}: Processes, found: Process, signal: Signal): void {
	const leads = found.background && found.pid === found.group;
	for (const one of all) if (one === found || (leads && one.group === found.group && isAlive(one))) send(one, signal);
}

/** Gives a process its turn; false when it has to wait. */
export function turn(processes: Processes, ground: Ground, process: Process): boolean {
	if (process.ending) return false;
	const {signal} = process;
	if (signal) {
		process.signal = undefined;
		resume(process, () => process.task.throw(signal));
		return true;
	}
	if (!process.call) {
		resume(process, () => process.task.next(undefined));
		return true;
	}
	const answer = answerTo(processes, ground, process, process.call);
	if (answer === 'wait') return false;
	if (answer === 'broken-pipe') process.signal = new Signal('SIGPIPE');
	else resume(process, () => process.task.next(answer));
	return true;
}

/** Something moved in the world. */
export function stir(processes: Processes): void {
	for (const process of processes.all) {
		process.looked = false;
		process.vain = 0;
	}
}

/** A world at rest: who waits for time may look, once. False when all have. */
export function rouse(processes: Processes): boolean {
	const sleeper = processes.all.find((process) => isAlive(process) && process.call?.kind === 'time' && !process.looked);
	if (!sleeper) return false;
	sleeper.looked = true;
	resume(sleeper, () => sleeper.task.next(undefined));
	return true;
}

/** The earliest world time that somebody waits for; `undefined` when nobody does. */
export function earliest(processes: readonly Process[]): number | undefined {
	const times = processes.flatMap(({call, ending}) =>
		!ending && (call?.kind === 'time' || call?.kind === 'events' || call?.kind === 'wait-for') && call.until !== undefined
			? [call.until]
			: [],
	);
	return times.length === 0 ? undefined : Math.min(...times);
}

function answerTo(processes: Processes, ground: Ground, process: Process, call: Call): Answer | 'wait' | 'broken-pipe' {
	switch (call.kind) {
		case 'change':
			return ground.change(call);
		case 'pass':
			return undefined;
		case 'write':
			if (call.to.kind !== 'pipe') return ground.write(call.to, call.text);
			if (call.to.readers === 0) return 'broken-pipe';
			if (call.to.text.length >= PIPE_SIZE) return 'wait';
			call.to.text += call.text;
			return undefined;
		case 'read-from':
			return readFrom(call);
		case 'time':
			if (!isPast(ground.world, call.until)) return 'wait';
			// What it waits for does not come, or it would not wait for a time that is past.
			if (++process.vain > MOST_IN_VAIN) process.signal = new Interrupted();
			return undefined;
		case 'events': {
			const nodes = ground.nodesSince(Math.min(process.told, ground.world.ticks));
			process.told = ground.world.ticks;
			if (isMoved(ground, process) || nodes.length > 0 || (call.until !== undefined && isPast(ground.world, call.until)))
				return {kind: 'events', nodes};
			return 'wait';
		}
		case 'spawn':
			return {kind: 'spawned', pid: spawn(processes, ground, call, process).pid};
		case 'wait-for':
			if (call.until !== undefined && isPast(ground.world, call.until)) return undefined;
			return waitFor(processes, call.pids);
		case 'look': {
			const answer = waitFor(processes, [call.pid]);
			return answer === 'wait' ? undefined : answer;
		}
		case 'foreground':
			for (const one of processes.all) if (one.group === call.pid) one.background = false;
			return undefined;
		case 'signal': {
			const found = processes.all.find((one) => one.pid === call.pid && isAlive(one));
			if (found) sendToJob(processes, found, call.signal === 'SIGINT' ? new Interrupted() : new Signal(call.signal));
			return {kind: 'signalled', found: found !== undefined};
		}
		default:
			return call satisfies never;
	}
}

function readFrom({from}: Extract<Call, {kind: 'read-from'}>): Answer | 'wait' {
	switch (from.kind) {
		case 'nothing':
			return {kind: 'input', text: undefined};
		case 'text': {
			const text = from.text.slice(from.at);
			from.at = from.text.length;
			return {kind: 'input', text: text === '' ? undefined : text};
		}
		case 'pipe': {
			const {text} = from;
			if (text === '') return from.writers > 0 ? 'wait' : {kind: 'input', text: undefined};
			from.text = '';
			return {kind: 'input', text};
		}
		default:
			return from satisfies never;
	}
}

/** Those that have ended are forgotten with it. */
function waitFor(processes: Processes, pids: readonly number[]): Answer | 'wait' {
	const children = pids.map((pid) => processes.all.find((one) => one.pid === pid));
	if (children.some((child) => child && isAlive(child))) return 'wait';
	processes.all = processes.all.filter(({pid}) => !pids.includes(pid));
	return {kind: 'ended', statuses: children.map((child) => child?.ending ?? {status: 127})};
}

/** Has anybody put something in since the process looked? Time that passes is nothing. */
function isMoved({inputs}: Ground, process: Process): boolean {
	const since = inputs.slice(process.toldInputs);
	process.toldInputs = inputs.length;
	return since.some(({input}) => input.kind !== 'wait');
}

/** Have all things until then happened? */
function isPast(world: World, until: number): boolean {
	return world.now >= until && (nextTime(world) ?? Number.POSITIVE_INFINITY) > until;
}

/** Lets a process run up to its next call. */
function resume(process: Process, run: () => IteratorResult<Call, number>): void {
	try {
		const step = run();
		if (step.done) end(process, {status: step.value});
		else process.call = step.value;
	} catch (error) {
		if (!(error instanceof Signal)) throw error;
		end(process, {status: 128 + SIGNAL_NUMBERS[error.name], signal: error.name});
	}
}

function end(process: Process, ending: Ending): void {
	process.ending = ending;
	process.call = undefined;
	hold(process.descriptors, -1);
}
