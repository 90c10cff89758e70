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
 * targets, flood and adaptive ping, the drift of
 * real sleeping (each interval of 1 s takes some ms more there).
 */
import {type ChangeResult, refused} from '../change.js';
import {echoIsTaken} from '../hosted/nat-ports.js';
import {buildEcho, type Echo, ICMP_HEADER_LENGTH} from '../protocol/icmp.js';
import {DEFAULT_TTL, IP_PROTOCOL, IPV4_HEADER_LENGTH} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {deviceAt, type Machine, type World} from '../world.js';
import {stackSend} from './ipv4-output.js';
import {mtuTo} from './path-mtu.js';
import {enterRequest, finish, openAccount, takeEchoReply} from './ping-job.js';
import {wayTo} from './route.js';
import type {Ping, PingOptions} from './stack-state.js';

/** How long ping waits for a first reply after its last request, ns (`-W`). */
export const LINGER = 10_000_000_000;
/** Octets of the longest packet. */
const LONGEST = 0xffff;
/** Payload octets unless told otherwise (`-s`). */
export const DEFAULT_PAYLOAD = 56;

/**
 * Begins a ping and sends its first request. Refused as the real one is:
 * ENETUNREACH without a route, EACCES for a broadcast address, EMSGSIZE when a
 * request is longer than a packet can be.
 */
export function startPing(world: World, machine: Machine, target: Ipv4Address, options: PingOptions, out: Sink): ChangeResult {
	const way = wayTo(world, machine, target);
	if (way.kind === 'none') return refused('ENETUNREACH');
	if (way.kind === 'broadcast') return refused('EACCES');
	if (options.payload + ICMP_HEADER_LENGTH + IPV4_HEADER_LENGTH > LONGEST) return refused('EMSGSIZE');
	const {stack} = machine;
	const id = freeIdentifier(world, machine, target, way.source);
	const ping: Ping = {
		linger: LINGER,
		ttl: DEFAULT_TTL,
		...options,
		id,
		target: way.kind === 'local' ? way.source : target,
		account: openAccount(world.now),
		sentAt: [],
		answered: [],
		events: [],
		next: world.now,
		deadline: Number.POSITIVE_INFINITY,
		done: false,
	};
	stack.nextPing = (id % 0xffff) + 1;
	stack.pings.push(ping);
	pingTimer(world, machine, ping, world.now, out);
	return {kind: 'done', ping: ping.id};
}

/** The next identifier that no guest behind a NAT of this machine uses for the same target: the kernel gives every socket its own. */
function freeIdentifier(world: World, machine: Machine, target: Ipv4Address, source: Ipv4Address): number {
	let id = machine.stack.nextPing;
	while (machine.natServices && echoIsTaken(world, machine, target, source, id)) id = (id % 0xffff) + 1;
	return id;
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

function sendRequest(world: World, machine: Machine, ping: Ping, now: number, out: Sink): void {
	const sequence = enterRequest(ping, now);
	const echo: Echo = {identifier: ping.id, sequence: sequence & 0xffff, payload: pattern(ping.payload, now)};
	const payload = buildEcho('request', echo);
	const request = {
		destination: ping.target,
		protocol: IP_PROTOCOL.icmp,
		payload,
		ttl: ping.ttl,
		dontFragment: fits(world, machine, ping.target, payload.length + IPV4_HEADER_LENGTH, now),
	};
	const isLast = sequence >= ping.count;
	ping.next = isLast ? Number.POSITIVE_INFINITY : now + ping.interval;
	if (stackSend(world, machine, request, now, out).kind === 'local' && !machine.loopbackDown) {
		takeEchoReply(machine.stack, ping.target, DEFAULT_TTL, echo, now, out);
	}
	if (isLast && !ping.done) {
		const {received, most} = ping.account;
		ping.deadline = now + (received > 0 ? Math.max(2 * most, ping.interval) : ping.linger);
	}
}

/** A request that is known to be too long for its way goes in pieces; any other may not be cut (IP_PMTUDISC_WANT). */
function fits(world: World, machine: Machine, target: Ipv4Address, octets: number, now: number): boolean {
	const way = wayTo(world, machine, target);
	return way.kind !== 'link' || octets <= mtuTo(machine.stack, deviceAt(world, way.device), target, now);
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
