/*
 * TCP: clocks (RFC 6298, tcp_retransmit_timer)
 *
 * What is not acknowledged in time is sent once more. How long that is, follows from the round trips that were seen, but
 * never less than 200 ms more than these; each time that it was in vain it doubles, up to two minutes. Before it comes to that, a
 * probe goes: the last segment once more, soon after two round trips, so that the loss of the end of a message shows (RFC 8985 7).
 *
 *  - A SYN is repeated after 1, 2, 3, 4 and 5 seconds, then after twice as long each time; after 131 seconds nobody answers.
 *  - A SYN and ACK is repeated five times, after 1, 3, 7, 15 and 31 seconds.
 *  - Data are given up after about 15 minutes, those of a program that has closed after about 100 seconds.
 *  - TIME-WAIT is 60 seconds, and so is the wait for the other side's FIN when the program is gone.
 *
 * Not modelled: jiffies (a kernel's timers are up to 4 ms late), keep-alive, probes of a closed window.
 */
import {tcpEvent} from '../../programs/tcp-events.js';
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import {lastSegment, resend} from './output.js';
import {repair} from './recovery.js';
import {acknowledge} from './segment.js';
import {distance, isAfter} from './sequence.js';
import type {TcpConnection} from './tcp-state.js';
import {forget} from './tcp-table.js';

const MILLISECOND = 1_000_000;
const SECOND = 1000 * MILLISECOND;
/** TCP_RTO_MIN, TCP_RTO_MAX. */
const LEAST_TIMEOUT = 200 * MILLISECOND;
const LONGEST_TIMEOUT = 120 * SECOND;
/** What a probe of several segments waits beyond two round trips (TCP_TIMEOUT_MIN). */
const PROBE_SLACK = 4 * MILLISECOND;
/** tcp_syn_linear_timeouts, tcp_syn_retries, tcp_synack_retries. */
const LINEAR_TIMEOUTS = 4;
const SYN_RETRIES = 6;
const SYN_ACK_RETRIES = 5;
/** What tcp_retries2 = 15 and tcp_orphan_retries = 8 come to, in time (tcp_model_timeout). */
const PATIENCE = {program: 924.6 * SECOND, orphan: 102.2 * SECOND} as const;
/** TCP_TIMEWAIT_LEN, tcp_fin_timeout. */
export const TIME_WAIT = 60 * SECOND;
/** TCP_DELACK_MIN. */
export const DELAYED_ACK = 40 * MILLISECOND;

const {POSITIVE_INFINITY: NEVER} = Number;

/** Does what is due at `now`. */
export function tcpTimer(world: World, machine: Machine, now: number, out: Sink): void {
	const {tcp} = machine.stack;
	if (!tcp) return;
	for (const connection of [...tcp.connections.values()]) {
		const {timers} = connection;
		if (timers.expiry <= now) {
			forget(machine.stack, connection);
			continue;
		}
		if (timers.delayedAck <= now) acknowledge(world, machine, connection, out);
		if (timers.reorder <= now) repair(world, machine, connection, out);
		if (timers.retransmit <= now) retransmit(world, machine, connection, out);
	}
}

/** Asks for timer steps for all that waits: the device that was asked before may be gone. */
export function wakeTcp(machine: Machine, out: Sink): void {
	for (const connection of machine.stack.tcp?.connections.values() ?? []) wake(machine, connection, out);
}

/** Any device of the machine will do. */
export function wake(machine: Machine, {timers}: TcpConnection, out: Sink): void {
	const [device] = machine.devices;
	const time = Math.min(timers.retransmit, timers.reorder, timers.delayedAck, timers.expiry);
	if (device !== undefined && time !== NEVER) out.wake(device, time);
}

/** A round trip was measured (tcp_rtt_estimator). */
function measure(connection: TcpConnection, roundTrip: number): void {
	const {timing} = connection;
	timing.shortest = Math.min(timing.shortest, roundTrip);
	if (timing.smoothed === undefined) {
		timing.smoothed = roundTrip;
		timing.deviation = roundTrip / 2;
	} else {
		const error = roundTrip - timing.smoothed;
		timing.smoothed += error / 8;
		timing.deviation += (Math.abs(error) - timing.deviation) / 4;
	}
}

/** The timeout for something that is sent for the first time. */
export function freshTimeout({timing}: TcpConnection): number {
	if (timing.smoothed === undefined) return SECOND;
	return Math.min(LONGEST_TIMEOUT, Math.round(timing.smoothed + Math.max(4 * timing.deviation, LEAST_TIMEOUT)));
}

/** Starts the clock of a first segment, or of what is still under way after something was acknowledged. */
export function arm(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	const {timing, timers} = connection;
	timing.since = world.now;
	timing.probe = 'none';
	timers.retransmit = NEVER;
	timers.reorder = NEVER;
	armProbe(world, machine, connection, out);
}

/** The timeout begins anew, as long as it is by now. */
export function restart(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	const {timing, timers} = connection;
	timing.since = world.now;
	timers.retransmit = world.now + timing.timeout;
	wake(machine, connection, out);
}

/** Something was sent: the probe is that much later, the timeout stands (tcp_schedule_loss_probe). */
export function armProbe(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	const {send, timing, timers} = connection;
	const underWay = distance(send.unacknowledged, send.next);
	if (underWay === 0) {
		timers.retransmit = NEVER;
		return;
	}
	if (timers.retransmit === NEVER && timing.probe === 'none') timing.since = Math.max(timing.since, world.now);
	const timeout = Math.max(world.now, timing.since + timing.timeout);
	const slack = send.log.length <= 1 ? LEAST_TIMEOUT : PROBE_SLACK;
	const probe = timing.smoothed === undefined ? NEVER : world.now + 2 * timing.smoothed + slack;
	const probes = timing.selective && timing.probe !== 'sent' && send.recovery === undefined && timing.retries === 0;
	timing.probe = probes && probe !== NEVER ? 'armed' : timing.probe;
	timers.retransmit = Math.round(probes ? Math.min(probe, timeout) : timeout);
	wake(machine, connection, out);
}

function retransmit(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	const {send, timing, state} = connection;
	const {now} = world;
	if (timing.probe === 'armed') {
		timing.probe = 'sent';
		resend(world, machine, connection, lastSegment(connection), out);
		restart(world, machine, connection, out);
		return;
	}
	if (isOver(connection, now)) {
		giveUp(world, machine, connection, out);
		return;
	}
	if (timing.retries === 0) timing.retriedSince = now;
	timing.retries++;
	send.congestion = 1;
	send.recovery = send.next;
	send.repaired = resend(world, machine, connection, send.unacknowledged, out);
	if (state !== 'syn-sent' || timing.retries > LINEAR_TIMEOUTS) timing.timeout = Math.min(2 * timing.timeout, LONGEST_TIMEOUT);
	restart(world, machine, connection, out);
}

/** Has it been tried for long enough (tcp_write_timeout)? */
function isOver({state, timing, owner}: TcpConnection, now: number): boolean {
	if (state === 'syn-sent') return timing.retries >= SYN_RETRIES + LINEAR_TIMEOUTS;
	if (state === 'syn-received') return timing.retries >= SYN_ACK_RETRIES;
	return timing.retries > 0 && now - timing.retriedSince >= (owner.kind === 'orphan' ? PATIENCE.orphan : PATIENCE.program);
}

function giveUp(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	forget(machine.stack, connection);
	if (out.tracing) out.note({kind: 'tcp-gave-up', retries: connection.timing.retries});
	tcpEvent(world, machine, connection, {kind: 'failed', fault: connection.lastError ?? {kind: 'timeout'}}, out);
}

/** Until something later than `end` is acknowledged, nothing more is measured. */
export function takeSample(connection: TcpConnection, acknowledgement: number, now: number): void {
	const {sample} = connection.timing;
	if (!sample || isAfter(sample.end, acknowledgement)) return;
	connection.timing.sample = undefined;
	measure(connection, now - sample.sentAt);
}
