/*
 * Hops: one frame at one device, before and after
 *
 * A node of the trace is a hop. Before is the frame as it came to the device, after
 * what the device put on a link, handed on, or gave to its stack. A switch that floods
 * sends many copies; those with the same octets are one. What a stack answers is no
 * copy; what it routes is, with other addresses and one hop less to live.
 */
import {type Frame, payloadOffset} from './frame.js';
import {sameFrame} from './journey.js';
import type {DeviceId} from './netdev.js';
import {parseIpv4Packet} from './protocol/ipv4.js';
import {nodeById, type TraceNode} from './trace.js';

/** What left a hop: the octets, the devices they went out by or were handed to, and whether a stack took them there. */
export interface Leaving {
	frame: Frame;
	to: readonly DeviceId[];
	delivered: boolean;
}

/** The copies of its frame that left a hop, in order; none where the frame ended. */
export function leavings({frame: before, effects}: TraceNode): Leaving[] {
	const found: {frame: Frame; to: DeviceId[]; delivered: boolean}[] = [];
	for (const effect of effects) {
		if (effect.kind !== 'sent' && effect.kind !== 'passed' && effect.kind !== 'delivered') continue;
		if (!before || !isCopy(before, effect.frame) || (effect.kind === 'delivered' && effect.type === 'otherhost')) continue;
		const delivered = effect.kind === 'delivered';
		const to = effect.kind === 'passed' ? effect.to : effect.device;
		const same = found.find((one) => one.delivered === delivered && haveSameOctets(one.frame, effect.frame));
		if (!same) found.push({frame: effect.frame, to: [to], delivered});
		else if (!same.to.includes(to)) same.to.push(to);
	}
	return found;
}

/** Nodes at which the journey of a frame begins, in order: what `inspect` numbers. */
export function beginningsIn(trace: readonly TraceNode[]): TraceNode[] {
	return trace.filter((node) => node.frame !== undefined && !sameFrame(nodeById(trace, node.parent)?.frame, node.frame));
}

/** The same frame, tagged, in a tunnel or not, or the same packet after a router. */
function isCopy(before: Frame, after: Frame): boolean {
	return sameFrame(before, after) || isRouted(before, after);
}

/** A router counts the time to live down and leaves the identification alone (ip_forward). */
function isRouted(before: Frame, after: Frame): boolean {
	const [came, left] = [before, after].map((frame) => parseIpv4Packet(frame.bytes.subarray(payloadOffset(frame))));
	if (came?.kind !== 'ok' || left?.kind !== 'ok') return false;
	const {identification, ttl, protocol, payload} = came.value;
	return (
		left.value.identification === identification &&
		left.value.ttl === ttl - 1 &&
		left.value.protocol === protocol &&
		left.value.payload.length === payload.length
	);
}

function haveSameOctets({bytes: a}: Frame, {bytes: b}: Frame): boolean {
	return a === b || (a.length === b.length && a.every((octet, at) => octet === b[at]));
}
