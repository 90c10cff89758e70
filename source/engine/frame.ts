/*
 * Ethernet frames (IEEE 802.3 clause 3, 802.1Q clause 9)
 *
 * A frame is its real bytes: destination, source, optional tags, EtherType,
 * payload; no preamble and no FCS, which no Linux tool shows either. Frames are
 * never changed: copies of a flood share one object, and a device that pushes,
 * pops or rewrites builds a new one.
 *
 * Not modelled: LLC/SNAP lengths below 0x600, minimum-size padding.
 */
import {type Mac, readMac, writeMac} from './mac.js';

export interface Frame {
	readonly bytes: Uint8Array;
}

/** One 802.1Q or 802.1ad tag. `vid` 0 is a priority tag. */
export interface Tag {
	/** 0x8100 (C-tag) or 0x88a8 (S-tag). */
	tpid: number;
	/** 0 to 7. */
	pcp: number;
	dei: boolean;
	/** 0 to 4095. */
	vid: number;
}

export const TPID_8021Q = 0x8100;
export const TPID_8021AD = 0x88a8;

export const ETHERTYPE = {ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd, experimental: 0x88b5, lldp: 0x88cc, pause: 0x8808} as const;

export function dstMac(frame: Frame): Mac {
	return readMac(frame.bytes, 0);
}

export function srcMac(frame: Frame): Mac {
	return readMac(frame.bytes, 6);
}

export function isTpid(value: number): boolean {
	return value === TPID_8021Q || value === TPID_8021AD;
}

/** Big-endian 16-bit word at `at`. */
export function word(bytes: Uint8Array, at: number): number {
	return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

/** The outermost tag, or `undefined` for an untagged frame. */
export function outerTag(frame: Frame): Tag | undefined {
	return tagAt(frame, 12);
}

/** All tags, outermost first. */
export function tags(frame: Frame): Tag[] {
	const found: Tag[] = [];
	for (let at = 12; ; at += 4) {
		const tag = tagAt(frame, at);
		if (!tag) return found;
		found.push(tag);
	}
}

/** EtherType behind all tags. */
export function etherType(frame: Frame): number {
	return word(frame.bytes, payloadOffset(frame) - 2);
}

/** Offset of the first payload byte, behind all tags and the EtherType. */
export function payloadOffset(frame: Frame): number {
	let at = 12;
	while (isTpid(word(frame.bytes, at))) at += 4;
	return at + 2;
}

/** A new frame with `tag` outermost (__vlan_insert_tag). */
export function pushTag(frame: Frame, tag: Tag): Frame {
	const bytes = new Uint8Array(frame.bytes.length + 4);
	bytes.set(frame.bytes.subarray(0, 12));
	bytes.set(frame.bytes.subarray(12), 16);
	bytes[12] = tag.tpid >> 8;
	bytes[13] = tag.tpid & 0xff;
	bytes[14] = (tag.pcp << 5) | (tag.dei ? 0x10 : 0) | (tag.vid >> 8);
	bytes[15] = tag.vid & 0xff;
	return {bytes};
}

/** A new frame without its outermost tag; the same frame when it has none. */
export function popTag(frame: Frame): Frame {
	if (!isTpid(word(frame.bytes, 12))) return frame;
	const bytes = new Uint8Array(frame.bytes.length - 4);
	bytes.set(frame.bytes.subarray(0, 12));
	bytes.set(frame.bytes.subarray(16), 12);
	return {bytes};
}

/** Builds a frame. `tags` are outermost first. */
export function buildFrame(parts: {dst: Mac; src: Mac; tags?: readonly Tag[]; etherType: number; payload: Uint8Array}): Frame {
	const bytes = new Uint8Array(14 + parts.payload.length);
	writeMac(bytes, 0, parts.dst);
	writeMac(bytes, 6, parts.src);
	bytes[12] = parts.etherType >> 8;
	bytes[13] = parts.etherType & 0xff;
	bytes.set(parts.payload, 14);
	return (parts.tags ?? []).toReversed().reduce<Frame>(pushTag, {bytes});
}

function tagAt(frame: Frame, at: number): Tag | undefined {
	if (frame.bytes.length < at + 4) return undefined;
	const tpid = word(frame.bytes, at);
	if (!isTpid(tpid)) return undefined;
	const tci = word(frame.bytes, at + 2);
	return {tpid, pcp: tci >> 13, dei: (tci & 0x1000) !== 0, vid: tci & 0xfff};
}
