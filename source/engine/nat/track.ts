/*
 * Connection tracking: to which conversation does the packet belong? (nf_conntrack_in)
 *
 * Every packet of a machine with NAT is looked up by its tuple. A packet of a known conversation
 * gets the treatment that its first packet got; one of none may begin one, and is in the table once it has passed the whole
 * machine. An ICMP error belongs to the conversation of the packet that it quotes. What fits nowhere passes untouched.
 *
 *  - *[UNREPLIED]* until the other side answers, *[ASSURED]* once a TCP handshake is whole, or UDP went to and fro for more than
 *    two seconds.
 *  - An entry of UDP or ICMP lives 30 s from the last packet, a stream of UDP 120 s.
 *
 * Not modelled: fragments (they are put together before, as in the kernel), helpers for FTP and the like, marks, accounting.
 */
import {IP_PROTOCOL, type Ipv4Packet} from '../protocol/ipv4.js';
import {parseTcp, type TcpSegment} from '../protocol/tcp.js';
import type {Sink} from '../sink.js';
import type {Connection, Connections, Direction, Tracked} from './connection.js';
import {isError, quoted, tupleOf} from './packet-tuple.js';
import {findConnection, makeRoom, prolong} from './table.js';
import {newTcp, trackTcp} from './tcp-tracking.js';
import {invert, isQuestion, type Tuple} from './tuple.js';

const SECOND = 1_000_000_000;
/** From when UDP with answers is a stream. */
const STREAM_AFTER = 2 * SECOND;

export type Found =
	| {kind: 'tracked'; tracked: Tracked}
	/** Of no conversation, and it can begin none. */
	| {kind: 'invalid'}
	/** The table is full. */
	| {kind: 'full'};

/** The conversation of a whole packet; time and state of a known one follow. A new one is in no table yet: see `confirm`. */
export function track(table: Connections, packet: Ipv4Packet, now: number, out?: Sink): Found {
	if (isError(packet)) return trackError(table, packet, now);
	const tuple = tupleOf(packet);
	if (!tuple) return invalid(table);
	const segment = segmentOf(packet);
	if (packet.protocol === IP_PROTOCOL.tcp && !segment) return invalid(table);
	const known = findConnection(table, tuple, now);
	if (!known) return begin(table, tuple, segment, now);
	const {connection, direction} = known;
	if (segment) {
		const step = trackTcp(table, connection, direction, segment, now);
		if (step.kind === 'invalid') return invalid(table);
		if (step.kind === 'again') return begin(table, tuple, segment, now);
		if (step.kind === 'taken' && step.from !== step.to && out?.tracing) out.note({kind: 'connection-state', from: step.from, to: step.to});
	} else prolongPlain(table, connection, now);
	if (direction === 'reply') connection.seenReply = true;
	return {kind: 'tracked', tracked: {kind: 'established', direction, connection}};
}

function invalid(table: Connections): Found {
	table.counters.invalid++;
	return {kind: 'invalid'};
}

function begin(table: Connections, original: Tuple, segment: TcpSegment | undefined, now: number): Found {
	const {protocol, destinationPort} = original;
	const reply = invert(original);
	if (!reply || (protocol === IP_PROTOCOL.icmp && !isQuestion(destinationPort >>> 8))) return invalid(table);
	const tcp = segment && newTcp(segment);
	if (segment && !tcp) return invalid(table);
	if (!makeRoom(table)) return {kind: 'full'};
	const connection: Connection = {
		id: table.nextId++,
		original,
		reply,
		seenReply: false,
		assured: false,
		source: 'undecided',
		destination: 'undecided',
		expires: Number.POSITIVE_INFINITY,
		since: now,
		...(tcp ? {tcp} : {}),
		...(protocol === IP_PROTOCOL.udp ? {streamAt: now + STREAM_AFTER} : {}),
	};
	if (segment) trackTcp(table, connection, 'original', segment, now);
	else prolongPlain(table, connection, now);
	return {kind: 'tracked', tracked: {kind: 'new', direction: 'original', connection}};
}

/** Every packet begins the time anew (nf_conntrack_udp_packet, nf_conntrack_icmp_packet). */
function prolongPlain(table: Connections, connection: Connection, now: number): void {
	const {timeouts} = table;
	switch (connection.original.protocol) {
		case IP_PROTOCOL.icmp:
			prolong(table, connection, timeouts.icmp, now);
			return;
		case IP_PROTOCOL.udp: {
			const isStream = connection.seenReply && now > (connection.streamAt ?? 0);
			if (isStream) connection.assured = true;
			prolong(table, connection, isStream ? timeouts.udpStream : timeouts.udp, now);
			return;
		}
		default:
			prolong(table, connection, timeouts.generic, now);
	}
}

/** An error is about the conversation of what it quotes, and goes against its direction (nf_conntrack_inet_error). */
function trackError(table: Connections, packet: Ipv4Packet, now: number): Found {
	const inner = quoted(packet);
	const tuple = inner && tupleOf(inner);
	const inverted = tuple && invert(tuple);
	const known = inverted && findConnection(table, inverted, now);
	if (!known || !inner) return invalid(table);
	const {connection, direction} = known;
	return {kind: 'tracked', tracked: {kind: 'related', direction, connection}};
}

function segmentOf(packet: Ipv4Packet): TcpSegment | undefined {
	if (packet.protocol !== IP_PROTOCOL.tcp) return undefined;
	const parsed = parseTcp(packet.payload, packet);
	return parsed.kind === 'ok' ? parsed.value : undefined;
}

export function opposite(direction: Direction): Direction {
	return direction === 'original' ? 'reply' : 'original';
}
