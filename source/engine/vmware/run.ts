/** What links, settings and the clock do to a switch of VMware: LAGs, who sends by which uplink, what is forgotten. */
import type {DeviceId} from '../netdev.js';
import {isOperational} from '../netdev.js';
import type {Sink} from '../sink.js';
import {deviceAt, type World} from '../world.js';
import {BEACON_INTERVAL, hear, probes, sendBeacons, startBeacons} from './beacon.js';
import {nextLag, runLags} from './lag.js';
import {forgetOld, forgetPort} from './mac-learning.js';
import {moveFromBusy, WEIGHING, weighs} from './nic-load.js';
import {bindPorts} from './notify.js';
import {refreshIndex} from './switch-index.js';
import type {Uplink, VmwareSwitch} from './vmware-switch-device.js';
import {wakeBy} from './wake.js';

/** Does at once what follows from a change of links or settings. */
export function runSwitch(world: World, device: VmwareSwitch, out: Sink): void {
	runLags(world, device, out);
	bindPorts(device, out);
	const busy = weighs(device);
	if (!busy) device.weighAt = Number.POSITIVE_INFINITY;
	else if (device.weighAt === Number.POSITIVE_INFINITY) device.weighAt = world.now + WEIGHING;
	if (!probes(device)) device.beaconAt = Number.POSITIVE_INFINITY;
	else if (device.beaconAt === Number.POSITIVE_INFINITY) {
		startBeacons(device, world.now);
		device.beaconAt = world.now + BEACON_INTERVAL;
	}
	wakeBy(device, Math.max(world.now, Math.min(nextLag(device), device.ageAt, device.weighAt, device.beaconAt)), out);
}

/** The clock struck. An alarm that an earlier one made useless rings too, and does nothing. */
export function switchTimer(world: World, device: VmwareSwitch, out: Sink): void {
	if (world.now < device.wakeAt) return;
	device.wakeAt = Number.POSITIVE_INFINITY;
	if (world.now >= device.weighAt) {
		moveFromBusy(world, device, out);
		device.weighAt = world.now + WEIGHING;
	}
	if (world.now >= device.beaconAt) {
		sendBeacons(world, device, out);
		device.beaconAt = world.now + BEACON_INTERVAL;
	}
	if (world.now >= device.ageAt) {
		const {count, next} = forgetOld(device, world.now);
		if (count > 0 && out.tracing) out.note({kind: 'fdb-aged', count});
		device.ageAt = next;
	}
	runSwitch(world, device, out);
}

/** The link of a port or an uplink came or went. */
export function switchLinkChanged(world: World, device: VmwareSwitch, id: DeviceId, out: Sink): void {
	const up = isOperational(deviceAt(world, id));
	const port = device.ports.find((one) => one.device === id);
	if (port) {
		port.up = up;
		// Who is unplugged takes along what was behind it.
		if (!up) forgetPort(device, port.number);
		refreshIndex(world, device);
	}
	for (const uplink of device.uplinks) if (uplink.device === id) uplinkChanged(device, uplink, up, world.now);
	runSwitch(world, device, out);
}

function uplinkChanged(device: VmwareSwitch, uplink: Uplink, up: boolean, now: number): void {
	if (uplink.up === up) return;
	uplink.up = up;
	hear(uplink, now);
	const others = device.uplinks.filter((one) => one !== uplink);
	// Another one failed: whoever had come back is needed now.
	if (!up) for (const other of others) other.returned = false;
	uplink.returned = up && uplink.worked && others.some((other) => other.up);
	uplink.worked ||= up;
}
