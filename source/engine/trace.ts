/*
 * The trace: a tree of causes
 *
 * One node a tick: one frame at one device. Its parent is the node that sent
 * the frame there, so a broadcast is a tree with the sender at its root. A node
 * holds what the device found (causes) and what became of the frame (effects),
 * in order, as data. Drops are effects like any other and never vanish.
 */
import type {Step} from './agenda.js';
import type {Frame} from './frame.js';
import type {DeviceId, LinkId, PacketType} from './netdev.js';
import type {Letter} from './openflow/letter.js';
import type {Cause, DropReason} from './sink.js';

/** Index into the trace of a history: the ordinal of the tick. */
export type NodeId = number;

export type Effect =
	| {kind: 'note'; cause: Cause}
	/** Put on a link by `device`; arrives at `to` at `arrival` (ns). */
	| {kind: 'sent'; device: DeviceId; link: LinkId; to: DeviceId; arrival: number; frame: Frame}
	/** Handed to another device of the same machine, to transmit it or as received by it. */
	| {kind: 'passed'; to: DeviceId; step: 'transmit' | 'receive'; frame: Frame}
	/** Reached the protocol handlers of the machine. */
	| {kind: 'delivered'; device: DeviceId; frame: Frame; type: PacketType}
	/** A letter between switch and controller; arrives at `to` at `arrival` (ns). */
	| {kind: 'told'; to: DeviceId; arrival: number; letter: Letter}
	| {kind: 'dropped'; reason: DropReason};

export interface TraceNode {
	id: NodeId;
	/** -1 for a root: a frame that a stack, a command or a timer started. */
	parent: NodeId;
	/** World time, ns. */
	time: number;
	step: Step;
	device: DeviceId;
	/** `undefined` for a timer and a letter. */
	frame: Frame | undefined;
	letter?: Letter | undefined;
	effects: Effect[];
}

/** The notes of a node, in order. */
export function causesOf(node: TraceNode): Cause[] {
	return node.effects.flatMap((effect) => (effect.kind === 'note' ? [effect.cause] : []));
}

/** From the root to `node`. */
export function pathTo(trace: readonly TraceNode[], node: TraceNode): TraceNode[] {
	const parent = nodeById(trace, node.parent);
	return parent ? [...pathTo(trace, parent), node] : [node];
}

/** Deliveries to protocol handlers, in order; a duplicate delivery is listed twice. */
export function deliveries(trace: readonly TraceNode[]): {node: TraceNode; device: DeviceId; frame: Frame; type: PacketType}[] {
	return trace.flatMap((node) =>
		node.effects.flatMap((effect) =>
			effect.kind === 'delivered' ? [{node, device: effect.device, frame: effect.frame, type: effect.type}] : [],
		),
	);
}

/** Crossings of links, in order of sending. */
export function crossings(trace: readonly TraceNode[]): {node: TraceNode; link: LinkId; from: DeviceId; to: DeviceId; frame: Frame}[] {
	return trace.flatMap((node) =>
		node.effects.flatMap((effect) =>
			effect.kind === 'sent' ? [{node, link: effect.link, from: effect.device, to: effect.to, frame: effect.frame}] : [],
		),
	);
}

export function drops(trace: readonly TraceNode[]): {node: TraceNode; reason: DropReason}[] {
	return trace.flatMap((node) => node.effects.flatMap((effect) => (effect.kind === 'dropped' ? [{node, reason: effect.reason}] : [])));
}

/** A trace is ordered by id and may start late, when old nodes were let go. */
export function nodeById(trace: readonly TraceNode[], id: NodeId): TraceNode | undefined {
	const first = trace[0];
	return first && id >= first.id ? trace[id - first.id] : undefined;
}
