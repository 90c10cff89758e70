/*
 * Ping
 *
 * `ping` sends an echo request, waits an interval, sends the next, and keeps
 * account of what comes back: replies with their round trip, and "host
 * unreachable", which no host sent: the own stack says it when ARP gave up.
 *
 *  - The job ends with the last outcome, or after the last request when a time
 *    is up: twice the longest round trip, at least the interval; but 10 s when
 *    nothing came back at all.
 *  - The payload begins with the time of sending, as ping's does, then counts
 *    its octets: 10 11 12 …
 *  - The route is asked for at every request: an address that changes under a
 *    running ping changes its source, a route that goes makes it lose requests.
 *  - An own address answers at once; no frame leaves.
 *
 * Follows iputils ping.c, ping_common.c. Not modelled: broadcast and multicast
 * targets, requests longer than the MTU, flood and adaptive ping, the drift of
 * real sleeping (each interval of 1 s takes some ms more there).
 */
import {type ChangeResult, refused} from '../change.js';
import {buildEcho, type Echo, ICMP_HEADER_LENGTH, ICMP_TYPE, UNREACHABLE_CODE} from '../protocol/icmp.js';
import {DEFAULT_TTL, IP_PROTOCOL, IPV4_HEADER_LENGTH} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {read16, read32} from '../protocol/octets.js';
import type {Sink} from '../sink.js';
import {deviceAt, type Machine, type World} from '../world.js';
import {stackSend} from './ipv4-output.js';
import {wayTo} from './route.js';
import type {Stack} from './stack.js';

/** How long ping waits for a first reply after its last request, ns (`-W`). */
export const LINGER = 10_000_000_000;
/** Payload octets unless told otherwise (`-s`). */
export const DEFAULT_PAYLOAD = 56;

/** Something that ping prints a line for. `time` is world time, ns. */
export type PingEvent =
	/** `octets` of ICMP; `roundTrip` in ns. */
	| {
			kind: 'reply';
			sequence: number;
			from: Ipv4Address;
			ttl: number;
			octets: number;
			roundTrip: number;
			time: number;
			duplicate: boolean;
	  }
	| {kind: 'unreachable'; sequence: number; from: Ipv4Address; code: number; time: number};

export interface PingOptions {
	/** Requests to send, at least 1. */
	count: number;
	/** ns */
	interval: number;
	/** Octets behind the ICMP header. */
	payload: number;
	/** ns; `LINGER` unless said otherwise. */
	linger?: number;
}

export interface Ping extends Required<PingOptions> {
	/** Also the ICMP identifier. */
	id: number;
	target: Ipv4Address;
	/** World time of each request, ns; the request with sequence n stands at n - 1. */
	sentAt: number[];
	/** In the order in which they happened. */
	events: PingEvent[];
	/** World time of the next request, ns; Infinity when all are sent. */
	next: number;
	/** World time at which it stops waiting, ns; Infinity before the last request. */
	deadline: number;
	done: boolean;
}

/** Requests answered, each counted once. */
export function receivedBy(ping: Ping): number {
	return ping.events.filter((event) => event.kind === 'reply' && !event.duplicate).length;
}

export function errorsOf(ping: Ping): number {
	return ping.events.filter((event) => event.kind === 'unreachable').length;
}

/** ns, in the order of arrival. */
export function roundTripsOf(ping: Ping): number[] {
	return ping.events.flatMap((event) => (event.kind === 'reply' ? [event.roundTrip] : []));
}

/**
 * Begins a ping and sends its first request. Refused as the real one is:
 * ENETUNREACH without a route, EACCES for a broadcast address, EMSGSIZE when a
 * request does not fit the MTU.
 */
export function startPing(world: World, machine: Machine, target: Ipv4Address, options: PingOptions, out: Sink): ChangeResult {
	const way = wayTo(world, machine, target);
	if (way.kind === 'none') return refused('ENETUNREACH');
	if (way.kind === 'broadcast') return refused('EACCES');
	const room = way.kind === 'link' ? deviceAt(world, way.device).mtu : 0xffff;
	if (options.payload + ICMP_HEADER_LENGTH + IPV4_HEADER_LENGTH > room) return refused('EMSGSIZE');
	const {stack} = machine;
	const ping: Ping = {
		linger: LINGER,
		...options,
		id: stack.nextPing,
		target: way.kind === 'local' ? way.source : target,
		sentAt: [],
		events: [],
		next: world.now,
		deadline: Number.POSITIVE_INFINITY,
		done: false,
	};
	stack.nextPing = (stack.nextPing % 0xffff) + 1;
	stack.pings.push(ping);
	pingTimer(world, machine, ping, world.now, out);
	return {kind: 'done', ping: ping.id};
}

/** Sends the request that is due, if any, or stops waiting. */
export function pingTimer(world: World, machine: Machine, ping: Ping, now: number, out: Sink): void {
	if (ping.done) return;
	if (ping.next <= now) sendRequest(world, machine, ping, now, out);
	if (ping.deadline <= now) finish(ping);
	wakeFor(machine, ping, out);
}

/** Asks for a timer step of the machine when `ping` needs one: any of its devices will do. */
export function wakeFor(machine: Machine, ping: Ping, out: Sink): void {
	const [device] = machine.devices;
	const time = Math.min(ping.next, ping.deadline);
	if (device !== undefined && time !== Number.POSITIVE_INFINITY) out.wake(device, time);
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

/**
 * A packet could not be delivered; `quote` is its head, `from` says so. Was it
 * a running ping's request?
 */
export function takeUnreachable(stack: Stack, quote: Uint8Array, from: Ipv4Address, code: number, now: number): boolean {
	const header = ((quote[0] ?? 0) & 0xf) * 4;
	if (quote.length < header + ICMP_HEADER_LENGTH || quote[9] !== IP_PROTOCOL.icmp || quote[header] !== ICMP_TYPE.echoRequest) return false;
	const ping = stack.pings.find((candidate) => candidate.id === read16(quote, header + 4) && !candidate.done);
	if (!ping || ping.target !== read32(quote, 16)) return false;
	ping.events.push({kind: 'unreachable', sequence: nearestSequence(ping, read16(quote, header + 6)), from, code, time: now});
	finishWhenComplete(ping);
	return true;
}

/** The own stack gave `packet` up: it tells the sender as a router would (ipv4_link_failure). */
export function giveUp(stack: Stack, packet: Uint8Array, now: number): void {
	takeUnreachable(stack, packet, read32(packet, 12), UNREACHABLE_CODE.host, now);
}

function sendRequest(world: World, machine: Machine, ping: Ping, now: number, out: Sink): void {
	ping.sentAt.push(now);
	const sequence = ping.sentAt.length;
	const echo: Echo = {identifier: ping.id, sequence: sequence & 0xffff, payload: pattern(ping.payload, now)};
	const request = {destination: ping.target, protocol: IP_PROTOCOL.icmp, payload: buildEcho('request', echo), dontFragment: true};
	const isLast = sequence >= ping.count;
	ping.next = isLast ? Number.POSITIVE_INFINITY : now + ping.interval;
	if (stackSend(world, machine, request, now, out).kind === 'local') {
		takeEchoReply(machine.stack, ping.target, DEFAULT_TTL, echo, now, out);
	}
	if (isLast && !ping.done) {
		const longest = Math.max(...roundTripsOf(ping), 0);
		ping.deadline = now + (receivedBy(ping) > 0 ? Math.max(2 * longest, ping.interval) : ping.linger);
	}
}

function finishWhenComplete(ping: Ping): void {
	if (receivedBy(ping) + errorsOf(ping) >= ping.count) finish(ping);
}

function finish(ping: Ping): void {
	ping.done = true;
	ping.next = Number.POSITIVE_INFINITY;
	ping.deadline = Number.POSITIVE_INFINITY;
}

/** Sequence numbers have 16 bits on the wire: the latest request that has this one. */
function nearestSequence(ping: Ping, sequence: number): number {
	const sent = ping.sentAt.length;
	return sequence + Math.floor((sent - sequence) / 0x1_0000) * 0x1_0000;
}

/** Seconds and microseconds as a 64-bit machine lays out a timeval, then octets that count themselves. */
function pattern(length: number, now: number): Uint8Array {
	const bytes = Uint8Array.from({length}, (_, index) => index & 0xff);
	if (length < 16) return bytes;
	bytes.fill(0, 0, 16);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, Math.floor(now / 1_000_000_000), true);
	view.setUint32(8, Math.floor((now % 1_000_000_000) / 1000), true);
	return bytes;
}
