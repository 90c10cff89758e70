/*
 * The vSphere Standard Switch (vSS)
 *
 * A switch that has nothing to learn: the hypervisor made the vNICs, so it knows
 * their addresses. A frame for one of them, in its VLAN, goes there; any other
 * frame of a guest goes to the uplink and to nobody else; any other frame from the
 * uplink is dropped. Nothing ever goes from uplink to uplink, so there is no loop
 * and no spanning tree, and BPDUs from outside end here.
 *
 * Who tags? The VLAN of the port group says it.
 *
 *   0         external switch tagging (EST): the switch neither puts on nor takes
 *             off a tag; the physical port is an access port, one VLAN an uplink
 *   1 to 4094 virtual switch tagging (VST): the tag is put on towards the uplink
 *             and taken off towards the guest; the physical port is a trunk. What
 *             the guest tags itself is dropped
 *   4095      virtual guest tagging (VGT): the guest tags, the switch passes every
 *             VLAN on; what it sends without a tag is in the native VLAN outside
 *
 * A port group is not a VLAN: guests of two groups with the same VLAN talk to each
 * other without the uplink; guests of different VLANs need a router.
 *
 * A broadcast goes to every vNIC of the VLAN and to the uplink. If it comes back by
 * the uplink (a physical switch that reflects, a team with two cables) its source is
 * one of ours, and it is dropped.
 *
 * Source: VMware, vSphere Networking (6.7, 8.0), VLAN configuration and MAC learning; no source code is public.
 *
 * Not modelled: teaming policies, security policies (all are as if accepted, but promiscuous mode, which is
 * as if rejected), traffic shaping, multicast filters, vmknics of its own.
 */
import {dstMac, type Frame, outerTag, popTag, pushTag, srcMac, TPID_8021Q} from '../frame.js';
import {isGroup, type Mac} from '../mac.js';
import type {Sink} from '../sink.js';
import type {PortGroup, StandardSwitch, VirtualPort} from './standard-switch-device.js';

/** The guest tags. */
export const GUEST_TAGGING = 4095;
const HEADER = 14;

/** A frame of a guest arrives on its port. */
export function receiveFromGuest(device: StandardSwitch, port: VirtualPort, frame: Frame, out: Sink): void {
	if (frame.bytes.length < HEADER) {
		out.drop('malformed');
		return;
	}
	const {vlan} = groupOf(device, port);
	const tag = outerTag(frame);
	if (tag && tag.vid !== 0 && vlan !== GUEST_TAGGING) {
		out.drop('vlan-not-allowed');
		return;
	}
	const vid = vlan === GUEST_TAGGING ? (tag?.vid ?? 0) : vlan;
	const bare = tag ? popTag(frame) : frame;
	if (out.tracing) out.note({kind: 'vlan-ingress', vid, by: tag && tag.vid !== 0 ? 'tag' : 'pvid'});
	const dst = dstMac(frame);
	const copies = deliver(device, dst, vid, bare, tag?.pcp ?? 0, port, out);
	// A known vNIC of the VLAN is the only one; a group goes outside too.
	if (isGroup(dst) || copies === 0) sendOut(device, vid, bare, tag?.pcp ?? 0, copies, out);
}

/** A frame arrives by an uplink. */
export function receiveFromUplink(device: StandardSwitch, frame: Frame, out: Sink): void {
	if (frame.bytes.length < HEADER) {
		out.drop('malformed');
		return;
	}
	if (device.byMac.has(srcMac(frame))) {
		out.drop('own-broadcast');
		return;
	}
	const tag = outerTag(frame);
	const vid = tag?.vid ?? 0;
	const copies = deliver(device, dstMac(frame), vid, tag ? popTag(frame) : frame, tag?.pcp ?? 0, undefined, out);
	if (copies === 0) out.drop('no-egress');
}

/** The port group of `port`. */
export function groupOf(device: StandardSwitch, port: VirtualPort): PortGroup {
	return device.portGroups.find(({name}) => name === port.group) ?? {name: port.group, vlan: 0};
}

/** The vNIC at `port` has another address. */
export function setEffectiveMac(device: StandardSwitch, port: VirtualPort, mac: Mac): void {
	port.mac = mac;
	device.byMac = new Map();
	for (const [index, {mac: held}] of device.ports.entries()) {
		const same = device.byMac.get(held);
		if (same) same.push(index);
		else device.byMac.set(held, [index]);
	}
}

/** Copies for the vNICs of the VLAN that want the frame; how many there were. */
function deliver(
	device: StandardSwitch,
	dst: Mac,
	vid: number,
	bare: Frame,
	pcp: number,
	from: VirtualPort | undefined,
	out: Sink,
): number {
	const candidates = isGroup(dst) ? device.ports : (device.byMac.get(dst) ?? []).map((index) => device.ports[index] as VirtualPort);
	let copies = 0;
	for (const port of candidates) {
		if (port === from) continue;
		const {vlan} = groupOf(device, port);
		if (vlan !== vid && vlan !== GUEST_TAGGING) continue;
		if (!port.up) {
			if (out.tracing) out.note({kind: 'egress-refused', port: port.device, why: 'not-forwarding'});
			continue;
		}
		const tagged = vlan === GUEST_TAGGING && vid !== 0;
		if (out.tracing) out.note({kind: 'vlan-egress', port: port.device, vid, tagged});
		out.transmit(port.device, tagged ? pushTag(bare, {tpid: TPID_8021Q, pcp, dei: false, vid}) : bare);
		copies++;
	}
	return copies;
}

/** To the first uplink that has carrier; without one the frame ends, unless a vNIC has had it. */
function sendOut(device: StandardSwitch, vid: number, bare: Frame, pcp: number, copies: number, out: Sink): void {
	const uplink = device.uplinks.find(({up}) => up);
	if (!uplink) {
		if (copies === 0) out.drop('no-egress');
		return;
	}
	if (out.tracing) out.note({kind: 'vlan-egress', port: uplink.device, vid, tagged: vid !== 0});
	out.transmit(uplink.device, vid === 0 ? bare : pushTag(bare, {tpid: TPID_8021Q, pcp, dei: false, vid}));
}
