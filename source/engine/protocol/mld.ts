/*
 * MLD: who listens to which IPv6 group (RFC 2710, RFC 3810)
 *
 * The same as IGMP, but as ICMPv6: types 130 query, 131 report, 132 done, and 143
 * for the reports of version 2. Every message has a hop-by-hop header in front,
 * with the router alert option; a packet without one is no MLD, whatever it says.
 * The checksum covers the addresses of the IPv6 header, too.
 *
 * Not modelled: the addresses of the sources.
 */
import {checksum} from './checksum.js';
import {decodeExponent, type GroupRecord, RECORD_KINDS} from './igmp.js';
import {ALL_NODES, compareIpv6, type Ipv6Address, readIpv6Address, writeIpv6Address} from './ipv6-address.js';
import {read16, write16} from './octets.js';

/** `group` all zero is every group. `maxResponse` in ns. */
export type Mld =
	| {kind: 'query'; version: 1 | 2; group: Ipv6Address; maxResponse: number; sources: number}
	| {kind: 'report'; group: Ipv6Address}
	/** `truncated`: it ends before its last record does. */
	| {kind: 'records'; records: GroupRecord<Ipv6Address>[]; truncated: boolean}
	| {kind: 'leave'; group: Ipv6Address}
	/** A router makes itself known (RFC 4286). */
	| {kind: 'router-advertisement'};

export const UNSPECIFIED: Ipv6Address = [0, 0, 0, 0];

const HEADER = 40;
const HOP_BY_HOP = 0;
const ROUTING = 43;
const DESTINATION_OPTIONS = 60;
const ICMPV6 = 58;
const QUERY = 130;
const REPORT = 131;
const DONE = 132;
const REPORT_V2 = 143;
const ROUTER_ADVERTISEMENT = 151;
const SHORT_LENGTH = 24;
const QUERY_V2_LENGTH = 28;
const REPORT_V2_LENGTH = 8;
const RECORD_LENGTH = 20;
const MILLISECOND = 1_000_000;

/**
 * Reads a packet from its IPv6 header on. `malformed` is what the kernel refuses
 * (lengths, checksum, a query from an address that is not link-local); `other` is
 * everything that is not MLD.
 */
export function readMld(packet: Uint8Array): Mld | 'malformed' | 'other' {
	if (packet.length < HEADER || (packet[0] as number) >> 4 !== 6) return 'malformed';
	const end = HEADER + read16(packet, 4);
	if (end === HEADER || packet.length < end) return 'malformed';
	let next = packet[6] as number;
	if (next !== HOP_BY_HOP) return 'other';
	let at = HEADER;
	while (next === HOP_BY_HOP || next === ROUTING || next === DESTINATION_OPTIONS) {
		if (at + 8 > end) return 'malformed';
		next = packet[at] as number;
		at += ((packet[at + 1] as number) + 1) * 8;
	}
	if (next !== ICMPV6) return 'other';
	const body = packet.subarray(at, end);
	if (body.length < 8 || checksum(body, pseudoHeader(packet, body.length)) !== 0) return 'malformed';
	if (body[0] === ROUTER_ADVERTISEMENT) return {kind: 'router-advertisement'};
	return body.length < SHORT_LENGTH ? 'other' : readBody(packet, body);
}

/** A packet from `src` to `dst` that carries `message`, from its IPv6 header on. */
export function buildMld(message: Mld, src: Ipv6Address, dst: Ipv6Address): Uint8Array {
	const body = layOut(message);
	const packet = new Uint8Array(HEADER + 8 + body.length);
	packet.set([0x60, 0, 0, 0, (8 + body.length) >> 8, (8 + body.length) & 0xff, HOP_BY_HOP, 1]);
	writeIpv6Address(packet, 8, src);
	writeIpv6Address(packet, 24, dst);
	// Router alert: MLD, and two octets of padding.
	packet.set([ICMPV6, 0, 5, 2, 0, 0, 0, 0], HEADER);
	write16(body, 2, checksum(body, pseudoHeader(packet, body.length)));
	packet.set(body, HEADER + 8);
	return packet;
}

function readBody(packet: Uint8Array, body: Uint8Array): Mld | 'malformed' | 'other' {
	const group = readIpv6Address(body, 8);
	switch (body[0]) {
		case QUERY:
			return readQuery(packet, body, group);
		case REPORT:
			return {kind: 'report', group};
		case DONE:
			return {kind: 'leave', group};
		case REPORT_V2:
			return readRecords(body);
		default:
			return 'other';
	}
}

function readQuery(packet: Uint8Array, body: Uint8Array, group: Ipv6Address): Mld | 'malformed' {
	const isGeneral = compareIpv6(group, UNSPECIFIED) === 0;
	if (read16(packet, 8) >> 6 !== 0xfe80 >> 6) return 'malformed';
	if (isGeneral && compareIpv6(readIpv6Address(packet, 24), ALL_NODES) !== 0) return 'malformed';
	const code = read16(body, 4);
	if (body.length === SHORT_LENGTH) return {kind: 'query', version: 1, group, maxResponse: code * MILLISECOND, sources: 0};
	if (body.length < QUERY_V2_LENGTH) return 'malformed';
	return {kind: 'query', version: 2, group, maxResponse: decodeExponent(code, 12) * MILLISECOND, sources: read16(body, 26)};
}

function readRecords(body: Uint8Array): Mld {
	const records: GroupRecord<Ipv6Address>[] = [];
	let at = REPORT_V2_LENGTH;
	for (let left = read16(body, 6); left > 0; left--) {
		if (at + RECORD_LENGTH > body.length) return {kind: 'records', records, truncated: true};
		const kind = RECORD_KINDS[(body[at] as number) - 1];
		const sources = read16(body, at + 2);
		const group = readIpv6Address(body, at + 4);
		at += RECORD_LENGTH + sources * 16;
		if (at > body.length) return {kind: 'records', records, truncated: true};
		if (kind) records.push({kind, group, sources});
	}
	return {kind: 'records', records, truncated: false};
}

function layOut(message: Mld): Uint8Array {
	switch (message.kind) {
		case 'query': {
			const bytes = short(QUERY, message.group, message.version === 2 ? QUERY_V2_LENGTH : SHORT_LENGTH);
			write16(bytes, 4, Math.round(message.maxResponse / MILLISECOND));
			return bytes;
		}
		case 'report':
			return short(REPORT, message.group);
		case 'leave':
			return short(DONE, message.group);
		case 'router-advertisement':
			return new Uint8Array([ROUTER_ADVERTISEMENT, 0, 0, 0, 0, 0, 0, 0]);
		case 'records': {
			const bytes = new Uint8Array(REPORT_V2_LENGTH + RECORD_LENGTH * message.records.length);
			bytes[0] = REPORT_V2;
			write16(bytes, 6, message.records.length);
			for (const [index, record] of message.records.entries()) {
				const at = REPORT_V2_LENGTH + RECORD_LENGTH * index;
				bytes[at] = RECORD_KINDS.indexOf(record.kind) + 1;
				writeIpv6Address(bytes, at + 4, record.group);
			}
			return bytes;
		}
		default:
			return message satisfies never;
	}
}

function short(type: number, group: Ipv6Address, length = SHORT_LENGTH): Uint8Array {
	const bytes = new Uint8Array(length);
	bytes[0] = type;
	writeIpv6Address(bytes, 8, group);
	return bytes;
}

/** Addresses, length and next header, summed up (RFC 8200 8.1). */
function pseudoHeader(packet: Uint8Array, length: number): number {
	let sum = length + ICMPV6;
	for (let at = 8; at < HEADER; at += 2) sum += read16(packet, at);
	return sum;
}
