/*
 * TCP: what may be sent, and when (tcp_write_xmit)
 *
 * A connection sends what the other side's window and its own congestion window allow, in segments as large as possible. The last, small one
 * waits while an earlier small one is under way (Nagle's rule as Minshall changed it): a program that writes in bits does
 * not fill the wire with them. A FIN never waits, and takes with it what does: that is why a server that
 * writes, writes again and closes sends its second part at once, with the FIN in it, unless the acknowledgement of
 * the first was faster.
 *
 * Not modelled: congestion control beyond slow start (the window of 10 segments only grows, and falls to one when a
 * timer runs out), pacing, urgent data, keep-alives, closed windows: programs here read at once.
 */
import {TCP_FLAG} from '../../protocol/tcp.js';
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import {emit} from './segment.js';
import {ahead, distance, isAfter} from './sequence.js';
import type {TcpConnection} from './tcp-state.js';
import {armProbe} from './timers.js';

/** Sequence number of the first octet of the buffer: a SYN that is not acknowledged comes before. */
function bufferStart({send}: TcpConnection): number {
	return send.unacknowledged === send.initial ? ahead(send.initial, 1) : send.unacknowledged;
}

/** Sends everything that may go. */
export function push(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	const {send, state} = connection;
	if (state === 'syn-sent' || state === 'syn-received' || send.fin !== undefined) return;
	let sent = false;
	for (;;) {
		const offset = distance(bufferStart(connection), send.next);
		const left = send.buffer.length - offset;
		const length = Math.min(left, send.segment);
		const fin = send.closing && length === left;
		if ((length === 0 && !fin) || !mayGo(connection, length, fin)) break;
		const payload = send.buffer.subarray(offset, offset + length);
		const {next} = send;
		send.next = ahead(next, length + (fin ? 1 : 0));
		if (length > 0 && length < send.segment) send.smallEnd = ahead(next, length);
		if (fin) {
			send.fin = ahead(next, length);
			connection.state = state === 'close-wait' ? 'last-ack' : 'fin-wait-1';
		}
		connection.timing.sample ??= {end: send.next, sentAt: world.now};
		send.log.push({end: send.next, time: world.now});
		const isLast = length > 0 && length === left;
		emit(
			world,
			machine,
			connection,
			{flags: TCP_FLAG.ack | (isLast ? TCP_FLAG.psh : 0) | (fin ? TCP_FLAG.fin : 0), sequence: next, payload},
			out,
		);
		sent = true;
		if (fin) break;
	}
	if (sent) armProbe(world, machine, connection, out);
}

/** Windows and Nagle (tcp_snd_wnd_test, tcp_nagle_test). */
function mayGo({send}: TcpConnection, length: number, fin: boolean): boolean {
	const underWay = distance(send.unacknowledged, send.next);
	if (underWay > 0 && underWay + length > send.window) return false;
	if (send.log.length >= send.congestion) return false;
	if (fin || length === send.segment) return true;
	const smallUnderWay = isAfter(send.smallEnd, send.unacknowledged) && !isAfter(send.smallEnd, send.next);
	return underWay === 0 || !smallUnderWay;
}

/** Sends the segment that begins at `sequence` once more; answers where it ends. */
export function resend(world: World, machine: Machine, connection: TcpConnection, sequence: number, out: Sink): number {
	const {send, active, timing} = connection;
	// A round trip cannot be measured on what was sent twice (Karn).
	timing.sample = undefined;
	if (sequence === send.initial) {
		timing.repeats++;
		emit(
			world,
			machine,
			connection,
			{flags: active && connection.state === 'syn-sent' ? TCP_FLAG.syn : TCP_FLAG.syn | TCP_FLAG.ack, sequence},
			out,
		);
		return ahead(sequence, 1);
	}
	const offset = distance(bufferStart(connection), sequence);
	const sent = (send.fin === undefined ? distance(bufferStart(connection), send.next) : send.buffer.length) - offset;
	// Segments keep their borders: a FIN that went by itself stays by itself.
	const border = send.log.find((entry) => isAfter(entry.end, sequence))?.end ?? send.next;
	const length = Math.max(0, Math.min(sent, send.segment, distance(sequence, border), holeAt(connection, sequence)));
	const end = ahead(sequence, length);
	const fin = send.fin !== undefined && end === send.fin && isAfter(border, end);
	const isLast = length > 0 && length === sent;
	const payload = send.buffer.subarray(offset, offset + length);
	if (out.tracing) out.note({kind: 'tcp-resent', sequence: distance(send.initial, sequence), octets: length, retries: timing.retries});
	emit(world, machine, connection, {flags: TCP_FLAG.ack | (isLast ? TCP_FLAG.psh : 0) | (fin ? TCP_FLAG.fin : 0), sequence, payload}, out);
	const done = fin ? ahead(end, 1) : end;
	const entry = send.log.find((sent) => !isAfter(done, sent.end));
	if (entry) entry.time = world.now;
	return done;
}

/** Octets from `sequence` to the next that the other side has. */
function holeAt({send}: TcpConnection, sequence: number): number {
	const next = send.held.find(([begin]) => isAfter(begin, sequence));
	return next ? distance(sequence, next[0]) : Number.POSITIVE_INFINITY;
}

/** The first octet from `sequence` on that the other side does not have; `undefined` when it has all that came before its last. */
export function nextHole({send}: TcpConnection, sequence: number): number | undefined {
	let at = sequence;
	for (const [begin, end] of send.held) {
		if (isAfter(begin, at)) return at;
		if (isAfter(end, at)) at = end;
	}
	return undefined;
}

/** Where the last segment that was sent begins. */
export function lastSegment({send}: TcpConnection): number {
	return send.log.at(-2)?.end ?? send.unacknowledged;
}
