/** Who is plugged into whom: cables, virtual links, macvlans on the NIC of another machine, and virtual functions that a guest was given. */
import type {DeviceId} from '../../engine/netdev.js';
import {deviceAt, machineOf, type World} from '../../engine/world.js';

export interface Attachment {
	kind: 'cable' | 'virtual' | 'upper';
	/** The macvlan or the virtual function, or the first end. */
	a: DeviceId;
	/** The lower device or the physical function, or the second end. */
	b: DeviceId;
	/** A wire that was cut, or a device that is down. */
	dead: boolean;
}

/** Connections between devices of different machines. */
export function attachmentsBetween(world: World): Attachment[] {
	const found: Attachment[] = [];
	for (const link of world.links) {
		const [a, b] = link.ends;
		if (!isShown(world, a) || !isShown(world, b)) continue;
		found.push({kind: link.kind, a, b, dead: link.cut || !deviceAt(world, a).up || !deviceAt(world, b).up});
	}
	for (const device of world.devices)
		if (
			device.present &&
			(device.kind === 'macvlan' || device.kind === 'macvtap') &&
			device.machine !== deviceAt(world, device.lower).machine
		)
			found.push({kind: 'upper', a: device.id, b: device.lower, dead: !device.up});
		else if (device.present && device.kind === 'vf') found.push({kind: 'upper', a: device.id, b: device.pf, dead: !device.up});
	return found.filter(
		({a, b}) => machineOf(world, a) !== machineOf(world, b) && ![a, b].some((id) => machineOf(world, id).role === 'service'),
	);
}

function isShown(world: World, id: DeviceId): boolean {
	return deviceAt(world, id).present;
}
