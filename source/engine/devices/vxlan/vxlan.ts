/*
 * VXLAN devices (drivers/net/vxlan)
 *
 * `vx0` is a network device like any other: the stack may have an address on it, a
 * bridge may have it as a port. What it sends goes into UDP datagrams to other hosts,
 * what they send comes out of it. Two bridges on two hosts, each with a VXLAN device of
 * the same VNI as a port, are one segment.
 *
 * What is often taken for granted and is not so
 * ---------------------------------------------
 * There is no split horizon: a bridge that gets a flood from vx0 does not send it back to
 * vx0, but with two VXLAN ports it relays between them. What comes in is
 * never sent out of the same device again, so a full mesh needs head-end replication
 * at every host and no relaying.
 *
 * The port is 8472 unless somebody says 4789: the driver is older than the assignment.
 *
 * MTU. With `dev` the device takes 50 less than that device has when it is made, and does
 * not follow afterwards. Without `dev` it has 1500, and a full frame makes an outer packet
 * of 1550. It may be cut (`df unset` is the default), so it arrives, in two pieces; but a
 * packet inside that must not be cut and came by a bridge is answered with "fragmentation needed"
 * in the name of its destination.
 *
 * An own address as remote is a short way: the frame goes to the device of this machine that
 * has the VNI, maybe the sender itself, without any packet.
 *
 * The outer packets belong to the machine in which the device was made. Moved to another one, as container
 * engines do, it still sends from there.
 *
 * A frame that comes back with this device's own address as source is a loop, and dropped.
 *
 * Rules: vxlan_xmit, vxlan_xmit_one, vxlan_rcv, vxlan_set_mac, vxlan_encap_bypass (vxlan_core.c),
 * skb_tunnel_check_pmtu (ip_tunnel_core.c); RFC 7348.
 *
 * Not modelled: multicast underlays (`group`), IPv6 underlays, ARP proxy, route short circuit,
 * misses to user space, GBP, GPE, external control (`external`), path MTU of routes.
 */
import {dstMac, type Frame, srcMac} from '../../frame.js';
import type {Ipv4Packet} from '../../protocol/ipv4.js';
import {LOOPBACK} from '../../protocol/ipv4-address.js';
import {VXLAN_OVERHEAD} from '../../protocol/vxlan.js';
import type {Sink} from '../../sink.js';
import {ownsAddress} from '../../stack/address.js';
import {wayTo} from '../../stack/route.js';
import {sendThroughTunnel} from '../../stack/tunnel.js';
import {deviceAt, type Machine, type World} from '../../world.js';
import {innerDontFragment, innerTos, innerTtl, outerTos, takeOverEcn} from '../inner-packet.js';
import {fragmentationNeeded} from './fragmentation-needed.js';
import type {VxlanDevice, VxlanEntry, VxlanRemote} from './vxlan-device.js';
import {DEFAULT_ENTRY, lookUpRemote, snoop} from './vxlan-fdb.js';

const TOS_INHERIT = 1;

/** The stack, or a bridge, sends by the device (vxlan_xmit). */
export function transmitFromVxlan(world: World, device: VxlanDevice, frame: Frame, out: Sink): void {
	const mac = dstMac(frame);
	const known = lookUpRemote(device, mac, world.now);
	const entry = known ?? lookUpRemote(device, DEFAULT_ENTRY, world.now);
	if (!entry) {
		device.counters.txDropped++;
		out.drop('vxlan-no-remote');
		return;
	}
	if (out.tracing) noteEntry(mac, known, entry, out);
	// The first remote gets the frame itself, after the copies for the others.
	const [first, ...others] = entry.remotes as [VxlanRemote, ...VxlanRemote[]];
	for (const remote of [...others, first]) sendTo(world, device, remote, frame, out);
}

/** A packet of this machine for the port and the VNI of `device` (vxlan_rcv). */
export function receiveOnVxlan(world: World, device: VxlanDevice, frame: Frame, packet: Ipv4Packet, out: Sink): void {
	const mac = srcMac(frame);
	if (mac === device.mac) {
		out.drop('tunnel-loop');
		return;
	}
	if (device.learning && snoop(device, mac, packet.source, world.now, out) === 'bogus') {
		out.drop('vxlan-bogus-source');
		return;
	}
	const marked = takeOverEcn(packet.tos, frame);
	if (marked === 'refused') out.drop('tunnel-congested');
	else out.receive(device.id, marked, undefined);
}

/** The VXLAN device of `machine` that takes `vni` from UDP port `port`: only what is up listens (vxlan_vs_find_vni). */
export function vxlanListening(world: World, machine: Machine, port: number, vni: number): VxlanDevice | 'other-vni' | undefined {
	let listens = false;
	for (const id of machine.tunnels ?? []) {
		const device = deviceAt(world, id);
		if (device.kind !== 'vxlan' || !device.up || device.port !== port) continue;
		if (device.vni === vni) return device;
		listens = true;
	}
	return listens ? 'other-vni' : undefined;
}

function noteEntry(mac: number, known: VxlanEntry | undefined, entry: VxlanEntry, out: Sink): void {
	const remotes = entry.remotes.map(({address}) => address);
	out.note(known ? {kind: 'vxlan-hit', mac, remotes} : {kind: 'vxlan-miss', mac, remotes});
}

/** One copy to one remote (vxlan_xmit_one). */
function sendTo(world: World, device: VxlanDevice, remote: VxlanRemote, frame: Frame, out: Sink): void {
	const machine = world.machines[device.underlay] as Machine;
	const {address: destination, via} = remote;
	const way = wayTo(world, machine, destination, via === -1 ? undefined : via);
	if (destination === 0) {
		device.counters.txDropped++;
		out.drop('vxlan-no-remote');
		return;
	}
	if (way.kind === 'local' && device.localBypass) {
		bypass(world, machine, remote, frame, out);
		return;
	}
	const isOwnSource = device.local === 0 || ownsAddress(world, machine, device.local);
	if (way.kind !== 'link' || !isOwnSource) {
		if (out.tracing) out.note({kind: 'no-route', address: destination});
		out.drop('tunnel-unreachable');
		return;
	}
	if (way.device === device.id) {
		out.drop('tunnel-loop');
		return;
	}
	const room = deviceAt(world, way.device).mtu - VXLAN_OVERHEAD;
	const answer = device.master === -1 ? undefined : fragmentationNeeded(frame, room);
	if (answer) {
		if (out.tracing) out.note({kind: 'fragmentation-needed', mtu: room});
		out.receive(device.id, answer, 'host');
		return;
	}
	sendThroughTunnel(
		world,
		machine,
		frame,
		{
			type: 'vxlan',
			id: remote.vni,
			source: device.local,
			destination,
			tos: outerTos(device.tos === TOS_INHERIT ? innerTos(frame, 'transparent') : device.tos, frame, 'transparent'),
			ttl: (device.ttl === 'inherit' ? innerTtl(frame, 'transparent') : device.ttl) || 64,
			dontFragment: device.df === 'set' || (device.df === 'inherit' && innerDontFragment(frame) !== 'no'),
			hasChecksum: device.udpChecksum,
			udpPort: remote.port,
			...(via === -1 ? {} : {via}),
		},
		out,
	);
}

/** The remote is this machine: no packet, straight into the device that has the VNI (encap_bypass_if_local). */
function bypass(world: World, machine: Machine, {port, vni}: VxlanRemote, frame: Frame, out: Sink): void {
	const to = vxlanListening(world, machine, port, vni);
	if (typeof to !== 'object') {
		out.drop('vxlan-no-remote');
		return;
	}
	if (to.learning) snoop(to, srcMac(frame), LOOPBACK, world.now, out);
	if (out.tracing) out.note({kind: 'vxlan-bypass', device: to.id});
	out.receive(to.id, frame, 'host');
}
