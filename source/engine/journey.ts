/*
 * A journey: one frame, from its sender to every end
 *
 * A ping is four frames and dozens of events; a picture of all of them at once
 * says nothing. A journey is the part of the trace that belongs to one frame:
 * copies, tags and tunnels make no new one, an answer does.
 */
import {dstMac, etherType, type Frame, srcMac} from './frame.js';
import type {DeviceId, MachineId} from './netdev.js';
import type {DropReason} from './sink.js';
import {type NodeId, nodeById, type TraceNode} from './trace.js';
import {machineOf, type World} from './world.js';

/** The first event of the journey that `node` is part of. */
export function beginningOf(trace: readonly TraceNode[], node: TraceNode): TraceNode {
	let at = node;
	for (;;) {
		const parent = nodeById(trace, at.parent);
		if (!parent || !sameFrame(parent.frame, at.frame)) return at;
		at = parent;
	}
}

/** All events of the journey that begins at `beginning`, in order. */
export function journeyFrom(trace: readonly TraceNode[], beginning: TraceNode): TraceNode[] {
	const ids = new Set<NodeId>([beginning.id]);
	const first = trace[0]?.id ?? 0;
	return trace.slice(Math.max(0, beginning.id - first)).filter((node) => {
		const belongs = node === beginning || (ids.has(node.parent) && sameFrame(beginning.frame, node.frame));
		if (belongs) ids.add(node.id);
		return belongs;
	});
}

/** The shortest headers of a tunnel: Ethernet, IPv4, GRE. */
const TUNNEL = 38;

/** The same but for its tags, or one as the other travels through a tunnel. */
export function sameFrame(a: Frame | undefined, b: Frame | undefined): boolean {
	if (a === b) return a !== undefined;
	if (!a || !b) return false;
	const more = b.bytes.length - a.bytes.length;
	if (Math.abs(more) >= TUNNEL) return more > 0 ? endsWith(b, a) : endsWith(a, b);
	return (
		srcMac(a) === srcMac(b) &&
		dstMac(a) === dstMac(b) &&
		etherType(a) === etherType(b) &&
		a.bytes.at(-1) === b.bytes.at(-1) &&
		Math.abs(a.bytes.length - b.bytes.length) % 4 === 0
	);
}

function endsWith({bytes: outer}: Frame, {bytes: inner}: Frame): boolean {
	const start = outer.length - inner.length;
	return inner.every((octet, at) => octet === outer[start + at]);
}

/** Devices that a frame passed on its way to `to`, from the event that sent it there. Of a root only the device itself. */
export function wayTo(parent: TraceNode | undefined, to: DeviceId): DeviceId[] {
	const sent = parent?.effects.find((effect) => effect.kind === 'sent' && effect.to === to);
	const way = !parent ? [to] : sent?.kind === 'sent' ? [parent.device, sent.device, to] : [parent.device, to];
	return way.filter((device, index) => index === 0 || device !== way[index - 1]);
}

/** Machines whose stack took the frame. */
export function takersOf(world: World, nodes: readonly TraceNode[]): MachineId[] {
	return [...new Set(nodes.filter(isTaken).map((node) => machineOf(world, node.device).id))];
}

/** Where copies ended without being taken. What a stack took and then ignored counts as taken. */
export function endsOf(nodes: readonly TraceNode[]): {node: TraceNode; reason: DropReason}[] {
	return nodes.flatMap((node) => {
		if (isTaken(node)) return [];
		return node.effects.flatMap((effect) => (effect.kind === 'dropped' ? [{node, reason: effect.reason}] : []));
	});
}

/** Did the stack of its machine get it, for itself? */
export function isTaken(node: TraceNode): boolean {
	return node.effects.some((effect) => effect.kind === 'delivered' && effect.type !== 'otherhost');
}
