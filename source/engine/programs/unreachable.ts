/** An ICMP error about a datagram that a program of the machine sent: a connected socket hears of it (ECONNREFUSED, EHOSTUNREACH). */
import {read16} from '../protocol/octets.js';
import {UDP_HEADER_LENGTH} from '../protocol/udp.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {forwardFailed} from './dns-server.js';
import {queryUnreachable} from './resolver.js';

/** `quote` is the head of the datagram's packet; false when no program sent it. */
export function programUnreachable(world: World, machine: Machine, quote: Uint8Array, out: Sink): boolean {
	const header = ((quote[0] ?? 0) & 0xf) * 4;
	if (!machine.programs || quote.length < header + UDP_HEADER_LENGTH) return false;
	const port = read16(quote, header);
	return queryUnreachable(world, machine, port, out) || forwardFailed(world, machine, port, out);
}
