/*
 * A line that runs
 *
 * A line is a process, which may start others; this is the ground on which they stand. Changes go into the history by
 * `input`, so they stand on the timeline, can be undone and are part of the replay. Time
 * passes when all processes wait and all frames have come to rest. All of it happens in
 * slices: `advance` does so many things and returns, so that a screen can paint and read
 * keys in between, and Ctrl-C can come at any of these places. Where the slices are cut
 * makes no difference to the world.
 *
 * Where nobody can press Ctrl-C the lab does, when the line waits for what does not come.
 */
import {type History, type Input, input, step} from '../../engine/history.js';
import {MOST_TURNS, PATIENCE, WAIT_BY} from '../patience.js';
import {TOOLS} from '../tools/tools.js';
import type {Context} from './context.js';
import {TERMINAL} from './file-descriptors.js';
import {groundOf} from './ground.js';
import {type Watched, watched} from './guard.js';
import {runList, runWords} from './interpret.js';
import {jobLine} from './jobs.js';
import {createProcesses, earliest, isAlive, type Process, type Processes, rouse, spawn, stir, turn} from './processes.js';
import {runLine} from './run-line.js';
import {createScope} from './scope.js';
import {interruptForeground, type Session} from './session.js';
import type {Outcome, Piece, Shell} from './shell.js';

/** What came of a slice; `printed` is what came out in it. */
export type Slice =
	/** The limit is used up; there is more to do at once. */
	| {kind: 'running'; printed: readonly Piece[]}
	/** All frames are at rest, and the line waits for world time `until`, ns. The next slice lets it pass, however long that took outside. */
	| {
			kind: 'waiting';
			until: number;
			/** It waits for what has no time, and `until` is only when it looks again. */
			endless: boolean;
			printed: readonly Piece[];
	  }
	| {kind: 'done'; status: number; printed: readonly Piece[]};

export interface LineRun {
	/** Goes on for at most `limit` things: turns of processes, ticks of the world. After the end it does nothing. */
	advance(limit: number): Slice;
	/** Ctrl-C; the next slice begins with it. */
	interrupt(): void;
	/** What was put into the world so far, for the timeline. */
	readonly inputs: readonly Input[];
	/** Tools that the prompt did not let run. */
	readonly kept: readonly string[];
}

const LONG_SLICE = 100_000;

/** Begins a line; nothing of it runs before the first `advance`. */
export function startLine(history: History, shell: Shell, line: string): LineRun {
	const name = history.world.machines[shell.machine]?.name ?? '';
	shell.session ??= {scope: createScope(shell.machine, name), processes: createProcesses()};
	const {scope, processes} = shell.session;
	// Who sits at it may have gone to another machine.
	scope.machine = shell.machine;
	scope.variables.set('HOSTNAME', name);
	// A line that was left before its end is gone; jobs in the background are not.
	processes.all = processes.all.filter(({background, ending}) => background || ending);
	return new Run(history, shell, shell.session, line);
}

/** Runs a line to its end: lets frames come to rest, and time pass when the line waits for it. */
export function execute(history: History, shell: Shell, line: string): Outcome {
	const run = startLine(history, shell, line);
	const out = {stdout: '', stderr: ''};
	for (;;) {
		const slice = run.advance(LONG_SLICE);
		for (const {stream, text} of slice.printed) out[stream] += text;
		if (slice.kind === 'done') return {...out, status: slice.status, inputs: [...run.inputs]};
	}
}

class Run implements LineRun {
	readonly inputs: Input[] = [];
	readonly #printed: Piece[] = [];
	readonly #main: Process;
	readonly #ground: ReturnType<typeof groundOf>;
	readonly #watched: Watched;
	#interrupted = false;
	/** The main process has ended, and what it left was seen to. */
	#ended = false;
	/** It was said that the line waits. */
	#announced = false;
	/** World time when something last happened that the line could wait for. */
	#busy: number;
	/** World time when the line last printed, or began: frames that come for ever, such as those of STP, are no reason to wait for ever. */
	#spoke: number;
	/** Turns that processes had. */
	#turns = 0;

	constructor(
		private readonly history: History,
		private readonly shell: Shell,
		private readonly session: Session,
		line: string,
	) {
		this.#busy = history.world.now;
		this.#spoke = history.world.now;
		this.#ground = groundOf(history, {
			input: (made) => this.#input(made),
			print: (piece) => {
				this.#spoke = history.world.now;
				this.#printed.push(piece);
			},
		});
		this.#watched = watched(TOOLS, shell.guard);
		const context: Context = {
			lab: history,
			tools: this.#watched.tools,
			maySet: this.#watched.maySet,
			scope: session.scope,
			descriptors: TERMINAL,
			attended: shell.attended === true,
			piped: shell.piped === true,
			runWords,
			runList,
		};
		session.scope.loops = 0;
		session.scope.conditions = 0;
		this.#main = spawn(this.#processes, this.#ground, {task: runLine(context, line), descriptors: TERMINAL, background: false});
	}

	get #processes(): Processes {
		return this.session.processes;
	}

	get kept(): readonly string[] {
		return this.#watched.kept;
	}

	interrupt(): void {
		this.#interrupted = true;
	}

	advance(limit: number): Slice {
		for (let spent = 0; spent < limit; spent++) {
			const pause = this.#once();
			if (pause === 'go-on') continue;
			const printed = this.#printed.splice(0);
			if (pause === 'end') return {kind: 'done', status: this.session.scope.status, printed};
			return {kind: 'waiting', until: pause, endless: this.#wakeUp() === undefined, printed};
		}
		return {kind: 'running', printed: this.#printed.splice(0)};
	}

	/** Does one thing; a number is the world time that the line waits for. */
	#once(): 'go-on' | 'end' | number {
		if (this.#interrupted) this.#pressCtrlC();
		for (const process of this.#processes.all) {
			if (!turn(this.#processes, this.#ground, process)) continue;
			if (process.background || this.shell.attended || ++this.#turns % MOST_TURNS !== 0) return 'go-on';
			this.interrupt();
			return 'go-on';
		}
		if (isAlive(this.#main) && this.#isTired()) {
			this.#spoke = this.history.world.now;
			this.interrupt();
			return 'go-on';
		}
		if (step(this.history)) {
			stir(this.#processes);
			this.#busy = this.history.world.now;
			return 'go-on';
		}
		if (rouse(this.#processes)) return 'go-on';
		if (isAlive(this.#main)) return this.#letPass();
		if (!this.#ended) this.#end();
		return 'end';
	}

	/** The earliest time that somebody waits for; a job in the background does not keep the line. */
	#wakeUp(): number | undefined {
		return earliest(this.#processes.all);
	}

	/** Has the line waited without an end and without a word for long enough, with nobody there to press Ctrl-C? */
	#isTired(): boolean {
		return !this.shell.attended && this.#wakeUp() === undefined && this.history.world.now - this.#spoke >= PATIENCE;
	}

	/** Nothing moves: says once that the line waits, then lets time pass. */
	#letPass(): 'go-on' | number {
		const {world} = this.history;
		const now = Math.max(world.now, world.until);
		const until = this.#wakeUp();
		if (!this.shell.attended && until === undefined && now - this.#busy >= PATIENCE) {
			this.interrupt();
			return 'go-on';
		}
		const longest = this.shell.attended || until === undefined ? now + WAIT_BY : Number.POSITIVE_INFINITY;
		const end = Math.max(now + 1, Math.min(until ?? Number.POSITIVE_INFINITY, longest));
		this.#announced = !this.#announced;
		if (this.#announced) return end;
		this.#input({kind: 'wait', duration: end - now});
		stir(this.#processes);
		return 'go-on';
	}

	#pressCtrlC(): void {
		this.#interrupted = false;
		// The terminal says it, and there is none.
		if (!this.shell.piped) this.#printed.push({stream: 'stdout', text: '^C'});
		interruptForeground(this.#processes);
	}

	/** Its status is the shell's, and jobs that have ended are told of. */
	#end(): void {
		this.#ended = true;
		const {scope, processes} = this.session;
		const ending = this.#main.ending ?? {status: 0};
		scope.status = ending.status;
		if (ending.signal === 'SIGINT' && !this.shell.piped) this.#printed.push({stream: 'stdout', text: '\n'});
		const over = scope.jobs.filter(({pid}) => processes.all.some((one) => one.pid === pid && !isAlive(one)));
		for (const job of over) {
			const text = jobLine(scope, job, processes.all.find(({pid}) => pid === job.pid)?.ending);
			if (!this.shell.piped) this.#printed.push({stream: 'stderr', text});
		}
		scope.jobs = scope.jobs.filter((job) => !over.includes(job));
		processes.all = processes.all.filter(isAlive);
	}

	#input(made: Input): ReturnType<typeof input> {
		this.inputs.push(made);
		return input(this.history, made);
	}
}
