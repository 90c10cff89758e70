/** A frame inside the switch: without tag, with its VLAN, and where it came from. */
import {dstMac, type Frame, outerTag, pushTag, srcMac, type Tag, TPID_8021Q} from '../frame.js';
import {isGroup, type Mac} from '../mac.js';
import type {DropReason} from '../sink.js';
import {ipHash, type TeamKey} from './teaming.js';
import type {VirtualPort} from './vmware-switch-device.js';

export interface Arrival {
	dst: Mac;
	/** 0 is without VLAN. */
	vid: number;
	pcp: number;
	bare: Frame;
	/** Sent by the guest at this port; or */
	from?: VirtualPort;
	/** it came by the uplink at this position. */
	uplink?: number;
}

/** The tag that says the VLAN; one of 802.1ad is none, to these switches. */
export function vlanTag(frame: Frame): Tag | undefined {
	const tag = outerTag(frame);
	return tag?.tpid === TPID_8021Q ? tag : undefined;
}

/** What became of it so far. */
export interface Tally {
	copies: number;
	/** Why somebody for whom it was did not get it. */
	refused?: DropReason;
}

/** The frame as a guest or an uplink has it. */
export function withTag({bare, vid, pcp}: Arrival): Frame {
	return vid === 0 ? bare : pushTag(bare, {tpid: TPID_8021Q, pcp, dei: false, vid});
}

/** By what a team chooses the uplink for a frame of the guest at `port`. */
export function keyOut(port: VirtualPort, frame: Frame): TeamKey {
	return {port, station: srcMac(frame) % 256, addresses: ipHash(frame)};
}

/** By what a team knows the uplink from which `port` has a frame that came from outside. */
export function keyIn(port: VirtualPort, frame: Frame): TeamKey {
	const dst = dstMac(frame);
	return {port, station: (isGroup(dst) ? port.mac : dst) % 256};
}
