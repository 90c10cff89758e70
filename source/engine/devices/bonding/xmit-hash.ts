/*
 * By which slave a frame leaves: the transmit hash (bond_main.c, __bond_xmit_hash)
 *
 * layer2       last octet of both MACs and the EtherType, XOR
 * layer2+3     the same, and both IP addresses
 * layer3+4     IP addresses and ports: connections between the same two hosts may use different links.
 *              Not quite what 802.3ad asks for: fragments have no ports and may overtake
 * vlan+srcmac  VLAN, vendor and number of the source MAC
 *
 * A frame that is no IP packet is hashed by layer2. With layer3+4 the lowest bit of the result does not
 * count: ports are mostly even on one side.
 *
 * The hash modulo the number of usable slaves is the slave, so when one fails most flows move.
 *
 * Addresses and ports are read as the processor does, little end first.
 *
 * Not modelled: encap2+3 and encap3+4, which look into tunnels; IPv6 extension headers.
 */
import {swapBytes} from '../../flow/hash.js';
import {ETHERTYPE, type Frame, isTpid, outerTag, word} from '../../frame.js';
import {read16, read32} from '../../protocol/octets.js';
import type {XmitHashPolicy} from './bond-device.js';

const ICMP = 1;
const ICMPV6 = 58;
const AH = 51;
/** Protocols that have ports, or an index in their place (proto_ports_offset). */
const WITH_PORTS: readonly number[] = [6, 17, 33, 50, AH, 132, 136];
/** Destination unreachable, source quench, redirect, time exceeded, parameter problem. */
const ICMP_ERRORS: readonly number[] = [3, 4, 5, 11, 12];
/** Types that carry an identifier: echo, timestamp (icmp_has_id). */
const ICMP_WITH_ID: readonly number[] = [0, 8, 13, 14];
/** Destination unreachable, packet too big, time exceeded, parameter problem. */
const ICMPV6_ERRORS: readonly number[] = [1, 2, 3, 4];
const ICMPV6_WITH_ID: readonly number[] = [128, 129];
const ETHERNET_LENGTH = 14;

/** What a frame is told by. */
interface Flow {
	/** XOR of both addresses, little end first. */
	addresses: number;
	/** Ports, or type, code and identifier of ICMP. */
	transport: number;
}

/** The hash of a frame, uint32. */
export function xmitHash(frame: Frame, policy: XmitHashPolicy): number {
	const {bytes} = frame;
	if (policy === 'vlan+srcmac') return vlanSourceHash(frame);
	const flow = policy === 'layer2' ? undefined : readFlow(frame, policy === 'layer3+4');
	if (!flow) return ethernetHash(bytes);
	let hash = policy === 'layer2+3' ? ethernetHash(bytes) : flow.transport;
	hash = (hash ^ flow.addresses) >>> 0;
	hash = (hash ^ (hash >>> 16)) >>> 0;
	hash = (hash ^ (hash >>> 8)) >>> 0;
	return policy === 'layer3+4' ? hash >>> 1 : hash;
}

/** A tag stands aside in the kernel, so the type is the one behind it (bond_eth_hash). */
function ethernetHash(bytes: Uint8Array): number {
	return (bytes[5] as number) ^ (bytes[11] as number) ^ word(bytes, typeAt(bytes));
}

function vlanSourceHash(frame: Frame): number {
	const {bytes} = frame;
	const octets = (at: number) => ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
	const tag = outerTag(frame);
	const vlan = tag ? (tag.pcp << 13) | (tag.dei ? 0x1000 : 0) | tag.vid : 0;
	return (vlan ^ octets(6) ^ octets(9)) >>> 0;
}

/** Where the type stands that says what is inside: behind the one tag that the kernel takes out. */
function typeAt(bytes: Uint8Array): number {
	return isTpid(word(bytes, 12)) && bytes.length >= ETHERNET_LENGTH + 4 ? 16 : 12;
}

/** bond_flow_dissect; `undefined` when the frame is no IP packet. */
function readFlow({bytes}: Frame, withPorts: boolean): Flow | undefined {
	const at = typeAt(bytes);
	return readPacket(bytes.subarray(at + 2), word(bytes, at), withPorts, true);
}

function readPacket(packet: Uint8Array, type: number, withPorts: boolean, outermost: boolean): Flow | undefined {
	const header = readAddresses(packet, type);
	if (!header) return undefined;
	const {addresses, protocol, length} = header;
	const inner = packet.subarray(length);
	if (outermost && inner.length >= 8 && (protocol === ICMP || protocol === ICMPV6)) {
		const kind = inner[0] as number;
		// An error belongs to the flow of which it tells.
		if ((protocol === ICMP ? ICMP_ERRORS : ICMPV6_ERRORS).includes(kind)) return readPacket(inner.subarray(8), type, withPorts, false);
		if (!(protocol === ICMP ? ICMP_WITH_ID : ICMPV6_WITH_ID).includes(kind)) return {addresses, transport: 0};
		return {addresses, transport: ((read16(inner, 4) || 1) * 0x1_0000 + (inner[1] as number) * 0x100 + kind) >>> 0};
	}
	const hasPorts = withPorts && protocol !== undefined && WITH_PORTS.includes(protocol);
	return {addresses, transport: hasPorts ? portsOf(inner, protocol) : 0};
}

function readAddresses(packet: Uint8Array, type: number): {addresses: number; protocol: number | undefined; length: number} | undefined {
	if (type === ETHERTYPE.ipv4 && packet.length >= 20) {
		const isFragment = (read16(packet, 6) & 0x3fff) !== 0;
		return {
			addresses: swapBytes((read32(packet, 12) ^ read32(packet, 16)) >>> 0),
			protocol: isFragment ? undefined : (packet[9] as number),
			length: ((packet[0] as number) & 15) * 4,
		};
	}
	if (type === ETHERTYPE.ipv6 && packet.length >= 40) {
		let folded = 0;
		for (let at = 8; at < 40; at += 4) folded ^= read32(packet, at);
		return {addresses: swapBytes(folded >>> 0), protocol: packet[6] as number, length: 40};
	}
	return undefined;
}

/** IPsec AH has its index four octets further in. */
function portsOf(inner: Uint8Array, protocol: number): number {
	const at = protocol === AH ? 4 : 0;
	return inner.length >= at + 4 ? swapBytes(read32(inner, at)) : 0;
}
