/*
 * ICMP in the stack (net/ipv4/icmp.c)
 *
 * An echo request for one of the machine's addresses is returned: addresses
 * swapped, same identifier, sequence, payload and type of service. The reply
 * finds its own way: it is routed and resolved like any packet, and may need an
 * ARP request of its own. An echo reply goes to the ping that waits for it.
 *
 * An error carries the head of a packet that this machine sent; whoever sent it
 * is told: a ping, a connection, a program that asked by UDP.
 *
 * Not modelled: timestamps, redirects, echo to broadcast and multicast, which
 * Linux ignores by default.
 */
import {programUnreachable} from '../programs/unreachable.js';
import {buildEcho, echoOf, ICMP_TYPE, parseIcmp, UNREACHABLE_CODE} from '../protocol/icmp.js';
import {IP_PROTOCOL, IPV4_HEADER_LENGTH, type Ipv4Packet} from '../protocol/ipv4.js';
import {read32} from '../protocol/octets.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {ownsAddress} from './address.js';
import {stackSend} from './ipv4-output.js';
import {learnPathMtu} from './path-mtu.js';
import {type Fault, takeEchoReply, takeIcmpError} from './ping-job.js';
import type {Verdict} from './stack-state.js';
import {tcpUnreachable} from './tcp/errors.js';

/** A packet with ICMP in it, for one of the machine's own addresses. */
export function receiveIcmp(world: World, machine: Machine, packet: Ipv4Packet, now: number, out: Sink): Verdict {
	const parsed = parseIcmp(packet.payload);
	if (parsed.kind === 'malformed') return 'malformed';
	const message = parsed.value;
	const echo = echoOf(message);
	if (echo && message.type === ICMP_TYPE.echoRequest) {
		if (out.tracing) out.note({kind: 'echo-answered', address: packet.source, sequence: echo.sequence});
		const {source, destination, tos} = packet;
		const payload = buildEcho('reply', echo);
		stackSend(world, machine, {destination: source, source: destination, protocol: IP_PROTOCOL.icmp, tos, payload}, now, out);
		return 'taken';
	}
	if (echo) return takeEchoReply(machine.stack, packet.source, packet.ttl, echo, now, out) ? 'taken' : 'ignored';
	if (message.type !== ICMP_TYPE.unreachable && message.type !== ICMP_TYPE.timeExceeded) return 'ignored';
	const {type, code, payload: quote, rest} = message;
	const isTooLong = type === ICMP_TYPE.unreachable && code === UNREACHABLE_CODE.fragmentationNeeded;
	const fault = {type, code, from: packet.source, ...(isTooLong ? {mtu: rest & 0xffff} : {})};
	return receiveError(world, machine, quote, fault, now, out) ? 'taken' : 'ignored';
}

/** Somebody on the way, or the own stack, could not deliver a packet of which `quote` is the head; false when nobody here waits for such news. */
export function receiveError(world: World, machine: Machine, quote: Uint8Array, fault: Fault, now: number, out: Sink): boolean {
	if (quote.length < IPV4_HEADER_LENGTH || !ownsAddress(world, machine, read32(quote, 12))) return false;
	if (out.tracing && fault.from !== read32(quote, 12))
		out.note({kind: 'icmp-error-received', type: fault.type, code: fault.code, address: fault.from});
	if (fault.mtu) learnPathMtu(machine.stack, read32(quote, 16), fault.mtu, now, out);
	switch (quote[9]) {
		case IP_PROTOCOL.icmp:
			return takeIcmpError(machine.stack, quote, fault, now);
		case IP_PROTOCOL.udp:
			return programUnreachable(world, machine, quote, out);
		case IP_PROTOCOL.tcp:
			return tcpUnreachable(world, machine, quote, fault.from, fault.code, out);
		default:
			return false;
	}
}
