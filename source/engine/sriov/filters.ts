/*
 * Filters of the embedded switch
 *
 * Nothing is learned. Drivers write down which addresses, groups and VLANs each
 * function takes, and the switch looks them up. Where that comes from:
 *
 *  - the PF: its MAC, further unicast addresses (`bridge fdb add … dev PF`, macvlans on it), its groups, its VLAN
 *    sub-interfaces; everything while it is promiscuous, as it is under a bridge;
 *  - a VF: the MAC that the host gave it, or else the one that its own driver asked for when it came up. Further
 *    addresses and groups it asks the host's driver for by a mailbox. With a MAC from the host, and without trust,
 *    further addresses are denied; those that are granted turn off its spoof check, for the card compares a
 *    source with one address only;
 *  - promiscuous mode and all groups are for trusted VFs, on cards that can.
 *
 * All of it is computed anew when something changed, so that a frame costs one look-up however many VFs there are.
 *
 * Rules: ixgbe_set_vf_mac_addr, ixgbe_set_vf_macvlan_msg, ixgbe_set_vf_vlan_msg, ixgbe_update_vf_xcast_mode
 * (ixgbe_sriov.c), ixgbe_set_rx_mode (ixgbe_main.c).
 *
 * Not modelled: the number of filters that a card has; that the groups of VFs share one hash table on the
 * 82599, by which a VF may get a group of another one; limits to groups of a VF.
 */
import type {Device} from '../device.js';
import type {Mac} from '../mac.js';
import type {DeviceId} from '../netdev.js';
import {deviceAt, deviceOfKind, vlansOn, type World} from '../world.js';
import {type Filters, type FunctionNumber, isActivePf, noFilters, PF, type PfDevice, type Vf} from './adapter.js';
import {MODEL_RULES} from './nic-model.js';

/** Writes down the filters of every card anew; nothing changes where nothing changed. */
export function updateFilters(world: World): void {
	for (const id of world.adapters ?? []) {
		const device = deviceAt(world, id);
		if (isActivePf(device)) device.sriov.filters = filtersOf(world, device);
	}
}

/** The filters that follow from the state of all functions; sets `guarded` of each VF on the way. */
export function filtersOf(world: World, pf: PfDevice): Filters {
	const filters = noFilters();
	const {vfs} = pf.sriov;
	for (const mac of [pf.mac, ...pf.unicast]) add(filters.unicast, mac, PF);
	for (const group of groupsOf(world, pf)) add(filters.groups, group, PF);
	if (pf.promiscuity > 0 || pf.allmulti > 0) filters.allGroups.push(PF);
	if (pf.promiscuity > 0) filters.promiscuous.push(PF);
	filters.vids.push(vidsOf(world, pf));
	for (const [number, vf] of vfs.entries()) addVf(world, pf, vf, number, filters);
	return filters;
}

function addVf(world: World, pf: PfDevice, vf: Vf, number: FunctionNumber, filters: Filters): void {
	const device = deviceAt(world, vf.device);
	const further = device.up ? furtherAddresses(world, device) : [];
	const granted = vf.trust || !vf.macByHost ? further : [];
	if (vf.mac !== 0) add(filters.unicast, vf.mac, number);
	for (const mac of granted) add(filters.unicast, mac, number);
	vf.guarded = vf.spoofCheck && granted.length === 0;
	filters.vids.push(vf.vlan === 0 ? vidsOf(world, device) : new Set([vf.vlan]));
	if (!device.up) return;
	for (const group of groupsOf(world, device)) add(filters.groups, group, number);
	const seesAll = vf.trust && device.promiscuity > 0 && MODEL_RULES[pf.sriov.model].promiscuous;
	if (seesAll || (vf.trust && device.allmulti > 0)) filters.allGroups.push(number);
	if (seesAll) filters.promiscuous.push(number);
}

/** The failover device or bond above hands down what it wants itself (dev_uc_sync_multiple). */
function mastersOf(world: World, device: Device): Device[] {
	const master = deviceOfKind(world, device.master, 'failover') ?? deviceOfKind(world, device.master, 'bond');
	return master ? [device, master] : [device];
}

function furtherAddresses(world: World, device: Device): Mac[] {
	return mastersOf(world, device).flatMap(({unicast}) => unicast);
}

/** Groups of the device and of what stands on it (dev_mc_sync). */
function groupsOf(world: World, device: Device): Mac[] {
	return mastersOf(world, device).flatMap((one) => [
		...one.groups,
		...one.uppers.flatMap((id) => (deviceAt(world, id).up ? groupsOf(world, deviceAt(world, id)) : [])),
	]);
}

/** VLANs that its sub-interfaces registered (vlan_vid_add). */
export function vidsOf(world: World, device: Device): Set<number> {
	return new Set(mastersOf(world, device).flatMap((one) => vlansOn(world, one).map(({vid}) => vid)));
}

function add(map: Map<Mac, FunctionNumber[]>, mac: Mac, number: FunctionNumber): void {
	const known = map.get(mac);
	if (!known) map.set(mac, [number]);
	else if (!known.includes(number)) known.push(number);
}

/** The network device of a function. */
export function functionDevice(pf: PfDevice, number: FunctionNumber): DeviceId {
	return number === PF ? pf.id : (pf.sriov.vfs[number] as Vf).device;
}
