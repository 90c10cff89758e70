/*
 * What a device may ask for, and why
 *
 * A device never touches another one. It mutates its own state and tells a sink
 * what happens to the frame; the sink moves frames, counts, or writes the trace.
 * Causes and drops are data: the words for them live in the locale, the source
 * of each rule in `citation.ts`.
 */

import {BOND_DROP_REASONS, type BondCause} from './devices/bonding/cause.js';
import {OVERLAY_DROP_REASONS, type OverlayCause} from './devices/overlay-cause.js';
import type {Frame} from './frame.js';
import {HOSTED_DROP_REASONS, type HostedCause} from './hosted/cause.js';
import type {Mac} from './mac.js';
import {NAT_DROP_REASONS, type NatCause} from './nat/cause.js';
import type {DeviceId, PacketType} from './netdev.js';
import type {OpenFlowCause} from './openflow/cause.js';
import type {Letter} from './openflow/letter.js';
import {OVS_DROP_REASONS, type OvsCause} from './ovs/cause.js';
import type {ProgramCause} from './programs/cause.js';
import type {WebCause} from './programs/web-cause.js';
import {SRIOV_DROP_REASONS, type SriovCause} from './sriov/cause.js';
import {IP_DROP_REASONS, type IpCause} from './stack/cause.js';
import type {TcpCause} from './stack/tcp/cause.js';
import {VMWARE_DROP_REASONS, type VmwareCause} from './vmware/cause.js';

export interface Sink {
	/** Is anyone reading the notes? Devices build a cause only when this is true. */
	readonly tracing: boolean;
	/**
	 * The transmit side of `device`: a NIC puts the frame on its link, a bridge or macvlan forwards it (dev_queue_xmit).
	 * `isLast`: it leaves before `device`, a NIC, goes down in the same moment. `isFresh`: something in the packet (a TTL, the
	 * sequence of a conversation) bounds its way, so it may cross as many links as one that nobody caused.
	 */
	transmit(device: DeviceId, frame: Frame, isLast?: boolean, isFresh?: boolean): void;
	/**
	 * `device` receives the frame as if it had come by itself: a macvlan from its lower device, br0 from its ports (netif_rx).
	 * `type` is what the sender made of the frame; `undefined` lets `device` classify it.
	 */
	receive(device: DeviceId, frame: Frame, type: PacketType | undefined): void;
	/** The protocol handlers of the machine get the frame from `device` (deliver_skb). */
	deliver(device: DeviceId, frame: Frame, type: PacketType): void;
	/** The frame ends here. */
	drop(reason: DropReason): void;
	/** Why the device does what it does next. */
	note(cause: Cause): void;
	/** Sends a letter between switch and controller; it arrives at `device` at world time `time` (ns). */
	tell(letter: Letter, device: DeviceId, time: number): void;
	/** Asks for a timer step of `device` at world time `time` (ns). A device finds out itself which of its timers are due. */
	wake(device: DeviceId, time: number): void;
}

/** Why a copy of a frame did not leave by one port (should_deliver, br_allowed_egress, br_flood). */
export const EGRESS_REFUSALS = [
	// The port is the ingress and hairpin (reflective relay) is off.
	'ingress-port',
	// STP keeps the port from forwarding, or it is down.
	'not-forwarding',
	// Both ports are isolated.
	'isolated',
	// The frame's VLAN is not in the port's set.
	'vlan',
	// `flood` off: no unknown unicast.
	'unicast-flood-off',
	// `mcast_flood` off.
	'multicast-flood-off',
	// `bcast_flood` off.
	'broadcast-flood-off',
	// Longer than the MTU of the port.
	'too-long',
	// Snooping: no member and no multicast router there.
	'no-member',
] as const;
export type EgressRefusal = (typeof EGRESS_REFUSALS)[number];

/** Why a frame ended without being delivered. */
export const DROP_REASONS = [
	// The device is administratively down.
	'device-down',
	// No carrier: nothing at the other end, or that end is down.
	'no-carrier',
	// Source address is a group or all zero (br_handle_frame).
	'invalid-source',
	// STP state of the ingress port does not forward (br_handle_frame).
	'port-not-forwarding',
	// VLAN of the frame is not in the ingress port's set (__allowed_ingress).
	'vlan-not-allowed',
	// Untagged frame and the ingress port has no PVID.
	'no-pvid',
	// Locked port and the source is not authorised there (802.1X, MAB).
	'port-locked',
	// 01:80:c2:00:00:01, never forwarded.
	'pause',
	// A group address that no 802.1Q switch forwards.
	'reserved-group',
	// Consumed by the spanning tree.
	'bpdu-consumed',
	// The BPDU guard took the port down.
	'bpdu-guard',
	// Sent to the bridge's own MAC by its own host.
	'own-address',
	// The only port for the frame refused it; notes say why.
	'egress-refused',
	// Flooded, but no port took a copy.
	'no-egress',
	// bcqueuelen 0: broadcasts from the wire are not queued (macvlan).
	'broadcast-queue-full',
	// Longer than the MTU allows.
	'too-long',
	// A macvlan in private, passthru or source mode has its own broadcast back, and its stack ignores it.
	'own-broadcast',
	// The stack of the receiving NIC: the frame is for another MAC.
	'other-host',
	// The stack: still tagged, and no VLAN device for the tag.
	'no-vlan-device',
	// The stack: protocol or address is not this machine's.
	'not-for-us',
	// No way to the other end of the tunnel.
	'tunnel-unreachable',
	// Nobody answered the ARP requests for its next hop.
	'neighbour-failed',
	// Too many packets wait for the same ARP reply; the oldest goes.
	'neighbour-queue-full',
	// No stack is there to take it.
	'no-stack',
	// The loop ate the hop budget: a broadcast storm.
	'hop-budget',
	// Not a frame: shorter than a header, or a header that contradicts itself.
	'malformed',
	...BOND_DROP_REASONS,
	...HOSTED_DROP_REASONS,
	...IP_DROP_REASONS,
	...NAT_DROP_REASONS,
	...OVERLAY_DROP_REASONS,
	...OVS_DROP_REASONS,
	...VMWARE_DROP_REASONS,
	...SRIOV_DROP_REASONS,
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** Why a device decided as it did. One member a rule, named by what the rule found. */
export type Cause =
	// --- macvlan
	/** Transmit in a mode that always uses the wire (macvlan_queue_xmit). */
	| {kind: 'macvlan-to-wire'; mode: string}
	/** Bridge mode: a sibling in bridge mode has the destination (macvlan_hash_lookup). */
	| {kind: 'macvlan-sibling-hit'; mac: Mac; sibling: DeviceId}
	/** Bridge mode: no bridge-mode sibling has it, so the wire; `held` says who has it in another mode, -1 nobody. */
	| {kind: 'macvlan-sibling-miss'; mac: Mac; held: DeviceId}
	/** Bridge mode: a group address goes to the bridge-mode siblings and to the wire (macvlan_broadcast). */
	| {kind: 'macvlan-broadcast-local'; siblings: DeviceId[]}
	/** Receive: an up macvlan has the destination; its mode does not matter (macvlan_handle_frame). */
	| {kind: 'macvlan-unicast-hit'; mac: Mac; upper: DeviceId}
	/** Receive: no macvlan has the destination, so the lower device's own stack. */
	| {kind: 'macvlan-unicast-miss'; mac: Mac}
	/** Receive on a passthru lower: every unicast is the macvlan's. */
	| {kind: 'macvlan-passthru'; upper: DeviceId}
	/** Receive of a group address from outside: all modes get it, and the host. */
	| {kind: 'macvlan-flood-external'; uppers: DeviceId[]}
	/** Receive of a reflected group address whose source is a macvlan here. */
	| {kind: 'macvlan-flood-reflected'; source: DeviceId; mode: string; uppers: DeviceId[]}
	/** Receive of a reflected group address from a private, passthru or source macvlan: it alone has it back. */
	| {kind: 'macvlan-returned-to-sender'; source: DeviceId; mode: string}
	/** Source mode: the frame's source is on the list. */
	| {kind: 'macvlan-source-hit'; mac: Mac; upper: DeviceId; consumed: boolean}
	/** The multicast filter of a macvlan kept the group out. */
	| {kind: 'multicast-filtered'; upper: DeviceId; group: Mac}
	// --- bridge
	/** The source is new here. */
	| {kind: 'fdb-learned'; mac: Mac; vid: number; port: DeviceId}
	/** The source was known on this port: its age starts again. */
	| {kind: 'fdb-refreshed'; mac: Mac; vid: number; port: DeviceId}
	/** The source was known on another port: it moved. */
	| {kind: 'fdb-moved'; mac: Mac; vid: number; port: DeviceId; from: DeviceId}
	/** The source was not learned. */
	| {
			kind: 'fdb-not-learned';
			mac: Mac;
			why: 'learning-off' | 'own-address' | 'sticky' | 'hub' | 'limit' | 'link-local' | 'locked' | 'not-learning';
	  }
	/** The destination is known on a port. */
	| {kind: 'fdb-hit'; mac: Mac; vid: number; port: DeviceId}
	/** The destination is local: the bridge itself takes the frame. */
	| {kind: 'fdb-local'; mac: Mac; vid: number}
	/** Unknown unicast: flood. */
	| {kind: 'fdb-miss'; mac: Mac; vid: number}
	/** Broadcast, or multicast that nothing restricts: flood. */
	| {kind: 'flood-group'; mac: Mac}
	/** Snooping sends the group to these ports only. */
	| {kind: 'mdb-hit'; group: Mac; ports: DeviceId[]}
	/** Snooping knows no member: router ports only. */
	| {kind: 'mdb-miss'; group: Mac; ports: DeviceId[]}
	/** A report or query changed what snooping knows. */
	| {kind: 'snooped'; message: 'query' | 'report' | 'leave'; port: DeviceId; group: Mac}
	/** A copy leaves by this port. */
	| {kind: 'egress'; port: DeviceId}
	/** No copy leaves by this port. */
	| {kind: 'egress-refused'; port: DeviceId; why: EgressRefusal}
	/** Known port has no carrier: its backup takes the frame. */
	| {kind: 'backup-port'; port: DeviceId; backup: DeviceId}
	/** Link-local group: not forwarded, the port's own stack gets it. */
	| {kind: 'link-local'; group: Mac}
	/** Link-local group that group_fwd_mask lets through. */
	| {kind: 'link-local-forwarded'; group: Mac}
	/** The host sends by br0. */
	| {kind: 'from-host'}
	/** br0 is promiscuous: the host sees this too. */
	| {kind: 'host-promiscuous'}
	/** VLAN given to the frame at ingress. */
	| {kind: 'vlan-ingress'; vid: number; by: 'tag' | 'pvid' | 'priority-tag' | 'group'}
	/** The tag is put on or taken off at egress. */
	| {kind: 'vlan-egress'; port: DeviceId; vid: number; tagged: boolean}
	// --- spanning tree
	| {kind: 'stp-state'; port: DeviceId; from: string; to: string}
	| {kind: 'stp-root'; priority: number; mac: Mac; port: DeviceId}
	| {kind: 'stp-topology-change'}
	| {kind: 'bpdu-received'; port: DeviceId; superior: boolean}
	// --- VLAN sub-interface
	/** The tag is taken off on the way in, put on on the way out (vlan_do_receive, vlan_dev_hard_start_xmit). */
	| {kind: 'vlan-device'; device: DeviceId; vid: number; way: 'in' | 'out'}
	// --- NIC and stack
	/** The NIC's filter: what the frame is for this machine. */
	| {kind: 'nic-accepts'; type: PacketType}
	/** The frame is put into a packet; `octets` is the length of that packet. */
	| {kind: 'encapsulated'; type: 'vxlan' | 'gre'; id: number; source: number; destination: number; octets: number}
	/** The packet was a tunnel's: the frame inside goes on. */
	| {kind: 'decapsulated'; type: 'vxlan' | 'gre'; id: number; source: number; destination: number}
	| {kind: 'arp-asked'; address: number}
	/** The entry is old: a request to the MAC that it holds, and no broadcast. */
	| {kind: 'arp-checked'; address: number; mac: Mac}
	| {kind: 'arp-answered'; address: number; mac: Mac}
	| {kind: 'arp-learned'; address: number; mac: Mac}
	| {kind: 'arp-waiting'; address: number}
	| {kind: 'arp-failed'; address: number}
	| {kind: 'no-route'; address: number}
	| {kind: 'echo-answered'; address: number; sequence: number}
	| {kind: 'echo-received'; address: number; sequence: number; roundTrip: number}
	| {kind: 'fdb-aged'; count: number}
	| BondCause
	| HostedCause
	| IpCause
	| NatCause
	| TcpCause
	| WebCause
	| ProgramCause
	| OpenFlowCause
	| OverlayCause
	| OvsCause
	| VmwareCause
	| SriovCause;
