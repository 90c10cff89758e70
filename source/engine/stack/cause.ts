/** Why hosts and routers do as they do with packets that are not frames' business. */
import type {DeviceId} from '../netdev.js';

/** `address`, `nextHop`, `source` are IPv4 addresses; `type` and `code` those of ICMP. */
export type IpCause =
	/** Not for this machine, which passes packets on: by this device to the next hop, with this TTL. */
	| {kind: 'forwarded'; device: DeviceId; nextHop: number; ttl: number}
	/** What this machine itself sends goes to a gateway, because the destination is on no link of it. */
	| {kind: 'via-gateway'; address: number; gateway: number}
	/** The packet is longer than the way is wide, and is sent in pieces. */
	| {kind: 'packet-cut'; mtu: number; pieces: number}
	/** The sender of a packet that ends here is told so. */
	| {kind: 'icmp-error-sent'; type: number; code: number; address: number}
	/** The sender is not told: it was told often enough of late. */
	| {kind: 'icmp-error-withheld'; address: number}
	/** Somebody on the way could not deliver what this machine sent. */
	| {kind: 'icmp-error-received'; type: number; code: number; address: number}
	/** From now on packets to this address are made to fit. */
	| {kind: 'path-mtu-learned'; address: number; mtu: number};

export const IP_DROP_REASONS = [
	// A router had to count the TTL down to 0.
	'ttl-exceeded',
	// A router has no route to the destination.
	'no-route',
	// No program listens on the UDP port.
	'port-unreachable',
	// Nothing here speaks the protocol in the IP header.
	'protocol-unreachable',
] as const;
export type IpDropReason = (typeof IP_DROP_REASONS)[number];

export const IP_CAUSE_SOURCES: Readonly<Record<IpCause['kind'], string>> = {
	forwarded: 'ip_forward, RFC 1812 5.2.1',
	'via-gateway': 'ip_route_output_key, RFC 1122 3.3.1.1',
	'packet-cut': 'ip_do_fragment, RFC 791 3.2',
	'icmp-error-sent': '__icmp_send, RFC 1812 4.3.2',
	'icmp-error-withheld': 'icmpv4_xrlim_allow, RFC 1812 4.3.2.8',
	'icmp-error-received': 'icmp_unreach, RFC 1122 3.2.2',
	'path-mtu-learned': 'ipv4_update_pmtu, RFC 1191 3',
};

export const IP_DROP_SOURCES: Readonly<Record<IpDropReason, string>> = {
	'ttl-exceeded': 'ip_forward, RFC 1812 5.3.1',
	'no-route': 'ip_route_input_slow, ip_error, RFC 1812 4.3.3.1',
	'port-unreachable': '__udp4_lib_rcv, RFC 1122 4.1.3.1',
	'protocol-unreachable': 'ip_protocol_deliver_rcu, RFC 1122 3.2.2.1',
};
