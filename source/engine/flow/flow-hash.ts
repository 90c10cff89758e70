/*
 * Hashes of a flow key: which of several ways a flow takes
 *
 * All frames of a flow must take the same way, so only fields go in that stay the
 * same; a symmetric hash also gives both directions the same value, by joining
 * source and destination with XOR.
 *
 * Follows lib/flow.c (flow_hash_5tuple, flow_hash_symmetric_l2, _l3l4, _l3, _l4, flow_hash_fields, flow_mask_hash_fields).
 * The structures that are hashed there lie in memory in network order on a little-endian host.
 */
import {hashAdd, hashFinish, hashInt, jhashBytes, swapBytes} from './hash.js';
import {type FlowKey, type FlowMask, FRAG_ANY, FRAG_LATER, VLAN_PRESENT, WORD} from './key.js';

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const ARP = 0x0806;
const ICMP = 1;
const TCP = 6;
const UDP = 17;
const ICMP6 = 58;
const SCTP = 132;
const WITH_PORTS = [TCP, UDP, SCTP, ICMP, ICMP6];

/** Fields that `multipath` and similar actions hash (enum nx_hash_fields). */
export const HASH_FIELDS = ['eth_src', 'symmetric_l4', 'symmetric_l3l4', 'symmetric_l3l4+udp', 'nw_src', 'nw_dst', 'symmetric_l3'] as const;
export type HashFields = (typeof HASH_FIELDS)[number];

function etherType(key: FlowKey): number {
	return (key[WORD.etherType] as number) >>> 16;
}

function protocol(key: FlowKey): number {
	return (key[WORD.nw] as number) & 0xff;
}

/** Source XOR destination port. */
function portsXor(key: FlowKey): number {
	const ports = key[WORD.tp] as number;
	return ((ports >>> 16) ^ ports) & 0xffff;
}

/** The VLAN ids of all tags, joined by XOR. */
function vlansXor(key: FlowKey): number {
	return ((key[WORD.vlan] as number) ^ (key[WORD.innerVlan] as number)) & 0xfff;
}

/** Source XOR destination MAC: octets 0 to 3 and octets 4 and 5. */
function macsXor(key: FlowKey): {high: number; low: number} {
	const middle = key[WORD.dstLowSrcHigh] as number;
	const source = key[WORD.srcLow] as number;
	const sourceHigh = (middle << 16) | (source >>> 16);
	return {high: (key[WORD.dstHigh] as number) ^ sourceHigh, low: (middle >>> 16) ^ (source & 0xffff)};
}

function ipv6Xor(key: FlowKey): number[] {
	return [0, 1, 2, 3].map((at) => (key[WORD.ipv6Src + at] as number) ^ (key[WORD.ipv6Dst + at] as number));
}

/** Hash of addresses, protocol and ports: RSS hash of the userspace datapath, and balance-tcp (flow_hash_5tuple). */
export function flowHash5Tuple(key: FlowKey, basis: number): number {
	const type = etherType(key);
	let hash = basis;
	if (type === IPV6) {
		for (let at = 0; at < 8; at++) hash = hashAdd(hash, swapBytes(key[WORD.ipv6Src + at] as number));
	} else if (type === IPV4 || type === ARP) {
		hash = hashAdd(hash, swapBytes(key[WORD.nwSrc] as number));
		hash = hashAdd(hash, swapBytes(key[WORD.nwDst] as number));
	} else {
		return hashFinish(hash, 42);
	}
	hash = hashAdd(hash, protocol(key));
	if (WITH_PORTS.includes(protocol(key))) hash = hashAdd(hash, swapBytes(key[WORD.tp] as number));
	return hashFinish(hash, 42);
}

/** Hash of L2 alone (flow_hash_symmetric_l2). */
export function flowHashSymmetricL2(key: FlowKey, basis: number): number {
	const {high, low} = macsXor(key);
	const octets = Uint8Array.from([...bytes(etherType(key), 2), ...bytes(vlansXor(key), 2), ...bytes(high, 4), ...bytes(low, 2), 0, 0]);
	const words = new DataView(octets.buffer);
	let hash = basis;
	for (let at = 0; at < octets.length; at += 4) hash = hashAdd(hash, words.getUint32(at, true));
	return hashFinish(hash, basis);
}

/** Hash of addresses and ports, the same both ways; what is not IP is hashed by L2. It is the `sym_l4` of the userspace datapath. */
export function flowHashSymmetricL3L4(key: FlowKey, basis: number, udpPorts: boolean): number {
	const type = etherType(key);
	let hash = basis;
	if (type === IPV4) hash = hashAdd(hash, swapBytes((key[WORD.nwSrc] as number) ^ (key[WORD.nwDst] as number)));
	else if (type === IPV6) for (const word of ipv6Xor(key)) hash = hashAdd(hash, swapBytes(word));
	else return flowHashSymmetricL2(key, basis);
	hash = hashAdd(hash, protocol(key));
	const isFragment = (((key[WORD.nw] as number) >>> 24) & (FRAG_ANY | FRAG_LATER)) !== 0;
	if (!isFragment && usesPorts(key, udpPorts)) hash = hashAdd(hash, swapBytes(portsXor(key)) >>> 16);
	return hashFinish(hash, basis);
}

function usesPorts(key: FlowKey, udpPorts: boolean): boolean {
	return protocol(key) === TCP || protocol(key) === SCTP || (udpPorts && protocol(key) === UDP);
}

/** Hash of L2 to L4 but for UDP ports, the same both ways: the default of select groups in the daemon (flow_hash_symmetric_l4). */
export function flowHashSymmetricL4(key: FlowKey, basis: number): number {
	const type = etherType(key);
	const {high, low} = macsXor(key);
	const isIp = type === IPV4 || type === IPV6;
	const ports = isIp && usesPorts(key, false) ? portsXor(key) : 0;
	const octets = [...bytes(type, 2), ...bytes(vlansXor(key), 2), ...bytes(ports, 2), ...bytes(high, 4), ...bytes(low, 2)];
	// Three more octets, because the structure is aligned to four.
	return jhashBytes(Uint8Array.from([...addressesXor(key), ...octets, isIp ? protocol(key) : 0, 0, 0, 0]), basis);
}

function flowHashSymmetricL3(key: FlowKey, basis: number): number {
	// Sixteen octets of address and the EtherType, in a structure that is aligned to four.
	return jhashBytes(Uint8Array.from([...addressesXor(key), ...bytes(etherType(key), 2), 0, 0]), basis);
}

/** Source XOR destination address in sixteen octets. */
function addressesXor(key: FlowKey): number[] {
	if (etherType(key) === IPV6) return ipv6Xor(key).flatMap((word) => bytes(word, 4));
	const ipv4 = etherType(key) === IPV4 ? (key[WORD.nwSrc] as number) ^ (key[WORD.nwDst] as number) : 0;
	return [...bytes(ipv4, 4), ...new Array<number>(12).fill(0)];
}

/** Hash by the name of its fields (flow_hash_fields). */
export function flowHashFields(key: FlowKey, fields: HashFields, basis: number): number {
	switch (fields) {
		case 'eth_src': {
			const source = [...bytes(key[WORD.dstLowSrcHigh] as number, 2), ...bytes(key[WORD.srcLow] as number, 4)];
			return jhashBytes(Uint8Array.from(source), basis);
		}
		case 'symmetric_l4':
			return flowHashSymmetricL4(key, basis);
		case 'symmetric_l3l4':
			return flowHashSymmetricL3L4(key, basis, false);
		case 'symmetric_l3l4+udp':
			return flowHashSymmetricL3L4(key, basis, true);
		case 'nw_src':
			return hashAddress(key, WORD.nwSrc, WORD.ipv6Src, basis);
		case 'nw_dst':
			return hashAddress(key, WORD.nwDst, WORD.ipv6Dst, basis);
		case 'symmetric_l3':
			return flowHashSymmetricL3(key, basis);
		default:
			return fields satisfies never;
	}
}

function hashAddress(key: FlowKey, ipv4: number, ipv6: number, basis: number): number {
	if (etherType(key) === IPV4) return jhashBytes(Uint8Array.from(bytes(key[ipv4] as number, 4)), basis);
	if (etherType(key) !== IPV6) return basis;
	const octets = [0, 1, 2, 3].flatMap((at) => bytes(key[ipv6 + at] as number, 4));
	return jhashBytes(Uint8Array.from(octets), basis);
}

/** Adds to `mask` what a hash looks at (flow_mask_hash_fields). */
export function unWildcardHashFields(key: FlowKey, fields: HashFields, mask: FlowMask): void {
	switch (fields) {
		case 'eth_src':
			addSourceMac(mask);
			return;
		case 'symmetric_l4':
			addSourceMac(mask);
			add(mask, WORD.dstHigh, -1);
			add(mask, WORD.dstLowSrcHigh, 0xffff0000);
			addAddresses(key, mask, true, true);
			if (isIp(key)) {
				add(mask, WORD.nw, 0xff);
				if (protocol(key) === ICMP) mask[WORD.tp] = 0x00ff00ff;
				else if (protocol(key) !== UDP) add(mask, WORD.tp, -1);
			}
			add(mask, WORD.vlan, VLAN_PRESENT | 0xfff);
			add(mask, WORD.innerVlan, VLAN_PRESENT | 0xfff);
			return;
		case 'symmetric_l3l4+udp':
		case 'symmetric_l3l4':
			addAddresses(key, mask, true, true);
			if (!isIp(key)) return;
			add(mask, WORD.nw, 0xff);
			if ((key[WORD.nw] as number) >>> 24 === 0 && usesPorts(key, fields === 'symmetric_l3l4+udp')) add(mask, WORD.tp, -1);
			return;
		case 'nw_src':
			addAddresses(key, mask, true, false);
			return;
		case 'nw_dst':
			addAddresses(key, mask, false, true);
			return;
		case 'symmetric_l3':
			addAddresses(key, mask, true, true);
			return;
		default:
			fields satisfies never;
	}
}

function isIp(key: FlowKey): boolean {
	return etherType(key) === IPV4 || etherType(key) === IPV6;
}

function addSourceMac(mask: FlowMask): void {
	add(mask, WORD.dstLowSrcHigh, 0xffff);
	add(mask, WORD.srcLow, -1);
}

function addAddresses(key: FlowKey, mask: FlowMask, source: boolean, destination: boolean): void {
	if (etherType(key) === IPV4) {
		if (source) add(mask, WORD.nwSrc, -1);
		if (destination) add(mask, WORD.nwDst, -1);
	} else if (etherType(key) === IPV6) {
		for (let at = 0; at < 4; at++) {
			if (source) add(mask, WORD.ipv6Src + at, -1);
			if (destination) add(mask, WORD.ipv6Dst + at, -1);
		}
	}
}

function add(mask: FlowMask, word: number, bits: number): void {
	mask[word] = (mask[word] as number) | bits;
}

/** The low `count` octets of a word, most significant first. */
function bytes(word: number, count: number): number[] {
	return Array.from({length: count}, (_, at) => (word >>> (8 * (count - 1 - at))) & 0xff);
}

/**
 * The datapath action hash, in userspace: what `dp_hash` of the frame becomes (odp-execute.c). `l4` hashes the RSS hash, which is that
 * of the key as the frame came in; `sym-l4` hashes the key as it now is. The kernel's `l4` differs: it is that of the network card.
 */
export function datapathHash(key: FlowKey, algorithm: 'l4' | 'sym-l4', basis: number): number {
	return algorithm === 'l4' ? hashInt(flowHash5Tuple(key, 0), basis) : flowHashSymmetricL3L4(key, basis, false);
}
