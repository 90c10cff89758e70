/*
 * Ports of a datapath
 *
 * A port has a number, which is all that flows and actions know of it. A NIC gives its
 * frames to the datapath (`master`, `masterPort`), an internal port is a device that the
 * datapath makes, and a tunnel port is no device at all.
 *
 * The kernel module makes the NIC promiscuous without telling anybody and is its master;
 * the daemon, when it is the datapath itself, asks as an administrator would, so that
 * `ip link` shows PROMISC.
 *
 * Rules: new_vport, netdev_create (vport-netdev.c), internal_dev_create (vport-internal_dev.c);
 * do_add_port, choose_port (dpif-netdev.c).
 *
 * Not modelled: 65535 ports.
 */

import {addToMachine, removeFromMachine} from '../../changes/membership.js';
import type {Mac} from '../../mac.js';
import {createNetdev, type DeviceId} from '../../netdev.js';
import {randomMac} from '../../random.js';
import {deviceAt, type Machine, type World} from '../../world.js';
import {changePromiscuity} from '../stacking.js';
import {type Datapath, type DatapathPort, type DatapathType, OUTLET, type OvsInternal, type TunnelType} from './datapath-device.js';
import {createFlowCache} from './flow-cache.js';

/** Name of the datapath's own device, by type. */
export const DATAPATH_NAMES: Readonly<Record<DatapathType, string>> = {system: 'ovs-system', netdev: 'ovs-netdev'};

/** Makes a datapath of a machine, without ports. `name` differs from the type where a daemon for tests puts one type in place of the other. */
export function createDatapath(world: World, machine: Machine, type: DatapathType, name = DATAPATH_NAMES[type]): Datapath {
	const id = world.devices.length;
	const base = createNetdev({id, machine: machine.id, ifindex: 0, name, mac: randomMac(world)});
	const datapath: Datapath = {
		...base,
		carrier: true,
		kind: 'datapath',
		type,
		ports: [],
		outlets: new Int32Array(0),
		vlanLimit: 1,
		cache: createFlowCache(type),
		lookups: {hit: 0, missed: 0, lost: 0, maskHit: 0, cacheHit: 0},
		emcInsertInverseProbability: 100,
		smc: false,
		wakeAt: Number.POSITIVE_INFINITY,
	};
	world.devices.push(datapath);
	addToMachine(world, datapath, machine);
	return datapath;
}

/** The port with this number. */
export function datapathPort(datapath: Datapath, number: number): DatapathPort | undefined {
	return datapath.ports.find((port) => port.number === number);
}

/** Makes an internal port and its device. `number` undefined takes the lowest that is free. */
export function addInternalPort(world: World, datapath: Datapath, name: string, mac: Mac, number = freeNumber(datapath)): OvsInternal {
	const id = world.devices.length;
	const base = createNetdev({id, machine: datapath.machine, ifindex: 0, name, mac});
	const device: OvsInternal = {...base, carrier: true, kind: 'ovs-internal', datapath: datapath.id, datapathPort: number};
	world.devices.push(device);
	addToMachine(world, device, world.machines[datapath.machine] as Machine);
	insert(datapath, {kind: 'internal', number, device: id});
	return device;
}

/** Makes a device a port, which must not be one already. Returns its number. */
export function addNetdevPort(world: World, datapath: Datapath, id: DeviceId, number = freeNumber(datapath)): number {
	const device = deviceAt(world, id);
	device.master = datapath.id;
	device.masterPort = number;
	if (datapath.type === 'netdev') device.asked.promisc = true;
	changePromiscuity(world, device, 1);
	insert(datapath, {kind: 'netdev', number, device: id});
	return number;
}

/** `vxlan_sys_4789`, `gre_sys`: one port for all tunnels of a type and UDP port (0 for GRE). */
export function addTunnelPort(datapath: Datapath, kind: TunnelType, udpPort: number, number = freeNumber(datapath)): number {
	insert(datapath, {kind, number, name: kind === 'gre' ? 'gre_sys' : `vxlan_sys_${udpPort}`, udpPort});
	return number;
}

/** Takes a port away; the device of an internal one is gone, too. Nothing happens when there is no such port. */
export function removeDatapathPort(world: World, datapath: Datapath, number: number): void {
	const port = datapathPort(datapath, number);
	if (!port) return;
	datapath.ports = datapath.ports.filter((other) => other !== port);
	datapath.outlets[number] = OUTLET.none;
	if (port.kind === 'netdev') {
		const device = deviceAt(world, port.device);
		device.master = -1;
		device.masterPort = 0;
		if (datapath.type === 'netdev') device.asked.promisc = false;
		changePromiscuity(world, device, -1);
	}
	if (port.kind === 'internal') {
		const device = deviceAt(world, port.device);
		device.up = false;
		device.present = false;
		removeFromMachine(world, device);
	}
}

function insert(datapath: Datapath, port: DatapathPort): void {
	datapath.ports.push(port);
	datapath.ports.sort((a, b) => a.number - b.number);
	if (port.number >= datapath.outlets.length) {
		const outlets = new Int32Array(Math.max(8, port.number + 1));
		outlets.set(datapath.outlets);
		datapath.outlets = outlets;
	}
	datapath.outlets[port.number] = 'device' in port ? (port.device << 2) | OUTLET[port.kind] : OUTLET.tunnel;
}

function freeNumber(datapath: Datapath): number {
	let number = 1;
	while (datapath.ports.some((port) => port.number === number)) number++;
	return number;
}
