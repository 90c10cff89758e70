/*
 * TCP: finding and filling holes (RFC 8985, tcp_rack_detect_loss)
 *
 * The other side names what it has beyond a hole (SACK). Is the hole lost, or only late? What was sent before something that arrived, and has
 * not arrived itself within a round trip and a quarter, is lost; when three segments beyond it have arrived, at once. Then it is sent
 * again, and so is every further hole, one for each sign of life, until all that was under way is acknowledged.
 *
 * Not modelled: undoing what turned out to be late only, the pace of a recovery (PRR), wider windows for paths that reorder.
 */
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import {nextHole, resend} from './output.js';
import {distance, isAfter, latest} from './sequence.js';
import type {TcpConnection} from './tcp-state.js';
import {arm, wake} from './timers.js';

/** Segments beyond a hole that prove it (RFC 5681 3.2). */
const PROOF = 3;

/** Keeps what the other side has beyond a hole. */
export function hold({send}: TcpConnection, blocks: readonly [number, number][], acknowledgement: number): void {
	const all = [...send.held, ...blocks.filter(([, end]) => isAfter(end, acknowledgement) && !isAfter(end, send.next))];
	all.sort(([a], [b]) => distance(b, a));
	const merged: [number, number][] = [];
	for (const [begin, end] of all) {
		const last = merged.at(-1);
		if (last && !isAfter(begin, last[1])) last[1] = latest(last[1], end);
		else merged.push([begin, end]);
	}
	send.held = merged;
	send.beyond = send.log.filter((entry) => isHeld(merged, entry.end)).length;
}

function isHeld(held: readonly [number, number][], end: number): boolean {
	return held.some(([begin, last]) => isAfter(end, begin) && !isAfter(end, last));
}

/** Looks for a loss, and fills the hole or waits a little. */
export function lookForLoss(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	const {send, timing, timers} = connection;
	if (send.held.length === 0) return;
	if (send.recovery !== undefined) {
		fillNextHole(world, machine, connection, out);
		return;
	}
	const first = send.log[0];
	const arrived = send.log.findLast((entry) => isHeld(send.held, entry.end));
	if (!first || !arrived) return;
	const slack = send.beyond >= PROOF ? 0 : Math.round(Math.min(timing.shortest, timing.smoothed ?? timing.shortest) / 4);
	const due = first.time + (world.now - arrived.time) + slack;
	if (due <= world.now) {
		repair(world, machine, connection, out);
		return;
	}
	if (due < timers.reorder) {
		timers.reorder = due;
		wake(machine, connection, out);
	}
}

/** The first hole is a loss: a recovery begins, with two segments at once if two are missing (tcp_cwnd_reduction). */
export function repair(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	const {send} = connection;
	send.recovery = send.next;
	send.repaired = resend(world, machine, connection, send.unacknowledged, out);
	fillNextHole(world, machine, connection, out);
	arm(world, machine, connection, out);
}

/** In a recovery, what is known as a hole beyond the last one that was filled. */
function fillNextHole(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	const {send} = connection;
	const hole = nextHole(connection, latest(send.repaired, send.unacknowledged));
	if (hole !== undefined && send.recovery !== undefined && isAfter(send.recovery, hole))
		send.repaired = resend(world, machine, connection, hole, out);
}

/** Something was acknowledged in a recovery: it is over, or it goes on with the next hole. */
export function goOn(world: World, machine: Machine, connection: TcpConnection, acknowledgement: number, out: Sink): void {
	const {send} = connection;
	if (send.recovery === undefined) return;
	if (!isAfter(send.recovery, acknowledgement)) {
		send.recovery = undefined;
		return;
	}
	if (isAfter(send.repaired, acknowledgement)) fillNextHole(world, machine, connection, out);
	else send.repaired = resend(world, machine, connection, acknowledgement, out);
}

/** Drops from the buffer what is acknowledged. */
export function advance({send}: TcpConnection, acknowledgement: number): void {
	const octets = distance(send.unacknowledged, acknowledgement);
	const syn = send.unacknowledged === send.initial ? 1 : 0;
	send.buffer = send.buffer.subarray(Math.min(send.buffer.length, octets - syn));
	send.congestion += Math.ceil((octets - syn) / send.segment);
	send.unacknowledged = acknowledgement;
	send.held = send.held.filter(([, end]) => isAfter(end, acknowledgement));
	send.log = send.log.filter(({end}) => isAfter(end, acknowledgement));
}
