/*
 * TCP: what an acknowledgement tells (tcp_ack)
 *
 * It moves the window on, measures round trips, and shows losses: three acknowledgements
 * that say nothing new but name octets beyond a hole (SACK) mean that the hole was lost, and it is filled at once.
 * Until all that was under way then is acknowledged, every step forward that ends at another hole fills that, too.
 *
 * Not modelled: losses found by time (RACK) before the third duplicate, undoing, limited transmit.
 */
import {TCP_FLAG, type TcpSegment} from '../../protocol/tcp.js';
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import type {TcpOptions} from './options.js';
import {nextHole, resend} from './output.js';
import {distance, isAfter, latest} from './sequence.js';
import type {TcpConnection} from './tcp-state.js';
import {arm, freshTimeout, takeSample} from './timers.js';

/** Duplicates that prove a loss (RFC 5681 3.2). */
const DUPLICATES = 3;

/** Takes the acknowledgement and the window of a segment; false when it acknowledges what was never sent. */
export function takeAcknowledgement(
	world: World,
	machine: Machine,
	connection: TcpConnection,
	segment: TcpSegment,
	options: TcpOptions,
	out: Sink,
): boolean {
	const {send, timing} = connection;
	const {acknowledgement} = segment;
	if (isAfter(acknowledgement, send.next)) return false;
	if (isAfter(send.unacknowledged, acknowledgement)) return true;
	const window = segment.window * 2 ** ((segment.flags & TCP_FLAG.syn) === 0 ? send.windowScale : 0);
	if (timing.selective) hold(connection, options.selective ?? [], acknowledgement);
	if (acknowledgement === send.unacknowledged) {
		const saysNothing = segment.payload.length === 0 && (segment.flags & TCP_FLAG.fin) === 0 && window === send.window;
		send.window = window;
		if (send.next === send.unacknowledged || !(saysNothing || options.selective)) return true;
		send.duplicateAcks++;
		if (send.duplicateAcks >= DUPLICATES && send.recovery === undefined) {
			send.recovery = send.next;
			send.repaired = resend(world, machine, connection, send.unacknowledged, out);
			arm(world, machine, connection, out);
		} else fillHoles(world, machine, connection, out);
		return true;
	}
	send.window = window;
	advance(connection, acknowledgement);
	takeSample(connection, acknowledgement, world.now);
	timing.timeout = freshTimeout(connection);
	timing.retries = 0;
	if (send.recovery !== undefined) {
		if (isAfter(send.recovery, acknowledgement)) {
			send.repaired = latest(send.repaired, acknowledgement);
			if (send.repaired === acknowledgement) send.repaired = resend(world, machine, connection, acknowledgement, out);
			else fillHoles(world, machine, connection, out);
		} else send.recovery = undefined;
	}
	arm(world, machine, connection, out);
	return true;
}

/** Drops from the buffer what is acknowledged. */
function advance(connection: TcpConnection, acknowledgement: number): void {
	const {send} = connection;
	const octets = distance(send.unacknowledged, acknowledgement);
	const isSyn = send.unacknowledged === send.initial ? 1 : 0;
	send.buffer = send.buffer.subarray(Math.min(send.buffer.length, octets - isSyn));
	send.congestion += Math.ceil(octets / send.segment);
	send.unacknowledged = acknowledgement;
	send.duplicateAcks = 0;
	send.held = send.held.filter(([, end]) => isAfter(end, acknowledgement));
}

/** Keeps what the other side has beyond a hole. */
function hold({send}: TcpConnection, blocks: readonly [number, number][], acknowledgement: number): void {
	const all = [...send.held, ...blocks.filter(([, end]) => isAfter(end, acknowledgement) && !isAfter(end, send.next))];
	all.sort(([a], [b]) => distance(b, a));
	const merged: [number, number][] = [];
	for (const [begin, end] of all) {
		const last = merged.at(-1);
		if (last && !isAfter(begin, last[1])) last[1] = latest(last[1], end);
		else merged.push([begin, end]);
	}
	send.held = merged;
}

/** In recovery, each further sign of life fills the next hole that is certain. */
function fillHoles(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	const {send} = connection;
	if (send.recovery === undefined) return;
	const hole = nextHole(connection, latest(send.repaired, send.unacknowledged));
	if (hole !== undefined && isAfter(send.recovery, hole)) send.repaired = resend(world, machine, connection, hole, out);
}
