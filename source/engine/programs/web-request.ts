/** A web request as plain data: what `curl` or a browser asks, and what became of it. */
import type {Ipv4Address} from '../protocol/ipv4-address.js';

export interface WebRequest {
	id: number;
	/** An address, or a name for the resolver. */
	host: string;
	port: number;
	path: string;
	/** Chosen by the caller, else by the stack. */
	sourcePort?: number;
	/** Does not close when the answer is there: the connection stays half open until it is stopped. */
	hold?: boolean;
	/** Known once the name is. */
	address?: Ipv4Address;
	connection?: number;
	state: 'resolving' | 'connecting' | 'waiting' | 'closing' | 'done';
	/** What came so far. */
	received: Uint8Array;
	/** World times, ns; `next` is that of the next step, Infinity waits for the other side. */
	since: number;
	next: number;
	outcome?: WebOutcome;
}

/** How a request ended; `time` is world time, ns. */
export type WebOutcome = {time: number} & (
	| {kind: 'answered'; status: number; reason: string; headers: [string, string][]; body: string}
	/** Nobody listens there (RST). */
	| {kind: 'refused'}
	/** Broken off in the middle. */
	| {kind: 'reset'}
	/** Ended before an answer was whole. */
	| {kind: 'empty'}
	| {kind: 'timeout'}
	/** `from` says so; `code` of ICMP destination unreachable. */
	| {kind: 'unreachable'; from: Ipv4Address; code: number}
	/** No route: no frame leaves. */
	| {kind: 'no-route'}
	| {kind: 'name-unknown'; name: string}
);
