/*
 * Forwarding: a machine as a router (ip_forward)
 *
 * A packet for somebody else, in a frame for this machine, is passed on if the
 * machine was told to (net.ipv4.ip_forward). The IP addresses stay, the frame
 * is a new one: from the MAC of the device by which it leaves to the MAC of the
 * next hop. A switch does the opposite: it leaves frames as they are.
 *
 *  - *TTL*: every router counts it down by one. Who would make it 0 drops the
 *    packet and says "time exceeded"; so a packet in a loop of routes dies.
 *  - *No route*: "network unreachable".
 *  - *Too long* for the next link: cut, or, if it may not be, dropped with
 *    "fragmentation needed" and the length that fits.
 *  - The next hop does not answer ARP: "host unreachable", after three seconds.
 *
 * A machine that is no router drops such packets without a word.
 *
 * Follows ip_forward, ip_error. Not modelled: redirects (a router that sends a
 * packet back by the device it came by would tell the sender of the shorter
 * way), source routes, filters by reverse path (rp_filter 0), directed
 * broadcasts to other subnets (bc_forwarding 0).
 */
import type {PacketType} from '../netdev.js';
import {EXCEEDED_CODE, ICMP_TYPE, UNREACHABLE_CODE} from '../protocol/icmp.js';
import {IP_PROTOCOL, IPV4_HEADER_LENGTH, type Ipv4Packet} from '../protocol/ipv4.js';
import {read16} from '../protocol/octets.js';
import {UDP_HEADER_LENGTH} from '../protocol/udp.js';
import {VXLAN_PORT} from '../protocol/vxlan.js';
import type {Sink} from '../sink.js';
import {deviceAt, type Machine, type World} from '../world.js';
import {sendIcmpError} from './icmp-error.js';
import {sendBy} from './ipv4-output.js';
import {wayTo} from './route.js';

/** That of the standard, and that of Linux before. */
const VXLAN_PORTS: readonly number[] = [VXLAN_PORT, 8472];

/** A packet that came to `machine` in a frame for it and is for somebody else: sends it on, or tells its sender why not. */
export function forward(world: World, machine: Machine, packet: Ipv4Packet, type: PacketType, now: number, out: Sink): void {
	const way = wayTo(world, machine, packet.destination);
	if (way.kind !== 'link') {
		out.drop('no-route');
		sendIcmpError(world, machine, packet, type, {type: ICMP_TYPE.unreachable, code: UNREACHABLE_CODE.network}, now, out);
		return;
	}
	if (packet.ttl <= 1) {
		out.drop('ttl-exceeded');
		sendIcmpError(world, machine, packet, type, {type: ICMP_TYPE.timeExceeded, code: EXCEEDED_CODE.inTransit}, now, out);
		return;
	}
	const device = deviceAt(world, way.device);
	if (packet.dontFragment && lengthOf(packet) > device.mtu) {
		out.drop('too-long');
		const error = {type: ICMP_TYPE.unreachable, code: UNREACHABLE_CODE.fragmentationNeeded, rest: device.mtu};
		sendIcmpError(world, machine, packet, type, error, now, out);
		return;
	}
	const ttl = packet.ttl - 1;
	if (out.tracing) out.note({kind: 'forwarded', device: device.id, nextHop: way.nextHop, ttl});
	sendBy(world, machine, device, way.nextHop, {...packet, ttl}, device.mtu, now, out, !isTunnel(packet));
}

/** Does it carry frames? They have no TTL: a loop through tunnels never ends by itself. */
function isTunnel({protocol, payload}: Ipv4Packet): boolean {
	if (protocol === IP_PROTOCOL.gre) return true;
	return protocol === IP_PROTOCOL.udp && payload.length >= UDP_HEADER_LENGTH && VXLAN_PORTS.includes(read16(payload, 2));
}

/** Octets of the whole packet. */
function lengthOf({options, payload}: Ipv4Packet): number {
	return IPV4_HEADER_LENGTH + options.length + payload.length;
}
