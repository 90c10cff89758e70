/*
 * Sending IPv4 (ip_build_and_send_pkt, ip_output, ip_finish_output)
 *
 * The route tells device, source and next hop. A packet that is longer than the
 * way is wide goes in pieces, unless it may not be cut. What is for the machine
 * itself goes by `lo`.
 */
import type {Device} from '../device.js';
import {natOutput, natPostrouting} from '../nat/hooks.js';
import type {DeviceId} from '../netdev.js';
import {isIcmpError} from '../protocol/icmp.js';
import {buildIpv4, IP_PROTOCOL, IPV4_HEADER_LENGTH, type Ipv4Packet, ipv4Packet} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {deviceAt, type Machine, type World} from '../world.js';
import {fragment} from './fragment.js';
import {sendToSelf} from './loopback.js';
import {sendToNeighbour} from './neighbour.js';
import {mtuTo} from './path-mtu.js';
import {wayTo} from './route.js';

/** What the stack is to send; by default the route chooses the source, and the header is a plain one. */
export type Outgoing = {destination: Ipv4Address; source?: Ipv4Address} & Pick<Ipv4Packet, 'protocol' | 'payload'> &
	Partial<Pick<Ipv4Packet, 'tos' | 'ttl' | 'dontFragment'>> & {
		/** Only by this device. */
		via?: DeviceId;
	};

export type Sent =
	/** Sent, or waiting for ARP, or too long for the way and not to be cut. */
	| {kind: 'sent'}
	/** The destination is the machine itself: it goes there by `lo`; but an echo goes nowhere (a ping answers itself). */
	| {kind: 'local'}
	/** No route, or a broadcast, which this stack does not send. */
	| {kind: 'no-route'};

/** Sends a packet of `machine`. */
export function stackSend(world: World, machine: Machine, outgoing: Outgoing, now: number, out: Sink): Sent {
	const {via, ...parts} = outgoing;
	const {stack} = machine;
	const way = wayTo(world, machine, outgoing.destination, via);
	switch (way.kind) {
		case 'local':
			if (goesByLo(outgoing)) {
				const packet = {...parts, source: outgoing.source ?? way.source, identification: nextIdentification(machine)};
				sendToSelf(machine, buildIpv4(packet), now, out);
			}
			return {kind: 'local'};
		case 'none':
		case 'broadcast':
			if (out.tracing) out.note({kind: 'no-route', address: outgoing.destination});
			return {kind: 'no-route'};
		case 'link': {
			const device = deviceAt(world, way.device);
			const packet = ipv4Packet({...parts, source: outgoing.source ?? way.source, identification: nextIdentification(machine)});
			if (out.tracing && way.nextHop !== outgoing.destination)
				out.note({kind: 'via-gateway', address: outgoing.destination, gateway: way.nextHop});
			if (stack.netfilter) sendTracked(world, machine, device, way.nextHop, packet, now, out);
			else sendBy(world, machine, device, way.nextHop, packet, mtuTo(stack, device, packet.destination, now), now, out);
			return {kind: 'sent'};
		}
		default:
			return way satisfies never;
	}
}

/** A ping of an own address answers itself; everything else, ICMP errors too, is a packet. */
function goesByLo({protocol, payload}: Outgoing): boolean {
	return protocol !== IP_PROTOCOL.icmp || isIcmpError(payload[0] ?? 0);
}

/** Netfilter sees a packet of this machine; a new destination needs a new route (ip_route_me_harder). */
function sendTracked(
	world: World,
	machine: Machine,
	device: Device,
	nextHop: Ipv4Address,
	packet: Ipv4Packet,
	now: number,
	out: Sink,
): void {
	const passed = natOutput(world, machine, packet, device, out);
	if (passed === 'dropped') return;
	const way = passed.destination === packet.destination ? undefined : wayTo(world, machine, passed.destination);
	if (way && way.kind !== 'link') {
		out.drop('no-route');
		return;
	}
	const by = way ? deviceAt(world, way.device) : device;
	sendBy(world, machine, by, way?.nextHop ?? nextHop, passed, mtuTo(machine.stack, by, passed.destination, now), now, out);
}

/**
 * Sends a packet by `device` to the neighbour `nextHop`, in pieces of `mtu` octets if need be. `isFresh`: its TTL, or its
 * conversation, bounds its way.
 */
export function sendBy(
	world: World,
	machine: Machine,
	device: Device,
	nextHop: Ipv4Address,
	sent: Ipv4Packet,
	mtu: number,
	now: number,
	out: Sink,
	isFresh = sent.protocol === IP_PROTOCOL.tcp,
): void {
	const packet = natPostrouting(world, machine, sent, device, out);
	if (packet === 'dropped') return;
	if (packet.payload.length + packet.options.length + IPV4_HEADER_LENGTH <= mtu) {
		sendToNeighbour(world, device, nextHop, buildIpv4(packet), now, out, isFresh);
		return;
	}
	if (packet.dontFragment) {
		out.drop('too-long');
		return;
	}
	const pieces = fragment(packet, mtu);
	if (out.tracing) out.note({kind: 'packet-cut', mtu, pieces: pieces.length});
	for (const piece of pieces) sendToNeighbour(world, device, nextHop, piece, now, out, isFresh);
}

/** The identification of the next packet that the machine sends. */
export function nextIdentification({stack}: Machine): number {
	stack.identification = (stack.identification + 1) & 0xffff;
	return stack.identification;
}
