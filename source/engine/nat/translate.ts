/** Translating packets by a table of connections, for whoever stands between two networks: `hooks.ts` for Linux, services of hosted hypervisors. */
import type {Ipv4Packet} from '../protocol/ipv4.js';
import type {Seeded} from '../random.js';
import type {Connections, Mapping} from './connection.js';

export type Translated =
	/** Addresses, ports and checksums are new; `isNew`: it began a connection. */
	| {kind: 'translated'; packet: Ipv4Packet; connection: number; isNew: boolean}
	/** Of no connection, and it cannot begin one. */
	| {kind: 'unknown'}
	/** The table is full, or no port is free. */
	| {kind: 'dropped'; reason: 'table-full' | 'no-port'};

/** A packet of the inside goes out: it has the source that `mapping` says, or that its connection has already. */
export function translateOut(_connections: Connections, _packet: Ipv4Packet, _mapping: Mapping, _chance: Seeded, _now: number): Translated {
	throw new Error('not yet');
}

/** A packet came from outside: to whom inside it goes, if it belongs to a connection; it never begins one. */
export function translateBack(_connections: Connections, _packet: Ipv4Packet, _now: number): Translated {
	throw new Error('not yet');
}

/** A packet came from outside for a forwarded port: `mapping` (of the end `destination`) says whose it is, if it begins a connection. */
export function translateIn(_connections: Connections, _packet: Ipv4Packet, _mapping: Mapping, _chance: Seeded, _now: number): Translated {
	throw new Error('not yet');
}
