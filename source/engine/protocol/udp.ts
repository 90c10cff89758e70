/*
 * UDP (RFC 768)
 *
 * Ports and a length in front of the data, nothing more. The checksum also
 * covers the addresses of the IPv4 packet around it (the pseudo header); in IPv4
 * it is optional, and 0 says that the sender left it out.
 */
import {checksum, pseudoHeaderSum} from './checksum.js';
import type {Ipv4Address} from './ipv4-address.js';
import {demand, read16, write16} from './octets.js';
import {malformed, ok, type Parsed} from './parsed.js';

/** Octets before the payload. */
export const UDP_HEADER_LENGTH = 8;
const PROTOCOL = 17;

export interface UdpDatagram {
	sourcePort: number;
	destinationPort: number;
	payload: Uint8Array;
}

/** The addresses around a datagram. */
export interface Addresses {
	source: Ipv4Address;
	destination: Ipv4Address;
}

/** The octets of a datagram, with its checksum or without. Throws a RangeError for a field that does not fit. */
export function buildUdp(datagram: UdpDatagram, {source, destination}: Addresses, hasChecksum = true): Uint8Array {
	const length = UDP_HEADER_LENGTH + datagram.payload.length;
	const bytes = new Uint8Array(demand('length', length, 16));
	write16(bytes, 0, demand('source port', datagram.sourcePort, 16));
	write16(bytes, 2, demand('destination port', datagram.destinationPort, 16));
	write16(bytes, 4, length);
	bytes.set(datagram.payload, UDP_HEADER_LENGTH);
	if (!hasChecksum) return bytes;
	// A checksum that happens to be 0 is sent as all ones, which is the same number in one's complement.
	write16(bytes, 6, checksum(bytes, pseudoHeaderSum({source, destination, protocol: PROTOCOL}, length)) || 0xffff);
	return bytes;
}

/** Reads a datagram out of the payload of an IPv4 packet between these addresses. */
export function parseUdp(bytes: Uint8Array, {source, destination}: Addresses): Parsed<UdpDatagram> {
	if (bytes.length < UDP_HEADER_LENGTH) return malformed('truncated');
	const length = read16(bytes, 4);
	if (length < UDP_HEADER_LENGTH) return malformed('length');
	if (length > bytes.length) return malformed('truncated');
	const datagram = bytes.subarray(0, length);
	const sum = pseudoHeaderSum({source, destination, protocol: PROTOCOL}, length);
	if (read16(bytes, 6) !== 0 && checksum(datagram, sum) !== 0) return malformed('checksum');
	return ok({sourcePort: read16(bytes, 0), destinationPort: read16(bytes, 2), payload: datagram.slice(UDP_HEADER_LENGTH)});
}
