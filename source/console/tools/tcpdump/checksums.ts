/** Checksums as tcpdump verifies them (in_cksum.c, nextproto4_cksum and nextproto6_cksum). */
import {checksum} from '../../../engine/protocol/checksum.js';
import type {Sheet} from './sheet.js';

/** What the transport checksum covers beside the packet: where the addresses stand, and how long they are. */
export interface Packet {
	/** Start of the IP header. */
	header: number;
	version: 4 | 6;
}

/** 0 when the octets hold their right checksum; else what is wrong about them, for `shouldBe`. */
export function sumOf(sheet: Sheet, at: number, length: number, more = 0): number {
	return checksum(sheet.bytes.subarray(at, at + length), more);
}

/** The same with the pseudo header of the packet. */
export function transportSum(sheet: Sheet, packet: Packet, protocol: number, at: number, length: number): number {
	const octets = packet.version === 4 ? 8 : 32;
	const addresses = packet.header + (packet.version === 4 ? 12 : 8);
	let pseudo = protocol + length;
	for (let place = addresses; place < addresses + octets; place += 2) pseudo += sheet.u16(place);
	return sumOf(sheet, at, length, pseudo);
}

/** The checksum that would have been right where `found` stands and the sum is `wrong` (in_cksum_shouldbe). */
export function shouldBe(found: number, wrong: number): number {
	const sum = found + wrong;
	return (sum & 0xffff) + (sum >> 16);
}

/** `0x0a0b` */
export function hex4(value: number): string {
	return `0x${value.toString(16).padStart(4, '0')}`;
}
