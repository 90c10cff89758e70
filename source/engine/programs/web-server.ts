/*
 * A web server
 *
 * It waits for a connection, reads one request, answers in two bits (headers, document) and closes, as Python's `http.server`
 * does; and it prints a line with the client's address: behind a NAT, that of the NAT. A program is not as fast as its network: each of its
 * steps takes a moment, long enough for an acknowledgement to come back on a short way and not on a long one.
 *
 * Not modelled: a queue of clients (this one serves all at once), time spent on large files.
 */
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {formatIpv4} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {tcpClose, tcpListen, tcpSend, tcpStopListening} from '../stack/tcp/tcp.js';
import type {TcpConnection, TcpEvent} from '../stack/tcp/tcp-state.js';
import type {Machine, World} from '../world.js';
import {answerTo, fromOctets, logDateOf, toOctets, type WebFile} from './http.js';
import {programsOf} from './programs.js';

/** What a program takes for one step, ns. */
export const PROGRAM_STEP = 100_000;
/** What a server shows unless told otherwise: a directory with one file, 222 octets long as a list. */
export const DEFAULT_FILES: readonly WebFile[] = [{name: 'hello', content: 'Hello.\n'}];
/** Longer requests are refused by real servers; this one stops reading. */
const LONGEST_REQUEST = 65536;

export interface WebServer {
	port: number;
	files: WebFile[];
	/** What the server prints, oldest first. */
	log: WebLogLine[];
	/** Exchanges that run, by connection. */
	exchanges: Map<number, WebExchange>;
}

/** `time` is world time, ns. */
interface WebLogLine {
	time: number;
	client: Ipv4Address;
	clientPort: number;
	request: string;
	status: number;
}

interface WebExchange {
	connection: number;
	client: Ipv4Address;
	clientPort: number;
	/** What came of the request so far. */
	request: string;
	/** What is to be done at `next`. */
	step: 'read' | 'headers' | 'body' | 'close';
	/** What is still to be said. */
	body: string;
	/** World time of the next step, ns; Infinity waits for the other side. */
	next: number;
}

/** Starts a server; false when somebody listens on the port. */
export function startWebServer(machine: Machine, port: number, files: readonly WebFile[]): boolean {
	if (!tcpListen(machine, port, {kind: 'web-server', port})) return false;
	programsOf(machine).webServers.push({port, files: files.map((file) => ({...file})), log: [], exchanges: new Map()});
	return true;
}

/** Stops it; its connections are closed as they are. False when there is none. */
export function stopWebServer(world: World, machine: Machine, port: number, out: Sink): boolean {
	const {programs} = machine;
	const server = programs?.webServers.find((candidate) => candidate.port === port);
	if (!programs || !server) return false;
	tcpStopListening(machine, port);
	for (const id of server.exchanges.keys()) tcpClose(world, machine, id, out);
	programs.webServers = programs.webServers.filter((candidate) => candidate !== server);
	return true;
}

/** `192.168.1.50 - - [01/Jan/2026 00:00:03] "GET / HTTP/1.0" 200 -` */
export function webLogText({time, client, request, status}: WebLogLine): string {
	return `${formatIpv4(client)} - - [${logDateOf(time)}] "${request}" ${status} -`;
}

/** Something happened to a connection of the server on `port`. */
export function webServerEvent(world: World, machine: Machine, port: number, connection: TcpConnection, event: TcpEvent, out: Sink): void {
	const server = machine.programs?.webServers.find((candidate) => candidate.port === port);
	if (!server) return;
	const {id, remote, remotePort} = connection;
	const exchange = server.exchanges.get(id);
	switch (event.kind) {
		case 'connected':
			server.exchanges.set(id, {
				connection: id,
				client: remote,
				clientPort: remotePort,
				request: '',
				step: 'read',
				body: '',
				next: Number.POSITIVE_INFINITY,
			});
			return;
		case 'data':
			if (exchange?.step !== 'read' || exchange.request.length > LONGEST_REQUEST) return;
			exchange.request += fromOctets(event.payload);
			if (exchange.request.includes('\r\n\r\n')) goOn(world, machine, exchange, 'headers', out);
			return;
		case 'end':
			// No request will come any more.
			if (exchange?.step === 'read' && exchange.next === Number.POSITIVE_INFINITY) goOn(world, machine, exchange, 'close', out);
			return;
		case 'closed':
		case 'failed':
			server.exchanges.delete(id);
			return;
		default:
			event satisfies never;
	}
}

/** Does what is due. */
export function webServerTimer(world: World, machine: Machine, server: WebServer, now: number, out: Sink): void {
	for (const exchange of [...server.exchanges.values()]) if (exchange.next <= now) act(world, machine, server, exchange, out);
}

function act(world: World, machine: Machine, server: WebServer, exchange: WebExchange, out: Sink): void {
	const {connection} = exchange;
	switch (exchange.step) {
		case 'read':
			return;
		case 'headers': {
			const [request = ''] = exchange.request.split('\r\n');
			const [, path = '/'] = request.split(' ');
			const {status, headers, body} = answerTo(path, server.files, world.now);
			server.log.push({time: world.now, client: exchange.client, clientPort: exchange.clientPort, request, status});
			if (out.tracing) out.note({kind: 'web-served', client: exchange.client, path, status});
			tcpSend(world, machine, connection, toOctets(headers), out);
			exchange.body = body;
			goOn(world, machine, exchange, 'body', out);
			return;
		}
		case 'body':
			tcpSend(world, machine, connection, toOctets(exchange.body), out);
			goOn(world, machine, exchange, 'close', out);
			return;
		case 'close':
			server.exchanges.delete(connection);
			tcpClose(world, machine, connection, out);
			return;
		default:
			exchange.step satisfies never;
	}
}

function goOn(world: World, machine: Machine, exchange: WebExchange, step: WebExchange['step'], out: Sink): void {
	exchange.step = step;
	exchange.next = world.now + PROGRAM_STEP;
	const [device] = machine.devices;
	if (device !== undefined) out.wake(device, exchange.next);
}
