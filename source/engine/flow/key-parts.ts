/*
 * Parts of a key by name
 *
 * What the switch itself reads of a key, as numbers: quicker than the fields of
 * `field-access.ts`, which serve actions written by others. All of them read masks too.
 */
import type {Mac} from '../mac.js';
import {type FlowKey, FRAG_LATER, VLAN_PRESENT, WORD} from './key.js';

/** Bits of the word `nw`. */
export const NW = {frag: 0x0300_0000, tos: 0x00ff_0000, dscp: 0x00fc_0000, ecn: 0x0003_0000, ttl: 0xff00, protocol: 0xff} as const;
/** Bits of a VLAN word: the VID, the PCP, and both with the bit that says that there is a tag. */
export const VLAN = {vid: 0xfff, pcp: 0xe000, tci: 0xffff} as const;

export const ETHER_TYPE = {ipv4: 0x0800, arp: 0x0806, rarp: 0x8035, ipv6: 0x86dd, lacp: 0x8809, none: 0x05ff} as const;
export const IP_PROTOCOL = {icmp: 1, igmp: 2, tcp: 6, udp: 17, icmp6: 58} as const;

export function etherTypeOf(key: FlowKey): number {
	return (key[WORD.etherType] as number) >>> 16;
}

/** IPv4 or IPv6 (is_ip_any). */
export function isIp(key: FlowKey): boolean {
	const type = etherTypeOf(key);
	return type === ETHER_TYPE.ipv4 || type === ETHER_TYPE.ipv6;
}

/** IP protocol; the opcode in ARP. */
export function protocolOf(key: FlowKey): number {
	return (key[WORD.nw] as number) & NW.protocol;
}

export function ttlOf(key: FlowKey): number {
	return ((key[WORD.nw] as number) & NW.ttl) >>> 8;
}

export function tosOf(key: FlowKey): number {
	return ((key[WORD.nw] as number) & NW.tos) >>> 16;
}

/** A fragment that is not the first: it has no ports. */
export function isLaterFragment(key: FlowKey): boolean {
	return (((key[WORD.nw] as number) >>> 24) & FRAG_LATER) !== 0;
}

/** ICMP of either version. */
export function isIcmp(key: FlowKey): boolean {
	const type = etherTypeOf(key);
	const protocol = protocolOf(key);
	return (type === ETHER_TYPE.ipv4 && protocol === IP_PROTOCOL.icmp) || (type === ETHER_TYPE.ipv6 && protocol === IP_PROTOCOL.icmp6);
}

export function dstMacOf(key: FlowKey): Mac {
	return ((key[WORD.dstHigh] as number) >>> 0) * 0x1_0000 + ((key[WORD.dstLowSrcHigh] as number) >>> 16);
}

export function srcMacOf(key: FlowKey): Mac {
	return ((key[WORD.dstLowSrcHigh] as number) & 0xffff) * 0x1_0000_0000 + ((key[WORD.srcLow] as number) >>> 0);
}

export function setDstMac(key: FlowKey, mac: Mac): void {
	key[WORD.dstHigh] = Math.floor(mac / 0x1_0000) | 0;
	key[WORD.dstLowSrcHigh] = ((key[WORD.dstLowSrcHigh] as number) & 0xffff) | ((mac % 0x1_0000) << 16);
}

export function setSrcMac(key: FlowKey, mac: Mac): void {
	key[WORD.dstLowSrcHigh] = ((key[WORD.dstLowSrcHigh] as number) & ~0xffff) | Math.floor(mac / 0x1_0000_0000);
	key[WORD.srcLow] = (mac % 0x1_0000_0000) | 0;
}

/** Sender and target hardware address of ARP. */
export function arpShaOf(key: FlowKey): Mac {
	return ((key[WORD.arp] as number) >>> 0) * 0x1_0000 + ((key[WORD.arp + 1] as number) >>> 16);
}

export function arpThaOf(key: FlowKey): Mac {
	return ((key[WORD.arp + 1] as number) & 0xffff) * 0x1_0000_0000 + ((key[WORD.arp + 2] as number) >>> 0);
}

/** How many tags the key holds: 0, 1 or 2 (flow_count_vlan_headers). */
export function tagCount(key: FlowKey): number {
	if (((key[WORD.vlan] as number) & VLAN_PRESENT) === 0) return 0;
	return ((key[WORD.innerVlan] as number) & VLAN_PRESENT) === 0 ? 1 : 2;
}

/** Came by a tunnel, or is to leave by one (flow_tnl_dst_is_set). */
export function hasTunnel(key: FlowKey): boolean {
	return key[WORD.tunnelDst] !== 0;
}

/** Sets bits of a word: of a mask, that they were looked at. */
export function addBits(key: FlowKey, word: number, bits: number): void {
	key[word] = (key[word] as number) | bits;
}

/** Writes the bits of `bits` in a word and leaves the others. */
export function writeBits(key: FlowKey, word: number, bits: number, value: number): void {
	key[word] = ((key[word] as number) & ~bits) | (value & bits);
}
