/*
 * VLAN modes of ports (ofproto-dpif-xlate.c, xvlan_*, input_vid_is_valid, xbundle_includes_vlan)
 *
 * NORMAL thinks in one VLAN a frame, and a port translates between that and what
 * stands on the wire. 0 is "no VLAN", and a VLAN like any other.
 *
 *                   takes                       inside           gives
 * access t          untagged, VID 0             t                untagged
 * trunk             VIDs of its list            its VID          as it is, 0 untagged
 * native-tagged n   the same, untagged too      VID, or n        tagged, n too
 * native-untagged n the same                    VID, or n        n untagged
 * dot1q-tunnel t    what is in cvlans           t around it      without the outer tag
 *
 * An access port takes no tag at all, not even its own; an empty list of trunks
 * is all of them; a native port always carries its native VLAN and never 0.
 *
 * Two tags
 * --------
 * Two tags are carried along, the second one for tunnels: inside, a frame from a tunnel
 * port has the tunnel's tag in front of the customer's. How many tags a frame has
 * is a matter of the key: with `vlan-limit` 1 the second tag is payload.
 *
 * Priority tags
 * -------------
 * A tag of VID 0 carries nothing but a priority. Where a frame leaves in VLAN 0
 * the tag is left out, unless `priority-tags` says otherwise. `always` really
 * asks whether the frame has a tag inside, so for an access port, whose frames have
 * none any more, it means the same as `if-nonzero`.
 *
 * Not modelled: more than two tags.
 */
import {type FlowKey, type FlowMask, VLAN_PRESENT, WORD} from '../../flow/key.js';
import {isTpid, TPID_8021Q} from '../../frame.js';
import type {OvsPort} from '../vswitchd.js';

/** A tag as NORMAL handles it; `tpid` 0 is none. */
interface VlanTag {
	tpid: number;
	vid: number;
	pcp: number;
}

/** The two outermost tags, the outer one first (struct xvlan). */
export type VlanTags = readonly [outer: VlanTag, inner: VlanTag];

export type VlanRefusal = 'tagged-on-access' | 'not-in-trunks' | 'not-in-cvlans';

const NO_TAG: VlanTag = {tpid: 0, vid: 0, pcp: 0};
const TCI_MASK = 0xffff;

/** The tags of a key (xvlan_extract). */
export function readTags(key: FlowKey): VlanTags {
	const outer = readTag(key[WORD.vlan] as number);
	return [outer, outer.tpid === 0 ? NO_TAG : readTag(key[WORD.innerVlan] as number)];
}

/** Why `port` does not take a frame whose outermost VID is `vid` (0 without a tag); `undefined` when it does (input_vid_is_valid). */
export function refuseVlan(port: OvsPort, vid: number): VlanRefusal | undefined {
	switch (port.vlanMode) {
		case 'access':
			return vid === 0 ? undefined : 'tagged-on-access';
		case 'native-tagged':
		case 'native-untagged':
			return vid === 0 || trunks(port, vid) ? undefined : 'not-in-trunks';
		case 'trunk':
			return trunks(port, vid) ? undefined : 'not-in-trunks';
		case 'dot1q-tunnel':
			return holds(port.cvlans, vid) ? undefined : 'not-in-cvlans';
		default:
			return port.vlanMode satisfies never;
	}
}

/** From the wire at `port` to the inside (xvlan_input_translate); the frame must be one that the port takes. */
export function tagsInside(port: OvsPort, tags: VlanTags): VlanTags {
	const [outer, inner] = tags;
	const own = {tpid: outer.tpid || TPID_8021Q, vid: port.tag, pcp: outer.pcp};
	switch (port.vlanMode) {
		case 'access':
			return [own, NO_TAG];
		case 'trunk':
			return tags;
		case 'native-tagged':
		case 'native-untagged':
			return outer.vid === 0 ? [own, inner] : tags;
		case 'dot1q-tunnel':
			return [{tpid: port.qinqEthertype, vid: port.tag, pcp: 0}, outer];
		default:
			return port.vlanMode satisfies never;
	}
}

/** Does `port` carry the VLAN that these tags say inside (xbundle_includes_vlan)? */
export function carriesVlan(port: OvsPort, [outer, inner]: VlanTags): boolean {
	switch (port.vlanMode) {
		case 'access':
			return outer.vid === port.tag && inner.vid === 0;
		case 'trunk':
		case 'native-tagged':
		case 'native-untagged':
			return trunks(port, outer.vid);
		case 'dot1q-tunnel':
			return outer.vid === port.tag && holds(port.cvlans, inner.vid);
		default:
			return port.vlanMode satisfies never;
	}
}

/**
 * From the inside to the wire at `port`: writes into `flow` the tags with which the frame leaves there
 * (xvlan_output_translate, xvlan_put). Adds to `mask` what that depended on; returns the outer VID, which
 * bonds hash. Not asked is whether the port carries the VLAN.
 */
export function writeTagsFor(port: OvsPort, tags: VlanTags, flow: FlowKey, mask: FlowMask): number {
	if (port.vlanMode === 'dot1q-tunnel' && port.cvlans) mask[WORD.innerVlan] = (mask[WORD.innerVlan] as number) | TCI_MASK;
	let [outer, inner] = tagsOutside(port, tags);
	if (port.priorityTags !== 'no') outer = {...outer, pcp: ((flow[WORD.vlan] as number) >> 13) & 7};
	const always = port.priorityTags === 'always';
	flow[WORD.vlan] = wordOf(outer, always);
	flow[WORD.innerVlan] = wordOf(inner, always);
	return outer.vid;
}

/** `readTags` backwards: the tags as words of a key, a priority tag of 0 left out. */
export function wordOf({tpid, vid, pcp}: VlanTag, always = false): number {
	if (vid === 0 && pcp === 0 && !(always && tpid !== 0)) return 0;
	return ((tpid || TPID_8021Q) << 16) | (pcp << 13) | VLAN_PRESENT | vid;
}

function tagsOutside(port: OvsPort, tags: VlanTags): VlanTags {
	const [outer, inner] = tags;
	switch (port.vlanMode) {
		case 'access':
			return [NO_TAG, NO_TAG];
		case 'trunk':
		case 'native-tagged':
			return tags;
		case 'native-untagged':
			return outer.vid === port.tag ? [inner, NO_TAG] : tags;
		case 'dot1q-tunnel':
			return [inner, NO_TAG];
		default:
			return port.vlanMode satisfies never;
	}
}

function readTag(word: number): VlanTag {
	const tpid = word >>> 16;
	if (!isTpid(tpid) || (word & VLAN_PRESENT) === 0) return NO_TAG;
	return {tpid, vid: word & 0xfff, pcp: (word >> 13) & 7};
}

/** xbundle_trunks_vlan; a native port has its native VLAN in the list, and 0 not (bundle_set). */
function trunks(port: OvsPort, vid: number): boolean {
	if (port.vlanMode !== 'trunk' && port.tag !== 0) {
		if (vid === port.tag) return true;
		if (vid === 0) return false;
	}
	return holds(port.trunks, vid);
}

/** Is `vid` in the list? No list holds all. */
export function holds(vlans: Uint32Array | undefined, vid: number): boolean {
	return !vlans || (((vlans[vid >> 5] as number) >>> (vid & 31)) & 1) === 1;
}
