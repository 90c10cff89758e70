/*
 * GRE (RFC 2784, key: RFC 2890)
 *
 * Anything inside IPv4, protocol 47. Four octets say what is inside; 0x6558 is a
 * whole Ethernet frame ("transparent Ethernet bridging"). A key of 32 bits tells
 * the tunnels between two hosts apart. Over IPv4 that makes 38 octets more on the
 * wire, 42 with a key.
 *
 *  0  flags: 0x8000 checksum, 0x2000 key, 0x1000 sequence number; low 3 bits version 0
 *  2  EtherType of what is inside
 *  4  checksum and 2 reserved octets, if there is one; then key, then sequence number
 *
 * Not modelled: sequence numbers are read over, never sent; routing (RFC 1701).
 */
import {checksum} from './checksum.js';
import {demand, read16, read32, write16, write32} from './octets.js';
import {malformed, ok, type Parsed} from './parsed.js';

/** A whole Ethernet frame is inside. */
export const TRANSPARENT_ETHERNET = 0x6558;

const FLAG = {checksum: 0x8000, key: 0x2000, sequence: 0x1000, version: 0x0007} as const;

export interface GrePacket {
	protocol: number;
	/** uint32; `undefined` is a tunnel without key. */
	key: number | undefined;
	hasChecksum: boolean;
	payload: Uint8Array;
}

/** The payload of the IPv4 packet. Throws a RangeError for a key that does not fit. */
export function buildGre({protocol, key, hasChecksum, payload}: GrePacket): Uint8Array {
	const keyAt = hasChecksum ? 8 : 4;
	const start = keyAt + (key === undefined ? 0 : 4);
	const bytes = new Uint8Array(start + payload.length);
	write16(bytes, 0, (hasChecksum ? FLAG.checksum : 0) | (key === undefined ? 0 : FLAG.key));
	write16(bytes, 2, demand('protocol', protocol, 16));
	if (key !== undefined) write32(bytes, keyAt, demand('key', key, 32));
	bytes.set(payload, start);
	if (hasChecksum) write16(bytes, 4, checksum(bytes));
	return bytes;
}

/** Reads the payload of an IPv4 packet (gre_parse_header). */
export function parseGre(bytes: Uint8Array): Parsed<GrePacket> {
	if (bytes.length < 4) return malformed('truncated');
	const flags = read16(bytes, 0);
	if ((flags & FLAG.version) !== 0) return malformed('version');
	const start = greHeaderLength(bytes);
	if (bytes.length < start) return malformed('truncated');
	const hasChecksum = (flags & FLAG.checksum) !== 0;
	if (hasChecksum && checksum(bytes) !== 0) return malformed('checksum');
	const key = (flags & FLAG.key) === 0 ? undefined : read32(bytes, hasChecksum ? 8 : 4);
	return ok({protocol: read16(bytes, 2), key, hasChecksum, payload: bytes.slice(start)});
}

/** Octets of the header that `bytes` begins with. */
function greHeaderLength(bytes: Uint8Array): number {
	const flags = read16(bytes, 0);
	return 4 + [FLAG.checksum, FLAG.key, FLAG.sequence].filter((flag) => (flags & flag) !== 0).length * 4;
}
