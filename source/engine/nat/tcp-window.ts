/*
 * Tracking TCP: is the segment in the window? (tcp_in_window)
 *
 * The tracker stands between two hosts and sees what both say. From that it knows how far each may send: as far as the
 * other acknowledged, plus its window. A segment beyond that cannot belong to the conversation; one before it is old, and
 * passes without changing anything.
 *
 * Not modelled: windows that overshoot by less than one window, which newer kernels let pass.
 */
import type {TcpSegment} from '../protocol/tcp.js';
import {TCP_FLAG} from '../protocol/tcp.js';
import {parseOptions} from '../stack/tcp/options.js';
import {ahead, distance, isAfter} from '../stack/tcp/sequence.js';
import type {Direction, SegmentKind, TrackedSide, TrackedTcp} from './connection.js';

/** An acknowledgement may be that old (MAXACKWINCONST). */
const OLDEST_ACK = 66_000;

export type Fit = 'fits' | 'old' | 'outside';

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
	return {end: 0, maxEnd: 0, maxWindow: 0, selective: false, unacknowledged: false, closedFirst: false, liberal: false};
}

/** What a SYN says about its sender. */
export function sideOfSyn(segment: TcpSegment): TrackedSide {
	const {windowScale, selectiveAllowed = false} = parseOptions(segment.options);
	const end = endOf(segment);
	return {
		...unknownSide(),
		end,
		maxEnd: end,
		maxWindow: Math.max(segment.window, 1),
		...(windowScale === undefined ? {} : {scale: windowScale}),
		selective: selectiveAllowed,
	};
}

/** Checks `segment` against what is known, and learns from it. */
export function checkWindow(tcp: TrackedTcp, direction: Direction, segment: TcpSegment): Fit {
	const {flags} = segment;
	const isSyn = (flags & TCP_FLAG.syn) !== 0;
	const hasAck = (flags & TCP_FLAG.ack) !== 0;
	const isReset = (flags & TCP_FLAG.rst) !== 0;
	let {sequence} = segment;
	let end = endOf(segment);
	const sender = tcp[direction];
	const receiver = tcp[direction === 'original' ? 'reply' : 'original'];
	let acknowledgement = segment.acknowledgement;
	let selective = receiver.selective ? furthest(segment) : acknowledgement;

	const restarts =
		(tcp.state === 'syn-sent' && direction === 'original') || (tcp.state === 'syn-recv' && direction === 'reply')
			? isSyn && isAfter(end, sender.end)
			: false;
	if (sender.maxWindow === 0 || restarts) {
		meet(sender, receiver, segment, end, selective);
		// Both begin at the same time.
		if (isSyn && !hasAck) return 'fits';
	}
	if (!hasAck || (isReset && acknowledgement === 0)) {
		acknowledgement = receiver.end;
		selective = receiver.end;
	}
	if (isReset && sequence === 0 && tcp.state === 'syn-sent') {
		sequence = sender.end;
		end = sender.end;
	}
	const window = isSyn ? segment.window : segment.window * 2 ** scaleOf(sender, receiver);
	if (!sender.liberal) {
		if (isAfter(sequence, sender.maxEnd)) return 'outside';
		if (isAfter(selective, receiver.end)) return 'outside';
		if (receiver.maxWindow > 0 && !isAfter(end, ahead(sender.end, -receiver.maxWindow - 1))) return 'old';
		if (!isAfter(selective, ahead(receiver.end, -Math.max(sender.maxWindow, OLDEST_ACK) - 1))) return 'old';
	}
	learn(tcp, sender, receiver, {segment, direction, end, acknowledgement, selective, window, hasAck});
	return 'fits';
}

interface Seen {
	segment: TcpSegment;
	direction: Direction;
	end: number;
	acknowledgement: number;
	selective: number;
	window: number;
	hasAck: boolean;
}

function learn(tcp: TrackedTcp, sender: TrackedSide, receiver: TrackedSide, seen: Seen): void {
	const {segment, direction, end, acknowledgement, selective, window, hasAck} = seen;
	sender.maxWindow = Math.max(sender.maxWindow, window + distance(acknowledgement, selective));
	if (isAfter(end, sender.end)) {
		sender.end = end;
		sender.unacknowledged = true;
	}
	if (hasAck && (sender.maxAcknowledgement === undefined || isAfter(acknowledgement, sender.maxAcknowledgement)))
		sender.maxAcknowledgement = acknowledgement;
	if (receiver.maxWindow !== 0 && isAfter(end, sender.maxEnd)) receiver.maxWindow += distance(sender.maxEnd, end);
	if (isAfter(ahead(selective, window), ahead(receiver.maxEnd, -1))) {
		receiver.maxEnd = ahead(selective, window);
		if (window === 0) receiver.maxEnd = ahead(receiver.maxEnd, 1);
	}
	if (acknowledgement === receiver.end) receiver.unacknowledged = false;
	if (kindOf(segment) !== 'ack') return;
	const {last} = tcp;
	const isSame =
		last.direction === direction &&
		last.sequence === segment.sequence &&
		last.acknowledgement === acknowledgement &&
		last.end === end &&
		last.window === segment.window;
	if (isSame) tcp.retransmissions++;
	else {
		tcp.last = {...last, direction, sequence: segment.sequence, acknowledgement, end, window: segment.window};
		tcp.retransmissions = 0;
	}
}

/** The first segment of a side. */
function meet(sender: TrackedSide, receiver: TrackedSide, segment: TcpSegment, end: number, selective: number): void {
	if ((segment.flags & TCP_FLAG.syn) !== 0) {
		Object.assign(sender, sideOfSyn(segment));
		return;
	}
	const window = Math.max(1, segment.window * 2 ** scaleOf(sender, receiver));
	sender.end = end;
	sender.maxWindow = window;
	sender.maxEnd = ahead(end, window);
	if (receiver.maxWindow === 0) {
		receiver.end = selective;
		receiver.maxEnd = selective;
	} else if (selective === ahead(receiver.end, 1)) receiver.end = selective;
}

/** Windows are shifted when both sides offered it. */
function scaleOf(sender: TrackedSide, receiver: TrackedSide): number {
	return sender.scale !== undefined && receiver.scale !== undefined ? sender.scale : 0;
}

/** How far it acknowledges, with or without holes. */
function furthest(segment: TcpSegment): number {
	const blocks = parseOptions(segment.options).selective ?? [];
	return blocks.reduce((most, [, end]) => (isAfter(end, most) ? end : most), segment.acknowledgement);
}
