/*
 * What a VF may send
 *
 * The guest fills the ring; what leaves it is the card's decision. First the
 * source: while spoof check is on, it must be an address that the VF has by its filters. Then the VLAN. With a port VLAN
 * the guest sends without tag, the card puts the tag on, and a guest that tags itself all the same is refused
 * while it is checked (unchecked, its tag ends up inside the card's). Without port VLAN the guest tags for itself, in VLANs for which it
 * has sub-interfaces. The host's firewall, its tc and its bridges have no part in any of this: the card is all there is
 * between the guest and the wire.
 *
 * Rules: ixgbe_ndo_set_vf_spoofchk, ixgbe_set_vmvir, ixgbe_set_vf_vlan_msg (ixgbe_sriov.c). A card counts what it refused; ixgbe tells
 * the log now and then ("4 Spoofed packets detected"), i40e and ice call it malicious driver detection and may stop
 * the VF's queues.
 *
 * Not modelled: stopping queues, checks of LLDP and PAUSE, port VLANs with 802.1ad tags.
 */
import {type Frame, outerTag, popTag, pushTag, srcMac, type Tag, TPID_8021Q} from '../frame.js';
import type {Sink} from '../sink.js';
import type {Adapter, Vf} from './adapter.js';
import type {SriovDropReason} from './cause.js';

/** The VLAN that the switch reads: 0 for a frame without 802.1Q tag. */
export function vidOf(frame: Frame): number {
	const tag = customerTag(frame);
	return tag?.vid ?? 0;
}

/** The frame as it leaves the VF's ring, or why it does not. */
export function admit({filters}: Adapter, vf: Vf, number: number, frame: Frame, out: Sink): Frame | undefined {
	if (vf.guarded && !filters.unicast.get(srcMac(frame))?.includes(number)) return refuse(vf, 'vf-spoofed-mac', out);
	const own = customerTag(frame);
	const isTagged = own !== undefined && own.vid !== 0;
	if (!hasPortVlan(vf)) {
		const mayTag = !isTagged || !vf.guarded || filters.vids[number + 1]?.has(own.vid);
		return mayTag ? frame : refuse(vf, 'vf-spoofed-vlan', out);
	}
	if (isTagged && vf.guarded) return refuse(vf, 'vf-spoofed-vlan', out);
	const bare = own && !isTagged ? popTag(frame) : frame;
	if (out.tracing) out.note({kind: 'vf-port-vlan', vf: vf.device, vid: vf.vlan, way: 'out'});
	return pushTag(bare, {tpid: TPID_8021Q, pcp: vf.qos, dei: false, vid: vf.vlan});
}

/** A priority alone is put on as a tag, too, with VID 0. */
export function hasPortVlan({vlan, qos}: Vf): boolean {
	return vlan !== 0 || qos !== 0;
}

function refuse(vf: Vf, reason: SriovDropReason, out: Sink): undefined {
	vf.spoofed++;
	out.drop(reason);
}

function customerTag(frame: Frame): Tag | undefined {
	const tag = outerTag(frame);
	return tag?.tpid === TPID_8021Q ? tag : undefined;
}
