/*
 * ARP (RFC 826, RFC 5227)
 *
 * Who has this IPv4 address? The question goes to everybody, and it carries the
 * asker's own pair of addresses, so that whoever answers need not ask back. The
 * answer goes to the asker alone.
 *
 *  - *Announcement*: a station asks for its own address (sender = target), not
 *    to learn but to tell ("gratuitous").
 *  - *Probe*: the sender address is 0.0.0.0. The asker has no address yet and
 *    must not change anybody's cache: is this one taken?
 *  - The addresses that count are those in the packet, not the frame's; a
 *    forger sets both.
 *
 * Follows Linux net/ipv4/arp.c (arp_create, arp_process). Not modelled: hardware
 * other than Ethernet, RARP, proxy ARP.
 */
import {type Mac, readMac, writeMac} from '../mac.js';
import type {Ipv4Address} from './ipv4-address.js';
import {demand, read16, read32, write16, write32} from './octets.js';
import {malformed, ok, type Parsed} from './parsed.js';

/** Octets of an ARP packet for Ethernet and IPv4. */
const ARP_LENGTH = 28;

export const ARP_OPERATION = {request: 1, reply: 2} as const;

export interface ArpPacket {
	/** 1 request, 2 reply; others exist and are nobody's business here. */
	operation: number;
	senderMac: Mac;
	senderAddress: Ipv4Address;
	/** 0 in a request: that is the question. */
	targetMac: Mac;
	targetAddress: Ipv4Address;
}

/** The 28 octets of an ARP packet. Throws a RangeError for a field that does not fit. */
export function buildArp(packet: ArpPacket): Uint8Array {
	const bytes = new Uint8Array(ARP_LENGTH);
	write16(bytes, 0, 1);
	write16(bytes, 2, 0x0800);
	bytes[4] = 6;
	bytes[5] = 4;
	write16(bytes, 6, demand('operation', packet.operation, 16));
	writeMac(bytes, 8, demand('sender MAC', packet.senderMac, 48));
	write32(bytes, 14, demand('sender address', packet.senderAddress, 32));
	writeMac(bytes, 18, demand('target MAC', packet.targetMac, 48));
	write32(bytes, 24, demand('target address', packet.targetAddress, 32));
	return bytes;
}

/** Reads an ARP packet; octets behind it are padding. */
export function parseArp(bytes: Uint8Array): Parsed<ArpPacket> {
	if (bytes.length < ARP_LENGTH) return malformed('truncated');
	if (read16(bytes, 0) !== 1 || read16(bytes, 2) !== 0x0800 || bytes[4] !== 6 || bytes[5] !== 4) return malformed('unsupported');
	return ok({
		operation: read16(bytes, 6),
		senderMac: readMac(bytes, 8),
		senderAddress: read32(bytes, 14),
		targetMac: readMac(bytes, 18),
		targetAddress: read32(bytes, 24),
	});
}

/** Does the sender speak of itself (arp_is_garp)? A reply must also name its own MAC twice. */
export function isAnnouncement(packet: ArpPacket): boolean {
	const isReply = packet.operation === ARP_OPERATION.reply;
	return packet.senderAddress === packet.targetAddress && (!isReply || packet.senderMac === packet.targetMac);
}
