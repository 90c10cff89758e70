/*
 * IPv4 packets (RFC 791)
 *
 * The header tells length, life and addresses, and guards itself with a checksum
 * over the header alone. Its own length field, not the frame's, says where the
 * packet ends: what follows in the frame is padding.
 *
 *  - *Fragments*: identification, offset and "more" glue the parts of a packet
 *    that was too long for a link. They are read and written here; who cuts and
 *    glues is `stack/fragment.ts`.
 *  - *TTL*: counted down by routers only, so it is untouched by any switch.
 *
 * Not modelled: the meaning of options.
 */
import type {Tracked} from '../nat/connection.js';
import {checksum} from './checksum.js';
import type {Ipv4Address} from './ipv4-address.js';
import {demand, read16, read32, write16, write32} from './octets.js';
import {malformed, ok, type Parsed} from './parsed.js';

/** Octets of a header without options. */
export const IPV4_HEADER_LENGTH = 20;

export const IP_PROTOCOL = {icmp: 1, igmp: 2, tcp: 6, udp: 17, gre: 47} as const;

/** What Linux gives a packet of its own (ip_default_ttl). */
export const DEFAULT_TTL = 64;

export interface Ipv4Packet {
	/** DSCP and ECN together. */
	tos: number;
	identification: number;
	dontFragment: boolean;
	moreFragments: boolean;
	/** In units of 8 octets. */
	fragmentOffset: number;
	ttl: number;
	protocol: number;
	source: Ipv4Address;
	destination: Ipv4Address;
	/** A multiple of 4 octets, at most 40. */
	options: Uint8Array;
	payload: Uint8Array;
	/** What connection tracking of the machine that handles it found; not on the wire. */
	tracked?: Tracked;
}

/** What a builder must be told; the rest is an unfragmented packet with a TTL of 64. */
export type Ipv4Parts = Pick<Ipv4Packet, 'protocol' | 'source' | 'destination' | 'payload'> & Partial<Ipv4Packet>;

/** A packet with what `parts` leave out. */
export function ipv4Packet(parts: Ipv4Parts): Ipv4Packet {
	return {
		tos: 0,
		identification: 0,
		dontFragment: false,
		moreFragments: false,
		fragmentOffset: 0,
		ttl: DEFAULT_TTL,
		options: new Uint8Array(),
		...parts,
	};
}

/** The octets of a packet, checksum included. Throws a RangeError for a field that does not fit. */
export function buildIpv4(parts: Ipv4Parts): Uint8Array {
	const options = parts.options ?? new Uint8Array();
	if (options.length % 4 !== 0 || options.length > 40) throw new RangeError(`options of ${options.length} octets`);
	const headerLength = IPV4_HEADER_LENGTH + options.length;
	const length = headerLength + parts.payload.length;
	const flags = (parts.dontFragment ? 0x4000 : 0) | (parts.moreFragments ? 0x2000 : 0);

	const bytes = new Uint8Array(demand('total length', length, 16));
	bytes[0] = 0x40 | (headerLength / 4);
	bytes[1] = demand('tos', parts.tos ?? 0, 8);
	write16(bytes, 2, length);
	write16(bytes, 4, demand('identification', parts.identification ?? 0, 16));
	write16(bytes, 6, flags | demand('fragment offset', parts.fragmentOffset ?? 0, 13));
	bytes[8] = demand('ttl', parts.ttl ?? DEFAULT_TTL, 8);
	bytes[9] = demand('protocol', parts.protocol, 8);
	write32(bytes, 12, demand('source', parts.source, 32));
	write32(bytes, 16, demand('destination', parts.destination, 32));
	bytes.set(options, IPV4_HEADER_LENGTH);
	write16(bytes, 10, checksum(bytes.subarray(0, headerLength)));
	bytes.set(parts.payload, headerLength);
	return bytes;
}

/** Reads a packet as ip_rcv does: version, lengths, checksum, in that order of suspicion. */
export function parseIpv4Packet(bytes: Uint8Array): Parsed<Ipv4Packet> {
	if (bytes.length < IPV4_HEADER_LENGTH) return malformed('truncated');
	const [first = 0] = bytes;
	if (first >> 4 !== 4) return malformed('version');
	const headerLength = (first & 0xf) * 4;
	if (headerLength < IPV4_HEADER_LENGTH) return malformed('header-length');
	if (bytes.length < headerLength) return malformed('truncated');
	if (checksum(bytes.subarray(0, headerLength)) !== 0) return malformed('checksum');
	const length = read16(bytes, 2);
	if (length < headerLength) return malformed('length');
	if (bytes.length < length) return malformed('truncated');
	return ok(ipv4Fields(bytes, headerLength, length));
}

/** What a header says that is sound as far as it goes; what follows it, up to octet `end`, is the payload. */
export function ipv4Fields(bytes: Uint8Array, headerLength: number, end: number): Ipv4Packet {
	const fragment = read16(bytes, 6);
	return {
		tos: bytes[1] as number,
		identification: read16(bytes, 4),
		dontFragment: (fragment & 0x4000) !== 0,
		moreFragments: (fragment & 0x2000) !== 0,
		fragmentOffset: fragment & 0x1fff,
		ttl: bytes[8] as number,
		protocol: bytes[9] as number,
		source: read32(bytes, 12),
		destination: read32(bytes, 16),
		options: bytes.slice(IPV4_HEADER_LENGTH, headerLength),
		payload: bytes.slice(headerLength, end),
	};
}
