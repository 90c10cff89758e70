/*
 * GRE tunnels for Ethernet frames (`type gretap`, net/ipv4/ip_gre.c)
 *
 * A cable between two hosts made of IP packets: whatever goes in at one end comes out
 * of the other. There is one remote and nothing to learn, so it is a simple port for a
 * bridge, and a simple place to send a mirror to. A key tells tunnels between the same
 * two hosts apart; key and address decide together whose a packet is.
 *
 * What is often taken for granted and is not so
 * ---------------------------------------------
 * The TTL is the inner packet's by default, not 64. A packet inside that may not be cut
 * makes the outer one uncuttable too. A checksum that the tunnel does not expect is as bad as a
 * missing one. The MTU is that of the way to the remote less 38 (42 with a key), as it was when
 * the tunnel was made.
 *
 * Of several tunnels that fit, the one wins that names both addresses, then the one that names the
 * remote, then the local one, then none.
 *
 * Rules: gre_tap_xmit, ipgre_rcv, ip_tunnel_xmit, ip_tunnel_rcv, ip_tunnel_lookup, ip_tunnel_bind_dev; RFC 2784, RFC 2890.
 *
 * Not modelled: sequence numbers, multicast remotes, `external`, FOU, ERSPAN, tunnels to an own address.
 */
import {ETHERTYPE, etherType, type Frame, payloadOffset} from '../../frame.js';
import type {GrePacket} from '../../protocol/gre.js';
import {IPV4_HEADER_LENGTH, type Ipv4Packet} from '../../protocol/ipv4.js';
import type {Sink} from '../../sink.js';
import {ownsAddress} from '../../stack/address.js';
import {wayTo} from '../../stack/route.js';
import {sendThroughTunnel} from '../../stack/tunnel.js';
import {deviceAt, type Machine, type World} from '../../world.js';
import {innerDontFragment, innerTos, innerTtl, outerTos, takeOverEcn} from '../inner-packet.js';
import type {GretapDevice, GretapOptions} from './gretap-device.js';

const TOS_INHERIT = 1;
const ETHERNET_HEADER = 14;

/** Octets of the GRE header that a tunnel with these options writes. */
export function greHeaderOf({outKey, outChecksum}: Pick<GretapOptions, 'outKey' | 'outChecksum'>): number {
	return 4 + (outKey === undefined ? 0 : 4) + (outChecksum ? 4 : 0);
}

/** The stack, or a bridge, sends by the tunnel (gre_tap_xmit, ip_tunnel_xmit). */
export function transmitFromGretap(world: World, device: GretapDevice, frame: Frame, out: Sink): void {
	const {remote, local, lower} = device;
	const machine = world.machines[device.underlay] as Machine;
	const via = lower === -1 ? undefined : lower;
	const way = wayTo(world, machine, remote, via);
	const isOwnSource = local === 0 || ownsAddress(world, machine, local);
	if (remote === 0 || way.kind !== 'link' || !isOwnSource) {
		if (out.tracing) out.note({kind: 'no-route', address: remote});
		out.drop('tunnel-unreachable');
		return;
	}
	if (way.device === device.id) {
		out.drop('tunnel-loop');
		return;
	}
	const innerMayNot = innerDontFragment(frame);
	const dontFragment = device.pathMtuDiscovery || (!device.ignoreDf && innerMayNot === 'marked');
	const overhead = IPV4_HEADER_LENGTH + greHeaderOf(device) + ETHERNET_HEADER;
	const room = dontFragment ? deviceAt(world, way.device).mtu - overhead : device.mtu;
	// With its own stack as sender this would be told; a bridge is told nothing.
	if (innerMayNot === 'marked' && etherType(frame) === ETHERTYPE.ipv4 && frame.bytes.length - payloadOffset(frame) > room) {
		out.drop('too-long');
		return;
	}
	sendThroughTunnel(
		world,
		machine,
		frame,
		{
			type: 'gre',
			id: device.outKey,
			source: local,
			destination: remote,
			tos: outerTos(device.tos === TOS_INHERIT ? innerTos(frame, 'opaque') : device.tos & ~1, frame, 'opaque'),
			ttl: device.ttl || innerTtl(frame, 'opaque') || 64,
			dontFragment,
			hasChecksum: device.outChecksum,
			udpPort: 0,
			...(via === undefined ? {} : {via}),
		},
		out,
	);
}

/** The tunnel that a packet with this key is for: only one that is up listens (ip_tunnel_lookup). */
export function gretapListening(world: World, machine: Machine, packet: Ipv4Packet, key: number | undefined): GretapDevice | undefined {
	let best: GretapDevice | undefined;
	for (const id of machine.tunnels ?? []) {
		const device = deviceAt(world, id);
		if (device.kind !== 'gretap' || !device.up || device.inKey !== key) continue;
		const {remote, local} = device;
		if ((remote !== 0 && remote !== packet.source) || (local !== 0 && local !== packet.destination)) continue;
		if (!best || rank(device) > rank(best)) best = device;
	}
	return best;
}

/** A packet for the tunnel (ip_tunnel_rcv). */
export function receiveOnGretap(device: GretapDevice, gre: GrePacket, packet: Ipv4Packet, out: Sink): void {
	if (gre.hasChecksum !== device.inChecksum) {
		out.drop('tunnel-checksum');
		return;
	}
	const marked = takeOverEcn(packet.tos, {bytes: gre.payload});
	if (marked === 'refused') out.drop('tunnel-congested');
	else out.receive(device.id, marked, undefined);
}

function rank({remote, local}: GretapDevice): number {
	return (remote === 0 ? 0 : 2) + (local === 0 ? 0 : 1);
}
