/*
 * From frame to key
 *
 * The parser walks the headers once, from the outside in, and stops where
 * the frame stops making sense: a header that is cut off or contradicts itself
 * leaves its own fields and all behind it zero, but what was read before stays. So an IPv4
 * packet whose total length is a lie is still known to be IPv4, and has no addresses.
 *
 *  - Tags are read up to the VLAN limit; one more is an EtherType like any other.
 *  - A length below 0x600 is an 802.3 frame: its type is that of the SNAP header, or "none".
 *  - Of a fragment that is not the first there is no transport header.
 *  - What stands behind the IP length is padding and never read.
 *
 * Nothing is allocated: the key is the caller's and is written whole, metadata apart.
 *
 * Rules: miniflow_extract, parse_vlan, parse_ethertype, ipv4_sanity_check, parse_ipv6_ext_hdrs__ (lib/flow.c).
 * The kernel's key_extract agrees but does not look into IGMP; the daemon does when the frame comes up.
 *
 * Not modelled: MPLS, NSH, the group of IGMP, the target of neighbour discovery, IPv6 flow labels.
 */
import {type FlowKey, FRAG_ANY, FRAG_LATER, VLAN_PRESENT, WORD} from '../../flow/key.js';
import {read16} from '../../protocol/octets.js';

const ETHERNET_HEADER = 14;
const IPV4_HEADER = 20;
const IPV6_HEADER = 40;
const ARP_PACKET = 28;
const ICMP = 1;
const IGMP = 2;
const TCP = 6;
const UDP = 17;
const ICMPV6 = 58;
const SCTP = 132;
/** Lowest value that is an EtherType and not a length. */
const FIRST_ETHERTYPE = 0x600;
/** The EtherType of a frame that has none. */
const NO_ETHERTYPE = 0x05ff;
/** Places in a key as constants of this file: the engine that runs this reads them for nothing, and the fields of `WORD` it does not. */
const {dstHigh, dstLowSrcHigh, srcLow, etherType, vlan, innerVlan, nwSrc, nwDst, ipv6Src, ipv6Dst, nw, arp, tcpFlags, tp} = WORD;
/** Next headers of IPv6 that stand before the transport header. */
const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION = 60;

/** Fills the words of `key` that come from the frame, L2 to L4. False when there is no Ethernet header. */
export function extractKey(bytes: Uint8Array, key: FlowKey, vlanLimit: number): boolean {
	if (bytes.length < ETHERNET_HEADER) return false;
	key[dstHigh] = read32(bytes, 0);
	key[dstLowSrcHigh] = read32(bytes, 4);
	key[srcLow] = read32(bytes, 8);
	clear(key);
	let at = 12;
	let type = read16(bytes, 12);
	if (type === 0x8100 || type === 0x88a8) {
		at = extractTags(bytes, key, vlanLimit);
		type = read16(bytes, at);
	}
	at += 2;
	if (type < FIRST_ETHERTYPE) {
		type = snapType(bytes, at);
		if (type !== NO_ETHERTYPE) at += 8;
	}
	key[etherType] = type << 16;
	if (type === 0x0800) extractIpv4(bytes, at, key);
	else if (type === 0x0806 || type === 0x8035) extractArp(bytes, at, key);
	else if (type === 0x86dd) extractIpv6(bytes, at, key);
	return true;
}

/** One store each: a loop would take as long as all the rest. */
function clear(key: FlowKey): void {
	key[vlan] = 0;
	key[innerVlan] = 0;
	key[nwSrc] = 0;
	key[nwDst] = 0;
	key[ipv6Src] = 0;
	key[ipv6Src + 1] = 0;
	key[ipv6Src + 2] = 0;
	key[ipv6Src + 3] = 0;
	key[ipv6Dst] = 0;
	key[ipv6Dst + 1] = 0;
	key[ipv6Dst + 2] = 0;
	key[ipv6Dst + 3] = 0;
	key[nw] = 0;
	key[arp] = 0;
	key[arp + 1] = 0;
	key[arp + 2] = 0;
	key[tcpFlags] = 0;
	key[tp] = 0;
}

/** Tags as far as the limit goes; returns where the EtherType behind them stands. */
function extractTags(bytes: Uint8Array, key: FlowKey, vlanLimit: number): number {
	let at = 12;
	for (let tag = 0; tag < vlanLimit && bytes.length >= at + 6; tag++) {
		const tpid = read16(bytes, at);
		if (tpid !== 0x8100 && tpid !== 0x88a8) break;
		key[vlan + tag] = (tpid << 16) | read16(bytes, at + 2) | VLAN_PRESENT;
		at += 4;
	}
	return at;
}

/** The EtherType in an LLC/SNAP header at `at`. */
export function snapType(bytes: Uint8Array, at: number): number {
	if (bytes.length < at + 8 || read32(bytes, at) !== (0xaaaa_0300 | 0) || read16(bytes, at + 4) !== 0) return NO_ETHERTYPE;
	const type = read16(bytes, at + 6);
	return type < FIRST_ETHERTYPE ? NO_ETHERTYPE : type;
}

function extractIpv4(bytes: Uint8Array, at: number, key: FlowKey): void {
	const size = bytes.length - at;
	if (size < IPV4_HEADER) return;
	const header = ((bytes[at] as number) & 0xf) * 4;
	const total = read16(bytes, at + 2);
	if (header < IPV4_HEADER || header > size || total > size || header > total) return;
	const offset = read16(bytes, at + 6);
	const later = (offset & 0x1fff) !== 0;
	const fragment = later ? FRAG_ANY | FRAG_LATER : (offset & 0x2000) !== 0 ? FRAG_ANY : 0;
	const protocol = bytes[at + 9] as number;
	key[nwSrc] = read32(bytes, at + 12);
	key[nwDst] = read32(bytes, at + 16);
	key[nw] = (fragment << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 8] as number) << 8) | protocol;
	if (!later) extractTransport(bytes, at + header, at + total, protocol, key);
}

function extractIpv6(bytes: Uint8Array, start: number, key: FlowKey): void {
	if (bytes.length - start < IPV6_HEADER) return;
	const end = start + IPV6_HEADER + read16(bytes, start + 4);
	if (end > bytes.length) return;
	for (let word = 0; word < 8; word++) key[ipv6Src + word] = read32(bytes, start + 8 + word * 4);
	const trafficClass = (read16(bytes, start) >> 4) & 0xff;
	const hopLimit = bytes[start + 7] as number;
	let protocol = bytes[start + 6] as number;
	let fragment = 0;
	let at = start + IPV6_HEADER;
	while (isExtension(protocol)) {
		if (end - at < 8) return;
		const next = bytes[at] as number;
		const length = (bytes[at + 1] as number) + 1;
		if (protocol === FRAGMENT) {
			const offset = read16(bytes, at + 2);
			at += 8;
			if (offset !== 0) fragment = FRAG_ANY;
			if ((offset & 0xfff8) !== 0) {
				fragment = FRAG_ANY | FRAG_LATER;
				break;
			}
		} else at += protocol === AUTHENTICATION ? (length + 1) * 4 : length * 8;
		if (at > end) return;
		protocol = next;
	}
	key[nw] = (fragment << 24) | (trafficClass << 16) | (hopLimit << 8) | protocol;
	if ((fragment & FRAG_LATER) === 0) extractTransport(bytes, at, end, protocol, key);
}

function isExtension(protocol: number): boolean {
	return (
		protocol === HOP_BY_HOP || protocol === ROUTING || protocol === FRAGMENT || protocol === AUTHENTICATION || protocol === DESTINATION
	);
}

/** Ports, or type and code. A header that is cut off leaves nothing. */
function extractTransport(bytes: Uint8Array, at: number, end: number, protocol: number, key: FlowKey): void {
	const size = end - at;
	if (protocol === UDP) {
		if (size >= 8) key[tp] = read32(bytes, at);
	} else if (protocol === TCP) {
		if (size >= 20) extractTcp(bytes, at, size, key);
	} else if (protocol === ICMP || protocol === IGMP || protocol === ICMPV6) {
		if (size >= 8) key[tp] = ((bytes[at] as number) << 16) | (bytes[at + 1] as number);
	} else if (protocol === SCTP && size >= 12) key[tp] = read32(bytes, at);
}

function extractTcp(bytes: Uint8Array, at: number, size: number, key: FlowKey): void {
	const control = read16(bytes, at + 12);
	const header = (control >> 12) * 4;
	if (header < 20 || header > size) return;
	key[tcpFlags] = (control & 0xfff) << 16;
	key[tp] = read32(bytes, at);
}

/** Ethernet and IPv4 only; an operation above 255 is not looked at. */
function extractArp(bytes: Uint8Array, at: number, key: FlowKey): void {
	if (bytes.length - at < ARP_PACKET || read32(bytes, at) !== 0x0001_0800 || read16(bytes, at + 4) !== 0x0604) return;
	const operation = read16(bytes, at + 6);
	key[nwSrc] = read32(bytes, at + 14);
	key[nwDst] = read32(bytes, at + 24);
	if (operation <= 0xff) key[nw] = operation;
	key[arp] = read32(bytes, at + 8);
	key[arp + 1] = (read16(bytes, at + 12) << 16) | read16(bytes, at + 18);
	key[arp + 2] = read32(bytes, at + 20);
}

/** As a signed number, which is what a key holds. */
function read32(bytes: Uint8Array, at: number): number {
	return ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
}
