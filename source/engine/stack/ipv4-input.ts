/*
 * Receiving IPv4 (ip_rcv, ip_route_input)
 *
 * The header must be sound. Then: for one of the machine's addresses, or for all
 * on its subnet, it is delivered here; for anybody else it is passed on by a
 * router and ignored by a host. A packet that claims to come from the machine
 * itself, or from an address that nobody can have, is a martian and is not
 * believed. Whether the frame came by broadcast does not matter for delivery
 * (drop_unicast_in_l2_multicast is off), but nothing that came so is passed on.
 *
 * A DHCP client has no address yet and reads packets before all this, from the
 * device itself (AF_PACKET).
 *
 * Not modelled: multicast listeners, rp_filter.
 */
import type {Device} from '../device.js';
import {serviceTakes} from '../hosted/nat-service.js';
import {natInput, natPrerouting} from '../nat/hooks.js';
import type {PacketType} from '../netdev.js';
import {readByClient} from '../programs/datagram.js';
import {type Ipv4Packet, parseIpv4Packet} from '../protocol/ipv4.js';
import {type Ipv4Address, isLoopback, isMulticast, isZeronet, LIMITED_BROADCAST} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {ownsAddress} from './address.js';
import {forward} from './forward.js';
import {reassemble} from './fragment.js';
import {deliverLocally} from './local-delivery.js';
import {broadcastRoute} from './route.js';
import type {Verdict} from './stack-state.js';

/** The IPv4 packet in `payload`, which `device` received as `type`. */
export function receiveIpv4(
	world: World,
	machine: Machine,
	device: Device,
	payload: Uint8Array,
	type: PacketType,
	now: number,
	out: Sink,
): Verdict {
	const parsed = parseIpv4Packet(payload);
	if (parsed.kind === 'malformed') return 'malformed';
	if (machine.programs && readByClient(world, machine, device, parsed.value, out)) return 'taken';
	const packet = prerouted(world, machine, device, parsed.value, now, out);
	if (packet === 'taken') return 'taken';
	const whose = destinationOf(world, machine, packet);
	// The gateway of a hosted hypervisor is no router: it sends anew what it takes.
	if (machine.natService && type === 'host' && whose !== 'nobody' && serviceTakes(world, machine, packet, now, out)) return 'taken';
	switch (whose) {
		case 'nobody':
			return 'ignored';
		case 'all':
		case 'own':
			return arrive(world, machine, device, packet, type, now, out);
		case 'other':
			if (!machine.stack.forwarding || type !== 'host') return 'ignored';
			forward(world, machine, packet, type, now, out);
			return 'taken';
	}
}

/** What netfilter makes of a packet before its route is chosen; pieces it puts together first (nf_defrag_ipv4). */
function prerouted(world: World, machine: Machine, device: Device, packet: Ipv4Packet, now: number, out: Sink): Ipv4Packet | 'taken' {
	if (!machine.stack.netfilter) return packet;
	const whole = packet.moreFragments || packet.fragmentOffset > 0 ? reassemble(machine.stack, packet, now) : packet;
	if (!whole) {
		if (out.tracing) out.note({kind: 'fragment-waits', address: packet.source});
		return 'taken';
	}
	const passed = natPrerouting(world, machine, whole, device, out);
	return passed === 'dropped' ? 'taken' : passed;
}

/** Whose is the packet (ip_route_input_slow)? `nobody`: its addresses are impossible, or it is for a group. */
function destinationOf(world: World, machine: Machine, {source, destination}: Ipv4Packet): 'own' | 'all' | 'other' | 'nobody' {
	if (isMulticast(source) || source === LIMITED_BROADCAST || isMulticast(destination)) return 'nobody';
	// Who has no address yet may ask all on the link.
	if (destination === LIMITED_BROADCAST) return isZeronet(source) || !isMartian(world, machine, source) ? 'all' : 'nobody';
	if (isLoopback(destination) || isZeronet(destination) || isMartian(world, machine, source)) return 'nobody';
	if (ownsAddress(world, machine, destination)) return 'own';
	return broadcastRoute(machine.stack, destination) ? 'all' : 'other';
}

function arrive(world: World, machine: Machine, device: Device, packet: Ipv4Packet, type: PacketType, now: number, out: Sink): Verdict {
	const isFragment = packet.moreFragments || packet.fragmentOffset > 0;
	const whole = isFragment ? reassemble(machine.stack, packet, now) : packet;
	if (!whole) {
		if (out.tracing) out.note({kind: 'fragment-waits', address: packet.source});
		return 'taken';
	}
	const passed = natInput(world, machine, whole, device, out);
	return passed === 'dropped' ? 'taken' : deliverLocally(world, machine, device, passed, type, now, out);
}

/** A source that no packet from outside can have (fib_validate_source). */
export function isMartian(world: World, machine: Machine, source: Ipv4Address): boolean {
	return (
		isMulticast(source) || source === LIMITED_BROADCAST || isZeronet(source) || isLoopback(source) || ownsAddress(world, machine, source)
	);
}
