/** What connection tracking knows about the conversations that pass through a machine (struct nf_conn), as plain data. */
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {Alarms} from './alarms.js';
import type {Tuple} from './tuple.js';

export type Direction = 'original' | 'reply';

/** In the order of the kernel (enum tcp_conntrack); `conntrack -L` prints them in capitals, `-` as `_`. */
export const TRACKED_TCP_STATES = [
	'none',
	'syn-sent',
	'syn-recv',
	'established',
	'fin-wait',
	'close-wait',
	'last-ack',
	'time-wait',
	'close',
	'syn-sent2',
] as const;
export type TrackedTcpState = (typeof TRACKED_TCP_STATES)[number];

export interface Connection {
	id: number;
	/** As the one who began sends. */
	original: Tuple;
	/** As the answers look where they come in. */
	reply: Tuple;
	/** An answer was seen (IPS_SEEN_REPLY); without, the entry is `[UNREPLIED]`. */
	seenReply: boolean;
	/** Does not make room for others when the table is full (IPS_ASSURED). */
	assured: boolean;
	/** Which addresses are rewritten, as decided by its first packet; `none` is a decision too (IPS_SRC_NAT_DONE, IPS_DST_NAT_DONE). */
	source: Rewriting;
	destination: Rewriting;
	/** World time at which it ends, ns. */
	expires: number;
	/** World time of its first packet, ns. */
	since: number;
	tcp?: TrackedTcp;
	/** UDP: world time from which answered traffic counts as a stream, ns. */
	streamAt?: number;
	/** MASQUERADE: the device whose address it has; when that goes down, so does the conversation. */
	masquerade?: number;
}

type Rewriting = 'undecided' | 'none' | 'done';

/** What the tracker has to know of a TCP connection (struct ip_ct_tcp). */
export interface TrackedTcp {
	state: TrackedTcpState;
	original: TrackedSide;
	reply: TrackedSide;
	last: LastSegment;
	/** The same acknowledgement again, so many times. */
	retransmissions: number;
	/** Both sides began at the same time. */
	simultaneous: boolean;
	/** A SYN was let pass while the last acknowledgement is due: an acknowledgement may be a challenge to it (RFC 5961). */
	challenge: boolean;
}

/** What the tracker sees in a segment (enum tcp_bit_set). */
export type SegmentKind = 'syn' | 'syn-ack' | 'fin' | 'ack' | 'rst' | 'none';

/** What is remembered of earlier segments: direction and kind of the last, numbers of the last acknowledgement or of one that was let pass. */
interface LastSegment {
	direction: Direction;
	kind: SegmentKind;
	sequence: number;
	acknowledgement: number;
	end: number;
	window: number;
	/** What a SYN offered that was let pass. */
	offer: {scale: number; offersScale: boolean; selective: boolean};
}

/** One side's place in its window (struct ip_ct_tcp_state). */
export interface TrackedSide {
	/** Sequence number behind the last octet that it sent. */
	end: number;
	/** How far it may send, as the other side said. */
	maxEnd: number;
	/** The largest window that it offered; 0 until it spoke. */
	maxWindow: number;
	/** Shift of its windows. */
	scale: number;
	offersScale: boolean;
	selective: boolean;
	/** The furthest that it acknowledged. */
	maxAcknowledgement?: number;
	/** It sent what was not acknowledged yet. */
	unacknowledged: boolean;
	/** It closed first. */
	closedFirst: boolean;
	/** Known from the middle only: its numbers are not held against it. */
	liberal: boolean;
}

/** A table of connections. */
export interface Connections {
	/** By id, in the order in which they began. */
	entries: Map<number, Connection>;
	/** Both tuples of every entry, to its id. */
	tuples: Map<string, number>;
	/** Entries by protocol, address and port of the one who began, for those whose source is decided: a second conversation from there may look like the first. */
	sources: Map<string, number[]>;
	nextId: number;
	/** When entries may end, earliest first. */
	alarms: Alarms;
	/** Most entries (nf_conntrack_max). */
	limit: number;
	timeouts: Timeouts;
	/** What could not be tracked, could not be translated, had no room, or had to go for others. */
	counters: {invalid: number; insertFailed: number; dropped: number; earlyDropped: number};
}

/** ns */
export interface Timeouts {
	tcp: Record<Exclude<TrackedTcpState, 'none'>, number>;
	/** After retransmissions without answer, or data without acknowledgement. */
	tcpRetransmitted: number;
	tcpUnacknowledged: number;
	udp: number;
	/** UDP with answers, for longer than two seconds. */
	udpStream: number;
	icmp: number;
	generic: number;
}

/** What a rule does with one end of a new connection. */
export interface Mapping {
	/** `source`: what leaves has this source. `destination`: what came for somebody goes to this one. */
	end: 'source' | 'destination';
	/** Addresses to choose from, both included; with equal ones there is no choice. Missing: the address stays. */
	addresses?: {from: Ipv4Address; to: Ipv4Address};
	/** Ports (or echo identifiers) to choose from, both included. Missing: by the rules for the port that it has. */
	ports?: {from: number; to: number};
	/** `--random`, `--random-fully`: the port is left to chance, free or not. */
	random?: boolean;
}

/** What tracking found out about a packet on its way through one machine (skb->_nfct, enum ip_conntrack_info). */
export interface Tracked {
	/** `new` is in no table before the packet leaves or arrives; `related` is an ICMP error about the connection. */
	kind: 'new' | 'established' | 'related';
	direction: Direction;
	connection: Connection;
}
