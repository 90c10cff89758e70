/*
 * TCP: how large may a segment be? (tcp_sync_mss, RFC 9293 3.7.1)
 *
 * As large as the packet around it fits the way: MTU less both headers. Each side says in its SYN what its own link takes; nobody sends more
 * than the other side takes, than its own link takes, or than a router on the way said. Where a router is silent, or a tunnel
 * swallows what is too long, the handshake passes and large segments vanish: the connection hangs.
 *
 * Not modelled: probing for the MTU without routers' help (tcp_mtu_probing), clamping by routers.
 */
import type {Ipv4Address} from '../../protocol/ipv4-address.js';
import {deviceAt, type Machine, type World} from '../../world.js';
import {mtuTo} from '../path-mtu.js';
import {wayTo} from '../route.js';

/** Octets of both headers without options. */
const HEADERS = 40;
/** lo */
const LOOPBACK_MTU = 65536;
/** A route that is too narrow does not make an offer smaller than this (ip_rt_min_advmss). */
const LEAST_OFFER = 256;
/** What timestamps need in every segment. */
const TIMESTAMP_OCTETS = 12;

/** Largest segment that this side can take from `remote`, by the MTU of its own link (ipv4_default_advmss). */
export function offeredSegment(world: World, machine: Machine, remote: Ipv4Address): number {
	const way = wayTo(world, machine, remote);
	const mtu = way.kind === 'local' ? LOOPBACK_MTU : way.kind === 'none' ? LEAST_OFFER + HEADERS : deviceAt(world, way.device).mtu;
	return Math.min(0xffff, Math.max(mtu - HEADERS, LEAST_OFFER));
}

/** Octets that fit the way to `remote` behind headers and timestamps. */
export function fittingSegment(world: World, machine: Machine, remote: Ipv4Address, timestamps: boolean): number {
	const way = wayTo(world, machine, remote);
	const narrow =
		way.kind === 'link' ? mtuTo(machine.stack, deviceAt(world, way.device), remote, world.now) - HEADERS : Number.POSITIVE_INFINITY;
	const segment = Math.min(narrow, offeredSegment(world, machine, remote));
	return segment - (timestamps ? TIMESTAMP_OCTETS : 0);
}
