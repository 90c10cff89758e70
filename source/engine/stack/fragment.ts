/*
 * Fragments (ip_fragment.c, RFC 791 3.2)
 *
 * A packet that is longer than the MTU of its way and may be cut is sent in pieces, each
 * with a header of its own, the same identification and its place in the whole. Only the
 * destination puts them together again: when all are there, in whatever order they came. One piece lost
 * is the whole packet lost; what is there of it is forgotten after 30 seconds.
 *
 * Pieces that a congested router marked make the whole packet marked; but when some can bear a mark
 * and others cannot, somebody lies, and the packet is dropped.
 *
 * Tunnels bring it about: the packet of the guest fits, the one around it does not.
 *
 * Follows ip_do_fragment, ip_frag_queue, ip_frag_reasm, ip_frag_ecn_table. Not modelled: overlapping pieces (the first one that came
 * keeps its place), options in pieces, the memory limit, "time exceeded" to the sender.
 */
import {buildIpv4, IPV4_HEADER_LENGTH, type Ipv4Packet} from '../protocol/ipv4.js';
import type {FragmentQueue, Stack} from './stack-state.js';

/** How long pieces wait for the others, ns (ipfrag_time). */
const PATIENCE = 30_000_000_000;
/** The two bits of a packet by which routers tell of congestion. */
const ECN = {mask: 3, notCapable: 0, congested: 3} as const;
/** Places are counted in units of 8 octets. */
const UNIT = 8;

/** `packet`, which may be a piece already, in pieces of at most `mtu` octets, first piece first. */
export function fragment(packet: Ipv4Packet, mtu: number): Uint8Array[] {
	const room = (mtu - IPV4_HEADER_LENGTH) & ~(UNIT - 1);
	const pieces: Uint8Array[] = [];
	for (let at = 0; at < packet.payload.length; at += room) {
		const payload = packet.payload.subarray(at, at + room);
		const moreFragments = packet.moreFragments || at + room < packet.payload.length;
		pieces.push(buildIpv4({...packet, fragmentOffset: packet.fragmentOffset + at / UNIT, moreFragments, payload}));
	}
	return pieces;
}

/** A piece came: the whole packet when it was the last one missing. */
export function reassemble(stack: Stack, piece: Ipv4Packet, now: number): Ipv4Packet | undefined {
	const queues = (stack.fragments ?? []).filter(({since}) => now - since <= PATIENCE);
	let queue = queues.find((candidate) => belongs(candidate, piece));
	if (!queue) {
		queue = {first: piece, pieces: [], since: now};
		queues.push(queue);
	}
	if (!queue.pieces.some(({fragmentOffset}) => fragmentOffset === piece.fragmentOffset)) queue.pieces.push(piece);
	const whole = join(queue);
	stack.fragments = whole ? queues.filter((other) => other !== queue) : queues;
	return whole === 'contradictory' ? undefined : whole;
}

function belongs({first}: FragmentQueue, {source, destination, protocol, identification}: Ipv4Packet): boolean {
	return (
		first.source === source && first.destination === destination && first.protocol === protocol && first.identification === identification
	);
}

function join({pieces}: FragmentQueue): Ipv4Packet | 'contradictory' | undefined {
	const ordered = pieces.toSorted((a, b) => a.fragmentOffset - b.fragmentOffset);
	const [head] = ordered;
	const last = ordered.at(-1);
	if (!head || !last || last.moreFragments) return undefined;
	const payload = new Uint8Array(last.fragmentOffset * UNIT + last.payload.length);
	let at = 0;
	for (const piece of ordered) {
		if (piece.fragmentOffset * UNIT !== at) return undefined;
		payload.set(piece.payload, at);
		at += piece.payload.length;
	}
	const marks = new Set(pieces.map(({tos}) => tos & ECN.mask));
	if (marks.has(ECN.notCapable) && marks.size > 1) return 'contradictory';
	const tos = marks.has(ECN.congested) ? head.tos | ECN.congested : head.tos;
	return {...head, tos, moreFragments: false, fragmentOffset: 0, payload};
}
