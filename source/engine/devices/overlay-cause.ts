/** Why tunnels of Linux and classifiers of `tc` decide as they do. */
import type {Mac} from '../mac.js';
import type {DeviceId} from '../netdev.js';

/** `remote`, `remotes`, `address` are IPv4 addresses. */
export type OverlayCause =
	// --- VXLAN devices
	/** The station is behind these remotes. */
	| {kind: 'vxlan-hit'; mac: Mac; remotes: number[]}
	/** Nobody knows where the station is, or it is a group: a copy for each of the default remotes. */
	| {kind: 'vxlan-miss'; mac: Mac; remotes: number[]}
	/** The station is behind this remote, as the outer source address says. */
	| {kind: 'vxlan-learned'; mac: Mac; remote: number}
	| {kind: 'vxlan-moved'; mac: Mac; remote: number; origin: number}
	/** The remote is this machine: no packet. */
	| {kind: 'vxlan-bypass'; device: DeviceId}
	/** Too long for the tunnel and not to be cut: its sender is told, in the name of the destination. */
	| {kind: 'fragmentation-needed'; mtu: number}
	/** A piece of a packet came; others are missing. */
	| {kind: 'fragment-waits'; address: number}
	// --- traffic control
	/** The first filter of a chain that fits. */
	| {kind: 'tc-filter'; device: DeviceId; hook: 'ingress' | 'egress'; chain: number; pref: number; handle: number}
	| {kind: 'tc-mirred'; target: DeviceId; how: 'mirror' | 'redirect'; hook: 'ingress' | 'egress'}
	/** The target is down, or gone (-1). */
	| {kind: 'tc-target-down'; target: DeviceId}
	/** The frame comes from the target, or was sent about too often. */
	| {kind: 'tc-mirror-loop'; target: DeviceId}
	| {kind: 'tc-goto'; chain: number}
	| {kind: 'tc-sampled'; group: number; rate: number};

export const OVERLAY_DROP_REASONS = [
	// The tunnel would go through itself, or the frame has its own address as source.
	'tunnel-loop',
	// The underlay reported congestion, and the frame inside cannot bear the mark.
	'tunnel-congested',
	// The packet has a checksum that the tunnel does not expect, or lacks one.
	'tunnel-checksum',
	// The VXLAN device has no remote for the destination.
	'vxlan-no-remote',
	// The source has a hand-made entry with another remote, or is a group.
	'vxlan-bogus-source',
	// No VXLAN device with this identifier.
	'vxlan-unknown-vni',
	// A filter says so, or a redirect has nowhere to go.
	'tc-drop',
	// Filters send each other round.
	'tc-loop',
] as const;
export type OverlayDropReason = (typeof OVERLAY_DROP_REASONS)[number];

export const OVERLAY_CAUSE_SOURCES: Readonly<Record<OverlayCause['kind'], string>> = {
	'vxlan-hit': 'vxlan_xmit, vxlan_find_mac_tx',
	'vxlan-miss': 'vxlan_xmit',
	'vxlan-learned': 'vxlan_snoop',
	'vxlan-moved': 'vxlan_snoop',
	'vxlan-bypass': 'encap_bypass_if_local, vxlan_encap_bypass',
	'fragmentation-needed': 'skb_tunnel_check_pmtu, iptunnel_pmtud_build_icmp, RFC 1191',
	'fragment-waits': 'ip_defrag, RFC 791 3.2',
	'tc-filter': 'tcf_classify, mall_classify, fl_classify',
	'tc-mirred': 'tcf_mirred_act',
	'tc-target-down': 'tcf_mirred_to_dev',
	'tc-mirror-loop': 'tcf_mirred_act (sched_mirred_dev, tc_depth)',
	'tc-goto': 'tcf_action_goto_chain_exec',
	'tc-sampled': 'tcf_sample_act, psample_sample_packet',
};

export const OVERLAY_DROP_SOURCES: Readonly<Record<OverlayDropReason, string>> = {
	'tunnel-loop': 'vxlan_set_mac, vxlan_xmit_one, ip_tunnel_xmit',
	'tunnel-congested': 'IP_ECN_decapsulate, RFC 6040',
	'tunnel-checksum': 'ip_tunnel_rcv',
	'vxlan-no-remote': 'vxlan_xmit',
	'vxlan-bogus-source': 'vxlan_snoop',
	'vxlan-unknown-vni': 'vxlan_vs_find_vni',
	'tc-drop': 'sch_handle_ingress, sch_handle_egress',
	'tc-loop': 'tcf_classify (max_reclassify_loop)',
};
