/*
 * Link-local groups: 01:80:c2:00:00:00 to :0f (IEEE 802.1D-2004 table 7-10)
 *
 * A conforming bridge never forwards them: they are talk between neighbours on one
 * cable. Linux hands them to the port's own network device, where LLDP, LACP or
 * 802.1X daemons listen, also on a port that does not forward, and learns the source.
 *
 *   :00  spanning tree. With STP off the bridge must forward them, or somebody
 *        else's spanning tree would not see the loop through this bridge.
 *   :01  PAUSE: dropped, always.
 *   others  forwarded only by `group_fwd_mask`, bridge-wide or of the ingress port.
 *
 * The bridge-wide mask cannot name :00 to :02; a port's can name :00 and :02. A
 * provider bridge (VLAN filtering with 0x88a8) forwards the groups of the customer's
 * bridges by itself and has its spanning tree at :08.
 *
 * Rules: br_handle_frame, __br_handle_local_finish (br_input.c), br_stp_rcv.
 *
 * Not modelled: CFM, MRP, another group address by hand.
 */
import {type Frame, TPID_8021AD, word} from '../../frame.js';
import {readMac} from '../../mac.js';
import type {PacketType} from '../../netdev.js';
import type {Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {learnSource} from './learning.js';
import {receiveBpdu} from './stp-receive.js';
import {learningVid} from './vlan.js';

/** Upper 16 and lower 32 bits of 01:80:c2:00:00:00. */
export const LINK_LOCAL_HIGH = 0x0180;
export const LINK_LOCAL_LOW = 0xc200_0000 | 0;

/** 01-80-C2-00-00-00, -0B, -0C, -0D, -0F, and -08 itself, which is taken out again: 802.1ad nearest customer bridge. */
const PROVIDER_MASK = 0xb801;
const PROVIDER_GROUP = 0x08;

/** Bits that no mask may have: STP, PAUSE and LACP for the bridge, PAUSE for a port. */
export const REFUSED_BRIDGE_BITS = 0x0007;
export const REFUSED_PORT_BITS = 0x0002;

/** A frame to a link-local group: 'forward' leaves it to the ordinary path. */
export function receiveLinkLocal(
	bridge: Bridge,
	port: BridgePort,
	frame: Frame,
	type: PacketType,
	now: number,
	out: Sink,
): 'handled' | 'forward' {
	const last = frame.bytes[5] as number;
	if (last === 0x01) {
		out.drop('pause');
		return 'handled';
	}
	if (isForwarded(bridge, port, last)) {
		if (out.tracing && last !== 0) out.note({kind: 'link-local-forwarded', group: readMac(frame.bytes, 0)});
		return 'forward';
	}
	if (out.tracing) out.note({kind: 'link-local', group: readMac(frame.bytes, 0)});
	learnFrom(bridge, port, frame, now, out);
	if (bridge.stp.enabled && last === groupAddress(bridge) && isBpdu(frame)) receiveBpdu(bridge, port, frame, now, out);
	else out.deliver(port.device, frame, type);
	return 'handled';
}

function isForwarded(bridge: Bridge, port: BridgePort, last: number): boolean {
	const provider = isProvider(bridge) ? PROVIDER_MASK & ~(1 << PROVIDER_GROUP) : 0;
	// The bridge-wide mask has no say over the spanning tree's group.
	const mask = provider | port.groupFwdMask | (last === 0 ? 0 : bridge.groupFwdMask);
	return (last === 0 && !bridge.stp.enabled) || (mask & (1 << last)) !== 0;
}

function learnFrom(bridge: Bridge, port: BridgePort, frame: Frame, now: number, out: Sink): void {
	const src = readMac(frame.bytes, 6);
	const vid = learningVid(bridge, port.vlans, frame);
	const learns = port.state === 'learning' || port.state === 'forwarding';
	if (bridge.noLinklocalLearn || !learns || vid === -1) {
		if (out.tracing) out.note({kind: 'fdb-not-learned', mac: src, why: learns ? 'link-local' : 'not-learning'});
		return;
	}
	learnSource(bridge, port, word(frame.bytes, 6), (word(frame.bytes, 8) << 16) | word(frame.bytes, 10), vid, now, out);
}

function isProvider(bridge: Bridge): boolean {
	return bridge.vlanFiltering && bridge.vlanProtocol === TPID_8021AD;
}

/** Last octet of the bridge group address (recalculate_group_addr). */
function groupAddress(bridge: Bridge): number {
	return isProvider(bridge) ? PROVIDER_GROUP : 0x00;
}

/** An 802.3 length, and the LLC header of the spanning tree: DSAP and SSAP 0x42, control 3. */
function isBpdu({bytes}: Frame): boolean {
	return word(bytes, 12) <= 1500 && word(bytes, 14) === 0x4242 && bytes[16] === 0x03;
}
