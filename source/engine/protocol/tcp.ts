/*
 * TCP segments (RFC 9293)
 *
 * Only the form of a segment: ports, sequence and acknowledgement numbers, flags
 * and window. To a switch a connection is just frames, but a flow table looks at
 * the ports and a NAT at the flags. The checksum covers the pseudo header too.
 *
 * Not modelled: connections, the meaning of options.
 */
import {checksum, pseudoHeaderSum} from './checksum.js';
import {demand, read16, read32, write16, write32} from './octets.js';
import {malformed, ok, type Parsed} from './parsed.js';
import type {Addresses} from './udp.js';

/** Octets of a header without options. */
const TCP_HEADER_LENGTH = 20;
const PROTOCOL = 6;

/** Bits of the flags octet, in the order in which tcpdump prints them. */
export const TCP_FLAG = {fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10, urg: 0x20} as const;

export interface TcpSegment {
	sourcePort: number;
	destinationPort: number;
	sequence: number;
	acknowledgement: number;
	/** Bits of `TCP_FLAG`. */
	flags: number;
	window: number;
	urgent: number;
	/** A multiple of 4 octets, at most 40. */
	options: Uint8Array;
	payload: Uint8Array;
}

export type TcpParts = Pick<TcpSegment, 'sourcePort' | 'destinationPort'> & Partial<TcpSegment>;

/** The octets of a segment, checksum included; by default a bare SYN. Throws a RangeError for a field that does not fit. */
export function buildTcp(parts: TcpParts, {source, destination}: Addresses): Uint8Array {
	const options = parts.options ?? new Uint8Array();
	if (options.length % 4 !== 0 || options.length > 40) throw new RangeError(`options of ${options.length} octets`);
	const headerLength = TCP_HEADER_LENGTH + options.length;
	const payload = parts.payload ?? new Uint8Array();
	const bytes = new Uint8Array(demand('length', headerLength + payload.length, 16));
	write16(bytes, 0, demand('source port', parts.sourcePort, 16));
	write16(bytes, 2, demand('destination port', parts.destinationPort, 16));
	write32(bytes, 4, demand('sequence', parts.sequence ?? 0, 32));
	write32(bytes, 8, demand('acknowledgement', parts.acknowledgement ?? 0, 32));
	bytes[12] = (headerLength / 4) << 4;
	bytes[13] = demand('flags', parts.flags ?? TCP_FLAG.syn, 8);
	write16(bytes, 14, demand('window', parts.window ?? 64240, 16));
	write16(bytes, 18, demand('urgent', parts.urgent ?? 0, 16));
	bytes.set(options, TCP_HEADER_LENGTH);
	bytes.set(payload, headerLength);
	write16(bytes, 16, checksum(bytes, pseudoHeaderSum({source, destination, protocol: PROTOCOL}, bytes.length)));
	return bytes;
}

/** Reads a segment out of the payload of an IPv4 packet between these addresses. */
export function parseTcp(bytes: Uint8Array, {source, destination}: Addresses): Parsed<TcpSegment> {
	if (bytes.length < TCP_HEADER_LENGTH) return malformed('truncated');
	const headerLength = ((bytes[12] as number) >> 4) * 4;
	if (headerLength < TCP_HEADER_LENGTH) return malformed('header-length');
	if (bytes.length < headerLength) return malformed('truncated');
	if (checksum(bytes, pseudoHeaderSum({source, destination, protocol: PROTOCOL}, bytes.length)) !== 0) return malformed('checksum');
	return ok({
		sourcePort: read16(bytes, 0),
		destinationPort: read16(bytes, 2),
		sequence: read32(bytes, 4),
		acknowledgement: read32(bytes, 8),
		flags: bytes[13] as number,
		window: read16(bytes, 14),
		urgent: read16(bytes, 18),
		options: bytes.slice(TCP_HEADER_LENGTH, headerLength),
		payload: bytes.slice(headerLength),
	});
}
