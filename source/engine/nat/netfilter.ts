/** Netfilter of a Linux machine, as far as NAT goes: rules and the table of connections, as plain data. What it does is in `hooks.ts`. */
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {Connections} from './connection.js';

/** The chains of `iptables -t nat`, in the order in which it prints them. */
export const NAT_CHAINS = ['prerouting', 'input', 'output', 'postrouting'] as const;
export type NatChain = (typeof NAT_CHAINS)[number];

export interface Netfilter {
	chains: Record<NatChain, NatRule[]>;
	connections: Connections;
	/** World time of the timer step that was asked for, ns; Infinity when none was. */
	alarm: number;
}

/** A subnet, or everything but that subnet (`! -s`). */
export interface Subnet {
	address: Ipv4Address;
	prefix: number;
	not?: boolean;
}

export interface NatMatch {
	protocol?: 'tcp' | 'udp' | 'icmp';
	source?: Subnet;
	destination?: Subnet;
	/** Name of a device, `+` at its end fits any rest; `not` for all others. */
	in?: {name: string; not?: boolean};
	out?: {name: string; not?: boolean};
	/** Both included; only with TCP or UDP. */
	sourcePorts?: {from: number; to: number};
	destinationPorts?: {from: number; to: number};
}

export type NatTarget =
	/** As source the address of the device by which it leaves. */
	| {kind: 'masquerade'; ports?: {from: number; to: number}; random?: boolean}
	| {kind: 'snat'; addresses: {from: Ipv4Address; to: Ipv4Address}; ports?: {from: number; to: number}; random?: boolean}
	| {kind: 'dnat'; addresses: {from: Ipv4Address; to: Ipv4Address}; ports?: {from: number; to: number}; random?: boolean}
	/** To the machine itself. */
	| {kind: 'redirect'; ports?: {from: number; to: number}; random?: boolean}
	/** As it is, whatever later rules say. */
	| {kind: 'accept'}
	| {kind: 'return'};

export interface NatRule {
	match: NatMatch;
	target: NatTarget;
	/** Only first packets of connections come by. */
	packets: number;
	bytes: number;
}
