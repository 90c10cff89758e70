/*
 * Tracking TCP: in which state is the conversation? (nf_conntrack_tcp_packet)
 *
 * The tracker guesses from the segments that pass what the two hosts think. The state says how long the entry lives:
 * five days when established, a minute or two on the way in and out, ten seconds after a reset. It is not the state of either host: CLOSE_WAIT here
 * means that one FIN and its acknowledgement passed, from whichever side.
 *
 * An entry for an unfinished handshake that is reset goes at once. A segment in the middle of a conversation that nobody saw begin is taken
 * for one (nf_conntrack_tcp_loose).
 *
 * Not modelled: SYN proxies, challenge acknowledgements after a SYN that was let pass.
 */
import type {TcpSegment} from '../protocol/tcp.js';
import {isAfter} from '../stack/tcp/sequence.js';
import type {Connection, Connections, Direction, SegmentKind, TrackedTcp, TrackedTcpState} from './connection.js';
import {TRACKED_TCP_STATES} from './connection.js';
import {prolong, removeConnection} from './table.js';
import {checkWindow, endOf, kindOf, sideOfSyn, unknownSide} from './tcp-window.js';

/** Acknowledgements that say the same before an entry lives less long (nf_conntrack_tcp_max_retrans). */
const MOST_RETRANSMISSIONS = 3;

/**
 * What a segment makes of a state (tcp_conntracks): columns in the order of `TRACKED_TCP_STATES`. `-`: it belongs to
 * nothing; `.`: it passes and changes nothing.
 */
const STEPS: Readonly<Record<Direction, Readonly<Record<SegmentKind, string>>>> = {
	original: {
		syn: 'syn-sent syn-sent . . . . . syn-sent syn-sent syn-sent2',
		'syn-ack': '- - syn-recv - - - - - - syn-recv',
		fin: '- - fin-wait fin-wait last-ack last-ack last-ack time-wait close -',
		ack: 'established - established established close-wait close-wait time-wait time-wait close -',
		rst: '- close close close close close close close close close',
		none: '- - - - - - - - - -',
	},
	reply: {
		syn: '- syn-sent2 - - - - - syn-sent - syn-sent2',
		'syn-ack': '- syn-recv . . . . . . . syn-recv',
		fin: '- - fin-wait fin-wait last-ack last-ack last-ack time-wait close -',
		ack: '- . syn-recv established close-wait close-wait time-wait time-wait close .',
		rst: '- close close close close close close close close close',
		none: '- - - - - - - - - -',
	},
};

/** The next state; `-` for a segment that belongs to nothing, `.` for one that changes nothing. */
export function stepOf(direction: Direction, kind: SegmentKind, state: TrackedTcpState): TrackedTcpState | '-' | '.' {
	const column = TRACKED_TCP_STATES.indexOf(state);
	return STEPS[direction][kind].split(' ')[column] as TrackedTcpState | '-' | '.';
}

/** What the first segment of a conversation says about it; `undefined` when it cannot begin one (tcp_new). */
export function newTcp(segment: TcpSegment): TrackedTcp | undefined {
	const kind = kindOf(segment);
	const state = stepOf('original', kind, 'none');
	if (state === '-' || state === '.') return undefined;
	const end = endOf(segment);
	const last = {direction: 'original', kind: 'none', sequence: 0, acknowledgement: 0, end: 0, window: 0} as const;
	// The state comes with the packet's own step.
	if (state === 'syn-sent') return {state: 'none', original: sideOfSyn(segment), reply: unknownSide(), last, retransmissions: 0};
	const window = Math.max(segment.window, 1);
	const picked = {...unknownSide(), liberal: true, selective: true};
	return {
		state: 'none',
		original: {...picked, end, maxWindow: window, maxEnd: end + window},
		reply: picked,
		last,
		retransmissions: 0,
	};
}

export type TcpStep =
	| {kind: 'taken'; from: TrackedTcpState; to: TrackedTcpState}
	/** It passes, and its addresses are rewritten, but it changes nothing. */
	| {kind: 'ignored'}
	/** It is no part of the conversation. */
	| {kind: 'invalid'}
	/** The conversation is over, the segment begins another one. */
	| {kind: 'again'};

/** Takes a segment of `connection`: state, window, how long the entry lives. */
export function trackTcp(table: Connections, connection: Connection, direction: Direction, segment: TcpSegment, now: number): TcpStep {
	const tcp = connection.tcp as TrackedTcp;
	const kind = kindOf(segment);
	const from = tcp.state;
	let to = stepOf(direction, kind, from);
	if (to === '-') return {kind: 'invalid'};
	if (to === 'syn-sent' && (from === 'time-wait' || from === 'close')) {
		const aborted = tcp.last.direction === direction && tcp.last.kind === 'rst';
		if (!tcp.original.closedFirst && !tcp.reply.closedFirst && !aborted) return ignore(tcp, direction, kind, segment);
		removeConnection(table, connection);
		return {kind: 'again'};
	}
	if (to === '.') return ignore(tcp, direction, kind, segment);
	if (to === 'close' && kind === 'rst') {
		const known = tcp[direction === 'original' ? 'reply' : 'original'].maxAcknowledgement;
		if (known !== undefined && isAfter(known, segment.sequence)) return {kind: 'invalid'};
		// Not exactly what the other side waits for: it may well live on.
		if (known !== undefined && from === 'established' && segment.sequence !== known) to = from;
	}
	const fit = checkWindow(tcp, direction, segment);
	if (fit === 'outside') return {kind: 'invalid'};
	if (fit === 'old') return {kind: 'ignored'};
	tcp.last.direction = direction;
	tcp.last.kind = kind;
	tcp.state = to;
	if (from !== to && to === 'fin-wait') tcp[direction].closedFirst = true;
	if (!connection.seenReply && kind === 'rst') {
		removeConnection(table, connection);
		return {kind: 'taken', from, to};
	}
	if (connection.seenReply && !connection.assured && (from === 'syn-recv' || from === 'established') && to === 'established')
		connection.assured = true;
	prolong(table, connection, lifeOf(table, connection, tcp, to, kind), now);
	return {kind: 'taken', from, to};
}

/** A segment that may be one or the other thing; the answer of its receiver will tell. */
function ignore(tcp: TrackedTcp, direction: Direction, kind: SegmentKind, segment: TcpSegment): TcpStep {
	const {sequence, acknowledgement, window} = segment;
	tcp.last = {direction, kind, sequence, acknowledgement, end: endOf(segment), window};
	return {kind: 'ignored'};
}

function lifeOf(table: Connections, {seenReply}: Connection, tcp: TrackedTcp, state: TrackedTcpState, kind: SegmentKind): number {
	const {timeouts} = table;
	const usual = state === 'none' ? timeouts.tcp.close : timeouts.tcp[state];
	if (tcp.retransmissions >= MOST_RETRANSMISSIONS && usual > timeouts.tcpRetransmitted) return timeouts.tcpRetransmitted;
	if (kind === 'rst') return timeouts.tcp.close;
	const waits = tcp.original.unacknowledged || tcp.reply.unacknowledged;
	if (waits && usual > timeouts.tcpUnacknowledged) return timeouts.tcpUnacknowledged;
	if (tcp.last.window === 0 && tcp.last.kind === 'ack' && usual > timeouts.tcpRetransmitted) return timeouts.tcpRetransmitted;
	if (!seenReply && state === 'established' && usual > timeouts.tcpUnacknowledged) return timeouts.tcpUnacknowledged;
	return usual;
}
