/*
 * What a parser finds
 *
 * Builders are strict and throw; parsers are tolerant and answer. Octets from a
 * network may say anything, so a parser names the first thing that is wrong and
 * never reads past the end.
 */

const FAULTS = [
	// Fewer octets than the header, or than the header promises.
	'truncated',
	// Not version 4.
	'version',
	// A header length that is too short to hold the header.
	'header-length',
	// A length field that is shorter than its own header.
	'length',
	// The checksum does not agree with the octets.
	'checksum',
	// Addresses of a kind that this codec does not read (ARP for other hardware).
	'unsupported',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface Malformed {
	kind: 'malformed';
	fault: Fault;
}

export type Parsed<T> = {kind: 'ok'; value: T} | Malformed;

export function ok<T>(value: T): Parsed<T> {
	return {kind: 'ok', value};
}

export function malformed(fault: Fault): Malformed {
	return {kind: 'malformed', fault};
}
