/** Which machine a device belongs to. The interface index is kept across a move when the target has it free (dev_change_net_namespace). */
import type {Device} from '../device.js';
import {deviceAt, type Machine, type World} from '../world.js';

export function addToMachine(world: World, device: Device, machine: Machine): void {
	const taken = machine.devices.some((id) => deviceAt(world, id).ifindex === device.ifindex);
	if (device.ifindex === 0 || taken) device.ifindex = machine.nextIfindex;
	machine.nextIfindex = Math.max(machine.nextIfindex, device.ifindex) + 1;
	device.machine = machine.id;
	machine.devices.push(device.id);
	machine.devices.sort((a, b) => deviceAt(world, a).ifindex - deviceAt(world, b).ifindex);
}

export function removeFromMachine(world: World, device: Device): void {
	const machine = world.machines[device.machine] as Machine;
	machine.devices = machine.devices.filter((id) => id !== device.id);
}
