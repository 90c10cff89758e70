/*
 * Writing headers
 *
 * A `set` writes fields of one layer of a new copy of the frame. Checksums are not computed anew but
 * corrected by what changed (RFC 1624), so a frame that came with a wrong one leaves with a wrong one: a switch is not
 * the one to vouch for what others sent. A UDP checksum of 0 says "none" and stays; one that becomes 0 is written as ones.
 *
 * Rules: odp_execute_masked_set_action (lib/odp-execute.c), packet_set_ipv4_addr and its neighbours (lib/packets.c);
 * the kernel does the same in net/openvswitch/actions.c.
 *
 * Not modelled: routing headers of IPv6, which keep the checksum from covering the destination.
 */
import {type Frame, isTpid, word} from '../../frame.js';
import {type Mac, readMac, writeMac} from '../../mac.js';
import {read32, write16, write32} from '../../protocol/octets.js';
import type {SetHeader} from './datapath-action.js';
import {type Layers, locateLayers} from './layers.js';

const TCP = 6;
const UDP = 17;
const ICMPV6 = 58;

/** A frame like `frame` with the fields of `header` written; the same frame when it has no such header. */
export function setHeader(frame: Frame, header: SetHeader): Frame {
	const bytes = frame.bytes.slice();
	const layers = locateLayers(bytes);
	return write(bytes, layers, header) ? {bytes} : frame;
}

function write(bytes: Uint8Array, layers: Layers, header: SetHeader): boolean {
	switch (header.layer) {
		case 'eth':
			setMac(bytes, 0, header.dst, header.dstMask);
			setMac(bytes, 6, header.src, header.srcMask);
			return true;
		case 'vlan':
			if (!isTpid(word(bytes, 12))) return false;
			write16(bytes, 12, header.tpid);
			write16(bytes, 14, (header.pcp << 13) | header.vid);
			return true;
		case 'ipv4':
			if (layers.etherType !== 0x0800 || layers.end === 0) return false;
			setIpv4(bytes, layers, header);
			return true;
		case 'ipv6':
			if (layers.etherType !== 0x86dd || layers.end === 0) return false;
			setIpv6(bytes, layers, header);
			return true;
		case 'tcp':
		case 'udp':
			if (layers.l4 === 0 || layers.protocol !== (header.layer === 'tcp' ? TCP : UDP) || layers.end < layers.l4 + 8) return false;
			setPort(bytes, layers, 0, header.src, header.srcMask);
			setPort(bytes, layers, 2, header.dst, header.dstMask);
			return true;
		case 'icmp': {
			if (layers.l4 === 0 || layers.end < layers.l4 + 4) return false;
			const {l4} = layers;
			const before = word(bytes, l4);
			bytes[l4] = header.type ?? (bytes[l4] as number);
			bytes[l4 + 1] = header.code ?? (bytes[l4 + 1] as number);
			correct(bytes, l4 + 2, before, word(bytes, l4));
			return true;
		}
		case 'arp': {
			const at = layers.l3;
			if ((layers.etherType !== 0x0806 && layers.etherType !== 0x8035) || bytes.length < at + 28) return false;
			if (header.op !== undefined) write16(bytes, at + 6, header.op);
			setMac(bytes, at + 8, header.sha, header.shaMask);
			setMac(bytes, at + 18, header.tha, header.thaMask);
			if (header.spa !== undefined) write32(bytes, at + 14, merge(read32(bytes, at + 14), header.spa, header.spaMask));
			if (header.tpa !== undefined) write32(bytes, at + 24, merge(read32(bytes, at + 24), header.tpa, header.tpaMask));
			return true;
		}
		default:
			return header satisfies never;
	}
}

/** `value` in the bits of `mask`, `old` in the others. */
function merge(old: number, value: number, mask: number | undefined): number {
	return mask === undefined ? value : ((value & mask) | (old & ~mask)) >>> 0;
}

function setMac(bytes: Uint8Array, at: number, value: Mac | undefined, mask: Mac | undefined): void {
	if (value === undefined) return;
	if (mask === undefined) {
		writeMac(bytes, at, value);
		return;
	}
	const old = readMac(bytes, at);
	const high = merge(Math.floor(old / 0x1_0000_0000), Math.floor(value / 0x1_0000_0000), Math.floor(mask / 0x1_0000_0000));
	writeMac(bytes, at, high * 0x1_0000_0000 + merge(old % 0x1_0000_0000, value % 0x1_0000_0000, mask % 0x1_0000_0000));
}

function setIpv4(bytes: Uint8Array, layers: Layers, header: Extract<SetHeader, {layer: 'ipv4'}>): void {
	const {l3} = layers;
	if (header.src !== undefined) setAddress(bytes, layers, l3 + 12, merge(read32(bytes, l3 + 12), header.src, header.srcMask));
	if (header.dst !== undefined) setAddress(bytes, layers, l3 + 16, merge(read32(bytes, l3 + 16), header.dst, header.dstMask));
	const typeOfService = word(bytes, l3);
	if (header.tos !== undefined) bytes[l3 + 1] = merge(bytes[l3 + 1] as number, header.tos, header.tosMask);
	correct(bytes, l3 + 10, typeOfService, word(bytes, l3));
	const lifetime = word(bytes, l3 + 8);
	if (header.ttl !== undefined) bytes[l3 + 8] = header.ttl;
	correct(bytes, l3 + 10, lifetime, word(bytes, l3 + 8));
}

/** An IPv4 address stands in the checksum of the header and in that of the transport (packet_set_ipv4_addr). */
function setAddress(bytes: Uint8Array, layers: Layers, at: number, address: number): void {
	for (const [offset, after] of [
		[0, address >>> 16],
		[2, address & 0xffff],
	] as const) {
		const before = word(bytes, at + offset);
		correct(bytes, layers.l3 + 10, before, after);
		correctTransport(bytes, layers, before, after);
		write16(bytes, at + offset, after);
	}
}

function setIpv6(bytes: Uint8Array, layers: Layers, header: Extract<SetHeader, {layer: 'ipv6'}>): void {
	const {l3} = layers;
	for (const [at, address, mask] of [
		[l3 + 8, header.src, header.srcMask],
		[l3 + 24, header.dst, header.dstMask],
	] as const) {
		for (const [place, value] of (address ?? []).entries()) {
			const after = merge(read32(bytes, at + place * 4), value >>> 0, mask?.[place]);
			for (const [offset, half] of [
				[0, after >>> 16],
				[2, after & 0xffff],
			] as const) {
				correctTransport(bytes, layers, word(bytes, at + place * 4 + offset), half);
				write16(bytes, at + place * 4 + offset, half);
			}
		}
	}
	if (header.tclass !== undefined) {
		const old = word(bytes, l3);
		const trafficClass = merge((old >> 4) & 0xff, header.tclass, header.tclassMask);
		write16(bytes, l3, (old & 0xf00f) | (trafficClass << 4));
	}
	if (header.hlimit !== undefined) bytes[l3 + 7] = header.hlimit;
}

function setPort(bytes: Uint8Array, layers: Layers, offset: number, value: number | undefined, mask: number | undefined): void {
	if (value === undefined) return;
	const at = layers.l4 + offset;
	const before = word(bytes, at);
	const after = merge(before, value, mask);
	write16(bytes, at, after);
	correctTransport(bytes, layers, before, after);
}

/** Corrects the checksum of TCP, UDP or ICMPv6, whose header must be whole. */
function correctTransport(bytes: Uint8Array, layers: Layers, before: number, after: number): void {
	const {l4, end, protocol, etherType} = layers;
	if (l4 === 0) return;
	const size = end - l4;
	if (protocol === TCP && size >= 20) correct(bytes, l4 + 16, before, after);
	if (protocol === ICMPV6 && etherType === 0x86dd && size >= 4) correct(bytes, l4 + 2, before, after);
	if (protocol === UDP && size >= 8 && word(bytes, l4 + 6) !== 0) {
		correct(bytes, l4 + 6, before, after);
		if (word(bytes, l4 + 6) === 0) write16(bytes, l4 + 6, 0xffff);
	}
}

/** Corrects the checksum at `at` for a 16-bit word that was `before` and is `after` (RFC 1624, recalc_csum16). */
function correct(bytes: Uint8Array, at: number, before: number, after: number): void {
	if (before === after) return;
	let sum = (~word(bytes, at) & 0xffff) + (~before & 0xffff) + after;
	sum = (sum & 0xffff) + (sum >>> 16);
	sum = (sum & 0xffff) + (sum >>> 16);
	write16(bytes, at, ~sum & 0xffff);
}
