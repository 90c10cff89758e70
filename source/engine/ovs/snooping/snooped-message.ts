/*
 * What hosts and routers say about groups, as Open vSwitch reads it
 * (ofproto-dpif-xlate.c update_mcast_snooping_table4__, lib/mcast-snooping.c)
 *
 * IGMP versions 1 to 3 and MLD versions 1 and 2. It reads loosely: a query is a
 * query whatever follows its type, group records are read as far as the frame goes.
 * Two habits are not the RFCs': auxiliary data of a record is skipped in octets, not words,
 * and a record of a kind that does not exist ends an IGMP report, but not one of MLD.
 */
import {type Frame, payloadOffset} from '../../frame.js';
import {checksum} from '../../protocol/checksum.js';
import {formatIpv4} from '../../protocol/ipv4-address.js';
import {formatIpv6, readIpv6Address} from '../../protocol/ipv6-address.js';
import {read16, read32} from '../../protocol/octets.js';

/** A host joins a group or leaves it. */
export interface Membership {
	kind: 'join' | 'leave';
	/** `239.1.1.1`, `ff05::1` */
	group: string;
}

export type SnoopedMessage =
	| {kind: 'bad-checksum'; protocol: 'IGMP' | 'MLD'}
	/** `from` is undefined for a querier without address, which is no router. */
	| {kind: 'query'; protocol: 'IGMP' | 'MLD'; from: string | undefined}
	/** `counted`: of a kind whose changes are reported as a number. */
	| {kind: 'membership'; changes: Membership[]; counted: boolean}
	| {kind: 'other'};

export const IGMP_TYPE = {query: 0x11, reportV1: 0x12, reportV2: 0x16, leave: 0x17, reportV3: 0x22} as const;
export const MLD_TYPE = {query: 130, report: 131, done: 132, reportV2: 143} as const;

const HEADER = 8;
const IGMP_RECORD = 8;
const MLD_RECORD = 20;
const IPV6_HEADER = 40;
const ICMPV6 = 58;
/** Hop-by-hop, routing, destination options. */
const EXTENSIONS: readonly number[] = [0, 43, 60];

/** IGMP reports and leaves of all versions (mcast_snooping_is_membership). */
export function isMembershipType(type: number): boolean {
	return type === IGMP_TYPE.reportV1 || type === IGMP_TYPE.reportV2 || type === IGMP_TYPE.reportV3 || type === IGMP_TYPE.leave;
}

export function isMldType(type: number): boolean {
	return type === MLD_TYPE.query || type === MLD_TYPE.report || type === MLD_TYPE.done || type === MLD_TYPE.reportV2;
}

/** Reads a frame that is known to be IGMP. */
export function readIgmpFrame({bytes}: Frame, l3 = payloadOffset({bytes})): SnoopedMessage {
	const at = l3 + ((bytes[l3] as number) & 0xf) * 4;
	const end = l3 + read16(bytes, l3 + 2);
	if (at + HEADER > bytes.length || checksum(bytes.subarray(at, end)) !== 0) return {kind: 'bad-checksum', protocol: 'IGMP'};
	const group = formatIpv4(read32(bytes, at + 4));
	switch (bytes[at]) {
		case IGMP_TYPE.reportV1:
		case IGMP_TYPE.reportV2:
			return {kind: 'membership', changes: [{kind: 'join', group}], counted: false};
		case IGMP_TYPE.leave:
			return {kind: 'membership', changes: [{kind: 'leave', group}], counted: false};
		case IGMP_TYPE.query: {
			const source = read32(bytes, l3 + 12);
			return {kind: 'query', protocol: 'IGMP', from: source === 0 ? undefined : formatIpv4(source)};
		}
		case IGMP_TYPE.reportV3:
			return {kind: 'membership', changes: igmpRecords(bytes, at), counted: true};
		default:
			return {kind: 'other'};
	}
}

/** Reads a frame that is known to be MLD. */
export function readMldFrame({bytes}: Frame, l3 = payloadOffset({bytes})): SnoopedMessage {
	let next = bytes[l3 + 6] as number;
	let at = l3 + IPV6_HEADER;
	while (EXTENSIONS.includes(next) && at + HEADER <= bytes.length) {
		next = bytes[at] as number;
		at += ((bytes[at + 1] as number) + 1) * 8;
	}
	const end = l3 + IPV6_HEADER + read16(bytes, l3 + 4);
	if (at + HEADER > bytes.length || checksum(bytes.subarray(at, end), pseudoHeader(bytes, l3, end - at)) !== 0) {
		return {kind: 'bad-checksum', protocol: 'MLD'};
	}
	const has = at + HEADER + 16 <= bytes.length;
	const group = has ? formatIpv6(readIpv6Address(bytes, at + HEADER)) : undefined;
	switch (bytes[at]) {
		case MLD_TYPE.query: {
			const source = readIpv6Address(bytes, l3 + 8);
			return {kind: 'query', protocol: 'MLD', from: source.every((long) => long === 0) ? undefined : formatIpv6(source)};
		}
		case MLD_TYPE.report:
			return {kind: 'membership', changes: group === undefined ? [] : [{kind: 'join', group}], counted: true};
		case MLD_TYPE.done:
			return {kind: 'membership', changes: group === undefined ? [] : [{kind: 'leave', group}], counted: true};
		case MLD_TYPE.reportV2:
			return {kind: 'membership', changes: mldRecords(bytes, at), counted: true};
		default:
			return {kind: 'other'};
	}
}

function igmpRecords(bytes: Uint8Array, header: number): Membership[] {
	const changes: Membership[] = [];
	let at = header + HEADER;
	for (let left = read16(bytes, header + 6); left > 0 && at + IGMP_RECORD <= bytes.length; left--) {
		const kind = bytes[at] as number;
		if (!isRecordKind(kind)) break;
		const sources = read16(bytes, at + 2);
		changes.push({kind: changeOf(kind, sources), group: formatIpv4(read32(bytes, at + 4))});
		at += IGMP_RECORD + sources * 4 + (bytes[at + 1] as number);
	}
	return changes;
}

function mldRecords(bytes: Uint8Array, header: number): Membership[] {
	const changes: Membership[] = [];
	let at = header + HEADER;
	for (let left = read16(bytes, header + 6); left > 0 && at + MLD_RECORD <= bytes.length; left--) {
		const kind = bytes[at] as number;
		const sources = read16(bytes, at + 2);
		if (isRecordKind(kind)) changes.push({kind: changeOf(kind, sources), group: formatIpv6(readIpv6Address(bytes, at + 4))});
		at += MLD_RECORD + sources * 16 + (bytes[at + 1] as number);
	}
	return changes;
}

/** MODE_IS_INCLUDE to BLOCK_OLD_SOURCES. */
function isRecordKind(kind: number): boolean {
	return kind >= 1 && kind <= 6;
}

/** "Only from these sources", and none named: a leave (RFC 3376 3.2). */
function changeOf(kind: number, sources: number): Membership['kind'] {
	return sources === 0 && (kind === 1 || kind === 3) ? 'leave' : 'join';
}

/** Addresses, length and next header, summed up (RFC 8200 8.1). */
function pseudoHeader(bytes: Uint8Array, l3: number, length: number): number {
	let sum = length + ICMPV6;
	for (let at = l3 + 8; at < l3 + IPV6_HEADER; at += 2) sum += read16(bytes, at);
	return sum;
}
