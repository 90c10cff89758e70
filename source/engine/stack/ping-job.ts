/** A ping and its account: what was sent, what came back. How it runs is in `ping.ts`. */
import {type Echo, ICMP_HEADER_LENGTH, ICMP_TYPE} from '../protocol/icmp.js';
import {IP_PROTOCOL} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {read16, read32} from '../protocol/octets.js';
import type {Sink} from '../sink.js';
import type {Ping, PingAccount, PingEvent, Stack} from './stack-state.js';

/** Requests that a reply is waited for; one that comes later than so many others were sent finds no time of sending. */
const MOST_UNDER_WAY = 1024;
/** Events that wait for who prints them; more are lost, as at a socket whose buffer is full. */
const MOST_EVENTS = 256;

export function openAccount(now: number): PingAccount {
	return {
		sent: 0,
		began: now,
		received: 0,
		duplicates: 0,
		errors: 0,
		pipe: 0,
		least: Number.POSITIVE_INFINITY,
		most: 0,
		sum: 0,
		squares: 0,
	};
}

/** Enters a request and returns its sequence number. */
export function enterRequest({account, sentAt, answered}: Ping, now: number): number {
	sentAt.push(now);
	answered.push(false);
	if (sentAt.length > MOST_UNDER_WAY) {
		sentAt.shift();
		answered.shift();
	}
	return ++account.sent;
}

/** Things that happened so far; the last of them are in `events`. */
export function happenedTo({account}: Ping): number {
	return account.received + account.duplicates + account.errors;
}

/** An echo reply came for this machine. Is it a running ping's? */
export function takeEchoReply(stack: Stack, from: Ipv4Address, ttl: number, echo: Echo, now: number, out: Sink): boolean {
	const ping = stack.pings.find((candidate) => candidate.id === echo.identifier && candidate.target === from && !candidate.done);
	const sequence = ping && nearestSequence(ping, echo.sequence);
	if (!ping || !sequence) return false;
	const at = sequence - 1 - (ping.account.sent - ping.sentAt.length);
	const sentAt = ping.sentAt[at];
	if (sentAt === undefined) return false;
	const duplicate = ping.answered[at] === true;
	ping.answered[at] = true;
	const roundTrip = now - sentAt;
	const octets = ICMP_HEADER_LENGTH + echo.payload.length;
	enterReply(ping.account, roundTrip, duplicate);
	enter(ping, {kind: 'reply', sequence, from, ttl, octets, roundTrip, time: now, duplicate});
	if (out.tracing) out.note({kind: 'echo-received', address: from, sequence, roundTrip});
	finishWhenComplete(ping);
	return true;
}

function enterReply(account: PingAccount, roundTrip: number, duplicate: boolean): void {
	if (duplicate) account.duplicates++;
	else account.received++;
	const micro = Math.floor(roundTrip / 1000);
	account.least = Math.min(account.least, roundTrip);
	account.most = Math.max(account.most, roundTrip);
	account.sum += micro;
	account.squares += micro * micro;
}

function enter({account, events}: Ping, event: PingEvent): void {
	account.pipe = Math.max(account.pipe, account.sent - event.sequence + 1);
	events.push(event);
	if (events.length > MOST_EVENTS) events.shift();
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
	ping.account.errors++;
	enter(
		ping,
		type === ICMP_TYPE.timeExceeded
			? {kind: 'time-exceeded', ...said}
			: {kind: 'unreachable', ...said, ...(mtu === undefined ? {} : {mtu})},
	);
	finishWhenComplete(ping);
	return true;
}

function finishWhenComplete(ping: Ping): void {
	if (ping.account.received + ping.account.errors >= ping.count) finish(ping);
}

/** Ends the job. */
export function finish(ping: Ping): void {
	ping.done = true;
	ping.next = Number.POSITIVE_INFINITY;
	ping.deadline = Number.POSITIVE_INFINITY;
}

/** Sequence numbers have 16 bits on the wire: the latest request that has this one. */
function nearestSequence(ping: Ping, sequence: number): number {
	const {sent} = ping.account;
	return sequence + Math.floor((sent - sequence) / 0x1_0000) * 0x1_0000;
}
