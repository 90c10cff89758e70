/** A ping and its account: what was sent, what came back. How it runs is in `ping.ts`. */
import {type Echo, ICMP_HEADER_LENGTH, ICMP_TYPE} from '../protocol/icmp.js';
import {IP_PROTOCOL} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {read16, read32} from '../protocol/octets.js';
import type {Sink} from '../sink.js';
import type {Ping, Stack} from './stack-state.js';

/** Requests answered, each counted once. */
export function receivedBy(ping: Ping): number {
	return ping.events.filter((event) => event.kind === 'reply' && !event.duplicate).length;
}

export function errorsOf(ping: Ping): number {
	return ping.events.filter((event) => event.kind === 'unreachable' || event.kind === 'time-exceeded').length;
}

/** ns, in the order of arrival. */
export function roundTripsOf(ping: Ping): number[] {
	return ping.events.flatMap((event) => (event.kind === 'reply' ? [event.roundTrip] : []));
}

/** An echo reply came for this machine. Is it a running ping's? */
export function takeEchoReply(stack: Stack, from: Ipv4Address, ttl: number, echo: Echo, now: number, out: Sink): boolean {
	const ping = stack.pings.find((candidate) => candidate.id === echo.identifier && candidate.target === from && !candidate.done);
	const sequence = ping && nearestSequence(ping, echo.sequence);
	const sentAt = sequence && ping.sentAt[sequence - 1];
	if (!ping || !sequence || sentAt === undefined) return false;
	const duplicate = ping.events.some((event) => event.kind === 'reply' && event.sequence === sequence);
	const roundTrip = now - sentAt;
	const octets = ICMP_HEADER_LENGTH + echo.payload.length;
	ping.events.push({kind: 'reply', sequence, from, ttl, octets, roundTrip, time: now, duplicate});
	if (out.tracing) out.note({kind: 'echo-received', address: from, sequence, roundTrip});
	finishWhenComplete(ping);
	return true;
}

/** What an ICMP error says, and who says it; `mtu` where it says how long a packet may be. */
export interface Fault {
	type: number;
	code: number;
	from: Ipv4Address;
	mtu?: number;
}

/** A packet could not be delivered; `quote` is its head. Was it a running ping's request? */
export function takeIcmpError(stack: Stack, quote: Uint8Array, {type, code, from, mtu}: Fault, now: number): boolean {
	const header = ((quote[0] ?? 0) & 0xf) * 4;
	if (quote.length < header + ICMP_HEADER_LENGTH || quote[9] !== IP_PROTOCOL.icmp || quote[header] !== ICMP_TYPE.echoRequest) return false;
	const ping = stack.pings.find((candidate) => candidate.id === read16(quote, header + 4) && !candidate.done);
	if (!ping || ping.target !== read32(quote, 16)) return false;
	const sequence = nearestSequence(ping, read16(quote, header + 6));
	const said = {sequence, from, code, time: now};
	ping.events.push(
		type === ICMP_TYPE.timeExceeded
			? {kind: 'time-exceeded', ...said}
			: {kind: 'unreachable', ...said, ...(mtu === undefined ? {} : {mtu})},
	);
	finishWhenComplete(ping);
	return true;
}

function finishWhenComplete(ping: Ping): void {
	if (receivedBy(ping) + errorsOf(ping) >= ping.count) finish(ping);
}

/** Ends the job. */
export function finish(ping: Ping): void {
	ping.done = true;
	ping.next = Number.POSITIVE_INFINITY;
	ping.deadline = Number.POSITIVE_INFINITY;
}

/** Sequence numbers have 16 bits on the wire: the latest request that has this one. */
function nearestSequence(ping: Ping, sequence: number): number {
	const sent = ping.sentAt.length;
	return sequence + Math.floor((sent - sequence) / 0x1_0000) * 0x1_0000;
}
