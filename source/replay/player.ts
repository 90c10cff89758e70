/** Time, frames and commands of a recording that plays. */
import type {Frame} from '../engine/frame.js';
import {type History, input, settle, step} from '../engine/history.js';
import type {TraceNode} from '../engine/trace.js';
import type {Answer} from './observation.js';
import {isPresent, type Listeners} from './receipts.js';
import type {Recording} from './recording-schema.js';
import {runOn} from './shell.js';

export const SECOND = 1_000_000_000;
/** Steps after which a frame counts as a storm. */
const STEP_LIMIT = 100_000;

export interface Player {
	recording: Recording;
	history: History;
	listeners: Listeners;
	/** World time of the recording's 0, ns. */
	start: number;
}

/** Lets the clock run to `time`, ns. */
export function passUntil(history: History, time: number): void {
	const {now, until} = history.world;
	const duration = Math.round(time) - Math.max(now, until);
	if (duration > 0) input(history, {kind: 'wait', duration});
	settle(history);
}

/** Sends by the device of an endpoint; false when that device is gone. */
export function inject(listeners: Listeners, history: History, from: string, frame: Frame): boolean {
	const [device] = [...listeners.endpoints].find(([, name]) => name === from) ?? [];
	if (device === undefined || !isPresent(history.world, device)) return false;
	input(history, {kind: 'frame', device, frame});
	return true;
}

/** Steps until the world is quiet or `enough`; returns the nodes that `frame` caused. */
export function followed(history: History, sent: boolean, frame: Frame, enough: (node: TraceNode) => boolean): TraceNode[] {
	const nodes: TraceNode[] = [];
	const ids = new Set<number>();
	for (let steps = 0; sent && steps < STEP_LIMIT; steps++) {
		const node = step(history);
		if (!node) break;
		if (!ids.has(node.parent) && node.frame !== frame) continue;
		ids.add(node.id);
		nodes.push(node);
		if (enough(node)) break;
	}
	return nodes;
}

/** Types `line` on `machine`; a text says why that is impossible. */
export function type(history: History, machine: string, line: string): Answer | string {
	const answer = runOn(history, machine, line);
	return typeof answer === 'string' ? answer : {cmd: line, ...answer};
}
