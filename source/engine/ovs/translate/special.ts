/*
 * Frames that are for the switch itself, and ports that do not take frames
 *
 * LACPDUs and BPDUs end here: their protocols see every one of them, so a cached flow
 * sends them up each time. A port whose spanning tree state neither forwards nor
 * learns takes nothing; one that only learns lets the tables see the frame and
 * then drops it.
 *
 * Follows process_special, may_receive (ofproto-dpif-xlate.c). Not modelled: CFM, BFD, LLDP, RSTP.
 */
import type {SlowReason} from '../../devices/datapath/datapath-action.js';
import {type FlowKey, WORD} from '../../flow/key.js';
import {dstMacOf, ETHER_TYPE, etherTypeOf} from '../../flow/key-parts.js';
import type {Mac} from '../../mac.js';
import {receiveLacpdu} from '../bond/lacp.js';
import {forwardsAt, learnsAt, receiveStp} from '../stp/ovs-stp.js';
import {type OfPort, portOfMember} from '../vswitchd.js';
import type {Translation} from './translation.js';

const BRIDGE_GROUP: Mac = 0x0180_c200_0000;

/** A BPDU (is_stp). */
export function isBpdu(key: FlowKey): boolean {
	return dstMacOf(key) === BRIDGE_GROUP && etherTypeOf(key) === ETHER_TYPE.none;
}

/** Is the frame one for the switch itself? Then its protocol gets it and nothing else happens (process_special). */
export function takeSpecial(translation: Translation, port: OfPort | undefined): boolean {
	const reason = port && specialFor(translation, port);
	if (!reason) return false;
	translation.slow.add(reason);
	translation.drop = reason === 'lacp' ? 'ovs-lacp-consumed' : 'bpdu-consumed';
	return true;
}

function specialFor(translation: Translation, port: OfPort): SlowReason | undefined {
	const {bridge, flow, mask, request} = translation;
	const {frame, stats, now} = request;
	const lacp = portOfMember(bridge, port.number)?.lacp;
	if (lacp && etherTypeOf(flow) === ETHER_TYPE.lacp) {
		if (frame && stats) receiveLacpdu(lacp, port.number, frame, now);
		return 'lacp';
	}
	if (bridge.stp) {
		mask[WORD.dstHigh] = -1;
		mask[WORD.dstLowSrcHigh] = (mask[WORD.dstLowSrcHigh] as number) | (0xffff << 16);
		if (isBpdu(flow)) {
			if (frame) receiveStp(translation, port, frame);
			return 'stp';
		}
	}
	return undefined;
}

/** May a frame come in here at all (may_receive)? */
export function mayReceive({bridge, flow}: Translation, {config, number}: OfPort): boolean {
	if (isBpdu(flow) ? config.noReceiveStp : config.noReceive) return false;
	return forwardsAt(bridge, number) || learnsAt(bridge, number);
}
