/** What DNS servers and resolvers know, as plain data. What they do is in `dns-server.ts` and `resolver.ts`. */
import type {Ipv4Address} from '../protocol/ipv4-address.js';

/** Listens on UDP port 53 of every device. */
export interface DnsServer {
	/** A records that it knows itself, in the order in which they are answered. Names without final dot, lower case. */
	records: DnsRecord[];
	/** Servers to ask for other names, in order; empty: other names do not exist. */
	forwardTo: Ipv4Address[];
	/** Questions that it passed on and that wait for their answer, oldest first. */
	forwarded: ForwardedQuery[];
}

export interface DnsRecord {
	name: string;
	address: Ipv4Address;
}

export interface ForwardedQuery {
	name: string;
	/** Who asked, and how the answer must look to him. */
	client: Ipv4Address;
	clientPort: number;
	/** The address of this machine that he asked. */
	asked: Ipv4Address;
	clientId: number;
	/** How it asked itself. */
	id: number;
	port: number;
	server: Ipv4Address;
	/** World time at which it is forgotten, ns. */
	until: number;
}

/** The resolver of a machine (resolv.conf and the library that reads it). */
export interface Resolver {
	/** Servers that were put in by hand; those of DHCP leases come after them. */
	servers: Ipv4Address[];
	/** Running and done, oldest first; done ones are kept up to a number. */
	queries: DnsQuery[];
	nextQuery: number;
}

/** Who wants to know. */
export type QueryOwner = {kind: 'user'} | {kind: 'web-request'; request: number};

export type QueryOutcome =
	| {kind: 'answered'; addresses: Ipv4Address[]; server: Ipv4Address}
	/** The server says that there is no such name (NXDOMAIN). */
	| {kind: 'unknown'; server: Ipv4Address}
	/** The server cannot or will not: its response code. */
	| {kind: 'failed'; server: Ipv4Address; code: number}
	/** Nothing listens there, or the network cannot reach it. */
	| {kind: 'unreachable'; server: Ipv4Address}
	| {kind: 'timeout'}
	/** No server is known. */
	| {kind: 'no-server'};

export interface DnsQuery {
	/** Of this query in the resolver. */
	number: number;
	name: string;
	owner: QueryOwner;
	/** Of the DNS message that is out. */
	id: number;
	port: number;
	/** The server that is being asked, and those still to be asked. */
	server: Ipv4Address;
	/** Messages sent. */
	attempts: number;
	/** World time of the next step, ns; Infinity when done. */
	timer: number;
	outcome?: QueryOutcome;
}
