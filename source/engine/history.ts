/*
 * History: inputs, checkpoints and a cursor
 *
 * The engine is deterministic, so a history is the list of what came from
 * outside, each with the tick before which it came, and a copy of the world now
 * and then. Every other state is "nearest checkpoint, then forward". The cursor
 * counts ticks; ticks behind the cursor are the past, ticks after it a future
 * that is known already and is replayed, not invented, until a new input at the
 * cursor cuts it off (`fork` keeps it).
 */
import type {Change, ChangeResult} from './change.js';
import type {Frame} from './frame.js';
import type {DeviceId} from './netdev.js';
import type {TraceNode} from './trace.js';
import type {World} from './world.js';

export type Input =
	/** The stack or an application sends a frame by `device`. */
	| {kind: 'frame'; device: DeviceId; frame: Frame}
	| {kind: 'change'; change: Change}
	/** Let logical time pass: timers run, frames fly. */
	| {kind: 'wait'; duration: number};

export interface History {
	world: World;
	trace: TraceNode[];
}

export declare function createHistory(world: World): History;
/** Applies an input at the cursor; what was ahead of the cursor is gone. */
export declare function input(history: History, input: Input): ChangeResult;
/** One tick forward, or undefined when nothing is in flight (or, with future inputs, at the end of time). */
export declare function step(history: History): TraceNode | undefined;
/** Forward until nothing is in flight or `limit` ticks. Returns the nodes. */
export declare function settle(history: History, limit?: number): TraceNode[];
/** Cursor to just after tick `tick` ticks were done: 0 is the beginning. */
export declare function jump(history: History, tick: number): void;
/** An independent copy, to ask "what if". */
export declare function fork(history: History): History;
