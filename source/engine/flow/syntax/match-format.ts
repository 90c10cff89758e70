/*
 * Writing a match (lib/match.c, match_format; lib/flow.c, flow_format)
 *
 * In the order and spelling of `ovs-ofctl dump-flows` and `ofproto/trace`, which is not
 * the order in which it was typed. EtherType and protocol become one word where there is
 * one. A megaflow is a match too: it has looked at `recirc_id`, and says `eth` after it.
 */
import {toField} from '../field.js';
import {readField, readFieldOf} from '../field-access.js';
import {createKey, type FlowKey, KEY_WORDS, WORD} from '../key.js';
import type {Match} from '../match.js';
import {hasLookedAtPriority, lookAtPriority, readPriority} from '../queue-priority.js';
import {DEFAULT_PRIORITY} from '../rule.js';
import {formatMaskedIpv4, formatMaskedIpv6, formatMaskedMac} from './addresses.js';
import {formatFragment} from './field-value.js';
import {formatFlags, TCP_FLAGS, TUNNEL_FLAGS} from './flags.js';
import {hex} from './numbers.js';
import {formatPort} from './ports.js';
import {NO_PORT_NAMES, type PortNames} from './reading.js';

const ETH_IP = 0x0800;
const ETH_IPV6 = 0x86dd;
const ETH_ARP = 0x0806;
const ETH_RARP = 0x8035;
const ICMP = 1;
const TCP = 6;
const ICMPV6 = 58;

const PROTOCOL_NAMES = new Map([
	[
		ETH_IP,
		{
			alone: 'ip',
			protocols: new Map([
				[ICMP, 'icmp'],
				[TCP, 'tcp'],
				[17, 'udp'],
				[132, 'sctp'],
			]),
		},
	],
	[
		ETH_IPV6,
		{
			alone: 'ipv6',
			protocols: new Map([
				[ICMPV6, 'icmp6'],
				[TCP, 'tcp6'],
				[17, 'udp6'],
				[132, 'sctp6'],
			]),
		},
	],
]);
const ETHER_TYPE_NAMES = new Map([
	[ETH_ARP, 'arp'],
	[ETH_RARP, 'rarp'],
	[0x8847, 'mpls'],
	[0x8848, 'mplsm'],
]);

/** What the writers of the parts share. */
interface Writing {
	match: Match;
	ports: PortNames;
	parts: string[];
	etherType: number;
	protocol: number;
	/** Said already by a word such as `tcp`. */
	typeSaid: boolean;
	protocolSaid: boolean;
	/** The key of a frame, not a match: flow labels, which are not modelled, are said to be 0. */
	isFlow: boolean;
}

/** Writes a match; nothing for one that matches all. `priority` stands in front unless it is the default. */
export function formatMatch(match: Match, ports: PortNames = NO_PORT_NAMES, priority: number = DEFAULT_PRIORITY): string {
	return format(match, ports, priority, false);
}

function format(match: Match, ports: PortNames, priority: number, isFlow: boolean): string {
	const {key, mask} = match;
	const writing: Writing = {
		match,
		ports,
		parts: [],
		etherType: (key[WORD.etherType] as number) >>> 16,
		protocol: (key[WORD.nw] as number) & 0xff,
		typeSaid: false,
		protocolSaid: false,
		isFlow,
	};
	if (priority !== DEFAULT_PRIORITY) writing.parts.push(`priority=${priority}`);
	putNumber(writing, 'recirc_id');
	putNumber(writing, 'dp_hash');
	if (hasLookedAtPriority(mask)) writing.parts.push(`skb_priority=${hex(readPriority(key))}`);
	if (mask[WORD.recirc] !== 0) writing.parts.push('eth');
	putKind(writing);
	for (let register = 0; register < 16; register++) putNumber(writing, `reg${register}`);
	putTunnel(writing);
	putNumber(writing, 'metadata');
	if (readField(mask, 'in_port') !== 0n) writing.parts.push(`in_port=${formatPort((key[WORD.inPort] as number) & 0xffff, ports)}`);
	putVlan(writing, WORD.vlan, '');
	if ((mask[WORD.vlan] as number) & 0xffff) putVlan(writing, WORD.innerVlan, '1');
	putMac(writing, 'dl_src', 'eth_src');
	putMac(writing, 'dl_dst', 'eth_dst');
	if (!writing.typeSaid && (mask[WORD.etherType] as number) >>> 16) {
		writing.parts.push(`dl_type=0x${writing.etherType.toString(16).padStart(4, '0')}`);
	}
	putNetwork(writing);
	putTransport(writing);
	return writing.parts.join(',');
}

/** The `Flow:` line of `ofproto/trace`: every field that such a frame has; metadata only where they are not zero. */
export function formatFlow(key: FlowKey, ports: PortNames = NO_PORT_NAMES): string {
	const mask = packetMask(key);
	for (let word = WORD.metadata; word < KEY_WORDS; word++) mask[word] = -1;
	for (const word of [WORD.inPort, WORD.recirc, WORD.dpHash]) if (key[word] === 0) mask[word] = 0;
	if (readPriority(key) !== 0) lookAtPriority(mask);
	for (let word = WORD.reg0; word < KEY_WORDS; word++) if (key[word] === 0) mask[word] = 0;
	if (key[WORD.metadata] === 0 && key[WORD.metadata + 1] === 0) mask.fill(0, WORD.metadata, WORD.reg0);
	return format({key, mask}, ports, DEFAULT_PRIORITY, true);
}

/** Bits that mean something in a frame with this key (flow_wildcards_init_for_packet). */
export function packetMask(key: FlowKey): FlowKey {
	const mask = createKey();
	const all = (...words: number[]): void => {
		for (const word of words) mask[word] = -1;
	};
	if (key[WORD.tunnelDst] !== 0) all(WORD.tunnelSrc, WORD.tunnelDst, WORD.tunnelMeta);
	if (key[WORD.tunnelDst] !== 0 ? (key[WORD.tunnelMeta] as number) & 0x8_0000 : key[WORD.tunnelId] !== 0) all(WORD.tunnelId);
	all(WORD.recirc, WORD.dpHash, WORD.inPort, WORD.dstHigh, WORD.dstLowSrcHigh, WORD.srcLow, WORD.vlan);
	mask[WORD.etherType] = 0xffff_0000 | 0;
	if ((key[WORD.vlan] as number) & 0xffff) all(WORD.innerVlan);
	const etherType = (key[WORD.etherType] as number) >>> 16;
	if (etherType === ETH_IP || etherType === ETH_ARP || etherType === ETH_RARP) all(WORD.nwSrc, WORD.nwDst);
	if (etherType === ETH_IPV6) all(...[0, 1, 2, 3].flatMap((n) => [WORD.ipv6Src + n, WORD.ipv6Dst + n]));
	if (etherType === ETH_ARP || etherType === ETH_RARP) {
		mask[WORD.nw] = 0xff;
		all(WORD.arp, WORD.arp + 1, WORD.arp + 2);
	}
	if (etherType !== ETH_IP && etherType !== ETH_IPV6) return mask;
	const nw = key[WORD.nw] as number;
	mask[WORD.nw] = 0x03ff_ffff;
	const protocol = nw & 0xff;
	// ICMP, IGMP, TCP, UDP, ICMPv6, SCTP; later fragments have no such header.
	if ((nw >>> 24) & 2 || ![ICMP, 2, TCP, 17, ICMPV6, 132].includes(protocol)) return mask;
	all(WORD.tp);
	if (protocol === TCP) mask[WORD.tcpFlags] = 0xffff_0000 | 0;
	return mask;
}

/** `reg0=0x1/0xf`. */
function putNumber({match, parts}: Writing, name: string): void {
	const field = toField(name);
	const mask = readFieldOf(match.mask, field);
	if (mask === 0n) return;
	const isExact = field.places.every((place) => match.mask[place.word] === -1);
	parts.push(`${name}=${hex(readFieldOf(match.key, field))}${isExact ? '' : `/${hex(mask)}`}`);
}

/** EtherType and protocol in one word. */
function putKind(writing: Writing): void {
	const {match, parts, etherType, protocol} = writing;
	if ((match.mask[WORD.etherType] as number) >>> 16 === 0) return;
	const names = PROTOCOL_NAMES.get(etherType);
	const word = names ? undefined : ETHER_TYPE_NAMES.get(etherType);
	writing.typeSaid = names !== undefined || word !== undefined;
	if (word) parts.push(word);
	if (!names) return;
	const looksAtProtocol = ((match.mask[WORD.nw] as number) & 0xff) !== 0;
	const protocolWord = looksAtProtocol ? names.protocols.get(protocol) : undefined;
	writing.protocolSaid = protocolWord !== undefined;
	parts.push(protocolWord ?? names.alone);
}

function putTunnel(writing: Writing): void {
	const {match, parts} = writing;
	putNumber(writing, 'tun_id');
	putIpv4(writing, 'tun_src', 'tun_src');
	putIpv4(writing, 'tun_dst', 'tun_dst');
	const key = match.key[WORD.tunnelMeta] as number;
	const mask = match.mask[WORD.tunnelMeta] as number;
	if ((mask >>> 8) & 0xff) parts.push(`tun_tos=${((key >>> 8) & 0xff).toString(16)}`);
	if (mask & 0xff) parts.push(`tun_ttl=${key & 0xff}`);
	if ((mask >>> 16) & 0xf) parts.push(`tun_flags=${formatFlags((key >>> 16) & 0xf, (mask >>> 16) & 0xf, TUNNEL_FLAGS)}`);
}

const VID = 0x0fff;
const PCP = 0xe000;
const PRESENT = 0x1000;

/** A tag as `dl_vlan` and `dl_vlan_pcp` where it can be said so, else as `vlan_tci`. */
function putVlan({match, parts}: Writing, word: number, suffix: string): void {
	const tci = (match.key[word] as number) & 0xffff;
	const mask = (match.mask[word] as number) & 0xffff;
	if (mask === 0) return;
	const whole = (bits: number): boolean => (mask & bits) === 0 || (mask & bits) === bits;
	if (mask & tci & PRESENT && whole(VID) && whole(PCP) && mask & (VID | PCP)) {
		if (mask & VID) parts.push(`dl_vlan${suffix}=${tci & VID}`);
		if (mask & PCP) parts.push(`dl_vlan_pcp${suffix}=${tci >>> 13}`);
		return;
	}
	const hex4 = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
	parts.push(`vlan_tci${suffix}=${hex4(tci)}${mask === 0xffff ? '' : `/${hex4(mask)}`}`);
}

function putMac({match, parts}: Writing, label: string, name: string): void {
	const mask = readField(match.mask, name);
	if (mask !== 0n) parts.push(`${label}=${formatMaskedMac({value: readField(match.key, name), mask})}`);
}

function putIpv4({match, parts}: Writing, label: string, name: string): void {
	const mask = readField(match.mask, name);
	if (mask !== 0n) parts.push(`${label}=${formatMaskedIpv4({value: readField(match.key, name), mask})}`);
}

function putIpv6({match, parts}: Writing, name: string): void {
	const mask = readField(match.mask, name);
	if (mask !== 0n) parts.push(`${name}=${formatMaskedIpv6({value: readField(match.key, name), mask})}`);
}

/** Addresses, protocol, ToS, TTL, fragment. */
function putNetwork(writing: Writing): void {
	const {match, parts, etherType, protocol} = writing;
	const isArp = etherType === ETH_ARP || etherType === ETH_RARP;
	if (etherType === ETH_IPV6) {
		putIpv6(writing, 'ipv6_src');
		putIpv6(writing, 'ipv6_dst');
		if (writing.isFlow) parts.push('ipv6_label=0x00000');
	} else {
		putIpv4(writing, isArp ? 'arp_spa' : 'nw_src', 'ip_src');
		putIpv4(writing, isArp ? 'arp_tpa' : 'nw_dst', 'ip_dst');
	}
	const key = match.key[WORD.nw] as number;
	const mask = match.mask[WORD.nw] as number;
	if (!writing.protocolSaid && mask & 0xff) parts.push(`${isArp ? 'arp_op' : 'nw_proto'}=${protocol}`);
	if (isArp) {
		putMac(writing, 'arp_sha', 'arp_sha');
		putMac(writing, 'arp_tha', 'arp_tha');
	}
	const tos = (key >>> 16) & 0xff;
	if ((mask >>> 16) & 0xfc) parts.push(`nw_tos=${tos & 0xfc}`);
	if ((mask >>> 16) & 0x03) parts.push(`nw_ecn=${tos & 0x03}`);
	if ((mask >>> 8) & 0xff) parts.push(`nw_ttl=${(key >>> 8) & 0xff}`);
	if ((mask >>> 24) & 3) parts.push(`nw_frag=${formatFragment(key >>> 24, mask >>> 24)}`);
}

/** Ports or ICMP type and code, and TCP flags. */
function putTransport({match, parts, etherType, protocol}: Writing): void {
	const isIcmp = (etherType === ETH_IP && protocol === ICMP) || (etherType === ETH_IPV6 && protocol === ICMPV6);
	const put = (label: string, shift: number): void => {
		const mask = ((match.mask[WORD.tp] as number) >>> shift) & 0xffff;
		const value = ((match.key[WORD.tp] as number) >>> shift) & 0xffff;
		if (mask) parts.push(`${label}=${mask === 0xffff ? value : `0x${value.toString(16)}/0x${mask.toString(16)}`}`);
	};
	put(isIcmp ? 'icmp_type' : 'tp_src', 16);
	put(isIcmp ? 'icmp_code' : 'tp_dst', 0);
	const flags = ((match.mask[WORD.tcpFlags] as number) >>> 16) & 0xfff;
	const isIp = etherType === ETH_IP || etherType === ETH_IPV6;
	if (isIp && protocol === TCP && flags) {
		parts.push(`tcp_flags=${formatFlags(((match.key[WORD.tcpFlags] as number) >>> 16) & 0xfff, flags, TCP_FLAGS)}`);
	}
}
