/** Where guests are, and where on another host one could land: what management software knows and an administrator need not say. */
import type {DeviceId} from '../netdev.js';
import {deviceAt, deviceOfKind, type Machine, peerOf, type World} from '../world.js';
import {pfOf} from './adapter.js';

/** The guests of a host: plugged into it, or with a virtual function of its card. */
export function guestsOf(world: World, host: Machine): Machine[] {
	return world.machines.filter(
		(machine) => machine.role === 'vm' && machine !== host && machine.devices.some((id) => hostOf(world, id) === host.id),
	);
}

function hostOf(world: World, id: DeviceId): number | undefined {
	const vf = deviceOfKind(world, id, 'vf');
	return vf ? pfOf(world, vf).machine : peerOf(world, id)?.machine;
}

/** A free place for `guest` on `host`: a NIC of a bridge with nothing in it, best of the name that it has now, and a VF that nobody uses. */
export function landingOn(world: World, host: Machine, guest: Machine): {port: DeviceId | undefined; vf: DeviceId | undefined} {
	const names = guest.devices.map((id) => peerOf(world, id)?.name);
	const free = host.devices.filter((id) => {
		const device = deviceAt(world, id);
		return (device.kind === 'nic' || device.kind === 'macvtap') && device.link === -1 && !('sriov' in device);
	});
	const named = free.find((id) => names.includes(deviceAt(world, id).name));
	const vf = host.devices.find((id) => {
		const device = deviceOfKind(world, id, 'vf');
		return device && pfOf(world, device).machine === host.id && device.master === -1 && device.uppers.length === 0 && !device.up;
	});
	return {port: named ?? free[0], vf};
}
