/** The virtual functions of a card go, and the card with its NIC. `remove` takes one device out of the world. */
import type {DeviceId, Nic} from '../netdev.js';
import type {World} from '../world.js';
import {isPf, noFilters, type PfDevice} from './adapter.js';

/** All of them go, wherever they are: the card is pulled, or the host says so. */
export function removeVfs(pf: PfDevice, remove: (vf: DeviceId) => void): void {
	for (const {device} of pf.sriov.vfs) remove(device);
	pf.sriov.vfs = [];
	pf.sriov.mode = 'veb';
	pf.sriov.filters = noFilters();
}

/** The card of a NIC goes with it. */
export function removeAdapter(world: World, nic: Nic, remove: (vf: DeviceId) => void): void {
	if (!isPf(nic)) return;
	removeVfs(nic, remove);
	world.adapters = world.adapters?.filter((id) => id !== nic.id) ?? [];
}
