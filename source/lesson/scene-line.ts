/*
 * A line at a prompt of a scene
 *
 * It runs in slices, so that a screen can paint and read keys between them, and
 * it is remembered so that the scene can be built anew: what was typed, at which
 * tick, and where Ctrl-C came. Where that is, is said by what does not depend on
 * how the slices were cut: how often the line had waited, and how many things it
 * had done since.
 */

import type {Guard} from '../console/shell/guard.js';
import {type LineRun, type Slice, startLine} from '../console/shell/line-run.js';
import type {Shell} from '../console/shell/shell.js';
import {type History, jump} from '../engine/history.js';
import {machineNamed} from '../engine/world.js';
import {type Cut, type TypedCommand, typedBefore} from './deeds.js';
import type {Printout} from './prompt.js';
import {forward, positionOf, type Scene, seek} from './scene.js';

/** A line that runs, or has run. */
export interface SceneLine {
	/** Goes on for at most `limit` things; see `LineRun`. */
	advance(limit: number): Slice;
	/** Ctrl-C; the next slice begins with it. */
	interrupt(): void;
	/** Frames that moved since it began. */
	readonly frames: number;
	/** World time, ns. */
	readonly now: number;
	/** What to remember of it when it is done. */
	readonly command: TypedCommand;
	/** Did it come to tools that are not for the step? They did not run. */
	readonly isKept: boolean;
}

/** Who types: `attended` when somebody can press Ctrl-C. */
export interface Typist {
	on: string;
	line: string;
	side?: number | undefined;
	attended?: boolean | undefined;
}

/** Begins a line in a scene, where it is now; what was known of its future is gone. Throws a RangeError when there is no such machine. */
export function beginLine(scene: Scene, typist: Typist, guard?: Guard): SceneLine {
	const {on, line, side = 0, attended = false} = typist;
	const history = scene.histories[side] as History;
	const shell = shellAt(scene, side, on);
	shell.attended = attended;
	shell.guard = guard;
	return new Line(scene, side, startLine(history, shell, line), {
		on,
		line,
		tick: history.cursor,
		...(side > 0 && {side}),
		...(attended && {attended}),
	});
}

/**
 * The scene without what was typed after the moment it shows: before another line comes, shells forget that as the world does. It is
 * built anew on `fresh` when there was such a line; with two worlds, whose lines do not know each other's places, it stays.
 */
export function withoutLater(scene: Scene, commands: readonly TypedCommand[], fresh: () => Scene, guard?: Guard): Scene {
	const [history, other] = scene.histories;
	const kept = typedBefore(commands, history?.cursor ?? 0);
	if (other || kept.length === commands.length) return scene;
	const anew = fresh();
	for (const command of kept) retype(anew, command, guard);
	seek(anew, positionOf(scene));
	anew.fed = scene.fed;
	return anew;
}

/** Types a command again where it was typed: forward to its tick, or back, when the learner had wound back before typing. */
export function retype(scene: Scene, command: TypedCommand, guard?: Guard): void {
	const {side = 0, cuts = [], tick, on} = command;
	const history = scene.histories[side] as History;
	if (scene.histories.length === 1 && history.cursor > tick) jump(history, tick);
	while (history.cursor < tick && forward(scene));
	if (!machineNamed(history.world, on)) return;
	const line = beginLine(scene, command, guard);
	for (const {waits, things} of cuts) {
		for (let waited = 0; waited < waits; ) {
			const {kind} = line.advance(LONG_SLICE);
			if (kind === 'done') return;
			if (kind === 'waiting') waited++;
		}
		if (things > 0) line.advance(things);
		line.interrupt();
	}
	runToEnd(line);
}

/** Runs a line to its end; what it printed. A line without an end, which only a damaged file can ask for, is ended. */
export function runToEnd(line: SceneLine): Printout {
	const out = {stdout: '', stderr: ''};
	for (let slices = 1; ; slices++) {
		if (slices % LONGEST_RUN === 0) line.interrupt();
		const slice = line.advance(LONG_SLICE);
		for (const {stream, text} of slice.printed) out[stream] += text;
		if (slice.kind === 'done') return {...out, status: slice.status};
	}
}

/** The same line; `done` is called once, when it has ended. */
export function whenDone(line: SceneLine, done: () => void): SceneLine {
	let isDone = false;
	return {
		advance(limit) {
			const slice = line.advance(limit);
			if (slice.kind === 'done' && !isDone) {
				isDone = true;
				done();
			}
			return slice;
		},
		interrupt: () => line.interrupt(),
		get frames() {
			return line.frames;
		},
		get now() {
			return line.now;
		},
		get command() {
			return line.command;
		},
		get isKept() {
			return line.isKept;
		},
	};
}

const LONG_SLICE = 100_000;

/** In slices. */
const LONGEST_RUN = 1_000_000;

/** The shell of a machine: it is logged in to when its prompt is first used, and stays. */
function shellAt(scene: Scene, side: number, on: string): Shell {
	const shells = scene.shells[side] as Map<string, Shell>;
	const machine = machineNamed((scene.histories[side] as History).world, on);
	if (!machine) throw new RangeError(`there is no machine "${on}" in this lab`);
	const shell = shells.get(on) ?? {machine: machine.id};
	shells.set(on, shell);
	return shell;
}

class Line implements SceneLine {
	readonly #before: {inputs: number; ticks: number};
	readonly #cuts: Cut[] = [];
	#waits = 0;
	#things = 0;
	/** Ticks of its world that the order of the two sides knows. */
	#ordered: number;

	constructor(
		private readonly scene: Scene,
		private readonly side: number,
		private readonly run: LineRun,
		private readonly typed: TypedCommand,
	) {
		const {inputs, cursor} = this.#history;
		this.#before = {inputs: inputs.length, ticks: cursor};
		this.#ordered = cursor;
		scene.order.length = Math.min(scene.order.length, scene.at);
	}

	advance(limit: number): Slice {
		const slice = this.run.advance(limit);
		if (slice.kind === 'running') this.#things += limit;
		else {
			this.#waits++;
			this.#things = 0;
		}
		this.#putInOrder();
		return slice;
	}

	interrupt(): void {
		this.#cuts.push({waits: this.#waits, things: this.#things});
		this.#waits = 0;
		this.#things = 0;
		this.run.interrupt();
	}

	get frames(): number {
		return this.#history.cursor - this.#before.ticks;
	}

	get now(): number {
		const {now, until} = this.#history.world;
		return Math.max(now, until);
	}

	get command(): TypedCommand {
		const idle = this.#history.inputs.length === this.#before.inputs;
		return {...this.typed, ...(idle && {idle}), ...(this.#cuts.length > 0 && {cuts: [...this.#cuts]})};
	}

	get isKept(): boolean {
		return this.run.kept.length > 0;
	}

	get #history(): History {
		return this.scene.histories[this.side] as History;
	}

	/** Of two worlds the order of the ticks is kept, to go back the same way. */
	#putInOrder(): void {
		const {cursor} = this.#history;
		if (this.scene.histories.length > 1)
			for (; this.#ordered < cursor; this.#ordered++) {
				this.scene.order.push(this.side);
				this.scene.at++;
			}
	}
}
