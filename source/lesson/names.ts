/** From the names that lessons use to devices, machines and addresses of a world. */
import type {Device} from '../engine/device.js';
import {BROADCAST, type Mac, parseMac} from '../engine/mac.js';
import type {DeviceId} from '../engine/netdev.js';
import {parseIpv4} from '../engine/protocol/ipv4-address.js';
import {deviceAt, deviceAtPath, type Machine, machineNamed, type World} from '../engine/world.js';

/** The device at `machine/device`; for a machine alone its first one that is not a bridge's port. */
export function deviceIn(world: World, place: string): Device | undefined {
	if (place.includes('/')) return deviceAtPath(world, place);
	const machine = machineNamed(world, place);
	if (!machine) return undefined;
	const devices = machine.devices.map((id) => deviceAt(world, id));
	return devices.find((device) => device.master === -1) ?? devices[0];
}

/** All devices of a place: the one device, or every device of the machine. */
export function devicesIn(world: World, place: string): DeviceId[] {
	if (!place.includes('/')) return machineNamed(world, place)?.devices ?? [];
	const device = deviceAtPath(world, place);
	return device ? [device.id] : [];
}

/** A MAC written out, `broadcast`, or the MAC of a place. */
export function macIn(world: World, text: string): Mac | undefined {
	if (text === 'broadcast') return BROADCAST;
	return parseMac(text) ?? deviceIn(world, text)?.mac;
}

/** An IPv4 address written out, or the first address of a machine. */
export function addressIn(world: World, text: string): number | undefined {
	const written = parseIpv4(text);
	if (written !== undefined) return written;
	const machine = machineNamed(world, text);
	return machine && firstAddress(world, machine);
}

function firstAddress(world: World, machine: Machine): number | undefined {
	for (const id of machine.devices) {
		const address = deviceAt(world, id).addresses[0];
		if (address) return address.address;
	}
	return undefined;
}
