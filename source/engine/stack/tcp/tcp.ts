/*
 * TCP for programs: sockets
 *
 * A program listens on a port or connects to one; what it says is sent in order and arrives in order, or the
 * connection fails and the program hears why. Everything that happens comes back by `tcpEvent`.
 *
 * Not modelled: sockets bound to one address, backlog, reading later than the octets come.
 */
import type {Ipv4Address} from '../../protocol/ipv4-address.js';
import {TCP_FLAG} from '../../protocol/tcp.js';
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import {wayTo} from '../route.js';
import {push} from './output.js';
import {join} from './receive.js';
import {emit} from './segment.js';
import {offeredSegment} from './segment-size.js';
import {ahead} from './sequence.js';
import type {TcpConnected, TcpConnection, TcpOwner} from './tcp-state.js';
import {addConnection, connectionKey, connectionWithId, forget, freePort, tcpOf} from './tcp-table.js';
import {arm, DELAYED_ACK} from './timers.js';

/** Listens on `port` of all addresses; false when somebody does already. */
export function tcpListen({stack}: Machine, port: number, owner: TcpOwner): boolean {
	const {listeners} = tcpOf(stack);
	if (listeners.has(port)) return false;
	listeners.set(port, {port, owner});
	return true;
}

/** Connections that were accepted live on. */
export function tcpStopListening({stack}: Machine, port: number): boolean {
	return stack.tcp?.listeners.delete(port) ?? false;
}

interface ConnectOptions {
	destination: Ipv4Address;
	port: number;
	/** Chosen by the stack when left out. */
	sourcePort?: number;
	owner: TcpOwner;
}

/** Sends the first SYN. Refused as connect(2) refuses: no route, no free port, the same connection again. */
export function tcpConnect(
	world: World,
	machine: Machine,
	{destination, port, sourcePort, owner}: ConnectOptions,
	out: Sink,
): TcpConnected {
	const way = wayTo(world, machine, destination);
	if (way.kind === 'none' || way.kind === 'broadcast') return {kind: 'refused', errno: 'ENETUNREACH'};
	const tcp = tcpOf(machine.stack);
	const ends = {local: way.source, remote: destination, remotePort: port};
	const localPort = sourcePort ?? freePort(tcp, ends, world);
	if (localPort === undefined) return {kind: 'refused', errno: 'EADDRNOTAVAIL'};
	if (tcp.connections.has(connectionKey({...ends, localPort}))) return {kind: 'refused', errno: 'EADDRINUSE'};
	const connection = addConnection(tcp, {...ends, localPort}, owner, true, offeredSegment(world, machine, destination), world);
	const {send, timing} = connection;
	send.next = ahead(send.initial, 1);
	timing.sample = {end: send.next, sentAt: world.now};
	if (out.tracing) out.note({kind: 'tcp-connecting', server: destination, port});
	emit(world, machine, connection, {flags: TCP_FLAG.syn, sequence: send.initial}, out);
	arm(world, machine, connection, out);
	return {kind: 'connecting', connection: connection.id};
}

/** Adds `payload` to what `id` is to send; false when the connection is gone or was closed. */
export function tcpSend(world: World, machine: Machine, id: number, payload: Uint8Array, out: Sink): boolean {
	const connection = connectionWithId(machine.stack, id);
	if (!connection || connection.send.closing) return false;
	const {send, receive} = connection;
	send.buffer = join([send.buffer, payload].filter(({length}) => length > 0));
	// An answer soon after a question: a conversation (tcp_event_data_sent).
	if (world.now - receive.lastData < DELAYED_ACK) receive.interactive = true;
	push(world, machine, connection, out);
	return true;
}

/** No more to say, but still listening (shutdown(2)); false when the connection is gone. */
export function tcpShutdown(world: World, machine: Machine, id: number, out: Sink): boolean {
	const connection = connectionWithId(machine.stack, id);
	if (!connection) return false;
	finish(world, machine, connection, out);
	return true;
}

/** No more to say, and nobody to hear (close(2)): TCP ends the connection alone. */
export function tcpClose(world: World, machine: Machine, id: number, out: Sink): boolean {
	const connection = connectionWithId(machine.stack, id);
	if (!connection) return false;
	connection.owner = {kind: 'orphan'};
	if (connection.state === 'syn-sent') forget(machine.stack, connection);
	else finish(world, machine, connection, out);
	return true;
}

function finish(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	if (connection.send.closing) return;
	connection.send.closing = true;
	push(world, machine, connection, out);
}
