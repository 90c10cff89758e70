/*
 * What a datapath flow does (enum ovs_action_attr)
 *
 * The language into which OpenFlow is compiled: no tables, no NORMAL, no
 * VLAN modes; only outputs by datapath port number and changes of headers, in order.
 */

import type {Mac} from '../../mac.js';
import type {Ipv4Address} from '../../protocol/ipv4-address.js';

/** Why a flow must be handled by the daemon every time (SLOW_*). */
export const SLOW_REASONS = ['cfm', 'bfd', 'stp', 'lacp', 'lldp', 'controller', 'action', 'match'] as const;
export type SlowReason = (typeof SLOW_REASONS)[number];

/**
 * Header fields that `set` writes, all of a layer at once, as `dpctl/dump-flows` prints them; `undefined` fields stay as they are.
 * With a mask beside it a field is written in those bits only, and is 0 in the others; without one it is written whole.
 */
export type SetHeader =
	| {layer: 'eth'; src?: Mac; srcMask?: Mac; dst?: Mac; dstMask?: Mac}
	| {layer: 'vlan'; tpid: number; vid: number; pcp: number}
	| {
			layer: 'ipv4';
			src?: Ipv4Address;
			srcMask?: Ipv4Address;
			dst?: Ipv4Address;
			dstMask?: Ipv4Address;
			tos?: number;
			tosMask?: number;
			ttl?: number;
	  }
	| {
			layer: 'ipv6';
			src?: readonly number[];
			srcMask?: readonly number[];
			dst?: readonly number[];
			dstMask?: readonly number[];
			tclass?: number;
			tclassMask?: number;
			hlimit?: number;
	  }
	| {layer: 'tcp' | 'udp'; src?: number; srcMask?: number; dst?: number; dstMask?: number}
	| {layer: 'icmp'; type?: number; code?: number}
	| {
			layer: 'arp';
			op?: number;
			sha?: Mac;
			shaMask?: Mac;
			spa?: Ipv4Address;
			spaMask?: Ipv4Address;
			tha?: Mac;
			thaMask?: Mac;
			tpa?: Ipv4Address;
			tpaMask?: Ipv4Address;
	  };

/** Why a controller gets a frame (enum ofp_packet_in_reason): on the wire, versions before 1.4 know only the first three, before 1.3 `explicit_miss` is `action`. */
export const PACKET_IN_REASONS = ['no_match', 'action', 'invalid_ttl', 'action_set', 'group', 'packet_out', 'explicit_miss'] as const;
export type PacketInReason = (typeof PACKET_IN_REASONS)[number];

/** Outer header that an output to a tunnel port will have (struct flow_tnl). */
export interface TunnelKey {
	/** VNI or GRE key; `undefined` is a tunnel without key. */
	id: number | undefined;
	src: Ipv4Address;
	dst: Ipv4Address;
	tos: number;
	ttl: number;
	dontFragment: boolean;
	checksum: boolean;
	/** UDP, VXLAN only. */
	dstPort: number;
}

export type DatapathAction =
	| {kind: 'output'; port: number}
	/** Pushes a tag; TCI without the DEI bit. */
	| {kind: 'push-vlan'; tpid: number; vid: number; pcp: number}
	| {kind: 'pop-vlan'}
	| {kind: 'set'; header: SetHeader}
	/** The queue of the outputs that follow; it changes nothing here. */
	| {kind: 'set-priority'; priority: number}
	| {kind: 'set-tunnel'; tunnel: TunnelKey}
	/** The frame goes up: to a controller, to be sampled, or because the datapath cannot do what the flow asks. */
	| {kind: 'userspace'; why: Userspace}
	/** `probability` of 2^32-1. */
	| {kind: 'sample'; probability: number; actions: DatapathAction[]}
	| {kind: 'clone'; actions: DatapathAction[]}
	/** The next output sends at most `length` octets. */
	| {kind: 'truncate'; length: number}
	| {kind: 'hash'; algorithm: 'l4' | 'sym-l4'; basis: number}
	| {kind: 'recirculate'; id: number}
	| {kind: 'check-packet-length'; length: number; greater: DatapathAction[]; lessOrEqual: DatapathAction[]};

export type Userspace =
	| {kind: 'slow-path'; reason: SlowReason}
	| {
			kind: 'controller';
			bridge: string;
			reason: PacketInReason;
			maxLength: number;
			controllerId: number;
			/** Cookie of the rule that asked for it; 0 when a table miss did, all ones when no table was looked up. */
			cookie: bigint;
			/** Of the recirculation context that holds the metadata and the table of the frame. */
			recirc: number;
			userdata?: Uint8Array;
	  }
	| {kind: 'sflow'; bridge: string; output: number; vid: number; pcp: number}
	| {kind: 'ipfix'; bridge: string; output: number}
	| {
			kind: 'flow-sample';
			bridge: string;
			probability: number;
			collectorSet: number;
			obsDomain: number;
			obsPoint: number;
			output: number;
			direction?: 'ingress' | 'egress';
	  };
