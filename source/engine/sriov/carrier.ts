/**
 * The link of a virtual function
 *
 * With `auto` it is the PF's: pull the cable, and the guests see theirs go down, although the card could still carry
 * frames between them. `enable` keeps it up whatever happens outside, `disable` down. Rules: ixgbe_set_vf_link_state,
 * i40e_ndo_set_vf_link_state, ice_set_vf_link_state.
 */
import type {Device} from '../device.js';
import {type DeviceId, isOperational} from '../netdev.js';
import type {World} from '../world.js';
import {isActivePf, pfOf, type VfDevice} from './adapter.js';

export function vfHasCarrier(world: World, device: VfDevice): boolean {
	const pf = pfOf(world, device);
	// While it is made and while it goes the card does not know it.
	const link = pf.sriov.vfs[device.number]?.link ?? 'auto';
	switch (link) {
		case 'auto':
			return isOperational(pf);
		case 'enable':
			return true;
		case 'disable':
			return false;
		default:
			return link satisfies never;
	}
}

/** Whose carrier follows that of `device`. */
export function vfsOn(device: Device): DeviceId[] {
	return isActivePf(device) ? device.sriov.vfs.map((vf) => vf.device) : [];
}
