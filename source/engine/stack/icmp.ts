/*
 * ICMP in the stack (net/ipv4/icmp.c)
 *
 * An echo request for one of the machine's addresses is returned: addresses
 * swapped, same identifier, sequence, payload and type of service. The reply
 * finds its own way: it is routed and resolved like any packet, and may need an
 * ARP request of its own. An echo reply goes to the ping that waits for it.
 *
 * Not modelled: answers to anything else (no "port unreachable" for UDP, no
 * timestamps), rate limits, echo to broadcast and multicast, which Linux ignores
 * by default.
 */
import {buildEcho, echoOf, ICMP_TYPE, parseIcmp} from '../protocol/icmp.js';
import {IP_PROTOCOL, type Ipv4Packet} from '../protocol/ipv4.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {stackSend} from './ipv4-output.js';
import {takeEchoReply, takeUnreachable} from './ping-job.js';
import type {Verdict} from './stack-state.js';

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
	if (message.type !== ICMP_TYPE.unreachable) return 'ignored';
	return takeUnreachable(machine.stack, message.payload, packet.source, message.code, now) ? 'taken' : 'ignored';
}
