/**
 * Netfilter of a Linux machine, as far as NAT goes: tables of rules and the table of connections, as plain data.
 * What it does is in `hooks.ts`. `iptables -t nat` shows the table `ip nat`, `nft` shows all of them.
 */
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {Connections} from './connection.js';

/** Places in the way of a packet where addresses change, in the order in which `iptables -t nat` prints its chains. */
export const NAT_HOOKS = ['prerouting', 'input', 'output', 'postrouting'] as const;
export type NatHook = (typeof NAT_HOOKS)[number];

export const NAT_FAMILIES = ['ip', 'inet'] as const;
export type NatFamily = (typeof NAT_FAMILIES)[number];

export interface Netfilter {
	/** In the order in which they were made. */
	tables: NatTable[];
	/** Handle of the table that was made last. */
	lastTable: number;
	connections: Connections;
	/** World time of the timer step that was asked for, ns; Infinity when none was. */
	alarm: number;
}

export interface NatTable {
	family: NatFamily;
	name: string;
	handle: number;
	/** Handle that was given last to a chain or a rule of this table. */
	lastHandle: number;
	/** In the order in which they were made. */
	chains: NatChain[];
}

export interface NatChain {
	name: string;
	handle: number;
	/** Packets come here from a hook; without, only by a jump. */
	base?: BaseChain;
	rules: NatRule[];
}

/** `type nat hook HOOK priority PRIORITY; policy POLICY;` */
export interface BaseChain {
	hook: NatHook;
	/** The lowest is asked first. */
	priority: number;
	policy: 'accept' | 'drop';
}

/** A subnet, or everything but that subnet (`! -s`). */
export interface Subnet {
	address: Ipv4Address;
	prefix: number;
	not?: boolean;
}

/** Name of a device, `+` at its end fits any rest; `not` for all others. */
export interface DeviceMatch {
	name: string;
	/** The device that had this name when the rule was made, whatever it is called by now (`iif`, `oif` of nft). */
	ifindex?: number;
	not?: boolean;
}

/** Both included; `not` for all others. */
export interface PortMatch {
	from: number;
	to: number;
	not?: boolean;
}

/** The keys stand in the order in which the conditions were written, which is how they are shown. */
export interface NatMatch {
	protocol?: 'tcp' | 'udp' | 'icmp';
	/** Every protocol but that one. */
	otherProtocol?: boolean;
	source?: Subnet;
	destination?: Subnet;
	in?: DeviceMatch;
	out?: DeviceMatch;
	/** Only with TCP or UDP. */
	sourcePorts?: PortMatch;
	destinationPorts?: PortMatch;
	/** Only with ICMP: the type; `not` for all others. */
	icmpType?: {type: number | 'any'; not?: boolean};
	/** For whoever reads the rule. */
	comment?: string;
}

interface PortChoice {
	ports?: {from: number; to: number};
	random?: boolean;
}

export type NatTarget =
	/** As source the address of the device by which it leaves. */
	| ({kind: 'masquerade'} & PortChoice)
	| ({kind: 'snat'; addresses: {from: Ipv4Address; to: Ipv4Address}} & PortChoice)
	| ({kind: 'dnat'; addresses: {from: Ipv4Address; to: Ipv4Address}} & PortChoice)
	/** To the machine itself. */
	| ({kind: 'redirect'} & PortChoice)
	/** As it is, whatever later rules of this hook's chain say. */
	| {kind: 'accept'}
	| {kind: 'drop'}
	/** Back to the rule behind the jump; in a base chain its policy decides. */
	| {kind: 'return'}
	/** To a chain of one's own; `goto` does not come back. */
	| {kind: 'jump' | 'goto'; chain: string};

/** What is said about a rule when it is made. */
export interface NatRuleText {
	match: NatMatch;
	/** Without one the rule only counts. */
	target?: NatTarget;
	/** Written by nft: it has no counter unless it was given one, and its targets are nft's own. */
	native?: {
		counter: boolean;
		/** The protocol was asked for by itself: `ip protocol tcp`, `meta l4proto tcp`; without, what is asked of its header implies it. */
		protocolBy?: 'ip' | 'meta';
	};
}

export interface NatRule extends NatRuleText {
	handle: number;
	/** Only first packets of connections come by. */
	packets: number;
	bytes: number;
}
