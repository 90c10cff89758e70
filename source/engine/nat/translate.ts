/*
 * Network address translation
 *
 * The first packet of a conversation decides: who is rewritten, and into whom. That is noted as the tuple that answers will
 * have; from then on both directions follow from the table alone, the rules are not asked again. What leaves gets
 * the source of the outside, what comes back gets the inside's address as its destination, and each checksum is corrected by
 * what changed. An ICMP error is rewritten twice: its own header, and the packet that it quotes, which the other side saw
 * with other addresses.
 *
 * Follows nf_nat_core.c (nf_nat_setup_info, nf_nat_packet), nf_nat_proto.c (nf_nat_manip_pkt, nf_nat_icmp_reply_translation). Serves Linux
 * (`hooks.ts`) and the NAT services of hosted hypervisors. Not modelled: helpers that rewrite addresses inside of data (FTP, SIP).
 */
import {IP_PROTOCOL, type Ipv4Packet} from '../protocol/ipv4.js';
import type {Seeded} from '../random.js';
import type {Connection, Connections, Mapping, Tracked} from './connection.js';
import {type End, rewritten, withQuote} from './packet-tuple.js';
import {expireConnections, insertConnection} from './table.js';
import {opposite, track} from './track.js';
import {invert, type Tuple} from './tuple.js';
import {uniqueTuple} from './unique.js';

export type Side = 'source' | 'destination';

type Translated =
	/** Addresses, ports and checksums are new; `isNew`: it began a connection. */
	| {kind: 'translated'; packet: Ipv4Packet; connection: number; isNew: boolean}
	/** Of no connection, and it cannot begin one. */
	| {kind: 'unknown'}
	/** The table is full, or no port is free. */
	| {kind: 'dropped'; reason: 'table-full' | 'no-port'};

/** A packet of the inside goes out: it has the source that `mapping` says, or that its connection has already. */
export function translateOut(table: Connections, packet: Ipv4Packet, mapping: Mapping, chance: Seeded, now: number): Translated {
	return translate(table, packet, mapping, chance, now);
}

/** A packet came from outside for a forwarded port: `mapping` (of the end `destination`) says whose it is, if it begins a connection. */
export function translateIn(table: Connections, packet: Ipv4Packet, mapping: Mapping, chance: Seeded, now: number): Translated {
	return translate(table, packet, mapping, chance, now);
}

/** A packet that may belong to a connection, from either side: where it goes then; it never begins one. */
export function translateBack(table: Connections, packet: Ipv4Packet, now: number): Translated {
	expireConnections(table, now);
	const found = track(table, packet, now);
	if (found.kind !== 'tracked' || found.tracked.kind === 'new') return {kind: 'unknown'};
	return {kind: 'translated', packet: bothSides(packet, found.tracked), connection: found.tracked.connection.id, isNew: false};
}

function translate(table: Connections, packet: Ipv4Packet, mapping: Mapping, chance: Seeded, now: number): Translated {
	expireConnections(table, now);
	const found = track(table, packet, now);
	if (found.kind === 'full') return {kind: 'dropped', reason: 'table-full'};
	if (found.kind === 'invalid') return {kind: 'unknown'};
	const {tracked} = found;
	const {connection} = tracked;
	const isNew = tracked.kind === 'new';
	if (isNew) {
		if (mapping.end === 'destination') decide(table, connection, mapping, chance, now);
		else connection.destination = 'none';
		decide(table, connection, mapping.end === 'source' ? mapping : unchanged('source', connection), chance, now);
		if (!confirm(table, tracked)) return {kind: 'dropped', reason: 'no-port'};
	}
	return {kind: 'translated', packet: bothSides(packet, tracked), connection: connection.id, isNew};
}

/** What one end of a new connection becomes, for good (nf_nat_setup_info). */
export function decide(table: Connections, connection: Connection, mapping: Mapping, chance: Seeded, now: number): void {
	const wanted = invert(connection.reply) as Tuple;
	const tuple = uniqueTuple(wanted, {table, connection, mapping, chance, now});
	const isSame = tuple.source === wanted.source && tuple.destination === wanted.destination && samePorts(tuple, wanted);
	if (!isSame) connection.reply = invert(tuple) as Tuple;
	connection[mapping.end] = isSame ? 'none' : 'done';
}

/** The mapping that changes nothing unless it must: another conversation may look like this one (nf_nat_alloc_null_binding). */
export function unchanged(end: Mapping['end'], connection: Connection): Mapping {
	const address = end === 'source' ? connection.reply.destination : connection.reply.source;
	return {end, addresses: {from: address, to: address}};
}

/** Puts a new connection into the table, as its first packet leaves or arrives; false when that is not possible: the packet is lost. */
export function confirm(table: Connections, tracked: Tracked): boolean {
	if (tracked.kind !== 'new') return true;
	if (!insertConnection(table, tracked.connection)) return false;
	tracked.kind = 'established';
	return true;
}

/** `packet` with the one side that is rewritten at this place, if it is (nf_nat_packet). */
export function manipulate(packet: Ipv4Packet, {kind, connection, direction}: Tracked, side: Side): Ipv4Packet {
	const other = side === 'source' ? 'destination' : 'source';
	if (connection[direction === 'original' ? side : other] !== 'done') return packet;
	const seen = connection[opposite(direction)];
	const target = invert(seen) as Tuple;
	if (kind !== 'related') return rewritten(packet, side, endOf(target, side));
	return rewritten(withQuote(packet, other, endOf(seen, other)), side, endOf(target, side));
}

function bothSides(packet: Ipv4Packet, tracked: Tracked): Ipv4Packet {
	return manipulate(manipulate(packet, tracked, 'destination'), tracked, 'source');
}

/** An end of a tuple; both ends of an echo have its identifier. */
export function endOf({protocol, source, destination, sourcePort, destinationPort}: Tuple, side: Side): End {
	const isIcmp = protocol === IP_PROTOCOL.icmp;
	return side === 'source' ? {address: source, port: sourcePort} : {address: destination, port: isIcmp ? sourcePort : destinationPort};
}

function samePorts(a: Tuple, b: Tuple): boolean {
	return a.sourcePort === b.sourcePort && a.destinationPort === b.destinationPort;
}
