/*
 * DHCP messages (RFC 2131 2, RFC 2132)
 *
 * A message of BOOTP, which had fixed fields for everything, and behind it the options, which say what it
 * is about. Client and server use the same form: "operation" says who talks, option 53 what is meant.
 *
 *  - *yiaddr* is the address that the server means for the client; *ciaddr* the one that the
 *    client already has, and can be reached by.
 *  - *xid* is chosen by the client; by it, and by its MAC in *chaddr*, it knows its answers.
 *  - *The broadcast flag*: without it a server answers to the MAC of a client that has no address
 *    yet; a client that cannot take that asks for broadcasts.
 *  - A message is filled up to 300 octets, the length of BOOTP, which is 342 with UDP, IPv4 and Ethernet.
 *
 * Not modelled: options in the fields for file and server name (option 52), options longer than 255 octets (RFC 3396), relay agents.
 */
import {type Mac, readMac, writeMac} from '../mac.js';
import type {Ipv4Address} from './ipv4-address.js';
import {demand, read16, read32, write16, write32} from './octets.js';
import {malformed, ok, type Parsed} from './parsed.js';

export const DHCP_PORT = {server: 67, client: 68} as const;

/** Octets before the options, the magic cookie included. */
const DHCP_HEADER_LENGTH = 240;
const SHORTEST = 300;
const COOKIE = 0x6382_5363;
const BROADCAST_FLAG = 0x8000;
const OPERATION = {request: 1, reply: 2} as const;
const PAD = 0;
const END = 255;

/** Names of the values of option 53, from 1. */
export const DHCP_MESSAGE_TYPES = ['discover', 'offer', 'request', 'decline', 'ack', 'nak', 'release', 'inform'] as const;
export type DhcpMessageType = (typeof DHCP_MESSAGE_TYPES)[number];

/** Options by their names in RFC 2132. */
export const DHCP_OPTION = {
	subnetMask: 1,
	router: 3,
	dns: 6,
	hostName: 12,
	domainName: 15,
	broadcast: 28,
	ntp: 42,
	requestedAddress: 50,
	leaseTime: 51,
	messageType: 53,
	serverIdentifier: 54,
	parameterList: 55,
	message: 56,
	maxSize: 57,
	renewalTime: 58,
	rebindingTime: 59,
	vendorClass: 60,
	clientIdentifier: 61,
} as const;

export interface DhcpOption {
	code: number;
	value: Uint8Array;
}

export interface DhcpMessage {
	/** Who talks: a client requests, a server replies. */
	operation: 'request' | 'reply';
	/** Transaction, uint32. */
	xid: number;
	/** Seconds since the client began, as it says. */
	seconds: number;
	/** The client wants answers by broadcast. */
	broadcast: boolean;
	/** ciaddr */
	clientAddress: Ipv4Address;
	/** yiaddr */
	yourAddress: Ipv4Address;
	/** siaddr: whom to ask for more, not who answers. */
	nextServer: Ipv4Address;
	/** giaddr */
	relay: Ipv4Address;
	clientMac: Mac;
	/** In order of the message; no padding, no end. */
	options: DhcpOption[];
}

/** What a builder must be told; the rest is 0. */
type DhcpParts = Pick<DhcpMessage, 'operation' | 'xid' | 'clientMac' | 'options'> & Partial<DhcpMessage>;

/** The octets of a message, at least 300. Throws a RangeError for a field that does not fit. */
export function buildDhcp(parts: DhcpParts): Uint8Array {
	const length = parts.options.reduce((sum, {value}) => sum + 2 + value.length, DHCP_HEADER_LENGTH + 1);
	const bytes = new Uint8Array(Math.max(length, SHORTEST));
	bytes[0] = OPERATION[parts.operation];
	bytes[1] = 1;
	bytes[2] = 6;
	write32(bytes, 4, demand('xid', parts.xid, 32));
	write16(bytes, 8, demand('seconds', parts.seconds ?? 0, 16));
	write16(bytes, 10, parts.broadcast ? BROADCAST_FLAG : 0);
	write32(bytes, 12, demand('client address', parts.clientAddress ?? 0, 32));
	write32(bytes, 16, demand('your address', parts.yourAddress ?? 0, 32));
	write32(bytes, 20, demand('next server', parts.nextServer ?? 0, 32));
	write32(bytes, 24, demand('relay', parts.relay ?? 0, 32));
	writeMac(bytes, 28, demand('client MAC', parts.clientMac, 48));
	write32(bytes, 236, COOKIE);
	let at = DHCP_HEADER_LENGTH;
	for (const {code, value} of parts.options) {
		bytes[at] = demand('option code', code, 8);
		bytes[at + 1] = demand('option length', value.length, 8);
		bytes.set(value, at + 2);
		at += 2 + value.length;
	}
	bytes[at] = END;
	return bytes;
}

/** Reads a message for Ethernet. Without the cookie it is plain BOOTP and not understood. */
export function parseDhcp(bytes: Uint8Array): Parsed<DhcpMessage> {
	if (bytes.length < DHCP_HEADER_LENGTH) return malformed('truncated');
	if (bytes[1] !== 1 || bytes[2] !== 6 || read32(bytes, 236) !== COOKIE) return malformed('unsupported');
	if (bytes[0] !== OPERATION.request && bytes[0] !== OPERATION.reply) return malformed('unsupported');
	const options: DhcpOption[] = [];
	for (let at = DHCP_HEADER_LENGTH; at < bytes.length && bytes[at] !== END; ) {
		const code = bytes[at] as number;
		if (code === PAD) {
			at++;
			continue;
		}
		const length = bytes[at + 1];
		if (length === undefined || at + 2 + length > bytes.length) return malformed('truncated');
		options.push({code, value: bytes.slice(at + 2, at + 2 + length)});
		at += 2 + length;
	}
	return ok({
		operation: bytes[0] === OPERATION.request ? 'request' : 'reply',
		xid: read32(bytes, 4),
		seconds: read16(bytes, 8),
		broadcast: (read16(bytes, 10) & BROADCAST_FLAG) !== 0,
		clientAddress: read32(bytes, 12),
		yourAddress: read32(bytes, 16),
		nextServer: read32(bytes, 20),
		relay: read32(bytes, 24),
		clientMac: readMac(bytes, 28),
		options,
	});
}
