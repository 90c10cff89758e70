/**
 * The multicast addresses that a device listens to (dev->mc), as `bridge fdb show … self` and
 * `ip maddress` list them. A device that is up is always in 224.0.0.1; a bridge that snoops also
 * listens to all snoopers (RFC 4286); a lower device to whatever its macvlans want.
 */
import type {Device} from '../../engine/device.js';
import type {Mac} from '../../engine/mac.js';
import {macvlansOn, type World} from '../../engine/world.js';

export const ALL_HOSTS: Mac = 0x0100_5e00_0001;
const SNOOPERS: readonly Mac[] = [0x0100_5e00_006a, 0x3333_0000_006a];

/** In the order in which they were joined, each once. */
export function multicastListOf(world: World, device: Device): Mac[] {
	return [...multicastUsersOf(world, device).keys()];
}

/** The same, with how many hold each: the device itself, and every macvlan above; one that is held below holds it twice (dev_mc_sync). */
export function multicastUsersOf(world: World, device: Device): Map<Mac, number> {
	const snooping = device.kind === 'bridge' && device.up && device.mcast.snooping ? SNOOPERS : [];
	const own = device.up ? [ALL_HOSTS] : [];
	const above = macvlansOn(world, device).flatMap((upper) => (upper.up ? multicastListOf(world, upper) : []));
	const isSynced = (device.kind === 'macvlan' || device.kind === 'macvtap') && device.up;
	const users = new Map<Mac, number>();
	for (const group of new Set([...snooping, ...own, ...device.groups])) users.set(group, isSynced ? 2 : 1);
	for (const group of above) users.set(group, (users.get(group) ?? 0) + 1);
	return users;
}
