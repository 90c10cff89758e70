/*
 * Tracking TCP: is the segment in the window? (tcp_in_window)
 *
 * The tracker stands between two hosts and sees what both say. From that it knows how far each may send: as far as the
 * other acknowledged, plus its window. A segment beyond that, or one that acknowledges what was never seen, cannot belong to the
 * conversation; one before it is old, and passes without changing anything.
 *
 * Not modelled: sequence numbers that a helper shifted.
 */
import {TCP_FLAG, type TcpSegment} from '../protocol/tcp.js';
import {parseOptions} from '../stack/tcp/options.js';
import {ahead, distance, isAfter} from '../stack/tcp/sequence.js';
import type {Direction, SegmentKind, TrackedSide, TrackedTcp} from './connection.js';

/** An acknowledgement may be that old (MAXACKWINCONST). */
const OLDEST_ACK = 66_000;
/** Flags that go together; the others do not matter (tcp_valid_flags). */
const FLAG_SETS: ReadonlySet<number> = new Set(
	[['syn'], ['syn', 'urg'], ['syn', 'ack'], ['rst'], ['rst', 'ack'], ['fin', 'ack'], ['fin', 'ack', 'urg'], ['ack'], ['ack', 'urg']].map(
		(names) => names.reduce((bits, name) => bits | TCP_FLAG[name as keyof typeof TCP_FLAG], 0),
	),
);
const COUNTING_FLAGS = TCP_FLAG.fin | TCP_FLAG.syn | TCP_FLAG.rst | TCP_FLAG.ack | TCP_FLAG.urg;

/** `old`: it passes and is rewritten, but changes nothing. `outside`: it is no part of the conversation. */
type Fit = 'fits' | 'old' | 'outside';

/** Can there be such a segment at all (tcp_error)? */
export function isSensible({flags}: TcpSegment): boolean {
	return FLAG_SETS.has(flags & COUNTING_FLAGS);
}

/** What a segment is for the tracker (get_conntrack_index). */
export function kindOf({flags}: TcpSegment): SegmentKind {
	if ((flags & TCP_FLAG.rst) !== 0) return 'rst';
	if ((flags & TCP_FLAG.syn) !== 0) return (flags & TCP_FLAG.ack) === 0 ? 'syn' : 'syn-ack';
	if ((flags & TCP_FLAG.fin) !== 0) return 'fin';
	return (flags & TCP_FLAG.ack) === 0 ? 'none' : 'ack';
}

/** Sequence number behind the segment. */
export function endOf({sequence, flags, payload}: TcpSegment): number {
	return ahead(sequence, payload.length + ((flags & TCP_FLAG.syn) === 0 ? 0 : 1) + ((flags & TCP_FLAG.fin) === 0 ? 0 : 1));
}

export function unknownSide(): TrackedSide {
	return {
		end: 0,
		maxEnd: 0,
		maxWindow: 0,
		scale: 0,
		offersScale: false,
		selective: false,
		unacknowledged: false,
		closedFirst: false,
		liberal: false,
	};
}

/** Takes place and offer of a SYN; with options, everything else that was known of the side is forgotten (tcp_init_sender, tcp_options). */
export function takeSyn(side: TrackedSide, segment: TcpSegment): void {
	side.end = endOf(segment);
	side.maxEnd = side.end;
	side.maxWindow = Math.max(segment.window, 1);
	if (segment.options.length === 0) return;
	const {windowScale, selectiveAllowed = false} = parseOptions(segment.options);
	side.scale = windowScale ?? 0;
	side.offersScale = windowScale !== undefined;
	side.selective = selectiveAllowed;
	side.unacknowledged = false;
	side.closedFirst = false;
	delete side.maxAcknowledgement;
}

/** Checks `segment` against what is known, and learns from it when it fits. */
export function checkWindow(tcp: TrackedTcp, direction: Direction, segment: TcpSegment): Fit {
	const hasAck = (segment.flags & TCP_FLAG.ack) !== 0;
	const isSyn = (segment.flags & TCP_FLAG.syn) !== 0;
	const isReset = (segment.flags & TCP_FLAG.rst) !== 0;
	const sender = tcp[direction];
	const receiver = tcp[direction === 'original' ? 'reply' : 'original'];
	const selective = receiver.selective ? furthest(segment) : segment.acknowledgement;

	const isFirst = sender.maxWindow === 0;
	const isAnew = isSyn && (tcp.state === 'syn-sent' || tcp.state === 'syn-recv') && isAfter(endOf(segment), sender.end);
	if (isFirst && !isSyn) meetInTheMiddle(sender, receiver, segment, selective);
	else if (isFirst || isAnew) {
		takeSyn(sender, segment);
		if (direction === 'reply' && !(sender.offersScale && receiver.offersScale)) {
			sender.scale = 0;
			receiver.scale = 0;
		}
		// Both begin at the same time.
		if (!hasAck && (isFirst || direction === 'reply')) return 'fits';
	}
	const saysNothing = !hasAck || (isReset && segment.acknowledgement === 0);
	const answersSyn = isReset && segment.sequence === 0 && tcp.state === 'syn-sent';
	const place: Place = {
		sequence: answersSyn ? sender.end : segment.sequence,
		end: answersSyn ? sender.end : endOf(segment),
		acknowledgement: saysNothing ? receiver.end : segment.acknowledgement,
		selective: saysNothing ? receiver.end : selective,
	};
	const fit = fitOf(sender, receiver, place);
	if (fit !== 'fits') return sender.liberal ? 'fits' : fit;
	learn(tcp, direction, segment, place);
	return 'fits';
}

interface Place {
	sequence: number;
	end: number;
	acknowledgement: number;
	/** With what it has beyond a hole. */
	selective: number;
}

function fitOf(sender: TrackedSide, receiver: TrackedSide, {sequence, end, selective}: Place): Fit {
	const isOldAck = !isAfter(selective, ahead(receiver.end, -Math.max(sender.maxWindow, OLDEST_ACK) - 1));
	const isOldData = !isAfter(end, ahead(sender.end, -receiver.maxWindow - 1));
	const acknowledgesUnseen = isAfter(selective, receiver.end);
	if (isAfter(sequence, sender.maxEnd)) {
		const overshot = distance(sender.maxEnd, end) + 1;
		const isSlight = receiver.maxWindow > 0 && !isOldData && !isOldAck && overshot <= receiver.maxWindow && !acknowledgesUnseen;
		if (!isSlight) return 'outside';
		// Somebody takes the window less seriously; the answer is not to be a surprise.
		sender.end = end;
		sender.unacknowledged = true;
		return 'old';
	}
	if (acknowledgesUnseen) return 'outside';
	return (receiver.maxWindow > 0 && isOldData) || isOldAck ? 'old' : 'fits';
}

function learn(tcp: TrackedTcp, direction: Direction, segment: TcpSegment, {sequence, end, acknowledgement, selective}: Place): void {
	const sender = tcp[direction];
	const receiver = tcp[direction === 'original' ? 'reply' : 'original'];
	const isSyn = (segment.flags & TCP_FLAG.syn) !== 0;
	const window = isSyn ? segment.window : segment.window * 2 ** sender.scale;
	sender.maxWindow = Math.max(sender.maxWindow, window + distance(acknowledgement, selective));
	if (isAfter(end, sender.end)) {
		sender.end = end;
		sender.unacknowledged = true;
	}
	const {maxAcknowledgement: most} = sender;
	if ((segment.flags & TCP_FLAG.ack) !== 0 && (most === undefined || isAfter(acknowledgement, most)))
		sender.maxAcknowledgement = acknowledgement;
	if (receiver.maxWindow !== 0 && isAfter(end, sender.maxEnd)) receiver.maxWindow += distance(sender.maxEnd, end);
	if (isAfter(ahead(selective, window), ahead(receiver.maxEnd, -1))) receiver.maxEnd = ahead(selective, Math.max(window, 1));
	if (acknowledgement === receiver.end) receiver.unacknowledged = false;
	if (kindOf(segment) !== 'ack') return;
	const {last} = tcp;
	const seen = {direction, sequence, acknowledgement, end, window: segment.window};
	const isSame = Object.entries(seen).every(([key, value]) => last[key as keyof typeof seen] === value);
	tcp.retransmissions = isSame ? tcp.retransmissions + 1 : 0;
	Object.assign(last, seen);
}

/** The first segment of a side of which nobody saw the beginning. */
function meetInTheMiddle(sender: TrackedSide, receiver: TrackedSide, segment: TcpSegment, selective: number): void {
	sender.end = endOf(segment);
	sender.maxWindow = Math.max(1, segment.window * 2 ** sender.scale);
	sender.maxEnd = ahead(sender.end, sender.maxWindow);
	if (receiver.maxWindow === 0) {
		receiver.end = selective;
		receiver.maxEnd = selective;
	} else if (selective === ahead(receiver.end, 1)) receiver.end = selective;
}

/** How far it acknowledges, with or without holes. */
function furthest(segment: TcpSegment): number {
	const blocks = parseOptions(segment.options).selective ?? [];
	return blocks.reduce((most, [, end]) => (isAfter(end, most) ? end : most), segment.acknowledgement);
}
