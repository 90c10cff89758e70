/**
 * Dummy devices (lib/netdev-dummy.c)
 *
 * Open vSwitch is tested on devices that exist only inside the daemon. With `--enable-dummy=override` every NIC and
 * internal port of the host is one of them. They have an administrative state, and the daemon reads their
 * carrier from it, but they carry frames in both directions whatever it is, and the other end notices nothing.
 */
import type {DeviceId} from '../../netdev.js';
import {deviceAt, machineOf, type World} from '../../world.js';

/** Does this device carry frames even while it is down? */
export function isDummy(world: World, id: DeviceId): boolean {
	const {kind} = deviceAt(world, id);
	return (kind === 'nic' || kind === 'ovs-internal') && machineOf(world, id).vswitchd?.datapathOverride !== undefined;
}
