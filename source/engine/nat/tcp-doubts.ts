/** Tracking TCP: segments of which only the answer tells what they are, and resets that may be forged (nf_conntrack_tcp_packet). */
import type {TcpSegment} from '../protocol/tcp.js';
import {parseOptions} from '../stack/tcp/options.js';
import {isAfter} from '../stack/tcp/sequence.js';
import type {Connection, Direction, TrackedTcp} from './connection.js';
import {endOf, kindOf, unknownSide} from './tcp-window.js';

/**
 * A segment passes unjudged. True when it answers a SYN that passed so before: then the two hosts are in agreement and the tracker
 * was not, and it takes the place that they have.
 */
export function letPass(tcp: TrackedTcp, direction: Direction, segment: TcpSegment): boolean {
	const {last} = tcp;
	const kind = kindOf(segment);
	if (kind === 'syn-ack' && last.kind === 'syn' && last.direction !== direction && segment.acknowledgement === last.end) {
		const {liberal} = tcp[direction];
		const window = Math.max(last.window, 1);
		tcp[last.direction] = {...unknownSide(), end: last.end, maxEnd: last.end, maxWindow: window, ...last.offer};
		tcp[direction] = {...unknownSide(), liberal};
		tcp.challenge = false;
		return true;
	}
	const {sequence, window} = segment;
	Object.assign(last, {kind, direction, sequence, end: endOf(segment), window});
	if (kind === 'syn' && direction === 'original') {
		const {windowScale, selectiveAllowed = false} = parseOptions(segment.options);
		last.offer = {scale: windowScale ?? 0, offersScale: windowScale !== undefined, selective: selectiveAllowed};
		tcp.challenge = tcp.state === 'last-ack';
		tcp.simultaneous = false;
	}
	if (tcp.state === 'syn-sent' && kind === 'ack' && direction === 'reply') last.acknowledgement = segment.acknowledgement;
	return false;
}

type Judgement =
	/** If it is in the window. */
	| 'believed'
	/** Whatever the window says. */
	| 'beyond-doubt'
	/** In the window perhaps, but not what the other side waits for: the conversation may live on. */
	| 'doubtful'
	| 'invalid';

/** Is a reset to be believed? */
export function judgeReset(connection: Connection, tcp: TrackedTcp, direction: Direction, segment: TcpSegment): Judgement {
	const {state, last} = tcp;
	// On its way out anyway, perhaps with the numbers of an earlier conversation.
	if (['fin-wait', 'last-ack', 'time-wait', 'close', 'close-wait'].includes(state)) return 'beyond-doubt';
	const awaited = tcp[direction === 'original' ? 'reply' : 'original'].maxAcknowledgement;
	const isEstablished = state === 'established' && connection.assured;
	let doubtful = false;
	if (awaited !== undefined && last.kind !== 'syn') {
		if (segment.sequence === 0 && !isEstablished) return 'believed';
		if (isAfter(awaited, segment.sequence)) return 'invalid';
		if (!isEstablished || segment.sequence === awaited) return 'believed';
		if (last.kind === 'ack' && last.direction === direction && segment.sequence === last.end) return 'believed';
		doubtful = true;
	}
	const answersSyn = connection.seenReply && last.kind === 'syn' && last.direction !== direction;
	const answersAck = !connection.assured && last.kind === 'ack';
	const isAnswer = (answersSyn || answersAck) && segment.acknowledgement === last.end;
	const answersChallenge =
		state === 'syn-sent' && last.kind === 'ack' && last.direction === 'reply' && segment.sequence === last.acknowledgement;
	if (doubtful) return 'doubtful';
	return isAnswer || answersChallenge ? 'beyond-doubt' : 'believed';
}
