/*
 * Receiving IPv4 (ip_rcv, ip_route_input)
 *
 * The header must be sound and the destination one of the machine's addresses.
 * A packet that claims to come from the machine itself, or from an address that
 * nobody can have, is a martian and is not believed. Whether the frame came by
 * broadcast does not matter (drop_unicast_in_l2_multicast is off).
 *
 * Not modelled: forwarding, broadcast and multicast listeners, TCP;
 * of UDP only tunnels and collectors listen.
 */
import {IP_PROTOCOL, parseIpv4Packet} from '../protocol/ipv4.js';
import {type Ipv4Address, isLoopback, isMulticast, isZeronet, LIMITED_BROADCAST} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {ownsAddress} from './address.js';
import {reassemble} from './fragment.js';
import {receiveIcmp} from './icmp.js';
import type {Verdict} from './stack-state.js';
import {receiveFromTunnel} from './tunnel.js';

/** The IPv4 packet in `payload`, for this machine or not. */
export function receiveIpv4(world: World, machine: Machine, payload: Uint8Array, now: number, out: Sink): Verdict {
	const parsed = parseIpv4Packet(payload);
	if (parsed.kind === 'malformed') return 'malformed';
	const {source, destination, moreFragments, fragmentOffset} = parsed.value;
	if (isLoopback(destination) || isMartian(world, machine, source) || !ownsAddress(world, machine, destination)) return 'ignored';
	const isFragment = moreFragments || fragmentOffset > 0;
	const packet = isFragment ? reassemble(machine.stack, parsed.value, now) : parsed.value;
	if (!packet) {
		if (out.tracing) out.note({kind: 'fragment-waits', address: source});
		return 'taken';
	}
	if (packet.protocol === IP_PROTOCOL.icmp) return receiveIcmp(world, machine, packet, now, out);
	return receiveFromTunnel(world, machine, packet, out);
}

/** A source that no packet from outside can have (fib_validate_source). */
export function isMartian(world: World, machine: Machine, source: Ipv4Address): boolean {
	return (
		isMulticast(source) || source === LIMITED_BROADCAST || isZeronet(source) || isLoopback(source) || ownsAddress(world, machine, source)
	);
}
