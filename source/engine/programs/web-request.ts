/*
 * A web request: what `curl` or a browser does
 *
 * It asks for the address of the name if it has only that, connects, sends a line, reads until the server
 * closes, and closes itself. How it ended has a name: answered, refused, timed out, unreachable.
 *
 * Not modelled: redirects, several requests on one connection, TLS, a time limit of its own (TCP's is 131 seconds).
 */
import type {ChangeResult} from '../change.js';
import {type Ipv4Address, parseIpv4} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {join} from '../stack/tcp/receive.js';
import {tcpClose, tcpConnect, tcpSend} from '../stack/tcp/tcp.js';
import type {TcpEvent, TcpFault} from '../stack/tcp/tcp-state.js';
import type {Machine, World} from '../world.js';
import type {QueryOutcome} from './dns-state.js';
import {readReply, toOctets} from './http.js';
import {programsOf} from './programs.js';
import {startQuery} from './resolver.js';
import {PROGRAM_STEP} from './web-server.js';

export interface WebRequest {
	id: number;
	/** As it was asked for: an address, or a name. */
	host: string;
	port: number;
	path: string;
	/** Chosen by the caller, else by the stack. */
	sourcePort?: number;
	/** Does not close when the answer is there: the connection stays half open. */
	hold?: boolean;
	/** Known once the name is. */
	address?: Ipv4Address;
	/** The question to the resolver that runs. */
	query?: number;
	connection?: number;
	state: 'resolving' | 'connecting' | 'waiting' | 'held' | 'done';
	/** What came so far. */
	received: Uint8Array;
	/** World times, ns; `next` is when it closes, Infinity waits for the other side. */
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
	/** The source port is taken, or none is left. */
	| {kind: 'no-port'}
	| {kind: 'name-unknown'}
	/** Stopped by hand. */
	| {kind: 'stopped'}
);
type WebEnd = WebOutcome extends infer Each ? (Each extends WebOutcome ? Omit<Each, 'time'> : never) : never;

type WebRequestOptions = Pick<WebRequest, 'host' | 'port' | 'path' | 'sourcePort' | 'hold'>;

/** Begins a request: at once when `host` is an address, when its name is known otherwise. Refused as connect(2) refuses. */
export function startWebRequest(world: World, machine: Machine, options: WebRequestOptions, out: Sink): ChangeResult {
	const {webRequests} = programsOf(machine);
	const id = (webRequests.at(-1)?.id ?? 0) + 1;
	const request: WebRequest = {
		...options,
		id,
		state: 'resolving',
		received: new Uint8Array(),
		since: world.now,
		next: Number.POSITIVE_INFINITY,
	};
	webRequests.push(request);
	const address = parseIpv4(options.host);
	if (address !== undefined) connectWebRequest(world, machine, request, address, out);
	else {
		const query = startQuery(world, machine, options.host, {kind: 'web-request', request: id}, out);
		request.query = query.number;
	}
	return {kind: 'done', request: id};
}

/** Connects to `address`. */
function connectWebRequest(world: World, machine: Machine, request: WebRequest, address: Ipv4Address, out: Sink): void {
	const {port, sourcePort, id} = request;
	request.address = address;
	request.state = 'connecting';
	const owner = {kind: 'web-request', id} as const;
	const result = tcpConnect(world, machine, {destination: address, port, owner, ...(sourcePort === undefined ? {} : {sourcePort})}, out);
	if (result.kind === 'connecting') request.connection = result.connection;
	else end(world, request, result.errno === 'ENETUNREACH' ? {kind: 'no-route'} : {kind: 'no-port'}, out);
}

/** The resolver has an answer, or none. */
export function webRequestNamed(world: World, machine: Machine, id: number, outcome: QueryOutcome, out: Sink): void {
	const request = machine.programs?.webRequests.findLast((candidate) => candidate.id === id);
	if (request?.state !== 'resolving') return;
	const address = outcome.kind === 'answered' ? outcome.addresses[0] : undefined;
	if (address === undefined) end(world, request, {kind: 'name-unknown'}, out);
	else connectWebRequest(world, machine, request, address, out);
}

/** Something happened to the connection of a request. */
export function webRequestEvent(world: World, machine: Machine, id: number, event: TcpEvent, out: Sink): void {
	const request = machine.programs?.webRequests.findLast((candidate) => candidate.id === id);
	if (!request || request.state === 'done' || request.connection === undefined) return;
	switch (event.kind) {
		case 'connected':
			request.state = 'waiting';
			tcpSend(world, machine, request.connection, toOctets(`GET ${request.path} HTTP/1.0\r\n\r\n`), out);
			return;
		case 'data':
			request.received = join([request.received, event.payload].filter(({length}) => length > 0));
			return;
		case 'end': {
			request.next = world.now + PROGRAM_STEP;
			const [device] = machine.devices;
			if (device !== undefined) out.wake(device, request.next);
			return;
		}
		case 'closed':
			return;
		case 'failed':
			end(world, request, endOf(event.fault), out);
			return;
		default:
			event satisfies never;
	}
}

/** Closes what has been read to the end. */
export function webRequestTimer(world: World, machine: Machine, request: WebRequest, now: number, out: Sink): void {
	if (request.next > now || request.connection === undefined) return;
	request.next = Number.POSITIVE_INFINITY;
	const reply = readReply(request.received);
	if (request.hold) {
		request.state = 'held';
		return;
	}
	tcpClose(world, machine, request.connection, out);
	end(world, request, reply ? {kind: 'answered', ...reply} : {kind: 'empty'}, out);
}

/** Ctrl-C, or the end of a request that holds its connection; false when it is over already. */
export function stopWebRequest(world: World, machine: Machine, id: number, out: Sink): boolean {
	const request = machine.programs?.webRequests.findLast((candidate) => candidate.id === id);
	if (!request || request.state === 'done') return false;
	const reply = request.state === 'held' ? readReply(request.received) : undefined;
	if (request.connection !== undefined) tcpClose(world, machine, request.connection, out);
	end(world, request, reply ? {kind: 'answered', ...reply} : {kind: 'stopped'}, out);
	return true;
}

function endOf(fault: TcpFault): WebEnd {
	switch (fault.kind) {
		case 'refused':
		case 'reset':
		case 'timeout':
			return {kind: fault.kind};
		case 'unreachable':
			return {kind: 'unreachable', from: fault.from, code: fault.code};
		default:
			return fault satisfies never;
	}
}

function end(world: World, request: WebRequest, outcome: WebEnd, out: Sink): void {
	request.state = 'done';
	request.next = Number.POSITIVE_INFINITY;
	request.outcome = {time: world.now, ...outcome};
	if (out.tracing) out.note({kind: 'web-ended', host: request.host, end: outcome.kind});
}
