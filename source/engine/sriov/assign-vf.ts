/**
 * A virtual function goes to a guest, and comes back (PCI passthrough)
 *
 * The host takes its driver off the VF and hands the PCI function to the guest, whose driver finds it as a new
 * card: what stood on the VF in the host is gone, and so are its addresses. Without an IOMMU there is no passthrough: the card
 * would write wherever in memory a guest told it to.
 *
 * Rules: vfio_group_viable, libvirt virHostdevPreparePCIDevices, ixgbe_vf_reset_event, ixgbe_vf_reset_msg.
 */
import {type ChangeResult, DONE, refused} from '../change.js';
import {leaveMaster, relocate, removeDevice} from '../changes/departure.js';
import type {Sink} from '../sink.js';
import {deviceAt, deviceNamed, type Machine, machineOf, type World} from '../world.js';
import {pfOf, type VfDevice, vfOf} from './adapter.js';
import {joinPairs} from './pair.js';
import type {SriovChange} from './sriov-change.js';

/** EOPNOTSUPP: no IOMMU. EEXIST: the name is taken there. */
export function assignVf(world: World, device: VfDevice, change: Extract<SriovChange, {kind: 'assign-vf'}>, out: Sink): ChangeResult {
	const target = world.machines[change.machine] as Machine;
	const name = change.name ?? device.name;
	const namesake = deviceNamed(world, target, name);
	if (namesake && namesake !== device) return refused('EEXIST');
	const refusal = passthroughRefusal(world, device, target);
	if (refusal) return refusal;
	for (const upper of [...device.uppers]) removeDevice(world, deviceAt(world, upper), out);
	leaveMaster(world, device, out);
	relocate(world, device, target, name, out);
	reload(world, device, change.mac);
	joinPairs(world, target, out);
	return DONE;
}

/** A guest gets a VF only where its memory can be kept apart. */
export function passthroughRefusal(world: World, device: VfDevice, target: Machine): ChangeResult | undefined {
	const pf = pfOf(world, device);
	const isGuest = target.role === 'vm' && target !== machineOf(world, pf.id);
	return isGuest && !pf.sriov.iommu ? refused('EOPNOTSUPP', "host doesn't support passthrough of host PCI devices") : undefined;
}

/** The driver finds the function anew: the host's MAC or its own, and nothing else that was set. */
function reload(world: World, device: VfDevice, mac: number | undefined): void {
	const vf = vfOf(world, device);
	device.mac = vf.macByHost ? vf.mac : (mac ?? device.mac);
	if (!vf.macByHost) vf.mac = 0;
	device.mtu = 1500;
	device.asked = {promisc: false, allmulti: false};
	device.promiscuity = 0;
	device.allmulti = 0;
	device.unicast = [];
	device.groups = [];
}
