/** The tuple of a packet, and packets with other addresses: reading and rewriting what NAT works on, checksums included. */
import {checksum, pseudoHeaderSum} from '../protocol/checksum.js';
import {ICMP_HEADER_LENGTH, ICMP_TYPE, parseIcmp} from '../protocol/icmp.js';
import {IP_PROTOCOL, IPV4_HEADER_LENGTH, type Ipv4Packet, ipv4Fields} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {read16, write16, write32} from '../protocol/octets.js';
import type {Tuple} from './tuple.js';

/** Places of checksums behind the start of the header. */
const CHECKSUM_AT = {[IP_PROTOCOL.tcp]: 16, [IP_PROTOCOL.udp]: 6} as const;
/** Types that speak about another packet (icmp_error). */
const ERROR_TYPES: readonly number[] = [ICMP_TYPE.unreachable, 4, 5, 11, 12];

/** The tuple of a whole packet (nf_ct_get_tuple); `undefined` when its header is too short, or it is no start and no part of anything. */
export function tupleOf({protocol, source, destination, payload}: Ipv4Packet): Tuple | undefined {
	const base = {protocol, source, destination};
	switch (protocol) {
		case IP_PROTOCOL.tcp:
		case IP_PROTOCOL.udp:
			if (payload.length < 8) return undefined;
			return {...base, sourcePort: read16(payload, 0), destinationPort: read16(payload, 2)};
		case IP_PROTOCOL.icmp:
			if (payload.length < ICMP_HEADER_LENGTH) return undefined;
			return {...base, sourcePort: read16(payload, 4), destinationPort: read16(payload, 0)};
		default:
			return {...base, sourcePort: 0, destinationPort: 0};
	}
}

/** Is it an ICMP error? */
export function isError({protocol, payload}: Ipv4Packet): boolean {
	return protocol === IP_PROTOCOL.icmp && ERROR_TYPES.includes(payload[0] ?? -1);
}

/** The packet that an ICMP error quotes, as far as it is there; `undefined` when the error is broken (nf_conntrack_inet_error). */
export function quoted({payload}: Ipv4Packet): Ipv4Packet | undefined {
	const parsed = parseIcmp(payload);
	if (parsed.kind === 'malformed') return undefined;
	const quote = parsed.value.payload;
	const header = ((quote[0] ?? 0) & 0xf) * 4;
	if (quote.length < IPV4_HEADER_LENGTH || header < IPV4_HEADER_LENGTH || quote.length < header + 8) return undefined;
	return ipv4Fields(quote, header, quote.length);
}

/** One end of a packet: an address and a port, or an identifier. */
export interface End {
	address: Ipv4Address;
	port: number;
}

/** `packet` with another source or destination, and with right checksums (nf_nat_manip_pkt). */
export function rewritten(packet: Ipv4Packet, side: 'source' | 'destination', {address, port}: End): Ipv4Packet {
	const addresses = side === 'source' ? {source: address} : {destination: address};
	const made = {...packet, ...addresses};
	return {...made, payload: rewrittenPayload(packet, made, side, port)};
}

function rewrittenPayload(before: Ipv4Packet, after: Ipv4Packet, side: 'source' | 'destination', port: number): Uint8Array {
	const {protocol} = before;
	if (protocol === IP_PROTOCOL.icmp) return isQuery(before) ? withIdentifier(before.payload, port) : before.payload;
	if (protocol !== IP_PROTOCOL.tcp && protocol !== IP_PROTOCOL.udp) return before.payload;
	const payload = before.payload.slice();
	const at = side === 'source' ? 0 : 2;
	const old = read16(payload, at);
	write16(payload, at, port);
	const place = CHECKSUM_AT[protocol];
	if (payload.length < place + 2) return payload;
	const sum = read16(payload, place);
	// UDP without checksum stays so.
	if (protocol === IP_PROTOCOL.udp && sum === 0) return payload;
	const change = [...words(pseudoHeaderSum({...before, protocol}, 0), pseudoHeaderSum({...after, protocol}, 0)), [old, port] as const];
	const fresh = change.reduce((total, [from, to]) => adjusted(total, from, to), sum);
	write16(payload, place, protocol === IP_PROTOCOL.udp && fresh === 0 ? 0xffff : fresh);
	return payload;
}

/** Sums of a pseudo header as 16-bit words, to be exchanged. */
function words(before: number, after: number): (readonly [number, number])[] {
	return [
		[before & 0xffff, after & 0xffff],
		[Math.floor(before / 0x1_0000), Math.floor(after / 0x1_0000)],
	];
}

/** A checksum after one word changed (RFC 1624): what was wrong before stays wrong. */
function adjusted(sum: number, from: number, to: number): number {
	let total = (~sum & 0xffff) + (~from & 0xffff) + to;
	while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
	return ~total & 0xffff;
}

/** Has the message an identifier (icmp_manip_pkt)? */
function isQuery({payload}: Ipv4Packet): boolean {
	return [0, 8, 13, 14, 15, 16, 17, 18].includes(payload[0] ?? -1);
}

function withIdentifier(message: Uint8Array, identifier: number): Uint8Array {
	const payload = message.slice();
	if (payload.length < ICMP_HEADER_LENGTH) return payload;
	const sum = adjusted(read16(payload, 2), read16(payload, 4), identifier);
	write16(payload, 4, identifier);
	write16(payload, 2, sum);
	return payload;
}

/** An ICMP error whose quoted packet has another source or destination (nf_nat_icmp_reply_translation). */
export function withQuote(packet: Ipv4Packet, side: 'source' | 'destination', end: End): Ipv4Packet {
	const inner = quoted(packet);
	if (!inner) return packet;
	const changed = rewritten(inner, side, end);
	const payload = packet.payload.slice();
	const at = ICMP_HEADER_LENGTH;
	write32(payload, at + 12, changed.source);
	write32(payload, at + 16, changed.destination);
	const header = IPV4_HEADER_LENGTH + inner.options.length;
	write16(payload, at + 10, 0);
	write16(payload, at + 10, checksum(payload.subarray(at, at + header)));
	payload.set(changed.payload, at + header);
	write16(payload, 2, 0);
	write16(payload, 2, checksum(payload));
	return {...packet, payload};
}
