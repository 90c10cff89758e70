/*
 * VXLAN (RFC 7348)
 *
 * An Ethernet frame inside a UDP datagram: eight octets in front of it say in
 * which of 16 million segments (VNI) it is. With the outer headers that makes 50
 * octets more on the wire over IPv4: 14 Ethernet, 20 IPv4, 8 UDP, 8 VXLAN. The
 * IP MTU of the underlay must be 50 larger than that of the guests.
 *
 * The source port is no port: it is a hash of the inner frame, so that routers
 * with several equal ways spread flows and keep each of them in order.
 *
 *  0  flags: only bit 3 (0x08) is set, "the VNI is valid"; 3 octets reserved
 *  4  VNI, 24 bits; 1 octet reserved
 */
import {demand, read32, write32} from './octets.js';
import {malformed, ok, type Parsed} from './parsed.js';

/** Assigned by IANA; what Open vSwitch sends to. */
export const VXLAN_PORT = 4789;
/** What the Linux driver sends to unless it is told otherwise: older than the assignment. */
export const VXLAN_PORT_LINUX = 8472;
const VXLAN_HEADER_LENGTH = 8;
/** Octets that the tunnel puts in front of an inner frame, over IPv4, with the outer Ethernet header. */
export const VXLAN_OVERHEAD = 50;

const VALID = 0x0800_0000;

export interface VxlanPacket {
	/** 0 to 16777215. */
	vni: number;
	/** The inner Ethernet frame. */
	frame: Uint8Array;
}

/** The payload of the UDP datagram. Throws a RangeError for a VNI that does not fit. */
export function buildVxlan({vni, frame}: VxlanPacket): Uint8Array {
	const bytes = new Uint8Array(VXLAN_HEADER_LENGTH + frame.length);
	write32(bytes, 0, VALID);
	write32(bytes, 4, demand('VNI', vni, 24) * 256);
	bytes.set(frame, VXLAN_HEADER_LENGTH);
	return bytes;
}

/**
 * Reads the payload of a UDP datagram; without a valid VNI it is no VXLAN, and with a reserved bit set it is an extension
 * that nobody asked for (vxlan_rcv, netdev_vxlan_pop_header).
 */
export function parseVxlan(bytes: Uint8Array): Parsed<VxlanPacket> {
	if (bytes.length < VXLAN_HEADER_LENGTH + 14) return malformed('truncated');
	if (read32(bytes, 0) !== VALID || bytes[7] !== 0) return malformed('unsupported');
	return ok({vni: read32(bytes, 4) >>> 8, frame: bytes.slice(VXLAN_HEADER_LENGTH)});
}
