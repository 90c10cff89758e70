/*
 * Bridge protocol data units (IEEE 802.1D-1998 clause 9, IEEE 802.2)
 *
 * Bridges talk to each other in LLC frames: where other frames have an EtherType
 * stands the length of what follows, then DSAP and SSAP 0x42 ("bridge spanning
 * tree") and the control byte 0x03 (unnumbered information). They go to
 * 01:80:c2:00:00:00, which no bridge that runs the protocol forwards, so a BPDU
 * crosses one link and no more. The source is the MAC of the sending port.
 *
 * Configuration BPDU, 35 octets
 * -----------------------------
 * protocol 0 (2), version 0, type 0x00, flags (0x01 topology change, 0x80 its
 * acknowledgement), root id (8), root path cost (4), bridge id (8), port id (2),
 * message age, max age, hello time, forward delay (2 each, in 1/256 s)
 *
 * Topology change notification, 4 octets
 * --------------------------------------
 * protocol 0 (2), version 0, type 0x80
 *
 * Not modelled: rapid and multiple spanning tree (versions 2 and 3), which the
 * kernel's bridge ignores; padding to the minimum size.
 */
import type {BridgeId} from '../devices/bridge/bridge-device.js';
import {buildFrame, type Frame} from '../frame.js';
import {type Mac, readMac, writeMac} from '../mac.js';
import {read16, read32, write16, write32} from './octets.js';

/** Destination of every BPDU. */
export const BRIDGE_GROUP: Mac = 0x0180_c200_0000;
/** The same between provider bridges, which carry the one above as customers' traffic (802.1ad). */
export const PROVIDER_BRIDGE_GROUP: Mac = 0x0180_c200_0008;

/** Unit of the times in a BPDU: 1/256 s, in ns. */
export const BPDU_TICK = 3_906_250;

/** What a bridge says of itself and of the root. Times in ns; written in whole ticks. */
export interface ConfigBpdu {
	kind: 'config';
	topologyChange: boolean;
	topologyChangeAck: boolean;
	root: BridgeId;
	rootPathCost: number;
	bridge: BridgeId;
	port: number;
	/** Since the root sent it. */
	messageAge: number;
	maxAge: number;
	helloTime: number;
	forwardDelay: number;
}

export type Bpdu = ConfigBpdu | {kind: 'tcn'};

const LLC = [0x42, 0x42, 0x03];
const LLC_LENGTH = 3;
const CONFIG_LENGTH = 35;
const TCN_LENGTH = 4;
const TYPE_CONFIG = 0x00;
const TYPE_TCN = 0x80;
const FLAG_TC = 0x01;
const FLAG_TCA = 0x80;
/** Below this the word behind the addresses is a length (802.3 3.2.6). */
const FIRST_ETHERTYPE = 0x600;

/** The frame by which the port with MAC `src` sends `bpdu`. */
export function buildBpdu(bpdu: Bpdu, src: Mac, dst = BRIDGE_GROUP): Frame {
	const payload = new Uint8Array(LLC_LENGTH + (bpdu.kind === 'config' ? CONFIG_LENGTH : TCN_LENGTH));
	payload.set(LLC);
	const body = payload.subarray(LLC_LENGTH);
	if (bpdu.kind === 'config') writeConfig(body, bpdu);
	else body[3] = TYPE_TCN;
	return buildFrame({dst, src, etherType: payload.length, payload});
}

/** Reads a BPDU; `undefined` when the frame is no LLC frame of the spanning tree, of another version, too short or of unknown type. */
export function readBpdu(frame: Frame): Bpdu | undefined {
	const {bytes} = frame;
	if (bytes.length < 14 + LLC_LENGTH + TCN_LENGTH) return undefined;
	const length = read16(bytes, 12);
	if (length >= FIRST_ETHERTYPE || 14 + length > bytes.length) return undefined;
	if (LLC.some((octet, index) => bytes[14 + index] !== octet)) return undefined;
	const body = bytes.subarray(14 + LLC_LENGTH, 14 + length);
	if (body.length < TCN_LENGTH || body[0] !== 0 || body[1] !== 0 || body[2] !== 0) return undefined;
	if (body[3] === TYPE_TCN) return {kind: 'tcn'};
	return body[3] === TYPE_CONFIG && body.length >= CONFIG_LENGTH ? readConfig(body) : undefined;
}

function writeConfig(body: Uint8Array, bpdu: ConfigBpdu): void {
	body[3] = TYPE_CONFIG;
	body[4] = (bpdu.topologyChange ? FLAG_TC : 0) | (bpdu.topologyChangeAck ? FLAG_TCA : 0);
	writeId(body, 5, bpdu.root);
	write32(body, 13, bpdu.rootPathCost);
	writeId(body, 17, bpdu.bridge);
	write16(body, 25, bpdu.port);
	write16(body, 27, Math.floor(bpdu.messageAge / BPDU_TICK));
	write16(body, 29, Math.floor(bpdu.maxAge / BPDU_TICK));
	write16(body, 31, Math.floor(bpdu.helloTime / BPDU_TICK));
	write16(body, 33, Math.floor(bpdu.forwardDelay / BPDU_TICK));
}

function readConfig(body: Uint8Array): ConfigBpdu {
	const flags = body[4] as number;
	return {
		kind: 'config',
		topologyChange: (flags & FLAG_TC) !== 0,
		topologyChangeAck: (flags & FLAG_TCA) !== 0,
		root: readId(body, 5),
		rootPathCost: read32(body, 13),
		bridge: readId(body, 17),
		port: read16(body, 25),
		messageAge: read16(body, 27) * BPDU_TICK,
		maxAge: read16(body, 29) * BPDU_TICK,
		helloTime: read16(body, 31) * BPDU_TICK,
		forwardDelay: read16(body, 33) * BPDU_TICK,
	};
}

function writeId(body: Uint8Array, at: number, id: BridgeId): void {
	write16(body, at, id.priority);
	writeMac(body, at + 2, id.mac);
}

function readId(body: Uint8Array, at: number): BridgeId {
	return {priority: read16(body, at), mac: readMac(body, at + 2)};
}
