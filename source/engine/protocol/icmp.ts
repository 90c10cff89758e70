/*
 * ICMP (RFC 792)
 *
 * The messages of IPv4 about IPv4: *echo*, which `ping` sends and any station
 * returns with the same identifier, sequence and payload; *destination
 * unreachable* and *time exceeded*, which carry the head of the packet that could
 * not be delivered, so that its sender knows which one it was. "Fragmentation
 * needed" also says how long a packet may be (RFC 1191).
 *
 * All have four octets after the checksum whose meaning depends on the type;
 * `rest` is those octets as one number. The checksum covers the whole message.
 *
 * Not modelled: redirects and the rest as anything but octets.
 */
import {checksum} from './checksum.js';
import {demand, read32, write16, write32} from './octets.js';
import {malformed, ok, type Parsed} from './parsed.js';

/** Octets before the payload. */
export const ICMP_HEADER_LENGTH = 8;

export const ICMP_TYPE = {echoReply: 0, unreachable: 3, echoRequest: 8, timeExceeded: 11, parameterProblem: 12} as const;

/** Codes of destination unreachable that Linux prints by name. */
export const UNREACHABLE_CODE = {network: 0, host: 1, protocol: 2, port: 3, fragmentationNeeded: 4} as const;

/** Codes of time exceeded. */
export const EXCEEDED_CODE = {inTransit: 0, reassembly: 1} as const;

interface IcmpMessage {
	type: number;
	code: number;
	/** The four octets after the checksum. */
	rest: number;
	payload: Uint8Array;
}

/** What both echo messages carry. */
export interface Echo {
	/** Which ping. */
	identifier: number;
	/** Which of its requests, from 1. */
	sequence: number;
	payload: Uint8Array;
}

/** The octets of a message, checksum included. Throws a RangeError for a field that does not fit. */
export function buildIcmp(message: IcmpMessage): Uint8Array {
	const bytes = new Uint8Array(ICMP_HEADER_LENGTH + message.payload.length);
	bytes[0] = demand('type', message.type, 8);
	bytes[1] = demand('code', message.code, 8);
	write32(bytes, 4, demand('rest', message.rest, 32));
	bytes.set(message.payload, ICMP_HEADER_LENGTH);
	write16(bytes, 2, checksum(bytes));
	return bytes;
}

export function buildEcho(direction: 'request' | 'reply', echo: Echo): Uint8Array {
	const rest = demand('identifier', echo.identifier, 16) * 0x1_0000 + demand('sequence', echo.sequence, 16);
	return buildIcmp({type: direction === 'request' ? ICMP_TYPE.echoRequest : ICMP_TYPE.echoReply, code: 0, rest, payload: echo.payload});
}

/** Reads a message as icmp_rcv does: the checksum first. */
export function parseIcmp(bytes: Uint8Array): Parsed<IcmpMessage> {
	if (bytes.length < ICMP_HEADER_LENGTH) return malformed('truncated');
	if (checksum(bytes) !== 0) return malformed('checksum');
	return ok({type: bytes[0] as number, code: bytes[1] as number, rest: read32(bytes, 4), payload: bytes.slice(ICMP_HEADER_LENGTH)});
}

/** An echo message's own fields; `undefined` for any other type. */
export function echoOf(message: IcmpMessage): Echo | undefined {
	if (message.type !== ICMP_TYPE.echoRequest && message.type !== ICMP_TYPE.echoReply) return undefined;
	return {identifier: message.rest >>> 16, sequence: message.rest & 0xffff, payload: message.payload};
}

/** Is it a message about another packet, which it carries the head of? No error is sent about an error. */
export function isIcmpError(type: number): boolean {
	return type !== ICMP_TYPE.echoReply && type !== ICMP_TYPE.echoRequest && type <= ICMP_TYPE.parameterProblem;
}
