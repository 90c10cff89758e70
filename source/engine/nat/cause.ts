/** Why connection tracking and NAT of Linux do as they do. */
import type {Direction, TrackedTcpState} from './connection.js';

/** Addresses are IPv4 addresses, `protocol` is the number in the IP header. */
export type NatCause =
	/** The first packet of a conversation: from now on it is known. */
	| {kind: 'connection-new'; protocol: number; source: number; sourcePort: number; destination: number; destinationPort: number}
	/** The packet belongs to a known conversation. */
	| {kind: 'connection-known'; protocol: number; direction: Direction; related: boolean}
	/** A TCP conversation is in another state. */
	| {kind: 'connection-state'; from: TrackedTcpState; to: TrackedTcpState}
	/** The packet belongs to nothing and cannot begin anything: it passes as it is. */
	| {kind: 'connection-invalid'; protocol: number}
	/** A rule fits the first packet of a conversation. */
	| {kind: 'nat-rule'; chain: string; number: number; target: string}
	/** The one end is rewritten: what it was, what it is. */
	| {kind: 'nat-rewritten'; side: 'source' | 'destination'; address: number; port: number; newAddress: number; newPort: number}
	/** The port is another conversation's already: this one gets another. */
	| {kind: 'nat-port-taken'; port: number; newPort: number};

export const NAT_DROP_REASONS = [
	// Two conversations would look alike outside, and no port is left.
	'nat-no-port',
	// A rule or a policy says so, which is not what NAT is for.
	'nat-rule-drop',
	// The table of connections is full, and nobody makes room.
	'nat-table-full',
] as const;
export type NatDropReason = (typeof NAT_DROP_REASONS)[number];

export const NAT_CAUSE_SOURCES: Readonly<Record<NatCause['kind'], string>> = {
	'connection-new': 'init_conntrack, __nf_conntrack_confirm',
	'connection-known': 'resolve_normal_ct',
	'connection-state': 'nf_conntrack_tcp_packet, tcp_conntracks',
	'connection-invalid': 'nf_conntrack_in',
	'nat-rule': 'nf_nat_inet_fn, nft_do_chain',
	'nat-rewritten': 'nf_nat_manip_pkt, l4proto_manip_pkt',
	'nat-port-taken': 'nf_nat_used_tuple, nf_nat_l4proto_unique_tuple',
};

export const NAT_DROP_SOURCES: Readonly<Record<NatDropReason, string>> = {
	'nat-no-port': '__nf_conntrack_confirm, nf_ct_add_to_dying_list',
	'nat-rule-drop': 'nft_do_chain, NF_DROP',
	'nat-table-full': '__nf_conntrack_alloc, early_drop',
};
