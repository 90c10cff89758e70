/*
 * flower: a classifier by header fields (net/sched/cls_flower.c)
 *
 * A filter names fields and their values, each with a mask. Fields that it does not name may be
 * anything. The filters of one preference are kept by mask, as megaflows are: the masks are tried in the
 * order in which they first came, within a mask there is one look, and the first hit counts. So two filters of
 * one preference that both fit do not compete by anything but the age of their masks.
 *
 * A protocol comes before all fields: `protocol ip` does not see tagged frames, whatever is
 * inside. Those are `protocol 802.1q`, and `vlan_ethtype` says what is behind the tag.
 *
 * Follows fl_classify, fl_set_key, fl_change; the fields: skb_flow_dissect.
 *
 * Not modelled: IPv6 addresses, MPLS, PPPoE, tunnels, connection tracking, ranges of ports, ingress device,
 * offload to hardware.
 */
import {ETHERTYPE, type Frame, isTpid, type Tag, tags, word} from '../frame.js';
import {readMac} from '../mac.js';
import {IP_PROTOCOL} from '../protocol/ipv4.js';
import {read32} from '../protocol/octets.js';

export const FLOWER_FIELDS = [
	'dstMac',
	'srcMac',
	// EtherType behind at most two tags.
	'ethType',
	'vlanTpid',
	'vlanId',
	'vlanPrio',
	// What is behind the first tag, and behind the second.
	'vlanEthType',
	'cvlanTpid',
	'cvlanId',
	'cvlanPrio',
	'cvlanEthType',
	'ipProto',
	'tos',
	'ttl',
	'srcIp',
	'dstIp',
	'srcPort',
	'dstPort',
	'tcpFlags',
	'icmpType',
	'icmpCode',
	'arpSip',
	'arpTip',
	'arpOp',
	'arpSha',
	'arpTha',
] as const;
export type FlowerField = (typeof FLOWER_FIELDS)[number];

/** A value and the bits of it that count; both have at most 48 bits. */
export interface Masked {
	value: number;
	mask: number;
}

export type FlowerMatch = Partial<Record<FlowerField, Masked>>;
/** Fields of a frame; those that it does not have are missing. */
export type FlowerFields = Partial<Record<FlowerField, number>>;

/** Which mask a match has: the same text for the same mask. */
export function maskOf(match: FlowerMatch): string {
	return FLOWER_FIELDS.flatMap((field) => {
		const masked = match[field];
		return masked ? [`${field}/${masked.mask.toString(16)}`] : [];
	}).join(',');
}

/** Do two matches with the same mask ask for the same? */
export function isSameMatch(a: FlowerMatch, b: FlowerMatch): boolean {
	return FLOWER_FIELDS.every((field) => a[field]?.value === b[field]?.value);
}

/** Does a frame with these fields fit? A field that the frame does not have is 0. */
export function fits(match: FlowerMatch, fields: FlowerFields): boolean {
	for (const field of FLOWER_FIELDS) {
		const masked = match[field];
		if (masked && !agrees(fields[field] ?? 0, masked)) return false;
	}
	return true;
}

function agrees(value: number, masked: Masked): boolean {
	return ((value ^ masked.value) & masked.mask) === 0 && ((high(value) ^ high(masked.value)) & high(masked.mask)) === 0;
}

/** Bits 32 to 47. */
function high(value: number): number {
	return Math.floor(value / 0x1_0000_0000);
}

/** The fields of `frame` (skb_flow_dissect). */
export function dissect(frame: Frame): FlowerFields {
	const {bytes} = frame;
	const [outer, inner] = tags(frame) as [Tag?, Tag?];
	const at = 14 + (outer ? 4 : 0) + (inner ? 4 : 0);
	const fields: FlowerFields = {dstMac: readMac(bytes, 0), srcMac: readMac(bytes, 6), ethType: word(bytes, at - 2)};
	if (outer) Object.assign(fields, {vlanTpid: outer.tpid, vlanId: outer.vid, vlanPrio: outer.pcp, vlanEthType: word(bytes, 16)});
	if (inner) Object.assign(fields, {cvlanTpid: inner.tpid, cvlanId: inner.vid, cvlanPrio: inner.pcp, cvlanEthType: word(bytes, 20)});
	if (fields.ethType === ETHERTYPE.ipv4) dissectIpv4(bytes.subarray(at), fields);
	if (fields.ethType === ETHERTYPE.arp) dissectArp(bytes.subarray(at), fields);
	return fields;
}

function dissectIpv4(packet: Uint8Array, fields: FlowerFields): void {
	if (packet.length < 20) return;
	const protocol = packet[9] as number;
	Object.assign(fields, {ipProto: protocol, tos: packet[1], ttl: packet[8], srcIp: read32(packet, 12), dstIp: read32(packet, 16)});
	const isLaterFragment = (word(packet, 6) & 0x1fff) !== 0;
	const header = ((packet[0] as number) & 0xf) * 4;
	if (isLaterFragment || packet.length < header + 4) return;
	if (protocol === IP_PROTOCOL.icmp) Object.assign(fields, {icmpType: packet[header], icmpCode: packet[header + 1]});
	if (protocol !== IP_PROTOCOL.tcp && protocol !== IP_PROTOCOL.udp) return;
	Object.assign(fields, {srcPort: word(packet, header), dstPort: word(packet, header + 2)});
	if (protocol === IP_PROTOCOL.tcp && packet.length >= header + 20) fields.tcpFlags = word(packet, header + 12) & 0x0fff;
}

function dissectArp(packet: Uint8Array, fields: FlowerFields): void {
	if (packet.length < 28) return;
	Object.assign(fields, {
		arpOp: word(packet, 6),
		arpSha: readMac(packet, 8),
		arpSip: read32(packet, 14),
		arpTha: readMac(packet, 18),
		arpTip: read32(packet, 24),
	});
}

/** The protocol by which classifiers are chosen: that of the outer tag, if there is one (skb_protocol). */
export function protocolOf({bytes}: Frame): number {
	const type = word(bytes, 12);
	return isTpid(type) || bytes.length >= 14 ? type : 0;
}
