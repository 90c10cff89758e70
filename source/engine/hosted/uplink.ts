/*
 * Bridging a VMnet to a NIC of the host
 *
 * The driver listens to the NIC as a packet sniffer does, so that the host goes on using it as before; unlike a Linux
 * bridge it needs no place between the NIC and the host's stack.
 *
 *   from a guest   for the host's own MAC: up to the host's stack and not to the wire; a group: both;
 *                  everything else: to the wire, even when another guest has taken it
 *   from the NIC   what came from the wire and what the host itself sends is shown to the guests
 *
 * So guest and host talk inside the host, which is what a macvtap cannot do; what the host sends to a guest leaves by the
 * wire as well, where the switch filters it. The NIC is promiscuous while guests are plugged in, and the switch sees one MAC more for every
 * guest. What is too long for the NIC does not leave.
 *
 * A wireless NIC cannot do that: an access point takes frames only from the station that is associated with it. There the
 * driver rewrites MACs (`wireless.ts`).
 *
 * Source: vmnet driver (bridge.c).
 *
 * Not modelled: VLAN sub-interfaces and a Linux bridge on the same NIC show the guests nothing of what they forward; a guest's
 * cable does not come loose when the NIC's does.
 */
import type {Device} from '../device.js';
import {dstMac, type Frame, srcMac} from '../frame.js';
import {packetType} from '../netdev.js';
import type {Sink} from '../sink.js';
import {deviceAt, deviceOfKind, type World} from '../world.js';
import {cardTakes, copyToJacks} from './hub.js';
import type {Vmnet} from './hub-device.js';
import {rewriteIn, rewriteOut} from './wireless.js';

const HEADER = 14;

/** A guest's frame goes to the NIC that the network is bridged to: how many copies the wire and the host have. */
export function sendToUplink(world: World, hub: Vmnet, frame: Frame, out: Sink): number {
	const uplink = hub.uplink === -1 ? undefined : deviceAt(world, hub.uplink);
	if (!uplink?.up) return 0;
	const sent = hub.rewriting ? rewriteOut(hub, frame, uplink.mac, out) : frame;
	const dst = dstMac(sent);
	const toWire = dst !== uplink.mac && sent.bytes.length <= uplink.mtu + HEADER;
	const toHost = cardTakes(dst, uplink.mac, uplink.asked.promisc);
	if (toHost && out.tracing) out.note({kind: 'vmnet-to-host', uplink: uplink.id, wire: toWire});
	// With a type given the NIC does not show it to the network again.
	if (toHost) out.receive(uplink.id, sent, packetType(dst, uplink.mac));
	if (toWire) {
		if (out.tracing) out.note({kind: 'vmnet-to-wire', uplink: uplink.id});
		out.transmit(uplink.id, sent);
	}
	return Number(toHost) + Number(toWire);
}

/** `nic` has a frame from the wire, or sends one for the host: a network that is bridged to it sees it, too. True when guests took it. */
export function showToNetwork(world: World, nic: Device, frame: Frame, way: 'in' | 'out', out: Sink): boolean {
	const hub = nic.bridgedBy === undefined ? undefined : deviceOfKind(world, nic.bridgedBy, 'vmnet');
	if (!hub || hub.jacks.length === 0 || frame.bytes.length < HEADER) return false;
	if (hub.rewriting && way === 'in' && srcMac(frame) === nic.mac) return false;
	const shown = hub.rewriting ? rewriteIn(hub, frame, out) : frame;
	if (!shown) return false;
	return copyToJacks(world, hub, shown, -1, out, {kind: 'vmnet-from-uplink', hub: hub.id, uplink: nic.id}) > 0;
}
