/** What a DHCP client knows, as plain data. What it does is in `dhcp-client.ts`. */
import type {DeviceId} from '../netdev.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';

/** In the order of a life (RFC 2131 4.4). `init` waits to begin again. */
const DHCP_CLIENT_STATES = ['init', 'selecting', 'requesting', 'bound', 'renewing', 'rebinding', 'released'] as const;
type DhcpClientState = (typeof DHCP_CLIENT_STATES)[number];

/** One a device. */
export interface DhcpClient {
	device: DeviceId;
	state: DhcpClientState;
	/** Transaction, uint32. */
	xid: number;
	/** The offer that it wants, while `requesting`; 0 otherwise. */
	offered: Ipv4Address;
	/** Server of that offer. */
	server: Ipv4Address;
	/** Messages sent in this state. */
	sent: number;
	/** World time of its next step, ns; Infinity is never. */
	timer: number;
	/** World time at which this transaction began, ns. */
	began: number;
	/** What it has; kept after a release, without effect. */
	lease?: DhcpLease;
	/** What happened, oldest first, for whoever prints it. */
	events: DhcpClientEvent[];
}

/** What an ACK granted. Times in ns of world time. */
export interface DhcpLease {
	address: Ipv4Address;
	prefix: number;
	server: Ipv4Address;
	routers: Ipv4Address[];
	dns: Ipv4Address[];
	domain?: string;
	since: number;
	renew: number;
	rebind: number;
	expiry: number;
}

/** `time` is world time, ns. */
export type DhcpClientEvent = {time: number} & (
	| {kind: 'discover'}
	| {kind: 'select'; address: Ipv4Address; server: Ipv4Address}
	| {kind: 'renew'; address: Ipv4Address; server: Ipv4Address}
	| {kind: 'rebind'; address: Ipv4Address}
	/** `duration` in seconds. */
	| {kind: 'bound'; address: Ipv4Address; server: Ipv4Address; duration: number}
	| {kind: 'nak'; server: Ipv4Address}
	| {kind: 'expired'; address: Ipv4Address}
	| {kind: 'released'; address: Ipv4Address}
	/** Nobody answered; it tries again later. */
	| {kind: 'no-offer'}
);
