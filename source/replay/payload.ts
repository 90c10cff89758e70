/*
 * The frames of a recording
 *
 * A frame without payload carries the experimental EtherType 0x88b5 and 46
 * octets. A payload is an ARP packet or an IPv4 packet with correct checksums:
 * UDP, TCP (a SYN), ICMP (an echo request) or IGMP version 2. Nothing that a
 * recording expects depends on more of it.
 */
import {buildFrame, ETHERTYPE, type Frame, type Tag, TPID_8021Q} from '../engine/frame.js';
import {toMac} from '../engine/mac.js';
import {ARP_OPERATION, buildArp} from '../engine/protocol/arp.js';
import {checksum} from '../engine/protocol/checksum.js';
import {buildEcho} from '../engine/protocol/icmp.js';
import {buildIgmp} from '../engine/protocol/igmp.js';
import {buildIpv4, IP_PROTOCOL} from '../engine/protocol/ipv4.js';
import {toIpv4} from '../engine/protocol/ipv4-address.js';
import {buildTcp} from '../engine/protocol/tcp.js';
import {buildUdp} from '../engine/protocol/udp.js';
import type {Stimulus} from './recording-schema.js';

type Payload = NonNullable<Stimulus['payload']>;
/** What a stimulus, or the frame of a storm, says about a frame. */
export type Sent = Pick<Stimulus, 'vlan' | 'pcp' | 'tpid' | 'inner' | 'ethertype' | 'payload'> & {src: string; dst: string};

const KINDS = ['arp', 'icmp', 'igmp', 'tcp', 'udp'] as const;
/** As recordings call them; a report of version 3 has been called several things. */
const IGMP_MESSAGES = ['query', 'report', 'leave', 'report1', 'report3', 'v3report', 'report-v3', 'reportv3'] as const;
const RECORD_NUMBERS = ['is_in', 'is_ex', 'to_in', 'to_ex', 'allow', 'block'] as const;
/** How long hosts may take to answer a query, ns. */
const RESPONSE_TIME = 10_000_000_000;
const PAYLOAD_LENGTH = 46;

/** What of `payload` nobody here can build; `undefined` when all is known. */
export function strangePayload(payload: Payload | undefined): string | undefined {
	if (!payload) return undefined;
	if (!isOneOf(KINDS, payload.type)) return `payload type ${payload.type}`;
	if (payload.type === 'igmp' && !isOneOf(IGMP_MESSAGES, payload.igmp)) return `IGMP message ${payload.igmp}`;
	return undefined;
}

/** The bytes of a frame. */
export function frameOf(sent: Sent): Frame {
	const tags: Tag[] = [];
	if (sent.vlan !== undefined || sent.pcp !== undefined) tags.push(tagOf(sent));
	if (sent.inner) tags.push(tagOf(sent.inner));
	const etherType = sent.payload?.type === 'arp' ? ETHERTYPE.arp : sent.payload ? ETHERTYPE.ipv4 : ETHERTYPE.experimental;
	return buildFrame({
		dst: toMac(sent.dst),
		src: toMac(sent.src),
		tags,
		etherType: sent.ethertype ?? etherType,
		payload: padded(sent.payload ? packetOf(sent.payload) : new Uint8Array()),
	});
}

function tagOf({vlan = 0, pcp = 0, tpid = TPID_8021Q}: Pick<Sent, 'vlan' | 'pcp' | 'tpid'>): Tag {
	return {tpid, pcp, dei: false, vid: vlan};
}

function padded(bytes: Uint8Array): Uint8Array {
	const longer = new Uint8Array(Math.max(PAYLOAD_LENGTH, bytes.length));
	longer.set(bytes);
	return longer;
}

function packetOf(payload: Payload): Uint8Array {
	const {type, ttl} = payload;
	if (type === 'arp') {
		return buildArp({
			operation: payload.op === 'reply' ? ARP_OPERATION.reply : ARP_OPERATION.request,
			senderMac: toMac(payload.sha ?? '00:00:00:00:00:00'),
			senderAddress: toIpv4(payload.spa ?? '0.0.0.0'),
			targetMac: toMac(payload.tha ?? '00:00:00:00:00:00'),
			targetAddress: toIpv4(payload.tpa ?? '0.0.0.0'),
		});
	}
	const source = toIpv4(payload.srcIp ?? '0.0.0.0');
	const destination = toIpv4(payload.dstIp ?? '0.0.0.0');
	const body = bodyOf(payload, {source, destination});
	return buildIpv4({
		protocol: IP_PROTOCOL[type as Exclude<(typeof KINDS)[number], 'arp'>],
		source,
		destination,
		ttl: ttl ?? (type === 'igmp' ? 1 : 64),
		payload: body,
	});
}

function bodyOf(payload: Payload, addresses: {source: number; destination: number}): Uint8Array {
	const ports = {sourcePort: payload.sport ?? 0, destinationPort: payload.dport ?? 0};
	switch (payload.type as Exclude<(typeof KINDS)[number], 'arp'>) {
		case 'udp':
			return buildUdp({...ports, payload: new Uint8Array(18)}, addresses);
		case 'tcp':
			return buildTcp(ports, addresses);
		case 'icmp':
			return buildEcho('request', {identifier: 1, sequence: 1, payload: new Uint8Array(18)});
		case 'igmp': {
			const group = toIpv4(payload.group ?? '0.0.0.0');
			if (payload.igmp?.includes('3')) return recordsOf(payload);
			if (payload.igmp === 'query') return buildIgmp({kind: 'query', version: 2, group, maxResponse: RESPONSE_TIME, sources: 0});
			return buildIgmp(
				payload.igmp === 'leave' ? {kind: 'leave', group} : {kind: 'report', version: payload.igmp === 'report1' ? 1 : 2, group},
			);
		}
	}
}

/** A report of version 3 with the addresses of its sources; one that names only a group wants everything from it. */
function recordsOf({records, group}: Payload): Uint8Array {
	const all = records ?? (group === undefined ? [] : [{type: 'is_ex' as const, group, sources: []}]);
	const octets = all.flatMap(({type, group: wanted, sources}) => [
		RECORD_NUMBERS.indexOf(type) + 1,
		0,
		...words(sources.length, 2),
		...words(toIpv4(wanted), 4),
		...sources.flatMap((source) => words(toIpv4(source), 4)),
	]);
	const bytes = Uint8Array.from([0x22, 0, 0, 0, 0, 0, ...words(all.length, 2), ...octets]);
	bytes.set(words(checksum(bytes), 2), 2);
	return bytes;
}

/** `value` in `length` octets, the highest first. */
function words(value: number, length: number): number[] {
	return Array.from({length}, (_, at) => (value >>> (8 * (length - 1 - at))) & 0xff);
}

function isOneOf<T extends string>(words: readonly T[], word: string | undefined): word is T {
	return (words as readonly (string | undefined)[]).includes(word);
}
