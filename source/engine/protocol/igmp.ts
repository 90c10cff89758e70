/*
 * IGMP: who listens to which IPv4 group (RFC 2236, RFC 3376)
 *
 * A multicast router asks "who listens?" (query), hosts answer "I do, to G"
 * (report), and say when they stop (leave). A switch that listens to both
 * (snooping) knows which ports need a group.
 *
 * Versions 1 and 2 are 8 octets: type, response time, checksum, group. Version 3
 * puts any number of records into one report, each a group, a kind of change and
 * source addresses, and sends it to 224.0.0.22 instead of the group itself.
 *
 * Not modelled: the addresses of the sources, as a bridge that speaks version 2 has
 * no use for them.
 */
import {checksum} from './checksum.js';
import type {Ipv4Address} from './ipv4-address.js';
import {read16, read32, write16, write32} from './octets.js';
import type {Fault} from './parsed.js';

/** Kinds of version 3 records (RFC 3376 4.2.12), in the order of their numbers from 1. */
export const RECORD_KINDS = ['is-include', 'is-exclude', 'to-include', 'to-exclude', 'allow', 'block'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** One group in a version 3 report; `sources` is how many source addresses it names. */
export interface GroupRecord<Address> {
	kind: RecordKind;
	group: Address;
	sources: number;
}

/** `group` 0 is every group. `maxResponse` in ns; 0 in a version 1 query. */
export type Igmp =
	| {kind: 'query'; version: 2 | 3; group: Ipv4Address; maxResponse: number; sources: number}
	| {kind: 'report'; version: 1 | 2; group: Ipv4Address}
	/** `truncated`: it ends before its last record does. */
	| {kind: 'records'; records: GroupRecord<Ipv4Address>[]; truncated: boolean}
	| {kind: 'leave'; group: Ipv4Address}
	/** A router makes itself known (RFC 4286). */
	| {kind: 'router-advertisement'};

const QUERY = 0x11;
const REPORT_V1 = 0x12;
const REPORT_V2 = 0x16;
const LEAVE = 0x17;
const REPORT_V3 = 0x22;
const ROUTER_ADVERTISEMENT = 0x30;
const SHORT_LENGTH = 8;
const QUERY_V3_LENGTH = 12;
const RECORD_LENGTH = 8;
/** Unit of response times: 1/10 s, in ns. */
const TENTH = 100_000_000;

/** The octets of a message; response times up to 12.7 s. */
export function buildIgmp(message: Igmp): Uint8Array {
	const bytes = layOut(message);
	write16(bytes, 2, checksum(bytes));
	return bytes;
}

/** Reads the payload of an IPv4 packet: `malformed` when too short or its checksum is wrong, `other` when it is a type that snooping does not know. */
export function readIgmp(bytes: Uint8Array): Igmp | 'malformed' | 'other' {
	if (bytes.length < SHORT_LENGTH || checksum(bytes) !== 0) return 'malformed';
	const group = read32(bytes, 4);
	switch (bytes[0]) {
		case QUERY:
			return readQuery(bytes, group);
		case REPORT_V1:
			return {kind: 'report', version: 1, group};
		case REPORT_V2:
			return {kind: 'report', version: 2, group};
		case LEAVE:
			return {kind: 'leave', group};
		case REPORT_V3:
			return readRecords(bytes);
		case ROUTER_ADVERTISEMENT:
			return {kind: 'router-advertisement'};
		default:
			return 'other';
	}
}

/** A code of 128 and more is a small floating point number (RFC 3376 4.1.1). */
export function decodeExponent(code: number, mantissaBits: number): number {
	const first = 1 << (mantissaBits + 3);
	if (code < first) return code;
	const exponent = (code >> mantissaBits) & 7;
	return ((code & ((1 << mantissaBits) - 1)) | (1 << mantissaBits)) * 2 ** (exponent + 3);
}

function readQuery(bytes: Uint8Array, group: Ipv4Address): Igmp | 'malformed' {
	const code = bytes[1] as number;
	if (bytes.length === SHORT_LENGTH) return {kind: 'query', version: 2, group, maxResponse: code * TENTH, sources: 0};
	if (bytes.length < QUERY_V3_LENGTH) return 'malformed';
	return {kind: 'query', version: 3, group, maxResponse: decodeExponent(code, 4) * TENTH, sources: read16(bytes, 10)};
}

function readRecords(bytes: Uint8Array): Igmp {
	const records: GroupRecord<Ipv4Address>[] = [];
	let at = SHORT_LENGTH;
	for (let left = read16(bytes, 6); left > 0; left--) {
		if (at + RECORD_LENGTH > bytes.length) return {kind: 'records', records, truncated: true};
		const kind = RECORD_KINDS[(bytes[at] as number) - 1];
		const sources = read16(bytes, at + 2);
		const group = read32(bytes, at + 4);
		at += RECORD_LENGTH + sources * 4;
		if (at > bytes.length) return {kind: 'records', records, truncated: true};
		if (kind) records.push({kind, group, sources});
	}
	return {kind: 'records', records, truncated: false};
}

function layOut(message: Igmp): Uint8Array {
	switch (message.kind) {
		case 'query': {
			const bytes = short(QUERY, message.group, message.version === 3 ? QUERY_V3_LENGTH : SHORT_LENGTH);
			bytes[1] = Math.round(message.maxResponse / TENTH);
			return bytes;
		}
		case 'report':
			return short(message.version === 1 ? REPORT_V1 : REPORT_V2, message.group);
		case 'leave':
			return short(LEAVE, message.group);
		case 'router-advertisement':
			return short(ROUTER_ADVERTISEMENT, 0);
		case 'records': {
			const bytes = short(REPORT_V3, message.records.length, SHORT_LENGTH + RECORD_LENGTH * message.records.length);
			for (const [index, record] of message.records.entries()) {
				const at = SHORT_LENGTH + RECORD_LENGTH * index;
				bytes[at] = RECORD_KINDS.indexOf(record.kind) + 1;
				write32(bytes, at + 4, record.group);
			}
			return bytes;
		}
		default:
			return message satisfies never;
	}
}

function short(type: number, last: number, length = SHORT_LENGTH): Uint8Array {
	const bytes = new Uint8Array(length);
	bytes[0] = type;
	write32(bytes, 4, last);
	return bytes;
}

/** What is wrong with a message that `readIgmp` calls malformed. */
export function igmpFault(bytes: Uint8Array): Fault {
	if (bytes.length < 8) return 'truncated';
	return checksum(bytes) === 0 ? 'length' : 'checksum';
}
