/*
 * Tracking TCP: in which state is the conversation? (nf_conntrack_tcp_packet)
 *
 * The tracker guesses from the segments that pass what the two hosts think. The state says how long the entry lives:
 * five days when established, a minute or two on the way in and out, ten seconds after a reset. It is not the state of either host: CLOSE_WAIT here
 * means that one FIN and its acknowledgement passed, from whichever side.
 *
 *  - An entry for an unfinished handshake that is reset goes at once.
 *  - A segment in the middle of a conversation that nobody saw begin is taken for one (nf_conntrack_tcp_loose).
 *  - What may mean that the hosts know better (a SYN in the middle, its answer) passes and is remembered; the answer to it tells.
 *  - With octets that wait for an acknowledgement, or acknowledgements that repeat, an entry lives five minutes only.
 *
 * Not modelled: SYN proxies.
 */
import type {TcpSegment} from '../protocol/tcp.js';
import type {Connection, Connections, Direction, SegmentKind, TrackedTcp, TrackedTcpState} from './connection.js';
import {TRACKED_TCP_STATES} from './connection.js';
import {prolong, removeConnection} from './table.js';
import {judgeReset, letPass} from './tcp-doubts.js';
import {checkWindow, isSensible, kindOf, takeSyn, unknownSide} from './tcp-window.js';

/** Acknowledgements that say the same before an entry lives less long (nf_conntrack_tcp_max_retrans). */
const MOST_RETRANSMISSIONS = 3;
const SECOND = 1_000_000_000;

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
function stepOf(direction: Direction, kind: SegmentKind, state: TrackedTcpState): TrackedTcpState | '-' | '.' {
	const column = TRACKED_TCP_STATES.indexOf(state);
	return STEPS[direction][kind].split(' ')[column] as TrackedTcpState | '-' | '.';
}

/** What the first segment of a conversation says about it; `undefined` when it cannot begin one (tcp_new). */
export function newTcp(segment: TcpSegment): TrackedTcp | undefined {
	const state = isSensible(segment) ? stepOf('original', kindOf(segment), 'none') : '-';
	if (state === '-' || state === '.') return undefined;
	const offer = {scale: 0, offersScale: false, selective: false};
	const tcp: TrackedTcp = {
		// The state comes with the segment's own step.
		state: 'none',
		original: unknownSide(),
		reply: unknownSide(),
		last: {direction: 'original', kind: 'none', sequence: 0, acknowledgement: 0, end: 0, window: 0, offer},
		retransmissions: 0,
		simultaneous: false,
		challenge: false,
	};
	takeSyn(tcp.original, segment);
	if (state === 'syn-sent') return tcp;
	for (const side of [tcp.original, tcp.reply]) Object.assign(side, {liberal: true, selective: true, offersScale: false, scale: 0});
	tcp.original.maxEnd = (tcp.original.end + tcp.original.maxWindow) >>> 0;
	return tcp;
}

type TcpStep =
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
	if (!isSensible(segment)) return {kind: 'invalid'};
	let from = tcp.state;
	let to = stepOf(direction, kind, from);
	if (to === '-') return {kind: 'invalid'};
	if (to === 'syn-sent' && (from === 'time-wait' || from === 'close')) {
		const aborted = tcp.last.direction === direction && tcp.last.kind === 'rst';
		if (tcp.original.closedFirst || tcp.reply.closedFirst || aborted) {
			removeConnection(table, connection);
			return {kind: 'again'};
		}
		to = '.';
	}
	if (to === '.') {
		if (!letPass(tcp, direction, segment)) return {kind: 'ignored'};
		// The hosts are at the beginning of another conversation, as the answer shows.
		from = 'syn-sent';
		to = 'syn-recv';
	}
	const isChallenge = tcp.challenge && tcp.last.direction !== direction && tcp.last.kind === 'syn';
	if (to === 'time-wait' && from === 'last-ack' && kind === 'ack' && isChallenge) {
		tcp.challenge = false;
		return {kind: 'ignored'};
	}
	if (to === 'syn-sent2') tcp.simultaneous = true;
	if (to === 'syn-recv' && direction === 'reply' && kind === 'ack' && tcp.simultaneous) to = 'established';
	let mayBeOutside = false;
	if (to === 'close' && kind === 'rst') {
		const judgement = judgeReset(connection, tcp, direction, segment);
		if (judgement === 'invalid') return {kind: 'invalid'};
		if (judgement === 'doubtful') to = from;
		mayBeOutside = judgement === 'beyond-doubt';
	}
	const fit = mayBeOutside ? 'fits' : checkWindow(tcp, direction, segment);
	if (fit === 'old') return {kind: 'ignored'};
	if (fit === 'outside') {
		shorten(table, connection, tcp, direction, kind, now);
		return {kind: 'invalid'};
	}
	tcp.last.kind = kind;
	tcp.last.direction = direction;
	tcp.state = to;
	if (from !== to && to === 'fin-wait') tcp[direction].closedFirst = true;
	const step = {kind: 'taken', from, to} as const;
	if (!connection.seenReply) {
		if (kind === 'rst') {
			removeConnection(table, connection);
			return step;
		}
		// A SYN that is repeated does not keep an entry alive.
		if (kind === 'syn' && from === 'syn-sent') return step;
	} else if (!connection.assured && (from === 'syn-recv' || from === 'established') && to === 'established') connection.assured = true;
	prolong(table, connection, lifeOf(table, connection, tcp, to, kind), now);
	return step;
}

function lifeOf({timeouts}: Connections, {seenReply}: Connection, tcp: TrackedTcp, state: TrackedTcpState, kind: SegmentKind): number {
	const usual = state === 'none' ? timeouts.tcp['syn-sent'] : timeouts.tcp[state];
	if (tcp.retransmissions >= MOST_RETRANSMISSIONS && usual > timeouts.tcpRetransmitted) return timeouts.tcpRetransmitted;
	// Also where it is doubtful: if the conversation lives on, its next segment sets that right.
	if (kind === 'rst') return timeouts.tcp.close;
	const waits = tcp.original.unacknowledged || tcp.reply.unacknowledged || (!seenReply && state === 'established');
	if (waits) return Math.min(usual, timeouts.tcpUnacknowledged);
	return tcp.last.window === 0 ? Math.min(usual, timeouts.tcpRetransmitted) : usual;
}

/** Two ends of a conversation, one from each side, that the tracker does not believe: it must have missed something (nf_tcp_handle_invalid). */
function shorten(table: Connections, connection: Connection, tcp: TrackedTcp, direction: Direction, kind: SegmentKind, now: number): void {
	if (!connection.assured || (kind !== 'rst' && kind !== 'fin')) return;
	const {last} = tcp;
	if (last.direction === direction || (last.kind !== 'fin' && last.kind !== 'rst')) {
		last.kind = kind;
		last.direction = direction;
		return;
	}
	const left = connection.expires - now;
	if (left >= 120 * SECOND && left > table.timeouts.tcpUnacknowledged) prolong(table, connection, table.timeouts.tcpUnacknowledged, now);
}
