/** Bonds of a lab: made before what may stand on them, and given their slaves when these are there. */
import {type Builder, givenMac} from './builder.js';
import type {BondRequest} from './change.js';
import {defined} from './defined.js';
import type {LabDevice} from './lab.js';
import {toMac} from './mac.js';
import {deviceAtPath} from './world.js';

export function addBonds({devices, make}: Builder): void {
	for (const {path, machine, device} of devices) {
		if (device.kind !== 'bond') continue;
		make(path, {kind: 'add-bond', machine, name: device.name, ...givenMac(device), options: optionsOf(device)});
	}
}

/** Gives the bonds their slaves, which must be down for that; answers who they are. A slave's own MTU is that from before. */
export function addSlaves({world, devices, find, make}: Builder): Set<string> {
	const slaves = new Set<string>();
	for (const {path, machineName, name, device} of devices) {
		if (device.kind !== 'bond') continue;
		const master = deviceAtPath(world, name)?.id;
		for (const [index, slave] of device.slaves.entries()) {
			const place = `${path}.slaves[${index}]`;
			const slavePath = `${machineName}/${slave}`;
			const id = find(place, slavePath);
			if (id === undefined || master === undefined) continue;
			const entry = devices.find((other) => other.name === slavePath);
			if (entry?.device.mtu !== undefined) make(`${entry.path}.mtu`, {kind: 'set-mtu', device: id, mtu: entry.device.mtu});
			make(place, {kind: 'enslave', device: id, master});
			slaves.add(slavePath);
		}
	}
	return slaves;
}

function optionsOf({options}: Extract<LabDevice, {kind: 'bond'}>): BondRequest {
	const {actorSystem, ...rest} = options;
	return {...defined(rest), ...(actorSystem === undefined ? {} : {actorSystem: toMac(actorSystem)})};
}
