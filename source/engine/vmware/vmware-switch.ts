/*
 * The vSphere Standard Switch (vSS), and what the other switches of VMware have of it
 *
 * A switch that has nothing to learn: the hypervisor made the vNICs, so it knows
 * their addresses. A frame for one of them, in its VLAN, goes there; any other
 * frame of a guest goes to an uplink and to nobody else; any other frame from an
 * uplink is dropped. Nothing ever goes from uplink to uplink, so there is no loop
 * and no spanning tree, and BPDUs from outside end here. A host may have several switches,
 * and what goes from one to another goes by their uplinks, through the physical switch.
 *
 * Who tags? The VLAN of the port group says it.
 *
 *   0         external switch tagging (EST): the switch neither puts on nor takes
 *             off a tag; the physical port is an access port, one VLAN an uplink
 *   1 to 4094 virtual switch tagging (VST): the tag is put on towards the uplink
 *             and taken off towards the guest; the physical port is a trunk. What
 *             the guest tags itself is dropped
 *   4095      virtual guest tagging (VGT): the guest tags, the switch passes every
 *             VLAN on; what it sends without a tag is in the native VLAN outside.
 *             On a vDS the VLANs may be listed (trunk range)
 *
 * A port group is not a VLAN: guests of two groups with the same VLAN talk to each
 * other without the uplink; guests of different VLANs need a router.
 *
 * A broadcast goes to every vNIC of the VLAN and to one uplink. If it comes back by
 * an uplink (a physical switch that reflects, a team with two cables) its source is
 * one of ours, and it is dropped.
 *
 * Which uplink is for `teaming.ts`, what a guest may do for `security.ts`, what else is found behind a port for
 * `mac-learning.ts`; who configures a vDS: `manager.ts`, VLANs within VLANs: `private-vlan.ts`; Nexus 1000V: `vem.ts`.
 *
 * Source: VMware, vSphere Networking (6.7, 8.0), VLAN configuration and MAC learning; no source code is public.
 *
 * Not modelled: traffic shaping, Network I/O Control, NetFlow, multicast filters, CDP and LLDP, guests' BPDUs
 * being blocked (Net.BlockGuestBPDU), the filter for duplicates behind promiscuous ports (Net.ReversePathFwdCheckPromisc).
 */
import {dstMac, type Frame, popTag, srcMac} from '../frame.js';
import {isGroup, type Mac} from '../mac.js';
import type {DeviceId} from '../netdev.js';
import {isSlowProtocol} from '../protocol/lacp.js';
import type {Sink} from '../sink.js';
import {deviceOfKind, type World} from '../world.js';
import {type Arrival, type Tally, vlanTag} from './arrival.js';
import {receiveBeacon} from './beacon.js';
import {deliverTo, deliverToAll, listeners} from './deliver.js';
import {receiveOnLag} from './lag.js';
import {isReflection, learnFromGuest, whereIs} from './learn.js';
import {OUTSIDE} from './mac-learning.js';
import {mirror} from './mirror.js';
import {GUEST_TAGGING, isInTrunk, type ResolvedGroup} from './port-group.js';
import {runSwitch} from './run.js';
import {mayTransmit} from './security.js';
import {sendOut} from './send-out.js';
import {learnFromOutside} from './vem.js';
import type {Vmknic} from './vmknic-device.js';
import {portNumbered, type VirtualPort, type VmwareSwitch} from './vmware-switch-device.js';

const HEADER = 14;
/** 01:80:c2:00:00:00 to 0f. */
const RESERVED = 0x0180_c200_0000;

/** A frame of a guest, or of a vmknic, arrives on its port. */
export function receiveFromGuest(world: World, device: VmwareSwitch, port: VirtualPort, frame: Frame, out: Sink): void {
	if (frame.bytes.length < HEADER) {
		out.drop('malformed');
		return;
	}
	const group = device.index.groups.get(port.group);
	if (!group) {
		out.drop('vmware-not-programmed');
		return;
	}
	if (device.index.mirrorOnly.has(port.device)) {
		out.drop('vmware-listener');
		return;
	}
	const source = srcMac(frame);
	if (!mayTransmit(group.security, port, source)) {
		if (out.tracing) out.note({kind: 'vmware-forged', mac: source, effective: port.mac, port: port.device});
		out.drop('vmware-forged-transmit');
		return;
	}
	const arrival = fromGuest(group, port, frame);
	if (!arrival) {
		out.drop('vlan-not-allowed');
		return;
	}
	if (out.tracing)
		out.note({kind: 'vlan-ingress', vid: arrival.vid, by: arrival.vid !== 0 && group.vlan === GUEST_TAGGING ? 'tag' : 'group'});
	if (device.settings.mirrors.length > 0) mirror(device, port, 'ingress', frame, out);
	if (learnFromGuest(device, group, arrival, source, world.now, out) === 'drop') {
		out.drop('vmware-learning-limit');
		return;
	}
	forward(world, device, arrival, out);
}

/** A frame arrives by an uplink. */
export function receiveFromUplink(world: World, device: VmwareSwitch, id: DeviceId, frame: Frame, out: Sink): void {
	if (frame.bytes.length < HEADER) {
		out.drop('malformed');
		return;
	}
	const position = device.uplinks.findIndex((uplink) => uplink.device === id);
	const uplink = device.uplinks[position];
	if (!uplink) {
		out.drop('no-egress');
		return;
	}
	const dst = dstMac(frame);
	if (isReserved(dst)) {
		if (uplink.lag !== '' && isSlowProtocol(frame)) {
			receiveOnLag(device, id, uplink.lag, frame, world.now);
			runSwitch(world, device, out);
			out.drop('vmware-lacp-consumed');
		} else out.drop('reserved-group');
		return;
	}
	const beacon = receiveBeacon(world, device, uplink, frame);
	if (beacon !== 'none') {
		if (beacon === 'heard-again') runSwitch(world, device, out);
		out.drop('vmware-beacon-consumed');
		return;
	}
	const tag = vlanTag(frame);
	const arrival: Arrival = {dst, vid: tag?.vid ?? 0, pcp: tag?.pcp ?? 0, bare: tag ? popTag(frame) : frame, uplink: position};
	const source = srcMac(frame);
	if (isReflection(device, arrival, source, position, out)) {
		out.drop('vmware-reflected');
		return;
	}
	if (device.family === 'nexus-1000v') learnFromOutside(device, arrival.vid, source, world.now, out);
	const tally: Tally = {copies: 0};
	if (isGroup(dst)) deliverToAll(device, arrival, tally, out);
	else fromOutside(world, device, arrival, tally, out);
	if (tally.copies === 0) out.drop(tally.refused ?? (isGroup(dst) ? 'vmware-no-receiver' : 'vmware-unknown-destination'));
}

/** What the VLAN of the group makes of a guest's frame; `undefined` when it may not send it. */
function fromGuest(group: ResolvedGroup, port: VirtualPort, frame: Frame): Arrival | undefined {
	const tag = vlanTag(frame);
	const own = tag?.vid ?? 0;
	if (group.vlan === GUEST_TAGGING ? !isInTrunk(group, own) : own !== 0) return undefined;
	const vid = group.vlan === GUEST_TAGGING ? own : group.vlan;
	return {dst: dstMac(frame), vid, pcp: tag?.pcp ?? 0, bare: tag ? popTag(frame) : frame, from: port};
}

/** From a guest: to who has the address, or outside. */
function forward(world: World, device: VmwareSwitch, arrival: Arrival, out: Sink): void {
	const tally: Tally = {copies: 0};
	const {dst} = arrival;
	// A guest's BPDU or LACPDU is for the physical switch.
	if (isReserved(dst)) {
		sendOut(device, arrival, 0, out);
		return;
	}
	if (isGroup(dst)) {
		deliverToAll(device, arrival, tally, out);
		sendOut(device, arrival, tally.copies, out);
		return;
	}
	const behind = whereIs(device, arrival, out);
	for (const number of behind) if (number !== OUTSIDE) deliverTo(device, number, arrival, tally, out);
	const isHere = tally.copies > 0;
	for (const number of listeners(world, device, arrival, behind, out)) deliverTo(device, number, arrival, tally, out);
	if (isHere) return;
	if (tally.refused) {
		if (tally.copies === 0) out.drop(tally.refused);
		return;
	}
	if (behind.length === 0) {
		if (out.tracing) out.note({kind: 'vmware-unknown', mac: dst, vid: arrival.vid});
		for (const number of device.index.flooded) deliverTo(device, number, arrival, tally, out);
	}
	sendOut(device, arrival, tally.copies, out);
}

/** From an uplink, for one station. */
function fromOutside(world: World, device: VmwareSwitch, arrival: Arrival, tally: Tally, out: Sink): void {
	const behind = whereIs(device, arrival, out);
	// A station that a VEM has learned outside is nobody here: back there the frame would go round.
	for (const number of behind) if (number !== OUTSIDE) deliverTo(device, number, arrival, tally, out);
	for (const number of listeners(world, device, arrival, behind, out)) deliverTo(device, number, arrival, tally, out);
	if (behind.length === 0) for (const number of device.index.flooded) deliverTo(device, number, arrival, tally, out);
}

function isReserved(dst: Mac): boolean {
	return dst >= RESERVED && dst <= RESERVED + 0xf;
}

/** The host's stack sends by a vmknic: into the switch, as a guest does. */
export function transmitFromVmknic(world: World, vmknic: Vmknic, frame: Frame, out: Sink): void {
	const home = deviceOfKind(world, vmknic.master, 'vmware-switch');
	const port = home && portNumbered(home, vmknic.masterPort);
	if (home && port) receiveFromGuest(world, home, port, frame, out);
	else out.drop('no-carrier');
}
