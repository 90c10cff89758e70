/**
 * What the driver of a virtual function asks of the card, and may be refused
 *
 * A guest chooses its VF's MAC and VLANs itself, unless the host has: then its wish is refused, in the words of the card's driver.
 *
 * Rules: ixgbe_set_vf_mac_addr, ixgbe_set_vf_vlan_msg (ixgbe_sriov.c), ixgbevf_set_mac (ixgbevf_main.c), iavf_set_mac (iavf_main.c).
 */
import {type ChangeResult, refused} from '../change.js';
import type {Device} from '../device.js';
import type {Mac} from '../mac.js';
import {deviceAt, type World} from '../world.js';
import {pfOf, type VfDevice, vfOf} from './adapter.js';
import {MODEL_RULES} from './nic-model.js';

/** May the VF's driver give it this MAC (ixgbe_set_vf_mac_addr)? If so the card knows. */
export function askForMac(world: World, device: VfDevice, mac: Mac): ChangeResult | undefined {
	const vf = vfOf(world, device);
	if (vf.macByHost && !vf.trust && vf.mac !== mac) return refused(MODEL_RULES[pfOf(world, device).sriov.model].macRefusal);
	vf.mac = mac;
	return undefined;
}

/** May a VLAN sub-interface stand on `lower`? Not on a function with a port VLAN, nor on a pair that has one (ixgbe_set_vf_vlan_msg). */
export function vlanRefusal(world: World, lower: Device): ChangeResult | undefined {
	if (lower.kind === 'failover') return lower.primary === -1 ? undefined : vlanRefusal(world, deviceAt(world, lower.primary));
	if (lower.kind !== 'vf' || vfOf(world, lower).vlan === 0) return undefined;
	const errno = MODEL_RULES[pfOf(world, lower).sriov.model].vlanRefusal;
	return errno && refused(errno);
}
