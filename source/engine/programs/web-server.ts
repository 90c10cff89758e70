/** A web server as plain data. */
import type {Ipv4Address} from '../protocol/ipv4-address.js';

export interface WebServer {
	port: number;
	/** What `/` shows: ASCII. */
	page: string;
	/** What the server prints, oldest first. */
	log: WebLogLine[];
	/** Exchanges that run, by connection. */
	exchanges: Map<number, WebExchange>;
}

/** `time` is world time, ns. */
export interface WebLogLine {
	time: number;
	client: Ipv4Address;
	clientPort: number;
	request: string;
	status: number;
}

export interface WebExchange {
	connection: number;
	client: Ipv4Address;
	clientPort: number;
	/** What came of the request so far. */
	request: string;
	step: 'reading' | 'headers' | 'body' | 'close';
	status: number;
	/** World time of the next step, ns; Infinity waits for the other side. */
	next: number;
}
