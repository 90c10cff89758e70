/** TCP: the turns in a connection's life: what was agreed on, established, closed, lost. */
import {tcpEvent} from '../../programs/tcp-events.js';
import type {TcpSegment} from '../../protocol/tcp.js';
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import type {TcpOptions} from './options.js';
import {ahead} from './sequence.js';
import type {TcpConnection, TcpFault} from './tcp-state.js';
import {FIRST_CONGESTION_WINDOW, forget} from './tcp-table.js';
import {TIME_WAIT, wake} from './timers.js';

/** What a side that says nothing takes as its largest segment (RFC 9293 3.7.1), and what timestamps need of every segment. */
const SMALL_SEGMENT = 536;
const TIMESTAMP_OCTETS = 12;

/** Takes what the SYN of the other side offers. */
export function takeOffer(connection: TcpConnection, segment: TcpSegment, options: TcpOptions): void {
	const {send, receive, timing} = connection;
	receive.initial = segment.sequence;
	receive.next = ahead(segment.sequence, 1);
	receive.acknowledged = receive.next;
	timing.timestamps = options.timestamps !== undefined;
	timing.selective = options.selectiveAllowed === true;
	if (options.timestamps) timing.recent = options.timestamps.value;
	send.scaled = options.windowScale !== undefined;
	send.windowScale = options.windowScale ?? 0;
	send.window = segment.window;
	send.segment = Math.min(send.segment, options.segment ?? SMALL_SEGMENT) - (timing.timestamps ? TIMESTAMP_OCTETS : 0);
}

export function established(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	connection.state = 'established';
	// A way that loses even SYNs is begun on with care (tcp_init_transfer).
	connection.send.congestion = connection.timing.repeats > 1 ? 1 : FIRST_CONGESTION_WINDOW;
	if (out.tracing)
		out.note({kind: 'tcp-established', port: connection.localPort, peer: connection.remote, peerPort: connection.remotePort});
	tcpEvent(world, machine, connection, {kind: 'connected'}, out);
}

/** Both sides have finished. */
export function close(world: World, machine: Machine, connection: TcpConnection, how: 'time-wait' | 'gone', out: Sink): void {
	const {timers} = connection;
	timers.retransmit = Number.POSITIVE_INFINITY;
	timers.reorder = Number.POSITIVE_INFINITY;
	timers.delayedAck = Number.POSITIVE_INFINITY;
	if (how === 'gone') forget(machine.stack, connection);
	else {
		connection.state = 'time-wait';
		timers.expiry = world.now + TIME_WAIT;
		wake(machine, connection, out);
	}
	if (out.tracing) out.note({kind: 'tcp-closed', port: connection.localPort, timeWait: how === 'time-wait'});
	tcpEvent(world, machine, connection, {kind: 'closed'}, out);
}

/** It is over before its time; the program hears why. */
export function lostForGood(world: World, machine: Machine, connection: TcpConnection, fault: TcpFault, out: Sink): void {
	forget(machine.stack, connection);
	if (out.tracing) out.note({kind: 'tcp-lost', port: connection.localPort, fault: fault.kind});
	tcpEvent(world, machine, connection, {kind: 'failed', fault}, out);
}
