/** Finding what esxcli names on its host: switches, port groups, NICs, adapters of the host itself. */

import type {Change} from '../../../engine/change.js';
import type {Device} from '../../../engine/device.js';

import type {DeviceId} from '../../../engine/netdev.js';
import type {PortGroup} from '../../../engine/vmware/port-group.js';
import type {Vmknic} from '../../../engine/vmware/vmknic-device.js';
import type {VirtualPort, VmwareSwitch} from '../../../engine/vmware/vmware-switch-device.js';
import {type Machine, machineOf, peerOf} from '../../../engine/world.js';
import type {Place} from '../../command.js';
import {type Acting, make} from '../../program.js';
import {devicesOf} from '../../resolve.js';
import {failure} from './format.js';

export function switchesOf(place: Place): VmwareSwitch[] {
	return devicesOf(place).flatMap((device) => (device.kind === 'vmware-switch' ? [device] : []));
}

export function standardSwitches(place: Place): VmwareSwitch[] {
	return switchesOf(place).filter(({family}) => family === 'standard');
}

export function standardSwitch(place: Place, name: string): VmwareSwitch {
	const found = standardSwitches(place).find((device) => device.name === name);
	if (!found) throw failure(`Invalid vswitch: ${name}`);
	return found;
}

/** Names of port groups are unique on a host. */
export function portGroup(place: Place, name: string): {home: VmwareSwitch; group: PortGroup} {
	for (const home of standardSwitches(place)) {
		const group = home.settings.groups.find((one) => one.name === name);
		if (group) return {home, group};
	}
	throw failure(`Unable to find a portgroup with the name ${name}`);
}

type Nic = Extract<Device, {kind: 'nic'}>;

/** The physical NICs: those that are no port of a guest. */
export function vmnicsOf(place: Place): Nic[] {
	return devicesOf(place).flatMap((device) => (device.kind === 'nic' && !isGuestPort(place, device) ? [device] : []));
}

function isGuestPort({world}: Place, {id, master}: Device): boolean {
	const home = world.devices[master];
	if (home?.kind === 'vmware-switch' && home.ports.some(({device}) => device === id)) return true;
	const other = peerOf(world, id);
	return other !== undefined && machineOf(world, other.id).role === 'vm';
}

export function vmnic(place: Place, name: string): Nic {
	const found = vmnicsOf(place).find((device) => device.name === name);
	if (!found) throw failure(`No such NIC: ${name}`);
	return found;
}

export function vmknicsOf(place: Place): Vmknic[] {
	return devicesOf(place).flatMap((device) => (device.kind === 'vmknic' ? [device] : []));
}

export function vmknic(place: Place, name: string): Vmknic {
	const found = vmknicsOf(place).find((device) => device.name === name);
	if (!found) throw failure(`Vmkernel NIC ${name} not found`);
	return found;
}

/** Guests that are plugged into switches of this host, with their ports. */
export function guestPorts(place: Place): {guest: Machine; home: VmwareSwitch; port: VirtualPort}[] {
	return switchesOf(place).flatMap((home) =>
		home.ports.flatMap((port) => {
			const other = port.kernel ? undefined : peerOf(place.world, port.device);
			return other ? [{guest: machineOf(place.world, other.id), home, port}] : [];
		}),
	);
}

/** Makes a change; a refusal ends the command with the engine's own sentence. */
export function* insist(change: Change): Acting<DeviceId | undefined> {
	const result = yield* make(change);
	if (result.kind === 'refused') throw failure(result.message ?? result.errno);
	return result.device;
}
