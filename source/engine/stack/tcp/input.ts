/*
 * TCP: receiving (RFC 9293 3.10.7, tcp_v4_rcv, tcp_rcv_state_process)
 *
 * A segment belongs to a connection, by both addresses and both ports; or it asks for one, and somebody listens
 * on the port; or it belongs to nothing and is answered with a reset. What does not lie in the window is
 * acknowledged once more and not looked at, so that old segments do no harm.
 *
 * The way of a connection: SYN, SYN and ACK, ACK; then octets both ways; then a FIN from each side, acknowledged. Who
 * closes first keeps the connection for another minute (TIME-WAIT), in case its last acknowledgement was lost.
 *
 * Not modelled: a queue of connections that a program accepts late, SYN cookies, protection against wrapped
 * sequence numbers (PAWS), fast open.
 */
import {tcpEvent} from '../../programs/tcp-events.js';
import type {Ipv4Packet} from '../../protocol/ipv4.js';
import {parseTcp, TCP_FLAG, type TcpSegment} from '../../protocol/tcp.js';
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import type {Verdict} from '../stack-state.js';
import {takeAcknowledgement} from './acknowledgement.js';
import {close, established, lostForGood, takeOffer} from './life.js';
import {parseOptions, type TcpOptions} from './options.js';
import {push} from './output.js';
import {answerOctets, takeOctets} from './receive.js';
import {acknowledge, emit, reset} from './segment.js';
import {fittingSegment, offeredSegment} from './segment-size.js';
import {ahead, isAfter} from './sequence.js';
import type {TcpConnection} from './tcp-state.js';
import {addConnection, connectionKey, type Ends, forget, tcpOf, WINDOW} from './tcp-table.js';
import {arm, restart, TIME_WAIT, wake} from './timers.js';

/** tcp_invalid_ratelimit, ns. */
const LEAST_BETWEEN_CORRECTIONS = 500_000_000;

/** A TCP segment for one of the machine's own addresses. */
export function receiveTcp(world: World, machine: Machine, packet: Ipv4Packet, _now: number, out: Sink): Verdict {
	const parsed = parseTcp(packet.payload, packet);
	if (parsed.kind === 'malformed') return 'malformed';
	const segment = parsed.value;
	const ends: Ends = {
		local: packet.destination,
		localPort: segment.destinationPort,
		remote: packet.source,
		remotePort: segment.sourcePort,
	};
	const tcp = tcpOf(machine.stack);
	const known = tcp.connections.get(connectionKey(ends));
	const isOpening = (segment.flags & (TCP_FLAG.syn | TCP_FLAG.ack | TCP_FLAG.rst | TCP_FLAG.fin)) === TCP_FLAG.syn;
	const listener = isOpening ? tcp.listeners.get(ends.localPort) : undefined;
	// A new SYN may follow a connection that only waits for stragglers (tcp_timewait_state_process).
	const isReuse = known?.state === 'time-wait' && listener && isAfter(segment.sequence, known.receive.next);
	if (known && !isReuse) {
		takeIn(world, machine, known, segment, packet, out);
		return 'taken';
	}
	if (known) forget(machine.stack, known);
	if (!listener) {
		if (out.tracing) out.note({kind: 'tcp-nobody', port: ends.localPort});
		reset(world, machine, packet, segment, out);
		return 'taken';
	}
	const connection = addConnection(tcp, ends, listener.owner, false, offeredSegment(world, machine, ends.remote), world);
	offered(world, machine, connection, segment, parseOptions(segment.options));
	if (out.tracing) out.note({kind: 'tcp-asked', port: ends.localPort, client: ends.remote});
	sendSynAck(world, machine, connection, out);
	return 'taken';
}

/** Both offers are known, and what the way takes. */
function offered(world: World, machine: Machine, connection: TcpConnection, segment: TcpSegment, options: TcpOptions): void {
	takeOffer(connection, segment, options);
	const {send, timing, remote} = connection;
	send.segment = Math.min(send.segment, fittingSegment(world, machine, remote, timing.timestamps));
}

function sendSynAck(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	const {send, timing} = connection;
	send.next = ahead(send.initial, 1);
	timing.sample = {end: send.next, sentAt: world.now};
	emit(world, machine, connection, {flags: TCP_FLAG.syn | TCP_FLAG.ack, sequence: send.initial}, out);
	arm(world, machine, connection, out);
}

function takeIn(world: World, machine: Machine, connection: TcpConnection, segment: TcpSegment, packet: Ipv4Packet, out: Sink): void {
	const options = parseOptions(segment.options);
	if (connection.state === 'syn-sent') {
		processSynSent(world, machine, connection, segment, options, packet, out);
		return;
	}
	const {receive, timing} = connection;
	const {flags, sequence, payload} = segment;
	const end = ahead(sequence, payload.length + ((flags & TCP_FLAG.fin) === 0 ? 0 : 1));
	const isInWindow = !isAfter(receive.next, end) && !isAfter(sequence, ahead(receive.next, WINDOW.accepting));
	if ((flags & TCP_FLAG.rst) !== 0) {
		if (sequence === receive.next) lostForGood(world, machine, connection, {kind: 'reset'}, out);
		// Somebody guesses: the true other side will say the right number (RFC 5961 3.2).
		else if (isInWindow) correct(world, machine, connection, segment, out);
		return;
	}
	// The other side did not hear the answer to its SYN, or a SYN has no business here (RFC 5961 4.2).
	if ((flags & TCP_FLAG.syn) !== 0 && connection.state === 'syn-received' && sequence === receive.initial) {
		emit(world, machine, connection, {flags: TCP_FLAG.syn | TCP_FLAG.ack, sequence: connection.send.initial}, out);
		connection.timing.repeats++;
		restart(world, machine, connection, out);
		return;
	}
	if (!isInWindow || (flags & TCP_FLAG.syn) !== 0) {
		correct(world, machine, connection, segment, out);
		if (connection.state === 'time-wait') restartTimeWait(world, machine, connection, out);
		return;
	}
	if ((flags & TCP_FLAG.ack) === 0) return;
	if (options.timestamps && !isAfter(sequence, receive.acknowledged)) timing.recent = options.timestamps.value;
	if (connection.state === 'syn-received' && !isAfter(segment.acknowledgement, connection.send.unacknowledged)) {
		reset(world, machine, packet, segment, out);
		return;
	}
	if (!takeAcknowledgement(world, machine, connection, segment, options, out)) {
		correct(world, machine, connection, segment, out);
		return;
	}
	if (connection.state === 'syn-received') established(world, machine, connection, out);
	acknowledgedFin(world, machine, connection, out);
	takePayload(world, machine, connection, segment, packet, out);
}

/** Tells the other side where this one is; to empty segments at most twice a second, or two that disagree would talk for ever (tcp_oow_rate_limited). */
function correct(world: World, machine: Machine, connection: TcpConnection, segment: TcpSegment, out: Sink): void {
	const {receive} = connection;
	const isEmpty = segment.payload.length === 0 && (segment.flags & TCP_FLAG.fin) === 0;
	if (isEmpty && world.now - receive.corrected < LEAST_BETWEEN_CORRECTIONS) return;
	if (isEmpty) receive.corrected = world.now;
	else if (isAfter(receive.next, segment.sequence)) {
		const end = ahead(segment.sequence, segment.payload.length + ((segment.flags & TCP_FLAG.fin) === 0 ? 0 : 1));
		receive.twice = [segment.sequence, isAfter(end, receive.next) ? receive.next : end];
	}
	acknowledge(world, machine, connection, out);
}

/** The steps that the acknowledgement of the own FIN allows. */
function acknowledgedFin(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	const {send, timers} = connection;
	if (send.fin === undefined || send.unacknowledged !== ahead(send.fin, 1)) return;
	switch (connection.state) {
		case 'fin-wait-1':
			connection.state = 'fin-wait-2';
			// With nobody left to hear it, the other side has a minute to finish (tcp_fin_timeout).
			if (connection.owner.kind === 'orphan') {
				timers.expiry = world.now + TIME_WAIT;
				wake(machine, connection, out);
			}
			return;
		case 'closing':
			close(world, machine, connection, 'time-wait', out);
			return;
		case 'last-ack':
			close(world, machine, connection, 'gone', out);
			return;
		default:
			return;
	}
}

function takePayload(world: World, machine: Machine, connection: TcpConnection, segment: TcpSegment, packet: Ipv4Packet, out: Sink): void {
	const {receive} = connection;
	const fin = (segment.flags & TCP_FLAG.fin) !== 0;
	const hasOctets = segment.payload.length > 0;
	if (!machine.stack.tcp?.connections.has(connectionKey(connection))) return;
	if (connection.state === 'time-wait') {
		if (fin) restartTimeWait(world, machine, connection, out);
		return;
	}
	// Nobody is there to read it (tcp_rcv_state_process).
	if (hasOctets && connection.owner.kind === 'orphan' && isAfter(ahead(segment.sequence, segment.payload.length), receive.next)) {
		forget(machine.stack, connection);
		reset(world, machine, packet, segment, out);
		return;
	}
	if (!hasOctets && !fin) {
		push(world, machine, connection, out);
		return;
	}
	const arrival = takeOctets(receive, segment.sequence, segment.payload, fin, world.now);
	if (arrival.payload.length > 0) tcpEvent(world, machine, connection, {kind: 'data', payload: arrival.payload}, out);
	const urgent = arrival.fin ? takeFin(connection) || arrival.urgent : arrival.urgent;
	push(world, machine, connection, out);
	answerOctets(world, machine, connection, urgent, out);
	if (!arrival.fin) return;
	if (connection.state === 'fin-wait-2') close(world, machine, connection, 'time-wait', out);
	tcpEvent(world, machine, connection, {kind: 'end'}, out);
}

/** The other side has finished (tcp_fin); answers whether that is acknowledged at once. */
function takeFin(connection: TcpConnection): boolean {
	switch (connection.state) {
		case 'established':
			connection.state = 'close-wait';
			// Its program will surely close, too: the acknowledgement waits for that.
			connection.receive.interactive = true;
			return false;
		case 'fin-wait-1':
			connection.state = 'closing';
			return true;
		default:
			return true;
	}
}

function restartTimeWait(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	acknowledge(world, machine, connection, out);
	connection.timers.expiry = world.now + TIME_WAIT;
	wake(machine, connection, out);
}

function processSynSent(
	world: World,
	machine: Machine,
	connection: TcpConnection,
	segment: TcpSegment,
	options: TcpOptions,
	packet: Ipv4Packet,
	out: Sink,
): void {
	const {send} = connection;
	const {flags} = segment;
	const hasAck = (flags & TCP_FLAG.ack) !== 0;
	if (hasAck && segment.acknowledgement !== send.next) {
		reset(world, machine, packet, segment, out);
		return;
	}
	if ((flags & TCP_FLAG.rst) !== 0) {
		if (hasAck) lostForGood(world, machine, connection, {kind: 'refused'}, out);
		return;
	}
	if ((flags & TCP_FLAG.syn) === 0) return;
	offered(world, machine, connection, segment, options);
	if (!hasAck) {
		// Both began at the same time.
		connection.state = 'syn-received';
		sendSynAck(world, machine, connection, out);
		return;
	}
	takeAcknowledgement(world, machine, connection, segment, options, out);
	connection.state = 'established';
	acknowledge(world, machine, connection, out);
	established(world, machine, connection, out);
}
