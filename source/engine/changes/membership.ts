/** Which machine a device belongs to. The interface index is kept across a move when the target has it free, else the next one (dev_change_net_namespace, dev_index_reserve). */
import type {Device} from '../device.js';
import {deviceAt, type Machine, type World} from '../world.js';

export function addToMachine(world: World, device: Device, machine: Machine): void {
	const taken = new Set(machine.devices.map((id) => deviceAt(world, id).ifindex));
	if (device.ifindex === 0 || taken.has(device.ifindex)) {
		while (taken.has(machine.nextIfindex)) machine.nextIfindex++;
		device.ifindex = machine.nextIfindex++;
	}
	device.machine = machine.id;
	machine.devices.push(device.id);
	machine.devices.sort((a, b) => deviceAt(world, a).ifindex - deviceAt(world, b).ifindex);
}

export function removeFromMachine(world: World, device: Device): void {
	const machine = world.machines[device.machine] as Machine;
	machine.devices = machine.devices.filter((id) => id !== device.id);
}
