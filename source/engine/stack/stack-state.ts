/** What a stack knows, as plain data: neighbours, routes, pings. What it does with them is in `stack.ts` and the files beside it. */
import type {Mac} from '../mac.js';
import type {Netfilter} from '../nat/netfilter.js';
import type {DeviceId} from '../netdev.js';
import type {Ipv4Packet} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {TcpState} from './tcp/tcp-state.js';

export interface Stack {
	/** In order of creation. */
	neighbours: Neighbour[];
	/** In order of creation, the order in which equal ones are tried. */
	routes: Route[];
	/** Running and done, oldest first. */
	pings: Ping[];
	/** Id of the next ping, 1 to 65535. */
	nextPing: number;
	/** IPv4 identification of the last packet sent. Linux hashes and jumps; this one counts. */
	identification: number;
	/** Packets that came in pieces and are not whole yet, oldest first. */
	fragments?: FragmentQueue[];
	/** It passes on what is not for itself (net.ipv4.ip_forward). */
	forwarding?: boolean;
	/** Packets from the machine to itself that `lo` has not handed over yet, oldest first. */
	loopback?: Uint8Array[];
	/** When ICMP errors went to an address, so that they do not go too often. */
	errorCredits?: Map<Ipv4Address, ErrorCredit>;
	/** How long packets to an address may be, as routers said. */
	pathMtus?: Map<Ipv4Address, PathMtu>;
	/** Missing until the first listener or connection. */
	tcp?: TcpState;
	/** Rules of NAT and the connections they made; missing, packets are not tracked. */
	netfilter?: Netfilter;
}

/** How many ICMP errors may still go to an address at once, as time: one costs a second (inet_peer_xrlim_allow). */
interface ErrorCredit {
	/** ns */
	credit: number;
	/** World time of the last reckoning, ns. */
	since: number;
}

interface PathMtu {
	mtu: number;
	/** World time at which it is forgotten, ns. */
	until: number;
}

/** The pieces of one packet, in the order in which they came. */
export interface FragmentQueue {
	/** Says which packet it is. */
	first: Ipv4Packet;
	pieces: Ipv4Packet[];
	/** World time of the first piece, ns. */
	since: number;
}

export function createStack(): Stack {
	return {neighbours: [], routes: [], pings: [], nextPing: 1, identification: 0};
}

/** In the order of a life; `ip neigh` prints them in capitals (NUD_*). */
export const NEIGHBOUR_STATES = ['incomplete', 'reachable', 'stale', 'delay', 'probe', 'failed', 'permanent'] as const;
export type NeighbourState = (typeof NEIGHBOUR_STATES)[number];

export interface Neighbour {
	device: DeviceId;
	address: Ipv4Address;
	/** Means something only in states that `isUsable` names. */
	mac: Mac;
	state: NeighbourState;
	/** World times in ns: last proof that it is there, last packet sent to it, last change. */
	confirmed: number;
	used: number;
	updated: number;
	/** Requests sent since the state began. */
	probes: number;
	/** World time of the next step, ns; Infinity is stopped. */
	timer: number;
	/** IPv4 packets, oldest first. */
	waiting: Uint8Array[];
}

/** Who made a route: an address on a device, `ip route add` as it is (`boot`) or with `proto static`, a DHCP client. */
export type RouteOrigin = 'kernel' | 'boot' | 'static' | 'dhcp';

/** Where a subnet is: on the link of a device, or behind a gateway on that link. The default route is 0.0.0.0/0. */
export interface Route {
	network: Ipv4Address;
	prefix: number;
	device: DeviceId;
	/** The address that packets sent this way carry; 0 leaves it to the device. */
	source: Ipv4Address;
	/** The next hop; missing = the destination itself is on the link. */
	gateway?: Ipv4Address;
	/** The gateway was the machine itself when the route was made: it is shown, and no next hop (RT_SCOPE_HOST). */
	bySelf?: true;
	/** Of two routes to the same subnet the lower wins; missing = 0. */
	metric?: number;
	/** Missing = `kernel`. */
	origin?: RouteOrigin;
}

/** Something that ping prints a line for. `time` is world time, ns. */
export type PingEvent =
	/** `octets` of ICMP; `roundTrip` in ns. */
	| {
			kind: 'reply';
			sequence: number;
			from: Ipv4Address;
			ttl: number;
			octets: number;
			roundTrip: number;
			time: number;
			duplicate: boolean;
	  }
	/** `mtu` of the way, where the message tells it. */
	| {kind: 'unreachable'; sequence: number; from: Ipv4Address; code: number; mtu?: number; time: number}
	/** Its TTL ran out at `from`. */
	| {kind: 'time-exceeded'; sequence: number; from: Ipv4Address; code: number; time: number};

export interface PingOptions {
	/** Requests to send, at least 1. */
	count: number;
	/** ns */
	interval: number;
	/** Octets behind the ICMP header. */
	payload: number;
	/** ns; `LINGER` unless said otherwise. */
	linger?: number;
	/** 64 unless said otherwise (`-t`). */
	ttl?: number;
}

/** What ping counts as it goes (`struct ping_rts`), so that no packet costs more than the one before. */
export interface PingAccount {
	sent: number;
	/** World time of the first request, ns. */
	began: number;
	/** Requests answered, each counted once. */
	received: number;
	duplicates: number;
	errors: number;
	/** Requests under way at once, at most. */
	pipe: number;
	/** Round trips of all replies: least and most in ns, sums in whole microseconds and their squares. */
	least: number;
	most: number;
	sum: number;
	squares: number;
}

export interface Ping extends Required<PingOptions> {
	/** Also the ICMP identifier. */
	id: number;
	target: Ipv4Address;
	account: PingAccount;
	/** World time of the latest requests, ns; that of the request with sequence `account.sent` stands last. */
	sentAt: number[];
	/** Which of them were answered. */
	answered: boolean[];
	/** The latest, in the order in which they happened: what the socket holds for who reads it. */
	events: PingEvent[];
	/** World time of the next request, ns; Infinity when all are sent. */
	next: number;
	/** World time at which it stops waiting, ns; Infinity before the last request. */
	deadline: number;
	done: boolean;
}

/** What a handler made of a packet: `ignored` is not for this machine or of no use to it. */
export type Verdict = 'taken' | 'ignored' | 'malformed';
