/*
 * Egress: out of which ports a frame leaves, and whether the host gets it
 *
 * One test decides for every copy, whether the destination is known, the frame is
 * flooded, or the host sent it: the port forwards, is not the ingress (unless it is
 * in hairpin mode), has the VLAN, is not isolated from an isolated ingress, and the
 * frame is not too long for it. A known port that fails is a drop, never a flood:
 * the bridge knows where the station is, and that it must not send there.
 *
 * Flooding asks one more question first: does the port want floods of this kind?
 * `mcast_flood` and `bcast_flood` do not bind what the host itself sends.
 *
 * Rules: should_deliver, br_forward, br_flood, br_multicast_flood (br_forward.c),
 * br_pass_frame_up (br_input.c), is_skb_forwardable (net/core/dev.c).
 *
 * Not modelled: proxy ARP, neighbour suppression, multicast to unicast, netfilter.
 */
import {dstMac, type Frame} from '../../frame.js';
import type {PacketType} from '../../netdev.js';
import type {EgressRefusal, Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {portOf} from './ports.js';
import {leaving, sizeOf, type VlanFrame} from './vlan.js';

/** What a flooded frame is addressed to (enum br_pkt_type). */
export type FloodKind = 'unicast' | 'multicast' | 'broadcast';

/** Ethernet header and one tag: what a frame may be longer than the MTU. */
const FRAME_OVERHEAD = 18;

/**
 * Sends towards a known port, or to its backup when it has no carrier (br_forward).
 * `ingress` is `undefined` for the host's own frames, `vlan` when filtering is off.
 * Returns whether a copy left.
 */
export function forward(
	bridge: Bridge,
	known: BridgePort,
	ingress: BridgePort | undefined,
	frame: Frame,
	vlan: VlanFrame | undefined,
	out: Sink,
): boolean {
	const to = known.backupPort !== -1 && !known.carrier ? backupOf(bridge, known, out) : known;
	const why = refusal(to, ingress, frame, vlan);
	if (why === undefined) send(to, frame, vlan, out);
	else if (out.tracing) out.note({kind: 'egress-refused', port: to.device, why});
	return why === undefined;
}

/** Sends to every port that takes floods of this kind, newest port first (br_flood). Returns the number of copies. */
export function flood(
	bridge: Bridge,
	ingress: BridgePort | undefined,
	frame: Frame,
	vlan: VlanFrame | undefined,
	kind: FloodKind,
	out: Sink,
): number {
	let copies = 0;
	for (let index = bridge.ports.length - 1; index >= 0; index--) {
		const to = bridge.ports[index] as BridgePort;
		const why = refusal(to, ingress, frame, vlan) ?? floodRefusal(to, kind, ingress === undefined);
		if (why === undefined) {
			send(to, frame, vlan, out);
			copies++;
		} else if (out.tracing) out.note({kind: 'egress-refused', port: to.device, why});
	}
	return copies;
}

/** Sends to the members and router ports that snooping named (br_multicast_flood). Returns the number of copies. */
export function sendToMembers(
	bridge: Bridge,
	members: readonly BridgePort[],
	ingress: BridgePort | undefined,
	frame: Frame,
	vlan: VlanFrame | undefined,
	out: Sink,
): number {
	let copies = 0;
	for (let index = bridge.ports.length - 1; index >= 0; index--) {
		const to = bridge.ports[index] as BridgePort;
		const why = refusal(to, ingress, frame, vlan) ?? (members.includes(to) ? undefined : 'no-member');
		if (why === undefined) {
			send(to, frame, vlan, out);
			copies++;
		} else if (out.tracing) out.note({kind: 'egress-refused', port: to.device, why});
	}
	return copies;
}

/**
 * Hands the frame to the host as received by br0 (br_pass_frame_up). It keeps the
 * type that the ingress port gave it, except that br0's own MAC makes it the
 * host's. Returns whether br0 took it: with VLAN filtering its own set decides,
 * unless it is promiscuous.
 */
export function passUp(bridge: Bridge, frame: Frame, type: PacketType, vlan: VlanFrame | undefined, out: Sink): boolean {
	if (vlan && bridge.promiscuity === 0 && !bridge.vlans.members.has(vlan.vid)) {
		if (out.tracing) out.note({kind: 'egress-refused', port: bridge.id, why: 'vlan'});
		return false;
	}
	const mine = type === 'otherhost' && dstMac(frame) === bridge.mac;
	out.receive(bridge.id, vlan ? leaving(bridge.vlans, vlan) : frame, mine ? 'host' : type);
	return true;
}

/** Why no copy may leave by `to`; `undefined` when one may (should_deliver). */
function refusal(to: BridgePort, ingress: BridgePort | undefined, frame: Frame, vlan: VlanFrame | undefined): EgressRefusal | undefined {
	if (to === ingress && !to.hairpin) return 'ingress-port';
	if (to.state !== 'forwarding') return 'not-forwarding';
	if (vlan && !to.vlans.members.has(vlan.vid)) return 'vlan';
	if (to.isolated && ingress?.isolated) return 'isolated';
	if (frame.bytes.length > to.mtu + FRAME_OVERHEAD && sizeOf(vlan ? leaving(to.vlans, vlan) : frame) > to.mtu + FRAME_OVERHEAD)
		return 'too-long';
	return undefined;
}

function floodRefusal(to: BridgePort, kind: FloodKind, fromHost: boolean): EgressRefusal | undefined {
	switch (kind) {
		case 'unicast':
			return to.flood ? undefined : 'unicast-flood-off';
		case 'multicast':
			return to.mcastFlood || fromHost ? undefined : 'multicast-flood-off';
		case 'broadcast':
			return to.bcastFlood || fromHost ? undefined : 'broadcast-flood-off';
		default:
			return kind satisfies never;
	}
}

function backupOf(bridge: Bridge, known: BridgePort, out: Sink): BridgePort {
	const backup = portOf(bridge, known.backupPort);
	if (!backup) return known;
	if (out.tracing) out.note({kind: 'backup-port', port: known.device, backup: backup.device});
	return backup;
}

function send(to: BridgePort, frame: Frame, vlan: VlanFrame | undefined, out: Sink): void {
	const sent = vlan ? leaving(to.vlans, vlan) : frame;
	if (out.tracing) {
		if (vlan) out.note({kind: 'vlan-egress', port: to.device, vid: vlan.vid, tagged: sent === vlan.tagged});
		out.note({kind: 'egress', port: to.device});
	}
	out.transmit(to.device, sent);
}
