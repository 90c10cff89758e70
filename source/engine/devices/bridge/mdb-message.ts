/*
 * What a multicast frame is to snooping (br_multicast_ipv4_rcv, br_multicast_ipv6_rcv)
 *
 * A message of IGMP or MLD, ordinary multicast, something that is not IP, or
 * damaged. Damaged IP, down to a wrong checksum in the IPv4 header, is dropped by
 * a bridge that snoops; one that does not snoop would have forwarded it.
 *
 * One tag is looked through, as the kernel has taken it off by then. Behind two the
 * frame is not IP.
 *
 * Not modelled: fragments, and IPv6 extension headers other than hop-by-hop,
 * routing and destination options.
 */
import {dstMac, ETHERTYPE, type Frame, isTpid, word} from '../../frame.js';
import {type Igmp, type RecordKind, readIgmp} from '../../protocol/igmp.js';
import {IP_PROTOCOL, type Ipv4Packet, parseIpv4Packet} from '../../protocol/ipv4.js';
import {ALL_NODES, compareIpv6, type Ipv6Address, readIpv6Address} from '../../protocol/ipv6-address.js';
import {type Mld, readMld} from '../../protocol/mld.js';
import type {GroupAddress, IpFamily} from './mdb.js';

export type GroupMessage =
	/** Looked up by its MAC. */
	| {kind: 'not-ip'; group: GroupAddress}
	| {kind: 'malformed'}
	/** Ordinary traffic to a group. `everybody`: every host is a member without saying so. */
	| {kind: 'data'; family: IpFamily; group: GroupAddress; everybody: boolean}
	/** A router makes itself known: PIM hello, or multicast router advertisement. */
	| {kind: 'router'; family: IpFamily}
	/** General when `group` is undefined. Without `counts` it changes nothing. */
	| {kind: 'query'; family: IpFamily; group: GroupAddress | undefined; source: GroupAddress; maxResponse: number; counts: boolean}
	/** Joins and leaves, in order. `toRouters`: only routers are to hear it. `truncated`: it counts as far as it goes, and is then malformed. */
	| {kind: 'membership'; family: IpFamily; changes: Membership[]; toRouters: boolean; truncated: boolean};

export interface Membership {
	kind: 'join' | 'leave';
	group: GroupAddress;
}

const TAG = 4;
const HEADER = 14;
const SECOND = 1_000_000_000;
const PIM = 103;
const ALL_PIM_ROUTERS = 0xe000_000d;
const ALL_SNOOPERS = 0xe000_006a;
const ALL_HOSTS = 0xe000_0001;
/** PIM version 2, type hello. */
const PIM_HELLO = 0x20;
/** ff02::6a */
const ALL_SNOOPERS_V6: Ipv6Address = [0xff02_0000, 0, 0, 0x6a];

/** Reads a frame with a group destination. */
export function readGroupMessage(frame: Frame): GroupMessage {
	const {bytes} = frame;
	const at = HEADER + (isTpid(word(bytes, HEADER - 2)) ? TAG : 0);
	switch (word(bytes, at - 2)) {
		case ETHERTYPE.ipv4:
			return readIpv4(bytes.subarray(at));
		case ETHERTYPE.ipv6:
			return readIpv6(bytes.subarray(at));
		default:
			return {kind: 'not-ip', group: {family: 'mac', address: dstMac(frame)}};
	}
}

/** 224.0.0.0/24 */
export function isLocalIpv4Group(address: number): boolean {
	return address >>> 8 === 0xe0_0000;
}

/** Groups that are never in the database, because every host is a member. */
export function isEverybody(group: GroupAddress): boolean {
	if (group.family === 'ipv4') return isLocalIpv4Group(group.address);
	return group.family === 'ipv6' && compareIpv6(group.address, ALL_NODES) === 0;
}

function readIpv4(bytes: Uint8Array): GroupMessage {
	const parsed = parseIpv4Packet(bytes);
	if (parsed.kind === 'malformed') return {kind: 'malformed'};
	const packet = parsed.value;
	const message = packet.protocol === IP_PROTOCOL.igmp ? readIgmp(packet.payload) : 'other';
	if (message === 'malformed') return {kind: 'malformed'};
	if (message === 'other' || message.kind === 'router-advertisement') return ipv4Data(packet, message !== 'other');
	return fromIgmp(message, packet);
}

function ipv4Data(packet: Ipv4Packet, advertisement: boolean): GroupMessage {
	const {destination, protocol, payload} = packet;
	const hello = destination === ALL_PIM_ROUTERS && protocol === PIM && payload[0] === PIM_HELLO;
	if (hello || (advertisement && destination === ALL_SNOOPERS)) return {kind: 'router', family: 'ipv4'};
	return {kind: 'data', family: 'ipv4', group: ipv4(destination), everybody: isLocalIpv4Group(destination)};
}

function fromIgmp(message: Exclude<Igmp, {kind: 'router-advertisement'}>, packet: Ipv4Packet): GroupMessage {
	const family = 'ipv4';
	switch (message.kind) {
		case 'query': {
			// A general query goes to all hosts, or it is none (RFC 2236 9).
			if (message.group === 0 && packet.destination !== ALL_HOSTS) return {kind: 'malformed'};
			// Version 1 has no response time and no groups in its queries.
			const isVersion1 = message.version === 2 && message.maxResponse === 0;
			return {
				kind: 'query',
				family,
				group: isVersion1 || message.group === 0 ? undefined : ipv4(message.group),
				source: ipv4(packet.source),
				maxResponse: isVersion1 ? 10 * SECOND : message.maxResponse,
				counts: message.sources === 0,
			};
		}
		case 'report':
			return {kind: 'membership', family, changes: [{kind: 'join', group: ipv4(message.group)}], toRouters: true, truncated: false};
		case 'leave':
			return {kind: 'membership', family, changes: [{kind: 'leave', group: ipv4(message.group)}], toRouters: false, truncated: false};
		case 'records': {
			const changes = message.records.map((record) => change(record, ipv4(record.group)));
			return {kind: 'membership', family, changes, toRouters: false, truncated: message.truncated};
		}
		default:
			return message satisfies never;
	}
}

function readIpv6(bytes: Uint8Array): GroupMessage {
	const message = readMld(bytes);
	if (message === 'malformed') return {kind: 'malformed'};
	const destination = readIpv6Address(bytes, 24);
	if (message === 'other' || message.kind === 'router-advertisement') {
		if (message !== 'other' && compareIpv6(destination, ALL_SNOOPERS_V6) === 0) return {kind: 'router', family: 'ipv6'};
		return {kind: 'data', family: 'ipv6', group: ipv6(destination), everybody: compareIpv6(destination, ALL_NODES) === 0};
	}
	return fromMld(message, readIpv6Address(bytes, 8));
}

function fromMld(message: Exclude<Mld, {kind: 'router-advertisement'}>, source: Ipv6Address): GroupMessage {
	const family = 'ipv6';
	switch (message.kind) {
		case 'query': {
			const isGeneral = message.group.every((long) => long === 0);
			// Version 1 without a response time is ignored.
			const counts = message.sources === 0 && (message.version === 2 || message.maxResponse > 0);
			const group = isGeneral ? undefined : ipv6(message.group);
			return {kind: 'query', family, group, source: ipv6(source), maxResponse: message.maxResponse, counts};
		}
		case 'report':
			return {kind: 'membership', family, changes: [{kind: 'join', group: ipv6(message.group)}], toRouters: true, truncated: false};
		case 'leave':
			return {kind: 'membership', family, changes: [{kind: 'leave', group: ipv6(message.group)}], toRouters: false, truncated: false};
		case 'records': {
			const changes = message.records.map((record) => change(record, ipv6(record.group)));
			return {kind: 'membership', family, changes, toRouters: false, truncated: message.truncated};
		}
		default:
			return message satisfies never;
	}
}

/** To a bridge that keeps no sources, "include nothing" is a leave and everything else a join (br_ip4_multicast_igmp3_report). */
function change({kind, sources}: {kind: RecordKind; sources: number}, group: GroupAddress): Membership {
	const leaves = sources === 0 && (kind === 'is-include' || kind === 'to-include');
	return {kind: leaves ? 'leave' : 'join', group};
}

function ipv4(address: number): GroupAddress {
	return {family: 'ipv4', address};
}

function ipv6(address: Ipv6Address): GroupAddress {
	return {family: 'ipv6', address};
}
