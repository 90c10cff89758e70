/*
 * LACP data units (IEEE 802.1AX-2014 6.4.2)
 *
 * Two systems that want to bundle links say to each other, link by link, who
 * they are and what they know of the other one. A frame of 124 octets goes to
 * 01:80:c2:00:00:02, which no bridge forwards, with EtherType 0x8809 ("slow
 * protocols", at most ten frames a second) and subtype 1:
 *
 *  0   subtype 1, version 1
 *  2   TLV 1, length 20: the actor, who sends this
 * 22   TLV 2, length 20: the partner, as the actor knows it
 * 42   TLV 3, length 16: collector, its maximum delay
 * 58   TLV 0: the end, then zeros up to octet 110
 *
 * Actor and partner are written alike: system priority (2) and MAC (6), key (2;
 * links with the same key may be bundled), port priority (2) and number (2),
 * state (1), and three zeros.
 *
 * Subtype 2 is the marker protocol, by which a sender learns that everything
 * before the marker has arrived.
 *
 * Not modelled: version 2 and its long TLVs.
 */
import {buildFrame, etherType, type Frame, payloadOffset} from '../frame.js';
import {type Mac, readMac, writeMac} from '../mac.js';
import {read16, write16} from './octets.js';

/** Destination of LACP and marker frames. */
export const SLOW_PROTOCOLS_GROUP: Mac = 0x0180_c200_0002;
export const SLOW_PROTOCOLS_ETHERTYPE = 0x8809;

/** Bits of a state octet, lowest first (802.1AX 6.4.2.3). */
export const LACP_STATE = {
	/** Sends by itself; without, it only answers. */
	activity: 0x01,
	/** Wants a frame every second; without, every 30 s. */
	timeout: 0x02,
	/** The link may be bundled with others. */
	aggregation: 0x04,
	/** The link is in the right bundle. */
	synchronization: 0x08,
	/** Receives. */
	collecting: 0x10,
	/** Sends. */
	distributing: 0x20,
	/** What it knows of the partner is made up. */
	defaulted: 0x40,
	/** What it knows of the partner is too old. */
	expired: 0x80,
} as const;
export type LacpFlag = keyof typeof LACP_STATE;

/** One end of a link as an LACPDU tells of it. */
export interface LacpInfo {
	systemPriority: number;
	system: Mac;
	key: number;
	portPriority: number;
	port: number;
	/** Bits of `LACP_STATE`. */
	state: number;
}

export interface Lacpdu {
	kind: 'lacpdu';
	actor: LacpInfo;
	partner: LacpInfo;
}

export interface Marker {
	kind: 'marker';
	type: 'information' | 'response';
	requesterPort: number;
	requesterSystem: Mac;
	transaction: number;
}

const PDU_LENGTH = 110;
const SUBTYPE_LACP = 1;
const SUBTYPE_MARKER = 2;
const ACTOR = 2;
const PARTNER = 22;
const COLLECTOR = 42;
const INFO_LENGTH = 20;
const MARKER_LENGTH = 16;

/** Nobody: what is known of a partner that never spoke. */
export function noPartner(): LacpInfo {
	return {systemPriority: 0, system: 0, key: 0, portPriority: 0, port: 0, state: 0};
}

/** The frame by which the port with MAC `src` tells its partner. */
export function buildLacpdu({actor, partner}: Omit<Lacpdu, 'kind'>, src: Mac): Frame {
	const payload = new Uint8Array(PDU_LENGTH);
	payload[0] = SUBTYPE_LACP;
	payload[1] = 1;
	writeInfo(payload, ACTOR, 1, actor);
	writeInfo(payload, PARTNER, 2, partner);
	payload[COLLECTOR] = 3;
	payload[COLLECTOR + 1] = 16;
	return buildFrame({dst: SLOW_PROTOCOLS_GROUP, src, etherType: SLOW_PROTOCOLS_ETHERTYPE, payload});
}

export function buildMarker(marker: Omit<Marker, 'kind'>, src: Mac): Frame {
	const payload = new Uint8Array(PDU_LENGTH);
	payload.set([SUBTYPE_MARKER, 1, marker.type === 'information' ? 1 : 2, MARKER_LENGTH]);
	write16(payload, 4, marker.requesterPort);
	writeMac(payload, 6, marker.requesterSystem);
	write16(payload, 12, marker.transaction >>> 16);
	write16(payload, 14, marker.transaction & 0xffff);
	return buildFrame({dst: SLOW_PROTOCOLS_GROUP, src, etherType: SLOW_PROTOCOLS_ETHERTYPE, payload});
}

/** Is this a frame of the slow protocols, whatever is in it? Its destination does not matter. */
export function isSlowProtocol(frame: Frame): boolean {
	return frame.bytes.length >= 14 && etherType(frame) === SLOW_PROTOCOLS_ETHERTYPE;
}

/** Reads an LACPDU or a marker; `undefined` when the frame is none, too short, or its TLVs are not those of version 1. */
export function readSlowProtocol(frame: Frame): Lacpdu | Marker | undefined {
	if (!isSlowProtocol(frame)) return undefined;
	const body = frame.bytes.subarray(payloadOffset(frame));
	if (body.length < PDU_LENGTH) return undefined;
	if (body[0] === SUBTYPE_LACP) {
		if (body[ACTOR] !== 1 || body[ACTOR + 1] !== INFO_LENGTH || body[PARTNER] !== 2 || body[PARTNER + 1] !== INFO_LENGTH) return undefined;
		return {kind: 'lacpdu', actor: readInfo(body, ACTOR), partner: readInfo(body, PARTNER)};
	}
	if (body[0] !== SUBTYPE_MARKER || (body[2] !== 1 && body[2] !== 2)) return undefined;
	return {
		kind: 'marker',
		type: body[2] === 1 ? 'information' : 'response',
		requesterPort: read16(body, 4),
		requesterSystem: readMac(body, 6),
		transaction: read16(body, 12) * 0x1_0000 + read16(body, 14),
	};
}

/** Names of the bits that are set, lowest first. */
export function lacpFlags(state: number): LacpFlag[] {
	return (Object.keys(LACP_STATE) as LacpFlag[]).filter((flag) => (state & LACP_STATE[flag]) !== 0);
}

function writeInfo(body: Uint8Array, at: number, type: number, info: LacpInfo): void {
	body[at] = type;
	body[at + 1] = INFO_LENGTH;
	write16(body, at + 2, info.systemPriority);
	writeMac(body, at + 4, info.system);
	write16(body, at + 10, info.key);
	write16(body, at + 12, info.portPriority);
	write16(body, at + 14, info.port);
	body[at + 16] = info.state;
}

function readInfo(body: Uint8Array, at: number): LacpInfo {
	return {
		systemPriority: read16(body, at + 2),
		system: readMac(body, at + 4),
		key: read16(body, at + 10),
		portPriority: read16(body, at + 12),
		port: read16(body, at + 14),
		state: body[at + 16] as number,
	};
}
