/*
 * Frames to groups: broadcast floods, multicast floods unless snooping knows better
 *
 * Broadcast goes everywhere, the host included. So does multicast, as long as nobody
 * on the segment asks who listens: only with a querier (or a static entry for a group
 * that is not IP) does snooping restrict a group to its members and to the ports
 * behind which a multicast router sits. Then the host is one more possible member.
 *
 * Rules: br_handle_frame_finish (br_input.c), br_dev_xmit (br_device.c).
 *
 * Not modelled: per-VLAN multicast contexts.
 */
import type {Frame} from '../../frame.js';
import {BROADCAST, readMac} from '../../mac.js';
import type {Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {flood, sendToMembers} from './egress.js';
import {multicastEgress} from './mdb-egress.js';
import type {VlanFrame} from './vlan.js';

/** What became of a frame to a group. */
export interface GroupSent {
	/** Copies that left by ports. */
	copies: number;
	/** The host is to get it as well. */
	host: boolean;
}

/** Sends a frame with a group destination out of the ports; `ingress` is `undefined` for the host's own frames. */
export function sendGroup(
	bridge: Bridge,
	ingress: BridgePort | undefined,
	frame: Frame,
	vlan: VlanFrame | undefined,
	now: number,
	out: Sink,
): GroupSent {
	const group = readMac(frame.bytes, 0);
	const verdict = group === BROADCAST ? undefined : multicastEgress(bridge, frame, vlan?.vid ?? 0, now);
	if (verdict === undefined || verdict.kind === 'flood') {
		if (out.tracing) out.note({kind: 'flood-group', mac: group});
		const kind = group === BROADCAST ? 'broadcast' : 'multicast';
		return {copies: flood(bridge, ingress, frame, vlan, kind, out), host: true};
	}
	if (out.tracing) {
		const ports = verdict.ports.map((port) => port.device);
		out.note(verdict.registered ? {kind: 'mdb-hit', group, ports} : {kind: 'mdb-miss', group, ports});
	}
	return {copies: sendToMembers(bridge, verdict.ports, ingress, frame, vlan, out), host: verdict.host};
}
