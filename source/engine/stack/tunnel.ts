/*
 * Tunnels of the stack: Ethernet frames inside IPv4
 *
 * A tunnel is an application of the stack: it puts a frame behind an outer header
 * and sends it as any packet, by route and ARP; it takes what comes for its
 * UDP port or protocol, unpacks it and hands the frame to a device of Linux, or to a switch. Whoever is in
 * between sees an ordinary packet between two hosts.
 *
 * The outer packet is larger than the frame inside: 50 octets for VXLAN, 38 for
 * GRE, 42 with a key. If it is longer than the MTU of the way, it is cut (the default of VXLAN
 * devices of Linux); or it may not be cut ("don't fragment", the default of Open vSwitch) and
 * is lost, and the guest who sent a full-sized packet is not told: pings pass, large transfers stall.
 *
 * Rules: vxlan_rcv, vxlan_xmit_one, udp_flow_src_port, gre_rcv, ip_tunnel_xmit; vport-vxlan and vport-gre of Open vSwitch.
 *
 * Not modelled: IPv6 underlays, path MTU
 * discovery, tunnels within the same host, source ports salted at boot.
 */

import {enterDatapath} from '../devices/datapath/datapath.js';
import type {Datapath, DatapathPort, TunnelIngress} from '../devices/datapath/datapath-device.js';
import {gretapListening, receiveOnGretap} from '../devices/gretap/gretap.js';
import {receiveOnVxlan, vxlanListening} from '../devices/vxlan/vxlan.js';
import {hashBytes} from '../flow/hash.js';
import type {Frame} from '../frame.js';
import type {DeviceId} from '../netdev.js';
import {buildGre, parseGre, TRANSPARENT_ETHERNET} from '../protocol/gre.js';
import {IP_PROTOCOL, IPV4_HEADER_LENGTH, type Ipv4Packet} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {buildUdp, parseUdp, type UdpDatagram} from '../protocol/udp.js';
import {buildVxlan, parseVxlan} from '../protocol/vxlan.js';
import type {Sink} from '../sink.js';
import {deviceAt, type Machine, type World} from '../world.js';
import {collect} from './collector.js';
import {stackSend} from './ipv4-output.js';
import {wayTo} from './route.js';
import type {Verdict} from './stack-state.js';

/** What the outer header is to say. */
export interface OuterHeader {
	type: 'vxlan' | 'gre';
	/** VNI or key; `undefined` is GRE without key. */
	id: number | undefined;
	/** 0 leaves it to the route. */
	source: Ipv4Address;
	destination: Ipv4Address;
	tos: number;
	ttl: number;
	dontFragment: boolean;
	hasChecksum: boolean;
	/** UDP destination, VXLAN only. */
	udpPort: number;
	/** Only by this device. */
	via?: DeviceId;
}

/** Bits of the flags in `TunnelIngress` (FLOW_TNL_F_*). */
const FLAG = {dontFragment: 2, checksum: 4, key: 8} as const;
/** From where Linux takes source ports (ip_local_port_range). */
const FIRST_SOURCE_PORT = 32768;
const LAST_SOURCE_PORT = 60999;
/** Shorter is no frame. */
const ETHERNET_HEADER = 14;

/** Sends `frame` inside an IPv4 packet of `machine`; drops it when there is no way, or none that is wide enough. */
export function sendThroughTunnel(world: World, machine: Machine, frame: Frame, outer: OuterHeader, out: Sink): void {
	const way = wayTo(world, machine, outer.destination, outer.via);
	if (way.kind !== 'link') {
		if (out.tracing) out.note({kind: 'no-route', address: outer.destination});
		out.drop('tunnel-unreachable');
		return;
	}
	const source = outer.source === 0 ? way.source : outer.source;
	const payload = payloadOf(frame, outer, source);
	if (outer.dontFragment && payload.length + IPV4_HEADER_LENGTH > deviceAt(world, way.device).mtu) {
		out.drop('too-long');
		return;
	}
	const {destination, tos, ttl, dontFragment} = outer;
	const via = outer.via === undefined ? {} : {via: outer.via};
	if (out.tracing)
		out.note({kind: 'encapsulated', type: outer.type, id: outer.id ?? 0, source, destination, octets: payload.length + IPV4_HEADER_LENGTH});
	const protocol = outer.type === 'vxlan' ? IP_PROTOCOL.udp : IP_PROTOCOL.gre;
	stackSend(world, machine, {source, destination, tos, ttl, dontFragment, protocol, payload, ...via}, world.now, out);
}

/** A packet for this machine that may be a tunnel's: unpacks it and hands the frame on. */
export function receiveFromTunnel(world: World, machine: Machine, packet: Ipv4Packet, out: Sink): Verdict {
	switch (packet.protocol) {
		case IP_PROTOCOL.udp: {
			const udp = parseUdp(packet.payload, packet);
			if (udp.kind === 'malformed') return 'malformed';
			if (collect(machine, udp.value, packet.source, world.now, out)) return 'taken';
			const verdict = receiveVxlan(world, machine, udp.value, packet, out);
			if (verdict) return verdict;
			const port = tunnelPort(world, machine, 'vxlan', udp.value.destinationPort);
			if (!port) return 'ignored';
			const vxlan = parseVxlan(udp.value.payload);
			if (vxlan.kind === 'malformed') return 'malformed';
			return enter(
				world,
				port,
				{bytes: vxlan.value.frame},
				packet,
				vxlan.value.vni,
				FLAG.key | (hasUdpChecksum(packet) ? FLAG.checksum : 0),
				out,
			);
		}
		case IP_PROTOCOL.gre: {
			const gre = parseGre(packet.payload);
			if (gre.kind === 'malformed') return 'malformed';
			const {protocol, key, hasChecksum, payload} = gre.value;
			if (protocol !== TRANSPARENT_ETHERNET || payload.length < ETHERNET_HEADER) return 'ignored';
			const tunnel = gretapListening(world, machine, packet, key);
			if (tunnel) {
				if (out.tracing) noteDecapsulated('gre', key ?? 0, packet, out);
				receiveOnGretap(tunnel, gre.value, packet, out);
				return 'taken';
			}
			const port = tunnelPort(world, machine, 'gre', 0);
			if (!port) return 'ignored';
			return enter(
				world,
				port,
				{bytes: payload},
				packet,
				key ?? 0,
				(key === undefined ? 0 : FLAG.key) | (hasChecksum ? FLAG.checksum : 0),
				out,
			);
		}
		default:
			return 'ignored';
	}
}

/** A datagram for a VXLAN device of Linux; `undefined` when none listens on its port. */
function receiveVxlan(
	world: World,
	machine: Machine,
	{destinationPort, payload}: UdpDatagram,
	packet: Ipv4Packet,
	out: Sink,
): Verdict | undefined {
	const vxlan = parseVxlan(payload);
	const device = vxlanListening(world, machine, destinationPort, vxlan.kind === 'ok' ? vxlan.value.vni : -1);
	if (!device) return undefined;
	if (vxlan.kind === 'malformed') return 'malformed';
	if (device === 'other-vni') {
		out.drop('vxlan-unknown-vni');
		return 'taken';
	}
	if (out.tracing) noteDecapsulated('vxlan', vxlan.value.vni, packet, out);
	receiveOnVxlan(world, device, {bytes: vxlan.value.frame}, packet, out);
	return 'taken';
}

function noteDecapsulated(type: 'vxlan' | 'gre', id: number, {source, destination}: Ipv4Packet, out: Sink): void {
	out.note({kind: 'decapsulated', type, id, source, destination});
}

interface TunnelPort {
	datapath: Datapath;
	port: DatapathPort;
}

/** The tunnel port of a datapath that listens here. A machine has two datapaths at most. */
function tunnelPort(world: World, machine: Machine, kind: 'vxlan' | 'gre', udpPort: number): TunnelPort | undefined {
	for (const id of machine.devices) {
		const datapath = deviceAt(world, id);
		if (datapath.kind !== 'datapath') continue;
		const port = datapath.ports.find((candidate) => candidate.kind === kind && candidate.udpPort === udpPort);
		if (port) return {datapath, port};
	}
	return undefined;
}

function enter(
	world: World,
	{datapath, port}: TunnelPort,
	frame: Frame,
	packet: Ipv4Packet,
	id: number,
	flags: number,
	out: Sink,
): Verdict {
	const {source: src, destination: dst, tos, ttl, dontFragment} = packet;
	const tunnel: TunnelIngress = {id, src, dst, tos, ttl, flags: flags | (dontFragment ? FLAG.dontFragment : 0)};
	if (out.tracing) noteDecapsulated(port.kind === 'gre' ? 'gre' : 'vxlan', id, packet, out);
	enterDatapath(world, datapath, port.number, frame, out, tunnel);
	return 'taken';
}

function payloadOf(frame: Frame, outer: OuterHeader, source: Ipv4Address): Uint8Array {
	const {type, id, destination, hasChecksum, udpPort} = outer;
	if (type === 'gre') return buildGre({protocol: TRANSPARENT_ETHERNET, key: id, hasChecksum, payload: frame.bytes});
	const datagram = {
		sourcePort: sourcePortOfTunnel(frame),
		destinationPort: udpPort,
		payload: buildVxlan({vni: id ?? 0, frame: frame.bytes}),
	};
	return buildUdp(datagram, {source, destination}, hasChecksum);
}

/** Frames of one flow have one source port (udp_flow_src_port); which, the kernel's hash decides, here the addresses of the frame. */
export function sourcePortOfTunnel({bytes}: Frame): number {
	const hash = hashBytes(bytes.subarray(0, 12), 0);
	return FIRST_SOURCE_PORT + Math.floor((hash * (LAST_SOURCE_PORT - FIRST_SOURCE_PORT)) / 0x1_0000_0000);
}

function hasUdpChecksum({payload}: Ipv4Packet): boolean {
	return payload[6] !== 0 || payload[7] !== 0;
}
