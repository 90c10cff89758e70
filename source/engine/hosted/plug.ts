/** Plugging into a hub and out of it: the hub's end of a guest's cable is a device of the host that no tool shows. */
import {changeOperational} from '../carrier.js';
import {dropFirst} from '../changes/lists.js';
import {addToMachine} from '../changes/membership.js';
import type {Device} from '../device.js';
import {changePromiscuity} from '../devices/stacking.js';
import {createNetdev, type DeviceId, type Nic} from '../netdev.js';
import type {Sink} from '../sink.js';
import {deviceAt, deviceOfKind, type Machine, machineOf, peerOf, type World} from '../world.js';
import {hubOfJack} from './hub.js';
import type {Hub, Vmnet} from './hub-device.js';

/** Where ports of hubs are numbered from, so that they take no number of the host's own devices. */
const FIRST_IFINDEX = 1_000_001;
/** Nobody sees it; it only must be different from any other. */
const JACK_MACS = 0xfe00_0000_0000;
const JACK_SPEED = 10_000;
const DEFAULT_LATENCY = 1000;

/** Is the device a port of a hub, which the host's tools do not show? */
export function isJack(world: World, device: Device): boolean {
	return hubOfJack(world, device) !== undefined;
}

/** Is it a device that the host's kernel knows? Ports of hubs are none, nor are networks on which the host has no adapter. */
export function isOfKernel(world: World, device: Device): boolean {
	return device.kind !== 'user-network' && (device.kind !== 'vmnet' || device.hostAdapter) && !isJack(world, device);
}

/** Guests on `hub`, without services. */
export function guestsOn(world: World, hub: Hub): Device[] {
	return hub.jacks.flatMap((id) => {
		const guest = peerOf(world, id);
		return guest && machineOf(world, guest.id).role !== 'service' ? [guest] : [];
	});
}

/** Plugs `guest`, a NIC without cable, into a new port of `hub`. */
export function plug(world: World, hub: Hub, guest: Nic, latency: number | undefined, out: Sink): void {
	const id = world.devices.length;
	const name = `${hub.name}.${hub.nextJack++}`;
	const base = createNetdev({id, machine: hub.machine, ifindex: FIRST_IFINDEX + id, name, mac: JACK_MACS + id});
	const jack: Nic = {...base, kind: 'nic', link: -1, speed: JACK_SPEED, master: hub.id, promiscuity: 1, opened: true, up: true};
	world.devices.push(jack);
	addToMachine(world, jack, world.machines[hub.machine] as Machine);
	keepListening(world, hub, () => hub.jacks.push(id));
	changeOperational(world, [id, guest.id], out, () => {
		const link = world.links.length;
		world.links.push({id: link, kind: 'virtual', ends: [id, guest.id], latency: latency ?? DEFAULT_LATENCY, cut: false});
		jack.link = link;
		guest.link = link;
	});
}

/** The cable between a port and whoever is plugged in comes loose at both ends. */
export function loosen(world: World, jack: DeviceId, out: Sink): void {
	const ends = [deviceAt(world, jack), peerOf(world, jack)];
	changeOperational(
		world,
		ends.flatMap((end) => (end ? [end.id] : [])),
		out,
		() => {
			for (const end of ends) if (end?.kind === 'nic') end.link = -1;
		},
	);
}

/** `device` is a port of its hub no more. */
export function leaveHub(world: World, device: Device): void {
	const hub = hubOfJack(world, device);
	if (!hub) return;
	keepListening(world, hub, () => dropFirst(hub.jacks, device.id));
	device.master = -1;
	changePromiscuity(world, device, -1);
}

/** Bridges `hub` to the NIC `uplink` and no longer to another one; -1 is none. */
export function bridgeTo(world: World, hub: Vmnet, uplink: DeviceId): void {
	keepListening(world, hub, () => {
		const before = deviceOfKind(world, hub.uplink, 'nic');
		const after = deviceOfKind(world, uplink, 'nic');
		if (before) delete before.bridgedBy;
		if (after) after.bridgedBy = hub.id;
		hub.uplink = uplink;
		hub.stations.clear();
	});
}

/** A NIC that a network is bridged to is promiscuous while somebody is plugged in (VNetBridgePortsChanged), but never a wireless one. */
function keepListening(world: World, hub: Hub, change: () => void): void {
	const before = listener(world, hub);
	change();
	const after = listener(world, hub);
	if (before === after) return;
	if (before) changePromiscuity(world, before, -1);
	if (after) changePromiscuity(world, after, 1);
}

function listener(world: World, hub: Hub): Nic | undefined {
	if (hub.kind !== 'vmnet' || hub.jacks.length === 0) return undefined;
	const nic = deviceOfKind(world, hub.uplink, 'nic');
	return nic?.wireless ? undefined : nic;
}

/** A network that was bridged to `device` is bridged to nothing. */
export function forgetUplink(world: World, device: Device): void {
	const hub = device.bridgedBy === undefined ? undefined : deviceOfKind(world, device.bridgedBy, 'vmnet');
	if (hub) bridgeTo(world, hub, -1);
}

/** Before `hub` goes: guests are pulled out, services end, a NIC is given back. */
export function clearHub(world: World, hub: Hub, out: Sink, remove: (device: DeviceId) => void): void {
	if (hub.kind === 'vmnet') bridgeTo(world, hub, -1);
	for (const jack of [...hub.jacks]) {
		const owner = peerOf(world, jack);
		loosen(world, jack, out);
		remove(jack);
		if (owner && machineOf(world, owner.id).role === 'service') remove(owner.id);
	}
	const host = world.machines[hub.machine] as Machine;
	const services = host.natServices?.filter((id) => id !== hub.nat?.machine) ?? [];
	if (services.length > 0) host.natServices = services;
	else delete host.natServices;
}

export function isHub(device: Device): device is Hub {
	return device.kind === 'vmnet' || device.kind === 'user-network';
}
