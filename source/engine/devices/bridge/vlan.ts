/*
 * VLAN filtering: which VLAN a frame is in, and with or without a tag
 *
 * Off by default; then a bridge does not look at tags, learns in VID 0 and lets
 * every tag through untouched. On, every port and br0 itself have a set of VIDs.
 *
 * Ingress
 * -------
 * A frame tagged with the bridge's own protocol is in the VLAN of its tag, and is
 * dropped unless the ingress set has it. An untagged frame, and one with VID 0 (a
 * priority tag, which carries only a priority), is in the VLAN of the port's PVID;
 * without a PVID it is dropped. A tag of the other protocol (0x88a8 on a 0x8100
 * bridge) is payload: the frame counts as untagged.
 *
 * Egress
 * ------
 * A port that does not have the VID gets no copy. One that has it as untagged gets
 * the frame without its tag, any other one with it. The host is behind br0's own
 * set, both ways.
 *
 * One frame is in one VLAN all the way through the bridge: the VID that was found
 * at ingress is the key of learning, of the look-up and of the egress test.
 *
 * Rules: __allowed_ingress, br_allowed_egress, br_handle_vlan, br_should_learn
 * (net/bridge/br_vlan.c); IEEE 802.1Q-2018 6.9, 8.6.2, 8.8.2.
 *
 * Not modelled: VLAN tunnels, per-VLAN statistics and multicast contexts, MST,
 * VLAN devices as binding.
 */
import {type Frame, outerTag, popTag, pushTag, type Tag} from '../../frame.js';
import type {Bridge, VlanGroup} from './bridge-device.js';

/** A frame whose VLAN is known. */
export interface VlanFrame {
	vid: number;
	by: 'tag' | 'pvid' | 'priority-tag';
	/** With the tag of its VLAN. */
	tagged: Frame;
	/** Without it. */
	bare: Frame;
}

/** Why a frame is in no VLAN here. */
export type VlanRefusal = 'no-pvid' | 'vlan-not-allowed';

export const MAX_VID = 4094;

export function createVlanGroup(): VlanGroup {
	return {pvid: 0, members: new Map()};
}

/** The VLAN of a frame that enters through `group` (__allowed_ingress). */
export function classify(bridge: Bridge, group: VlanGroup, frame: Frame): VlanFrame | VlanRefusal {
	const tag = ownTag(bridge, frame);
	if (tag && tag.vid !== 0) {
		if (!group.members.has(tag.vid)) return 'vlan-not-allowed';
		return {vid: tag.vid, by: 'tag', tagged: frame, bare: popTag(frame)};
	}
	const vid = group.pvid;
	if (vid === 0) return 'no-pvid';
	if (!tag) return {vid, by: 'pvid', tagged: pushTag(frame, {tpid: bridge.vlanProtocol, pcp: 0, dei: false, vid}), bare: frame};
	const bare = popTag(frame);
	return {vid, by: 'priority-tag', tagged: pushTag(bare, {...tag, vid}), bare};
}

/** The VID in which the source of a link-local frame may be learned; -1 when it may not (br_should_learn). */
export function learningVid(bridge: Bridge, group: VlanGroup, frame: Frame): number {
	if (!bridge.vlanFiltering) return 0;
	const vid = ownTag(bridge, frame)?.vid || group.pvid;
	return vid !== 0 && group.members.has(vid) ? vid : -1;
}

/** The frame as it leaves through `group`, which has its VID (br_handle_vlan). */
export function leaving(group: VlanGroup, vlan: VlanFrame): Frame {
	return group.members.get(vlan.vid)?.untagged ? vlan.bare : vlan.tagged;
}

/** Octets that count against the MTU: the outermost tag travels beside the frame and is free (is_skb_forwardable). */
export function sizeOf(frame: Frame): number {
	return frame.bytes.length - (outerTag(frame) ? 4 : 0);
}

/** Puts `vid` into the set or changes how it is there. A new PVID takes the mark from the old one, which stays a member (__vlan_add). */
export function joinVlan(group: VlanGroup, vid: number, pvid: boolean, untagged: boolean): void {
	group.members.set(vid, {untagged});
	if (pvid) group.pvid = vid;
	else if (group.pvid === vid) group.pvid = 0;
}

/** Takes `vid` out of the set; false when it was not in it. */
export function leaveVlan(group: VlanGroup, vid: number): boolean {
	if (group.pvid === vid) group.pvid = 0;
	return group.members.delete(vid);
}

/** VIDs of the set in ascending order, as `bridge vlan` lists them. */
export function vidsOf(group: VlanGroup): number[] {
	return [...group.members.keys()].sort((a, b) => a - b);
}

/** The outermost tag if it is of the bridge's own protocol. */
function ownTag(bridge: Bridge, frame: Frame): Tag | undefined {
	const tag = outerTag(frame);
	return tag?.tpid === bridge.vlanProtocol ? tag : undefined;
}
