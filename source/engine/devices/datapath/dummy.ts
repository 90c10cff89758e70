/**
 * Dummy devices (lib/netdev-dummy.c)
 *
 * Open vSwitch is tested on devices that exist only inside the daemon. With `--enable-dummy=override` every NIC and
 * internal port of the host is one of them. They have an administrative state, and the daemon reads their
 * carrier from it, but they carry frames in both directions whatever it is, and the other end notices nothing.
 */
import {type DeviceId, isOperational} from '../../netdev.js';
import {deviceAt, machineOf, type World} from '../../world.js';

/** Does this device carry frames even while it is down? */
export function isDummy(world: World, id: DeviceId): boolean {
	const {kind} = deviceAt(world, id);
	return (kind === 'nic' || kind === 'ovs-internal') && machineOf(world, id).vswitchd?.datapathOverride !== undefined;
}

/** Does the daemon take the device for one that works? A dummy without a link is good enough for it. */
export function worksForDaemon(world: World, id: DeviceId): boolean {
	const device = deviceAt(world, id);
	return isOperational(device) || (device.up && device.kind === 'nic' && device.link === -1 && isDummy(world, id));
}
