/** Putting segments of a connection on their way: numbers, options, flags (tcp_transmit_skb, tcp_v4_send_reset). */
import {IP_PROTOCOL, type Ipv4Packet} from '../../protocol/ipv4.js';
import {buildTcp, TCP_FLAG, type TcpSegment} from '../../protocol/tcp.js';
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import {stackSend} from '../ipv4-output.js';
import {buildOptions, type TcpOptions} from './options.js';
import {ahead, isAfter, latest} from './sequence.js';
import type {TcpConnection} from './tcp-state.js';
import {WINDOW, WINDOW_SCALE} from './tcp-table.js';

const MILLISECOND = 1_000_000;

interface Emission {
	flags: number;
	sequence: number;
	payload?: Uint8Array;
}

/** Sends a segment of `connection`. Unless it is a first SYN it acknowledges all that came. */
export function emit(world: World, machine: Machine, connection: TcpConnection, {flags, sequence, payload}: Emission, out: Sink): void {
	const {local, localPort, remote, remotePort, send, receive, active} = connection;
	const isSyn = (flags & TCP_FLAG.syn) !== 0;
	const acknowledges = (flags & TCP_FLAG.ack) !== 0;
	const window = active ? WINDOW.connecting : WINDOW.accepting;
	const bytes = buildTcp(
		{
			sourcePort: localPort,
			destinationPort: remotePort,
			sequence,
			acknowledgement: acknowledges ? receive.next : 0,
			flags,
			window: isSyn ? window : Math.ceil(window / 2 ** (send.scaled ? WINDOW_SCALE : 0)),
			options: buildOptions(optionsOf(connection, isSyn, world.now)),
			...(payload ? {payload} : {}),
		},
		{source: local, destination: remote},
	);
	if (acknowledges) {
		receive.acknowledged = receive.next;
		receive.pending = false;
		receive.twice = undefined;
		receive.quick = Math.max(0, receive.quick - 1);
		connection.timers.delayedAck = Number.POSITIVE_INFINITY;
	}
	if (out.tracing) out.note({kind: 'tcp-sent', flags, octets: payload?.length ?? 0, state: connection.state});
	stackSend(
		world,
		machine,
		{source: local, destination: remote, protocol: IP_PROTOCOL.tcp, payload: bytes, dontFragment: true},
		world.now,
		out,
	);
}

/** An acknowledgement and nothing else. */
export function acknowledge(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	emit(world, machine, connection, {flags: TCP_FLAG.ack, sequence: connection.send.next}, out);
}

/** Answers a segment that belongs to nothing: 54 octets, no options (tcp_v4_send_reset). */
export function reset(world: World, machine: Machine, packet: Ipv4Packet, segment: TcpSegment, out: Sink): void {
	if ((segment.flags & TCP_FLAG.rst) !== 0) return;
	const hasAck = (segment.flags & TCP_FLAG.ack) !== 0;
	const {source, destination, tos} = packet;
	const length = segment.payload.length + ((segment.flags & TCP_FLAG.syn) === 0 ? 0 : 1) + ((segment.flags & TCP_FLAG.fin) === 0 ? 0 : 1);
	const payload = buildTcp(
		{
			sourcePort: segment.destinationPort,
			destinationPort: segment.sourcePort,
			sequence: hasAck ? segment.acknowledgement : 0,
			acknowledgement: hasAck ? 0 : ahead(segment.sequence, length),
			flags: hasAck ? TCP_FLAG.rst : TCP_FLAG.rst | TCP_FLAG.ack,
			window: 0,
		},
		{source: destination, destination: source},
	);
	if (out.tracing) out.note({kind: 'tcp-reset-sent', port: segment.destinationPort});
	stackSend(
		world,
		machine,
		{source: destination, destination: source, protocol: IP_PROTOCOL.tcp, tos, payload, dontFragment: true},
		world.now,
		out,
	);
}

/** What both sides have not agreed on is not sent. */
function optionsOf({active, timing, receive, send, state}: TcpConnection, isSyn: boolean, now: number): TcpOptions {
	const timestamps = timing.timestamps
		? {timestamps: {value: ahead(Math.floor(now / MILLISECOND), timing.offset), echo: timing.recent}}
		: {};
	if (isSyn) {
		const offersScale = (active && state === 'syn-sent') || send.scaled;
		return {
			segment: receive.segment,
			selectiveAllowed: timing.selective,
			...timestamps,
			...(offersScale ? {windowScale: WINDOW_SCALE} : {}),
		};
	}
	const blocks = blocksOf(receive.early);
	if (receive.twice) blocks.unshift(receive.twice);
	return timing.selective && blocks.length > 0 ? {...timestamps, selective: blocks} : timestamps;
}

/** What came too early as blocks without gaps, that with the latest segment first (RFC 2018 4). */
function blocksOf(early: TcpConnection['receive']['early']): [number, number][] {
	return merged(early.map(({sequence, payload, fin}) => [sequence, ahead(sequence, payload.length + (fin ? 1 : 0))]));
}

/** Blocks that touch become one, at the place of the first of them, until none touch. */
function merged(blocks: readonly [number, number][]): [number, number][] {
	const made: [number, number][] = [];
	for (const [begin, end] of blocks) {
		const other = made.find(([otherBegin, otherEnd]) => !isAfter(begin, otherEnd) && !isAfter(otherBegin, end));
		if (!other) made.push([begin, end]);
		else {
			if (isAfter(other[0], begin)) other[0] = begin;
			other[1] = latest(other[1], end);
		}
	}
	return made.length === blocks.length ? made : merged(made);
}
