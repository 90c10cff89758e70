/*
 * A line that runs
 *
 * A line is a program; this is what answers its acts. Changes go into the history by
 * `input`, so they stand on the timeline, can be undone and are part of the replay. Time
 * passes when the line waits and all frames have come to rest. All of it happens in
 * slices: `advance` does so many things and returns, so that a screen can paint and read
 * keys in between, and Ctrl-C can come at any of these places. Where the slices are cut
 * makes no difference to the world.
 *
 * Where nobody can press Ctrl-C the lab does, when the line waits for what does not come.
 */
import {type History, type Input, input, step} from '../../engine/history.js';
import {nextTime} from '../../engine/tick.js';
import type {TraceNode} from '../../engine/trace.js';
import {PATIENCE, WAIT_BY} from '../patience.js';
import {type Act, Interrupted, type Printed, type Program, type Reply, Signal, type Stream} from '../program.js';
import {runLine} from './run-line.js';
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
	/** Goes on for at most `limit` things: acts of the line, ticks of the world. After the end it does nothing. */
	advance(limit: number): Slice;
	/** Ctrl-C; the next slice begins with it. */
	interrupt(): void;
	/** What was put into the world so far, for the timeline. */
	readonly inputs: readonly Input[];
}

/** What a program can wait for. */
type Wait = Exclude<Act, {kind: 'change' | 'print'}>;

const STATUS: Readonly<Record<Signal['name'], number>> = {SIGHUP: 129, SIGINT: 130, SIGKILL: 137, SIGPIPE: 141, SIGTERM: 143};
const LONG_SLICE = 100_000;
const MOST_IN_VAIN = 1000;

/** Begins a line; nothing of it runs before the first `advance`. */
export function startLine(history: History, shell: Shell, line: string): LineRun {
	return new Run(history, shell, runLine(history, shell, line));
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
	#printed: Piece[] = [];
	/** What the program waits for. */
	#act: Wait | undefined;
	#status: number | undefined;
	#signal: Signal | undefined;
	/** Ticks that the program has been told of. */
	#told: number;
	/** Inputs of anybody that it has been told of: what a command changes moves no frame, and is an event all the same. */
	#toldInputs: number;
	/** It has looked since the world came to rest. */
	#looked = false;
	/** How often it was answered since anything moved. */
	#vain = 0;
	/** It was said that the line waits. */
	#announced = false;
	/** World time when something last happened that the line could wait for. */
	#busy: number;

	constructor(
		private readonly history: History,
		private readonly shell: Shell,
		private readonly program: Program,
	) {
		this.#told = history.world.ticks;
		this.#toldInputs = history.inputs.length;
		this.#busy = history.world.now;
	}

	interrupt(): void {
		this.#signal = new Interrupted();
	}

	advance(limit: number): Slice {
		for (let spent = 0; spent < limit; spent++) {
			const pause = this.#once();
			if (pause === 'go-on') continue;
			const printed = this.#printed.splice(0);
			if (pause === 'end') return {kind: 'done', status: this.#status ?? 0, printed};
			return {kind: 'waiting', until: pause, endless: this.#act?.kind === 'events' && this.#act.until === undefined, printed};
		}
		return {kind: 'running', printed: this.#printed.splice(0)};
	}

	/** Does one thing; a number is the world time that the line waits for. */
	#once(): 'go-on' | 'end' | number {
		if (this.#status !== undefined) return step(this.history) ? 'go-on' : 'end';
		if (this.#signal) {
			const signal = this.#signal;
			this.#signal = undefined;
			this.#print('stdout', '^C');
			this.#resume(() => this.program.throw(signal));
		} else if (!this.#act) this.#resume(() => this.program.next(undefined));
		else return this.#wait(this.#act);
		return 'go-on';
	}

	/** The program waits: for what is there already, for the frames in flight, or for time. */
	#wait(act: Wait): 'go-on' | number {
		if (act.kind === 'read') return this.#answer({kind: 'input', text: undefined});
		const isMoved = act.kind === 'events' && this.#isMoved();
		const nodes = act.kind === 'events' ? this.#nodesSince() : [];
		if (isMoved || nodes.length > 0) return this.#answer({kind: 'events', nodes});
		if (act.until !== undefined && this.#isPast(act.until))
			return this.#answer(act.kind === 'events' ? {kind: 'events', nodes} : undefined);
		if (step(this.history)) {
			this.#looked = false;
			this.#vain = 0;
			this.#busy = this.history.world.now;
			return 'go-on';
		}
		if (act.until !== undefined && this.#isPast(act.until)) return 'go-on';
		if (act.kind === 'time' && !this.#looked) {
			this.#looked = true;
			return this.#answer(undefined);
		}
		return this.#letPass(act);
	}

	/** Nothing moves: says once that the line waits, then lets time pass. */
	#letPass({until}: {until?: number}): 'go-on' | number {
		const now = this.#restTime();
		if (!this.shell.attended && until === undefined && now - this.#busy >= PATIENCE) {
			this.interrupt();
			return 'go-on';
		}
		const end = Math.max(
			now + 1,
			Math.min(until ?? Number.POSITIVE_INFINITY, this.shell.attended || until === undefined ? now + WAIT_BY : Number.POSITIVE_INFINITY),
		);
		this.#announced = !this.#announced;
		if (this.#announced) return end;
		this.#input({kind: 'wait', duration: end - now});
		return 'go-on';
	}

	/** Have all things until then happened? */
	#isPast(until: number): boolean {
		const {world} = this.history;
		return world.now >= until && (nextTime(world) ?? Number.POSITIVE_INFINITY) > until;
	}

	/** The time when all is quiet; a wait may have brought it further than the last event. */
	#restTime(): number {
		const {now, until} = this.history.world;
		return Math.max(now, until);
	}

	/** Has anybody put something in since the program looked? Time that passes is nothing. */
	#isMoved(): boolean {
		const {inputs} = this.history;
		const since = inputs.slice(this.#toldInputs);
		this.#toldInputs = inputs.length;
		return since.some(({input}) => input.kind !== 'wait');
	}

	#nodesSince(): readonly TraceNode[] {
		const {trace} = this.history;
		const first = trace[0]?.id ?? 0;
		const nodes = trace.slice(Math.max(0, this.#told - first));
		this.#told = this.history.world.ticks;
		return nodes;
	}

	#answer(reply: Reply): 'go-on' {
		// What it waits for does not come, or it would not wait for a time that is past.
		if (this.#act?.kind === 'time' && ++this.#vain > MOST_IN_VAIN) this.interrupt();
		this.#resume(() => this.program.next(reply));
		return 'go-on';
	}

	/** Lets the program run up to what it cannot go on without. */
	#resume(run: () => IteratorResult<Act, Printed>): void {
		try {
			let step = run();
			while (!step.done && (step.value.kind === 'change' || step.value.kind === 'print')) {
				const act = step.value;
				if (act.kind === 'print') this.#print(act.stream, act.text);
				step = this.program.next(act.kind === 'change' ? this.#input({kind: 'change', change: act.change}) : undefined);
			}
			if (step.done) this.#end(step.value);
			else this.#act = step.value as Wait;
		} catch (error) {
			if (!(error instanceof Signal)) throw error;
			this.#end({stdout: error.name === 'SIGINT' ? '\n' : '', stderr: '', status: STATUS[error.name]});
		}
	}

	#end({stdout, stderr, status}: Printed): void {
		this.#print('stdout', stdout);
		this.#print('stderr', stderr);
		this.#act = undefined;
		this.#status = status;
	}

	#input(made: Input): Reply {
		this.inputs.push(made);
		this.#looked = false;
		this.#vain = 0;
		return input(this.history, made);
	}

	#print(stream: Stream, text: string): void {
		if (text !== '') this.#printed.push({stream, text});
	}
}
