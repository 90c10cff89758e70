/** Names to devices, in the machine where a command runs. */

import type {Device} from '../engine/device.js';
import type {Bridge} from '../engine/devices/bridge/bridge-device.js';
import {isOfKernel} from '../engine/hosted/plug.js';
import {deviceAt, deviceNamed, type Machine, type World} from '../engine/world.js';
import type {Place} from './command.js';

/** `lo` has a number and a line in the listings, but no frame of a lab passes it. */
export const LOOPBACK = 'lo';

export function machineAt({world, machine}: Place): Machine {
	return world.machines[machine] as Machine;
}

/** Machines at which somebody can sit down: services of a hypervisor are processes. */
export function seatsIn(world: World): Machine[] {
	return world.machines.filter(({role}) => role !== 'service');
}

/** The device called `name`, by its name or by its number as `if4` (ll_name_to_index). */
export function findDevice(place: Place, name: string): Device | undefined {
	const machine = machineAt(place);
	const number = /^if(\d+)$/.exec(name)?.[1];
	const named = deviceNamed(place.world, machine, name);
	return (
		(named && isOfKernel(place.world, named) ? named : undefined) ??
		(number === undefined ? undefined : devicesOf(place).find(({ifindex}) => ifindex === Number(number)))
	);
}

/** All devices of the machine but `lo` and what only a hypervisor knows, in order of their numbers. */
export function devicesOf(place: Place): Device[] {
	return machineAt(place)
		.devices.map((id) => deviceAt(place.world, id))
		.filter((device) => isOfKernel(place.world, device))
		.sort((a, b) => a.ifindex - b.ifindex);
}

export function bridgesOf(place: Place): Bridge[] {
	return devicesOf(place).filter((device): device is Bridge => device.kind === 'bridge');
}

/** Is there anything of this name, `lo` included? */
export function isNameTaken(place: Place, name: string): boolean {
	return name === LOOPBACK || findDevice(place, name) !== undefined;
}

/** Why the kernel or the lab would not take `name` for a device; `undefined` when it is fine (dev_valid_name). */
export function nameFault(name: string): 'tool' | 'kernel' | 'lab' | undefined {
	if (name === '' || name.length > 15 || /[/\s]/.test(name)) return 'tool';
	if (name === '.' || name === '..' || name.includes(':')) return 'kernel';
	return /^[A-Za-z][\w.-]*$/.test(name) ? undefined : 'lab';
}
