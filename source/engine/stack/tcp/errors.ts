/** What ICMP says about a segment of this machine (tcp_v4_err): a connection in the making fails, any other remembers it and goes on. */

import {UNREACHABLE_CODE} from '../../protocol/icmp.js';
import {IP_PROTOCOL} from '../../protocol/ipv4.js';
import type {Ipv4Address} from '../../protocol/ipv4-address.js';
import {read16, read32} from '../../protocol/octets.js';
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import {lostForGood} from './life.js';
import {repair} from './recovery.js';
import {fittingSegment} from './segment-size.js';
import type {TcpConnection} from './tcp-state.js';
import {connectionKey} from './tcp-table.js';

/** `quote` is the head of the segment's packet, `from` says that it could not be delivered; false when it was no segment of a connection here. */
export function tcpUnreachable(world: World, machine: Machine, quote: Uint8Array, from: Ipv4Address, code: number, out: Sink): boolean {
	const header = ((quote[0] ?? 0) & 0xf) * 4;
	if (quote.length < header + 8 || quote[9] !== IP_PROTOCOL.tcp) return false;
	const connection = machine.stack.tcp?.connections.get(
		connectionKey({
			local: read32(quote, 12),
			localPort: read16(quote, header),
			remote: read32(quote, 16),
			remotePort: read16(quote, header + 2),
		}),
	);
	if (!connection) return false;
	if (code === UNREACHABLE_CODE.fragmentationNeeded) {
		shrink(world, machine, connection, out);
		return true;
	}
	const fault = {kind: 'unreachable', from, code} as const;
	if (connection.state === 'syn-sent' || connection.state === 'syn-received') lostForGood(world, machine, connection, fault, out);
	else connection.lastError = fault;
	return true;
}

/** A router's next link is too narrow, and the path MTU is known by now: what is under way is sent again in segments that fit (tcp_v4_mtu_reduced). */
function shrink(world: World, machine: Machine, connection: TcpConnection, out: Sink): void {
	const {send, timing, remote} = connection;
	const fitting = fittingSegment(world, machine, remote, timing.timestamps);
	if (fitting >= send.segment) return;
	send.segment = fitting;
	if (connection.state === 'syn-sent' || connection.state === 'syn-received' || send.unacknowledged === send.next) return;
	repair(world, machine, connection, out);
}
