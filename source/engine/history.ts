/*
 * History: inputs, checkpoints and a cursor
 *
 * The engine is deterministic, so a history is the list of what came from
 * outside, each with the tick before which it came, and a copy of the world now
 * and then. Every other state is "nearest checkpoint, then forward".
 *
 * The cursor counts ticks. Behind it is the past; after it may lie a future that
 * is known already and is replayed, not invented, until a new input at the
 * cursor cuts it off. `fork` gives a history of its own, to ask "what if".
 *
 * Checkpoints
 * -----------
 * A copy costs as much as the world is large, so their distance grows with it:
 * about one tick for each word of state, and never less than 256. What Open vSwitch holds is
 * weighed when a checkpoint is made, the rest is known by its size at any time. Only
 * the inputs are worth saving to disk; checkpoints and trace are rebuilt.
 *
 * Trace nodes are kept for the last 50,000 ticks.
 */
import {type Change, type ChangeResult, DONE} from './change.js';
import {applyChange} from './changes/apply.js';
import {copy} from './copy.js';
import type {Frame} from './frame.js';
import type {DeviceId} from './netdev.js';
import {createTicker, inject, isQuiet, type Ticker} from './tick.js';
import type {TraceNode} from './trace.js';
import {weightOf} from './weight.js';
import type {World} from './world.js';

export type Input =
	/** The stack or an application sends a frame by `device`. */
	| {kind: 'frame'; device: DeviceId; frame: Frame}
	| {kind: 'change'; change: Change}
	/** Let logical time pass, in ns: timers run, frames fly. */
	| {kind: 'wait'; duration: number};

/** An input with its place: the number of ticks done when it came. */
export interface Entry {
	tick: number;
	input: Input;
}

interface Checkpoint {
	tick: number;
	/** Inputs already applied to `world`. */
	applied: number;
	world: World;
	/** What its copies of switches weigh, in words. */
	switches: number;
}

export interface History {
	/** The state at the cursor. Read it; change it only through `input`. */
	world: World;
	/** Ticks done in `world`; equals `world.ticks`. */
	readonly cursor: number;
	/** Ticks known, behind and ahead of the cursor. */
	readonly end: number;
	/** What came from outside, in order. This is all that must be saved. */
	readonly inputs: readonly Entry[];
	/** Nodes of the ticks before the cursor, oldest first. */
	readonly trace: readonly TraceNode[];
	/** The whole record; private to this file. */
	readonly record: Record;
}

interface Record {
	inputs: Entry[];
	/** How many of `inputs` the world at the cursor has seen. */
	applied: number;
	checkpoints: Checkpoint[];
	nodes: TraceNode[];
	end: number;
	ticker: Ticker;
}

const TRACE_LIMIT = 50_000;
const CHECKPOINT_MIN = 256;

/** A history that begins with `world`, which it takes over. */
export function createHistory(world: World): History {
	const start: Checkpoint = {tick: world.ticks, applied: 0, world: copy(world), switches: weightOfSwitches(world)};
	return wrap(world, {inputs: [], applied: 0, checkpoints: [start], nodes: [], end: world.ticks, ticker: createTicker(world, true)});
}

function wrap(world: World, record: Record): History {
	return {
		world,
		record,
		get cursor() {
			return this.world.ticks;
		},
		get end() {
			return record.end;
		},
		get inputs() {
			return record.inputs;
		},
		get trace() {
			const first = record.nodes[0]?.id ?? 0;
			return this.world.ticks === record.end ? record.nodes : record.nodes.slice(0, Math.max(0, this.world.ticks - first));
		},
	};
}

/** Applies an input at the cursor. What was known ahead of the cursor is gone. */
export function input(history: History, given: Input): ChangeResult {
	const {record} = history;
	cutFuture(history);
	record.inputs.push({tick: history.world.ticks, input: given});
	record.applied = record.inputs.length;
	return applyInput(history.world, given, record.ticker);
}

/** One tick forward: replayed when it is known, new otherwise; `undefined` when the world is quiet and nothing is ahead. */
export function step(history: History): TraceNode | undefined {
	const {record} = history;
	applyDue(history);
	if (!record.ticker.tick()) return undefined;
	const {world} = history;
	if (world.ticks > record.end) {
		record.end = world.ticks;
		record.nodes.push(record.ticker.lastNode() as TraceNode);
		if (record.nodes.length > TRACE_LIMIT * 1.1) record.nodes.splice(0, record.nodes.length - TRACE_LIMIT);
		remember(history);
	}
	applyDue(history);
	return record.ticker.lastNode();
}

/** Forward until the world is quiet, or `limit` ticks. Returns the nodes of these ticks. */
export function settle(history: History, limit = 100_000): TraceNode[] {
	const nodes: TraceNode[] = [];
	while (nodes.length < limit) {
		const node = step(history);
		if (!node) break;
		nodes.push(node);
	}
	return nodes;
}

/** Is there nothing to step to? */
function isAtEnd(history: History): boolean {
	return history.world.ticks === history.record.end && isQuiet(history.world);
}

/** Moves the cursor to just after `tick` ticks, within what is known. Inputs made at that very tick are in force. */
export function jump(history: History, tick: number): void {
	const {record} = history;
	const target = Math.min(Math.max(tick, (record.checkpoints[0] as Checkpoint).tick), record.end);
	const nearest = record.checkpoints.findLast((checkpoint) => checkpoint.tick <= target) as Checkpoint;
	// Also forwards: a checkpoint between here and there spares the way to it.
	if (target < history.world.ticks || nearest.tick > history.world.ticks) restore(history, nearest);
	const quick = createTicker(history.world, false);
	applyDue(history);
	while (history.world.ticks < target && quick.tick()) applyDue(history);
	// At the end the time that was waited for has gone by, as after `settle`.
	if (isAtEnd(history)) quick.tick();
}

/** Takes the last input back, and with it all that followed from it. Returns it, to be put in again. */
export function undo(history: History): Input | undefined {
	const {record} = history;
	const last = record.inputs.at(-1);
	if (!last) return undefined;
	const kept = record.inputs.slice(0, -1);
	record.checkpoints = record.checkpoints.filter((checkpoint) => checkpoint.applied <= kept.length && checkpoint.tick <= last.tick);
	restore(history, record.checkpoints.at(-1) as Checkpoint);
	record.inputs = kept;
	record.end = last.tick;
	dropNodesFrom(record, last.tick);
	jump(history, last.tick);
	return last.input;
}

/** An independent history with the same past and the same known future. */
export function fork(history: History): History {
	const {record} = history;
	const world = copy(history.world);
	return wrap(world, {
		inputs: [...record.inputs],
		applied: record.applied,
		checkpoints: [...record.checkpoints],
		nodes: [...record.nodes],
		end: record.end,
		ticker: createTicker(world, true),
	});
}

/** Plays saved inputs from the beginning; the result equals the history they came from, cursor at the end. */
export function replay(start: World, inputs: readonly Entry[]): History {
	const history = createHistory(start);
	for (const entry of inputs) {
		while (history.world.ticks < entry.tick && step(history));
		input(history, entry.input);
	}
	return history;
}

function applyInput(world: World, given: Input, ticker: Ticker): ChangeResult {
	// A quiet world has let its time pass before anything new comes.
	if (isQuiet(world)) world.now = Math.max(world.now, world.until);
	switch (given.kind) {
		case 'frame':
			inject(world, given.device, given.frame);
			return DONE;
		case 'change':
			return applyChange(world, given.change, ticker.sink);
		case 'wait':
			world.until = Math.max(world.until, world.now) + given.duration;
			return DONE;
		default:
			return given satisfies never;
	}
}

/** Applies the inputs that came at the cursor and are not in force yet. */
function applyDue(history: History): void {
	const {record, world} = history;
	for (let next = record.inputs[record.applied]; next && next.tick <= world.ticks; next = record.inputs[record.applied]) {
		record.applied++;
		applyInput(world, next.input, record.ticker);
	}
}

function cutFuture(history: History): void {
	const {record, world} = history;
	record.inputs.length = record.applied;
	record.checkpoints = record.checkpoints.filter((checkpoint) => checkpoint.tick <= world.ticks);
	record.end = world.ticks;
	dropNodesFrom(record, world.ticks);
}

function dropNodesFrom(record: Record, tick: number): void {
	const first = record.nodes[0];
	if (first) record.nodes.length = Math.max(0, Math.min(record.nodes.length, tick - first.id));
}

function restore(history: History, checkpoint: Checkpoint): void {
	const {record} = history;
	history.world = copy(checkpoint.world);
	record.applied = checkpoint.applied;
	record.ticker = createTicker(history.world, true);
}

function remember(history: History): void {
	const {record, world} = history;
	const last = record.checkpoints.at(-1) as Checkpoint;
	if (world.ticks - last.tick < checkpointDistance(world, last)) return;
	record.checkpoints.push({tick: world.ticks, applied: record.applied, world: copy(world), switches: weightOfSwitches(world)});
}

/** In ticks; see the head of this file. */
function checkpointDistance(world: World, last: Checkpoint): number {
	let words = world.devices.length * 16 + last.switches;
	for (const device of world.devices) if (device.kind === 'bridge') words += device.fdb.table.words.length;
	return Math.max(CHECKPOINT_MIN, words);
}

/** Words in daemons and in the caches of datapaths. */
function weightOfSwitches(world: World): number {
	let words = 0;
	for (const {vswitchd} of world.machines) if (vswitchd) words += weightOf(vswitchd);
	for (const device of world.devices) if (device.kind === 'datapath') words += weightOf(device.cache);
	return words;
}
