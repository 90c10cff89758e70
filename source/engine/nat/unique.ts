/*
 * Choosing the outside of a conversation (get_unique_tuple)
 *
 * A NAT keeps what it can. If the port that the inside uses is free outside, it stays: many guests can all come from port
 * 40000 as long as they speak to different servers, since the remote end is part of what must be unique. Only when two
 * conversations would look alike gets the later one another port, from the same class of ports (below 512, below 1024, above) or
 * from the range that the rule names, beginning at a place left to chance. An inside end that already has an outside one keeps it for further servers.
 *
 * If nothing is found by the last of 128 attempts at a port, fewer are made elsewhere, then the conversation is given up. Among the last
 * attempts, a finished TCP conversation (TIME_WAIT) makes room for one whose numbers are later.
 *
 * Not modelled: persistent mappings, shifted port ranges, full-cone NAT.
 */
import {IP_PROTOCOL} from '../protocol/ipv4.js';
import {nextRandom, type Seeded} from '../random.js';
import {isAfter} from '../stack/tcp/sequence.js';
import type {Connection, Connections, Mapping} from './connection.js';
import {findConnection, removeConnection, sourceKey} from './table.js';
import {invert, type Tuple} from './tuple.js';

/** NF_NAT_MAX_ATTEMPTS, NF_NAT_HARDER_THRESH */
const MOST_ATTEMPTS = 128;
const LAST_ATTEMPTS = 32;
const FEWEST_ATTEMPTS = 16;

interface Choice {
	table: Connections;
	connection: Connection;
	mapping: Mapping;
	chance: Seeded;
	now: number;
}

/** What the tuple `wanted` of a new connection becomes by `mapping`; it may still be taken when no port was free. */
export function uniqueTuple(wanted: Tuple, choice: Choice): Tuple {
	const {table, connection, mapping, now} = choice;
	const isSource = mapping.end === 'source';
	if (isSource && !mapping.random) {
		const isInside = fitsMapping(wanted, mapping);
		const known = isInside ? wanted : knownOutside(wanted, choice);
		if (known && !isTaken(table, known, connection, now)) return known;
	}
	const tuple = withAddress(wanted, mapping, chooseAddress(wanted, mapping));
	if (!mapping.random) {
		const {ports} = mapping;
		if (!ports) {
			if (!isTaken(table, tuple, connection, now)) return tuple;
		} else if (isPortIn(tuple, mapping) && (ports.from === ports.to || !isTaken(table, tuple, connection, now))) return tuple;
	}
	return withFreePort(tuple, choice);
}

/** Would the answers look like those of another conversation (nf_nat_used_tuple)? */
export function isTaken(table: Connections, tuple: Tuple, ignored: Connection, now: number): boolean {
	const reply = invert(tuple);
	const found = reply && findConnection(table, reply, now);
	return found !== undefined && found.connection.id !== ignored.id;
}

/** The outside that this inside end has already, for the same mapping (find_appropriate_src). */
function knownOutside(wanted: Tuple, {table, connection, mapping, now}: Choice): Tuple | undefined {
	for (const id of table.sources.get(sourceKey(connection.original)) ?? []) {
		const other = table.entries.get(id);
		const outside = other && other.expires > now ? invert(other.reply) : undefined;
		if (!outside) continue;
		const tuple = {...wanted, source: outside.source, sourcePort: outside.sourcePort};
		if (fitsMapping(tuple, mapping)) return tuple;
	}
	return undefined;
}

/** Is this end within what the mapping allows already (nf_nat_in_range)? */
function fitsMapping(tuple: Tuple, mapping: Mapping): boolean {
	const {addresses} = mapping;
	const address = mapping.end === 'source' ? tuple.source : tuple.destination;
	if (addresses && (address < addresses.from || address > addresses.to)) return false;
	return isPortIn(tuple, mapping);
}

function isPortIn(tuple: Tuple, {end, ports}: Mapping): boolean {
	if (!ports) return true;
	const {from, to} = ordered(ports);
	const port = portOf(tuple, end);
	return port >= from && port <= to;
}

/** One of several addresses, always the same for the same pair (find_best_ips_proto). */
function chooseAddress(wanted: Tuple, {end, addresses}: Mapping): number {
	if (!addresses) return end === 'source' ? wanted.source : wanted.destination;
	const count = addresses.to - addresses.from + 1;
	if (count <= 1) return addresses.from;
	// The kernel has its own hash with a secret of the boot here.
	const hash = Math.imul(wanted.source ^ Math.imul(wanted.destination, 0x9e37_79b1), 0x85eb_ca6b) >>> 0;
	return addresses.from + Math.floor((hash * count) / 0x1_0000_0000);
}

function withFreePort(tuple: Tuple, {table, connection, mapping, chance, now}: Choice): Tuple {
	const range = rangeOf(tuple, mapping);
	if (!range) return tuple;
	const size = range.to - range.from + 1;
	const isSource = mapping.end === 'source';
	let offset = mapping.random || isSource ? nextRandom(chance) & 0xffff : 0;
	let attempts = Math.min(size, MOST_ATTEMPTS);
	let tried = tuple;
	for (;;) {
		for (let step = 0; step < attempts; step++, offset++) {
			tried = withPort(tuple, mapping.end, range.from + (offset % size));
			if (!isTakenHarder(table, tried, connection, attempts - step, now)) return tried;
		}
		if (attempts >= size || attempts < FEWEST_ATTEMPTS) return tried;
		attempts = Math.floor(attempts / 2);
		offset = nextRandom(chance) & 0xffff;
	}
}

/** Ports to choose from; `undefined` when the port stays as it is. */
function rangeOf({protocol, sourcePort}: Tuple, {end, ports}: Mapping): {from: number; to: number} | undefined {
	const hasPorts = protocol === IP_PROTOCOL.tcp || protocol === IP_PROTOCOL.udp;
	if (ports && (hasPorts || protocol === IP_PROTOCOL.icmp)) return ordered(ports);
	if (protocol === IP_PROTOCOL.icmp) return {from: 0, to: 65535};
	if (!hasPorts || end === 'destination') return undefined;
	if (sourcePort >= 1024) return {from: 1024, to: 65535};
	return sourcePort < 512 ? {from: 1, to: 511} : {from: 600, to: 1023};
}

/** As `isTaken`; but among the last attempts a finished conversation gives way (nf_nat_used_tuple_harder). */
function isTakenHarder(table: Connections, tuple: Tuple, connection: Connection, left: number, now: number): boolean {
	if (left > LAST_ATTEMPTS || connection.tcp?.state !== 'syn-sent') return isTaken(table, tuple, connection, now);
	const reply = invert(tuple);
	const found = reply && findConnection(table, reply, now);
	if (!found) return false;
	const {connection: old, direction} = found;
	if (direction === 'original' || !old.tcp || old.source !== 'done') return true;
	if (old.tcp.state !== 'time-wait' && old.tcp.state !== 'close') return true;
	if (!isAfter(connection.tcp.original.end, old.tcp.original.end)) return true;
	removeConnection(table, old);
	return false;
}

function withAddress(tuple: Tuple, {end}: Mapping, address: number): Tuple {
	return end === 'source' ? {...tuple, source: address} : {...tuple, destination: address};
}

function withPort(tuple: Tuple, end: Mapping['end'], port: number): Tuple {
	return end === 'source' || tuple.protocol === IP_PROTOCOL.icmp ? {...tuple, sourcePort: port} : {...tuple, destinationPort: port};
}

function portOf(tuple: Tuple, end: Mapping['end']): number {
	return end === 'source' || tuple.protocol === IP_PROTOCOL.icmp ? tuple.sourcePort : tuple.destinationPort;
}

function ordered({from, to}: {from: number; to: number}): {from: number; to: number} {
	return from <= to ? {from, to} : {from: to, to: from};
}
