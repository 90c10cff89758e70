/*
 * DNS messages (RFC 1035 4)
 *
 * A question and its answer have the same form: a header with an identifier that the answer repeats,
 * flags, and how many records of each kind follow. A name is written label by label; where it was
 * written before, two octets point back at it.
 *
 * Only the question and A records (IPv4 addresses) are read and written; other records are stepped over.
 *
 * Not modelled: more than one question, EDNS, DNSSEC, messages over 512 octets and TCP for them.
 */
import type {Ipv4Address} from './ipv4-address.js';
import {demand, read16, read32, write16, write32} from './octets.js';
import {malformed, ok, type Parsed} from './parsed.js';

export const DNS_PORT = 53;
const DNS_HEADER_LENGTH = 12;

/** Response codes (RCODE). */
export const DNS_CODE = {ok: 0, formatError: 1, serverFailure: 2, nameError: 3, notImplemented: 4, refused: 5} as const;
/** Types of records. */
export const DNS_TYPE = {a: 1, aaaa: 28} as const;
const CLASS_IN = 1;
const FLAG = {response: 0x8000, authoritative: 0x0400, truncated: 0x0200, recursionDesired: 0x0100, recursionAvailable: 0x0080} as const;
const LONGEST_LABEL = 63;
const LONGEST_NAME = 253;
const POINTER = 0xc0;

export interface DnsMessage {
	id: number;
	response: boolean;
	authoritative: boolean;
	recursionDesired: boolean;
	recursionAvailable: boolean;
	code: number;
	/** Without final dot, as it was written. */
	name: string;
	/** Type of the records asked for. */
	type: number;
	/** A records of the answer, in order; time to live in seconds. */
	addresses: {address: Ipv4Address; ttl: number}[];
}

/** Can it be asked for: labels of 1 to 63 letters, digits, `-` and `_`? */
export function isDnsName(name: string): boolean {
	return (
		name.length > 0 &&
		name.length <= LONGEST_NAME &&
		name.split('.').every((label) => label.length <= LONGEST_LABEL && /^[A-Za-z0-9_-]+$/.test(label))
	);
}

/** The octets of a message with one question. Throws a RangeError for a name that is none. */
export function buildDns(message: DnsMessage): Uint8Array {
	const {name, addresses} = message;
	if (!isDnsName(name)) throw new RangeError(`"${name}" is no name`);
	const bytes = new Uint8Array(DNS_HEADER_LENGTH + name.length + 2 + 4 + addresses.length * 16);
	write16(bytes, 0, demand('id', message.id, 16));
	write16(bytes, 2, flagsOf(message));
	write16(bytes, 4, 1);
	write16(bytes, 6, addresses.length);
	let at = DNS_HEADER_LENGTH;
	for (const label of name.split('.')) {
		bytes[at++] = label.length;
		for (const letter of label) bytes[at++] = letter.charCodeAt(0);
	}
	at++;
	write16(bytes, at, demand('type', message.type, 16));
	write16(bytes, at + 2, CLASS_IN);
	at += 4;
	for (const {address, ttl} of addresses) {
		// The name again: a pointer to the question.
		write16(bytes, at, POINTER * 256 + DNS_HEADER_LENGTH);
		write16(bytes, at + 2, DNS_TYPE.a);
		write16(bytes, at + 4, CLASS_IN);
		write32(bytes, at + 6, demand('time to live', ttl, 32));
		write16(bytes, at + 10, 4);
		write32(bytes, at + 12, demand('address', address, 32));
		at += 16;
	}
	return bytes;
}

/** Reads a message with one question. */
export function parseDns(bytes: Uint8Array): Parsed<DnsMessage> {
	if (bytes.length < DNS_HEADER_LENGTH) return malformed('truncated');
	const flags = read16(bytes, 2);
	if (read16(bytes, 4) !== 1 || (flags & 0x7800) !== 0) return malformed('unsupported');
	const question = readName(bytes, DNS_HEADER_LENGTH);
	if (!question || question.end + 4 > bytes.length) return malformed('truncated');
	const message: DnsMessage = {
		id: read16(bytes, 0),
		response: (flags & FLAG.response) !== 0,
		authoritative: (flags & FLAG.authoritative) !== 0,
		recursionDesired: (flags & FLAG.recursionDesired) !== 0,
		recursionAvailable: (flags & FLAG.recursionAvailable) !== 0,
		code: flags & 0xf,
		name: question.name,
		type: read16(bytes, question.end),
		addresses: [],
	};
	let at = question.end + 4;
	for (let left = read16(bytes, 6); left > 0; left--) {
		const owner = readName(bytes, at);
		if (!owner || owner.end + 10 > bytes.length) return malformed('truncated');
		const length = read16(bytes, owner.end + 8);
		at = owner.end + 10 + length;
		if (at > bytes.length) return malformed('truncated');
		const isAddress = read16(bytes, owner.end) === DNS_TYPE.a && length === 4;
		if (isAddress) message.addresses.push({address: read32(bytes, owner.end + 10), ttl: read32(bytes, owner.end + 4)});
	}
	return ok(message);
}

function flagsOf({response, authoritative, recursionDesired, recursionAvailable, code}: DnsMessage): number {
	return (
		(response ? FLAG.response : 0) |
		(authoritative ? FLAG.authoritative : 0) |
		(recursionDesired ? FLAG.recursionDesired : 0) |
		(recursionAvailable ? FLAG.recursionAvailable : 0) |
		demand('code', code, 4)
	);
}

/** The name at `from`, and where it ends there. A pointer must point back, or a name would never end. */
function readName(bytes: Uint8Array, from: number): {name: string; end: number} | undefined {
	const labels: string[] = [];
	let at = from;
	let end: number | undefined;
	for (;;) {
		const length = bytes[at];
		if (length === undefined) return undefined;
		if (length === 0) return {name: labels.join('.'), end: end ?? at + 1};
		if (length >= POINTER) {
			if (at + 2 > bytes.length) return undefined;
			const target = read16(bytes, at) & 0x3fff;
			end ??= at + 2;
			if (target >= at) return undefined;
			at = target;
			continue;
		}
		if (length > LONGEST_LABEL || at + 1 + length > bytes.length) return undefined;
		labels.push(String.fromCharCode(...bytes.subarray(at + 1, at + 1 + length)));
		at += 1 + length;
	}
}
