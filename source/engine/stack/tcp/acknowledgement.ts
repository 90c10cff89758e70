/*
 * TCP: what an acknowledgement tells (tcp_ack)
 *
 * It moves the window on, measures round trips, starts clocks anew, and shows what is missing (`recovery.ts`).
 *
 * Not modelled: what is told of losses that were none (DSACK, Eifel), limited transmit; without SACK only clocks find a loss.
 */
import {TCP_FLAG, type TcpSegment} from '../../protocol/tcp.js';
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import type {TcpOptions} from './options.js';
import {advance, goOn, hold, lookForLoss} from './recovery.js';
import {isAfter} from './sequence.js';
import type {TcpConnection} from './tcp-state.js';
import {arm, freshTimeout, takeSample} from './timers.js';

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
	const isNew = acknowledgement !== send.unacknowledged;
	send.window = segment.window * 2 ** ((segment.flags & TCP_FLAG.syn) === 0 ? send.windowScale : 0);
	if (isNew) {
		advance(connection, acknowledgement);
		takeSample(connection, acknowledgement, world.now);
		timing.timeout = freshTimeout(connection);
		timing.retries = 0;
	}
	if (timing.selective) hold(connection, options.selective ?? [], acknowledgement);
	if (!isNew) {
		if (options.selective) lookForLoss(world, machine, connection, out);
		return true;
	}
	const wasRecovering = send.recovery !== undefined;
	goOn(world, machine, connection, acknowledgement, out);
	arm(world, machine, connection, out);
	if (!wasRecovering) lookForLoss(world, machine, connection, out);
	return true;
}
