/*
 * What would happen: copy, run, look, throw away
 *
 * The frame is put into a copy of the world, which runs until nothing flies any more. Beside it runs a second copy
 * without the frame, for as long: what differs in the end is what the frame did, and nothing that would have come
 * anyway by timers or by frames that are under way.
 *
 * A committed trace puts the same frame into the real world at the same moment; the engine is deterministic, so the same comes of it.
 */
import type {FrameChange} from '../../engine/change.js';
import {applyChange} from '../../engine/changes/apply.js';
import {copy} from '../../engine/copy.js';
import {createTicker} from '../../engine/tick.js';
import type {TraceNode} from '../../engine/trace.js';
import type {World} from '../../engine/world.js';

/** Events after which a frame counts as a storm. */
const MOST_EVENTS = 20_000;

export interface DryRun {
	/** All events, in order. */
	trace: readonly TraceNode[];
	/** Those that the frame caused, the one at which it begins first; they are among `trace`. */
	nodes: readonly TraceNode[];
	/** The world with the frame, and the world without it at the same time. */
	after: World;
	without: World;
	/** It was stopped before it came to an end. */
	isCutShort: boolean;
}

/** Tries a frame in copies of `world`, which is left as it is. RangeError: the engine refuses the frame. */
export function dryRun(world: World, change: FrameChange): DryRun {
	const after = copy(world);
	const ticker = createTicker(after, true);
	const result = applyChange(after, change, ticker.sink);
	if (result.kind === 'refused') throw new RangeError(result.errno);
	const all: TraceNode[] = [];
	while (all.length < MOST_EVENTS && ticker.tick()) all.push(ticker.lastNode() as TraceNode);
	const without = copy(world);
	without.until = Math.max(without.until, after.now);
	const other = createTicker(without, false);
	for (let events = 0; events < MOST_EVENTS && other.tick(); events++);
	return {trace: all, nodes: causedBy(all, change), after, without, isCutShort: all.length === MOST_EVENTS};
}

/** The root is the event in which the very frame is handled that was put in. */
function causedBy(all: readonly TraceNode[], {frame, device}: FrameChange): TraceNode[] {
	const root = all.find((node) => node.frame === frame && node.parent === -1 && node.device === device);
	const ids = new Set<number>();
	return all.filter((node) => {
		const belongs = node === root || ids.has(node.parent);
		if (belongs) ids.add(node.id);
		return belongs;
	});
}
