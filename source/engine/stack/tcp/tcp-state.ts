/** What TCP of a stack knows, as plain data: listeners and connections. What it does with them is in the files beside it. */
import type {Ipv4Address} from '../../protocol/ipv4-address.js';

/** In the order of RFC 9293 3.3.2; `ss` prints them with `-`, in capitals. */
const TCP_STATES = [
	'syn-sent',
	'syn-received',
	'established',
	'fin-wait-1',
	'fin-wait-2',
	'close-wait',
	'closing',
	'last-ack',
	'time-wait',
] as const;
export type TcpConnectionState = (typeof TCP_STATES)[number];

/** Who has the socket. A listener's owner has what it accepts. */
export type TcpOwner =
	/** `port` names the server of the machine. */
	| {kind: 'web-server'; port: number}
	/** `id` names the request of the machine. */
	| {kind: 'web-request'; id: number}
	/** A program that reads, says nothing by itself, and leaves the rest to others. */
	| {kind: 'bystander'}
	/** Nobody: the connection is closed for its program, TCP finishes alone. */
	| {kind: 'orphan'};

export interface TcpState {
	/** By `connectionKey`. */
	connections: Map<string, TcpConnection>;
	/** Keys of the connections by id. */
	keys: Map<number, string>;
	/** By port; a listener listens on all addresses. */
	listeners: Map<number, TcpListener>;
	nextId: number;
}

interface TcpListener {
	port: number;
	owner: TcpOwner;
}

export interface TcpConnection {
	/** Its name for the owner. */
	id: number;
	local: Ipv4Address;
	localPort: number;
	remote: Ipv4Address;
	remotePort: number;
	state: TcpConnectionState;
	owner: TcpOwner;
	/** Did this side begin? */
	active: boolean;
	send: TcpSending;
	receive: TcpReceiving;
	/** Round trips and retransmissions, RFC 6298; times in ns. */
	timing: TcpTiming;
	/** World times in ns; Infinity is stopped. `reorder`: until then a hole may still be a matter of order; `expiry`: the end of TIME-WAIT, or of waiting for a FIN on behalf of nobody. */
	timers: {retransmit: number; reorder: number; delayedAck: number; expiry: number};
	/** What ICMP said last, should it come to nothing. */
	lastError?: TcpFault;
}

/** Sequence numbers are those on the wire, uint32. */
interface TcpSending {
	initial: number;
	/** Oldest octet without acknowledgement (SND.UNA). */
	unacknowledged: number;
	/** Next octet to send (SND.NXT). */
	next: number;
	/** From `unacknowledged` on, sent or not; SYN and FIN are not in it. */
	buffer: Uint8Array;
	/** End of the last segment that was smaller than the MSS (snd_sml). */
	smallEnd: number;
	/** The program has no more: a FIN comes after the buffer. */
	closing: boolean;
	/** Sequence number of the FIN, once it was sent. */
	fin: number | undefined;
	/** What the other one takes, octets. */
	window: number;
	/** Both sides shift their windows. */
	scaled: boolean;
	/** Shift of the windows that come. */
	windowScale: number;
	/** Largest payload, timestamps already off. */
	segment: number;
	/** Segments that may be under way at once (cwnd). */
	congestion: number;
	/** What is under way and when it was sent last, ns, in order of sequence. */
	log: {end: number; time: number}[];
	/** Segments beyond a hole that the other side has. */
	beyond: number;
	/** What the other side has beyond `unacknowledged`, as it says (SACK): begin and end, in order. */
	held: [number, number][];
	/** Something was lost: until this sequence number is acknowledged, holes are filled as they show. */
	recovery: number | undefined;
	/** Up to here holes were filled in this recovery. */
	repaired: number;
}

export interface TcpReceiving {
	/** Largest segment that this side takes, as it says in its SYN. */
	segment: number;
	initial: number;
	/** Next octet expected (RCV.NXT). */
	next: number;
	/** What was acknowledged last. */
	acknowledged: number;
	/** What came twice, to be said in the next acknowledgement (RFC 2883). */
	twice: [number, number] | undefined;
	/** Segments that came too early, the latest first. */
	early: {sequence: number; payload: Uint8Array; fin: boolean}[];
	/** Octets came: acknowledgements may wait from now on. World time of the last ones, ns. */
	lastData: number;
	/** Acknowledgements that still go at once. */
	quick: number;
	/** The program talks back: acknowledgements may wait for its words. */
	interactive: boolean;
	/** Something is to be acknowledged. */
	pending: boolean;
	/** World time of the last answer to an empty segment out of place, ns. */
	corrected: number;
	/** The other side's FIN came. */
	finished: boolean;
}

interface TcpTiming {
	smoothed: number | undefined;
	/** Shortest round trip seen. */
	shortest: number;
	deviation: number;
	timeout: number;
	/** Of the same segment. */
	retries: number;
	/** How often the SYN was sent again. */
	repeats: number;
	/** World time of the first of them, ns. */
	retriedSince: number;
	/** The next timer sends the last segment once more, to provoke an answer (tail loss probe); `sent`: it did, and nothing came since. */
	probe: 'none' | 'armed' | 'sent';
	/** From when the timeout counts, world time in ns. */
	since: number;
	/** The octet whose acknowledgement measures a round trip, and when it was sent. */
	sample: {end: number; sentAt: number} | undefined;
	/** Both sides send timestamps. */
	timestamps: boolean;
	/** What is added to the clock (ms) in this connection's timestamps. */
	offset: number;
	/** The last timestamp that came, to be sent back. */
	recent: number;
	selective: boolean;
}

export type TcpFault =
	| {kind: 'refused'}
	| {kind: 'reset'}
	| {kind: 'timeout'}
	/** `code` of destination unreachable. */
	| {kind: 'unreachable'; from: Ipv4Address; code: number};

/** What happens to a connection, for its owner. */
export type TcpEvent =
	| {kind: 'connected'}
	/** Octets in order, each once. */
	| {kind: 'data'; payload: Uint8Array}
	/** The other side has no more to say. */
	| {kind: 'end'}
	/** All that was sent is acknowledged, the FIN too. */
	| {kind: 'closed'}
	| {kind: 'failed'; fault: TcpFault};

/** What `tcpConnect` answers. */
export type TcpConnected =
	| {kind: 'connecting'; connection: number}
	/** The error number that connect(2) gives. */
	| {kind: 'refused'; errno: 'ENETUNREACH' | 'EADDRINUSE' | 'EADDRNOTAVAIL' | 'ECONNREFUSED'};
