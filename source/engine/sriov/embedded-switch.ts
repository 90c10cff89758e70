/*
 * SR-IOV: a card with a switch inside
 *
 * A card with single root I/O virtualisation shows itself several times on the PCI bus: as the physical
 * function (PF), which is eth0 of the host and rules the card, and as virtual functions (VFs), each a pair of rings with a
 * MAC. A VF given to a guest reads and writes the guest's memory itself: no hypervisor copies the frame, and no bridge,
 * firewall or tc of the host sees it. Between the functions and the wire the card switches for itself.
 *
 *     guest 1   guest 2    host
 *       VF 0      VF 1      PF
 *      ───┴─────────┴───────┴───   static filters, nothing learned
 *                  │
 *                 wire
 *
 * Sending (VEB, the default)
 * --------------------------
 * A unicast address that a function has in its filters never leaves the card: the frame goes to that function, if
 * it is in the VLAN, and to nobody otherwise. Every other unicast goes to the wire and nowhere else, so the MAC of a guest behind a
 * bridge on the PF is searched for outside, in vain, until `bridge fdb add MAC dev PF` registers it. Groups go to the
 * wire and to the other functions that take them.
 *
 * Receiving
 * ---------
 * By filter: the function that has the address and is in the VLAN. Is it in another VLAN, the PF gets the frame, whose stack
 * throws it away. Broadcast goes to all, a group to those that joined it. What no filter knows is for a promiscuous PF, as
 * under a bridge, or for nobody. No VF gets unknown unicast: a bridge or a nested guest behind a VF hears nothing, unless the
 * VF is trusted, asks for promiscuous mode, and the card can (not the 82599). Even then it sees what is nobody's; what is
 * another function's only with vf-true-promisc-support.
 *
 * VEPA
 * ----
 * `bridge link set dev PF hwmode vepa`: everything goes to the wire, and the switch there must reflect what is for a
 * neighbour. What a function sent itself is not given back to it (source pruning); a VEB does not look.
 *
 * Rules: Intel 82599 datasheet 7.10.3 (packet switching), put into code in QEMU's model of the 82576 (igb_core.c, igb_receive_assign);
 * ixgbe_configure_bridge_mode, ixgbe_ndo_bridge_setlink, ixgbe_set_rx_mode (ixgbe_main.c), ixgbe_sriov.c.
 *
 * Not modelled: queues and their overflow, a rate on the card's inside (PCIe is crossed twice), mirroring, switchdev mode with
 * representors, flows in hardware, XDP, link aggregation on the card.
 */
import {dstMac, type Frame, popTag, srcMac} from '../frame.js';
import {BROADCAST, isGroup, type Mac} from '../mac.js';
import {type DeviceId, isOperational} from '../netdev.js';
import type {Road} from '../road.js';
import type {Sink} from '../sink.js';
import {deviceAt, type World} from '../world.js';
import {type FunctionNumber, PF, type PfDevice, pfOf, type Vf, type VfDevice, vfOf} from './adapter.js';
import {admit, hasPortVlan, vidOf} from './admission.js';
import {functionDevice} from './filters.js';
import {MODEL_RULES} from './nic-model.js';
import {schedulePaced} from './pacing.js';

/** The driver of a VF puts a frame into its ring: now, or when its rate lets it, the card takes it out. */
export function transmitFromVf(world: World, device: VfDevice, frame: Frame, road: Road, out: Sink): void {
	const vf = vfOf(world, device);
	const schedule = schedulePaced(vf, frame, world.now);
	switch (schedule.kind) {
		case 'now':
			takeFromRing(world, device, frame, road, out);
			return;
		case 'later':
			if (out.tracing) out.note({kind: 'vf-paced', vf: device.id, delay: schedule.time - world.now});
			road.sendPaced(device.id, frame, schedule.time);
			return;
		case 'full':
			device.counters.txDropped++;
			out.drop('vf-ring-full');
			return;
		default:
			schedule satisfies never;
	}
}

/** A frame that waited for its turn leaves the ring of its VF. */
export function transmitPaced(world: World, device: VfDevice, frame: Frame, road: Road, out: Sink): void {
	vfOf(world, device).waiting--;
	if (isOperational(device)) takeFromRing(world, device, frame, road, out);
	else out.drop(device.up ? 'no-carrier' : 'device-down');
}

function takeFromRing(world: World, device: VfDevice, frame: Frame, road: Road, out: Sink): void {
	const pf = pfOf(world, device);
	const admitted = admit(pf.sriov, vfOf(world, device), device.number, frame, out);
	if (admitted) switchInside(world, pf, device.number, admitted, road, out);
}

/** The PF sends: its frames are switched like those of any function. */
export function transmitFromPf(world: World, pf: PfDevice, frame: Frame, road: Road, out: Sink): void {
	switchInside(world, pf, PF, frame, road, out);
}

function switchInside(world: World, pf: PfDevice, from: FunctionNumber, frame: Frame, road: Road, out: Sink): void {
	const {mode, filters} = pf.sriov;
	const dst = dstMac(frame);
	if (mode === 'vepa') {
		if (out.tracing) out.note({kind: 'adapter-to-wire', mac: dst, mode});
		sendToWire(pf, frame, road, out);
		return;
	}
	if (isGroup(dst)) {
		const receivers = inVlan(world, pf, takersOf(pf, dst), frame, from, out);
		if (out.tracing) out.note({kind: 'adapter-group-out', group: dst, functions: devicesOf(pf, receivers)});
		for (const number of receivers) give(world, pf, number, frame, out);
		sendToWire(pf, frame, road, out);
		return;
	}
	const holders = filters.unicast.get(dst);
	copyToTruePromiscuous(world, pf, holders, frame, from, out);
	if (!holders) {
		if (out.tracing) out.note({kind: 'adapter-to-wire', mac: dst, mode});
		sendToWire(pf, frame, road, out);
		return;
	}
	const receivers = inVlan(world, pf, holders, frame, from, out);
	if (out.tracing && receivers.length > 0) out.note({kind: 'adapter-inside', mac: dst, functions: devicesOf(pf, receivers)});
	for (const number of receivers) give(world, pf, number, frame, out);
	if (receivers.length === 0) out.drop('adapter-no-receiver');
}

function sendToWire(pf: PfDevice, frame: Frame, road: Road, out: Sink): void {
	if (pf.up && pf.carrier && pf.link !== -1) road.putOnLink(pf, frame);
	else out.drop('no-carrier');
}

/** A frame comes from the wire. VFs get theirs; true when the PF is to receive it, too. */
export function receiveFromWire(world: World, pf: PfDevice, frame: Frame, out: Sink): boolean {
	const {filters} = pf.sriov;
	const dst = dstMac(frame);
	const isUnicast = !isGroup(dst);
	const known = isUnicast ? filters.unicast.get(dst) : takersOf(pf, dst);
	const candidates = notOfItself(pf, known ?? filters.promiscuous, frame, out);
	const receivers = inVlan(world, pf, candidates, frame, undefined, out);
	if (out.tracing) out.note({kind: known ? 'adapter-filter-hit' : 'adapter-unknown', mac: dst, functions: devicesOf(pf, receivers)});
	if (isUnicast) copyToTruePromiscuous(world, pf, known ?? filters.promiscuous, frame, undefined, out);
	for (const number of receivers) if (number !== PF) give(world, pf, number, frame, out);
	if (receivers.length > 0) return receivers.includes(PF);
	if (isUnicast && known && isForDefaultPool(pf, known, frame, out)) return true;
	out.drop('adapter-no-filter');
	return false;
}

/** What a filter knows, but for a function that is not in this VLAN, is the PF's on cards with a default pool; unless nobody is in the VLAN. */
function isForDefaultPool(pf: PfDevice, holders: readonly FunctionNumber[], frame: Frame, out: Sink): boolean {
	const {model, filters} = pf.sriov;
	const vid = vidOf(frame);
	const isVlanKnown = vid === 0 || pf.promiscuity > 0 || filters.vids.some((vids) => vids.has(vid));
	if (!MODEL_RULES[model].defaultPool || !isVlanKnown || holders.some((number) => takesVlan(pf, number, vid))) return false;
	if (out.tracing) out.note({kind: 'adapter-default-pool', mac: dstMac(frame), function: pf.id, vid});
	return true;
}

/** Who takes a group: broadcast is everybody's. */
function takersOf({sriov: {filters, vfs}}: PfDevice, group: Mac): FunctionNumber[] {
	if (group === BROADCAST) return [PF, ...vfs.keys()];
	return [...new Set([...filters.allGroups, ...(filters.groups.get(group) ?? [])])];
}

/** In VEPA mode a frame that was reflected goes to everybody but its sender. */
function notOfItself(pf: PfDevice, numbers: readonly FunctionNumber[], frame: Frame, out: Sink): readonly FunctionNumber[] {
	const {mode, filters} = pf.sriov;
	const src = srcMac(frame);
	const senders = mode === 'vepa' ? filters.unicast.get(src) : undefined;
	if (!senders) return numbers;
	return numbers.filter((number) => {
		if (!senders.includes(number)) return true;
		if (out.tracing) out.note({kind: 'adapter-pruned', function: functionDevice(pf, number), mac: src});
		return false;
	});
}

/** Of these functions the ones that are in the frame's VLAN and have a link; not `from`, who sent it. */
function inVlan(
	world: World,
	pf: PfDevice,
	numbers: readonly FunctionNumber[],
	frame: Frame,
	from: FunctionNumber | undefined,
	out: Sink,
): FunctionNumber[] {
	const vid = vidOf(frame);
	return numbers.filter((number) => {
		if (number === from || !isOn(world, pf, number)) return false;
		if (takesVlan(pf, number, vid)) return true;
		if (out.tracing) out.note({kind: 'adapter-vlan-refused', function: functionDevice(pf, number), vid});
		return false;
	});
}

/** A VF whose link is down has its receive side shut (VFRE). */
function isOn(world: World, pf: PfDevice, number: FunctionNumber): boolean {
	return number === PF ? pf.up : deviceAt(world, functionDevice(pf, number)).carrier;
}

/** May a function see frames of this VLAN? A promiscuous PF is in all of them (ixgbe_vlan_promisc_enable). */
export function takesVlan(pf: PfDevice, number: FunctionNumber, vid: number): boolean {
	if (number === PF && pf.promiscuity > 0) return true;
	const portVlan = number === PF ? 0 : (pf.sriov.vfs[number] as Vf).vlan;
	return vid === 0 ? portVlan === 0 : pf.sriov.filters.vids[number + 1]?.has(vid) === true;
}

/** VFs that see what is not theirs get a copy, too. */
function copyToTruePromiscuous(
	world: World,
	pf: PfDevice,
	takers: readonly FunctionNumber[] | undefined,
	frame: Frame,
	from: FunctionNumber | undefined,
	out: Sink,
): void {
	const {truePromisc, filters} = pf.sriov;
	if (!truePromisc) return;
	const others = filters.promiscuous.filter((number) => number !== PF && !takers?.includes(number));
	const curious = inVlan(world, pf, others, frame, from, out);
	if (curious.length === 0) return;
	if (out.tracing) out.note({kind: 'adapter-true-promisc', functions: devicesOf(pf, curious)});
	for (const number of curious) give(world, pf, number, frame, out);
}

/** Writes the frame into the function's memory; a port VLAN's tag does not go with it. */
function give(world: World, pf: PfDevice, number: FunctionNumber, frame: Frame, out: Sink): void {
	const vf = number === PF ? undefined : pf.sriov.vfs[number];
	const device = deviceAt(world, functionDevice(pf, number));
	if (vf && hasPortVlan(vf) && vidOf(frame) === vf.vlan) {
		if (out.tracing && vf.vlan !== 0) out.note({kind: 'vf-port-vlan', vf: vf.device, vid: vf.vlan, way: 'in'});
		out.receive(device.id, vf.vlan === 0 ? frame : popTag(frame), undefined);
		return;
	}
	out.receive(device.id, frame, undefined);
}

function devicesOf(pf: PfDevice, numbers: readonly FunctionNumber[]): DeviceId[] {
	return numbers.map((number) => functionDevice(pf, number));
}
