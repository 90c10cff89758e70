/** `bridge link`: the ports of all bridges of a machine. */
import type {Device} from '../../engine/device.js';
import type {BridgePort} from '../../engine/devices/bridge/bridge-device.js';
import {portOf} from '../../engine/devices/bridge/ports.js';
import {isActivePf} from '../../engine/sriov/adapter.js';
import {deviceAt, deviceOfKind, type Machine, type World} from '../../engine/world.js';
import {portSwitches} from './bridge-details.js';
import {flagsOf, linkedTo} from './link-line.js';
import {all, both, datum, onOff, type Piece, words} from './piece.js';

/** One port, with `details` a second line; `undefined` when the device is no port. */
export function printBridgeLink(world: World, device: Device, details: boolean): Piece | undefined {
	const port = portAt(world, device);
	return (
		port &&
		all(
			printPortHead(world, device),
			both('state', port.state),
			both('priority', port.priority),
			both('cost', port.cost),
			details ? all(words('\n    '), portFlags(world, port)) : undefined,
			words('\n'),
		)
	);
}

/** Up to its bridge, as in every message of the bridge about a port (br_fill_ifinfo); `undefined` when the device is no port. */
export function printPortHead(world: World, device: Device): Piece | undefined {
	if (!portAt(world, device)) return undefined;
	const found = localNamesake(world, device);
	return all(
		both('ifindex', device.ifindex, `${device.ifindex}: `),
		name(device, found?.name),
		flagsOf(world, device, found !== undefined && !found.up),
		both('mtu', device.mtu),
		both('master', deviceAt(world, device.master).name),
	);
}

function portAt(world: World, device: Device): BridgePort | undefined {
	const bridge = deviceOfKind(world, device.master, 'bridge');
	return bridge && portOf(bridge, device.id);
}

function name(device: Device, linked: string | undefined): Piece {
	if (linked !== undefined) return all(datum('link', linked), both('ifname', device.name, `${device.name}@${linked}: `));
	if (device.kind === 'gretap') return all(datum('link', null), both('ifname', device.name, `${device.name}@NONE: `));
	return both('ifname', device.name, `${device.name}: `);
}

/** A card with virtual functions has a switch inside and a line for it, beside the one that it has as a port (ndo_dflt_bridge_getlink). */
export function printCardLink(world: World, device: Device): Piece | undefined {
	if (!isActivePf(device)) return undefined;
	const bridge = deviceOfKind(world, device.master, 'bridge');
	return all(
		both('ifindex', device.ifindex, `${device.ifindex}: `),
		both('ifname', device.name, `${device.name}: `),
		flagsOf(world, device, false),
		both('mtu', device.mtu),
		bridge && both('master', bridge.name),
		both('hwmode', device.sriov.mode.toUpperCase()),
		words('\n'),
	);
}

/**
 * The bridge tool of iproute2 6.1 looks for the device behind the `@` by its number in the own
 * machine, and so names a wrong one when the other end is elsewhere: `p1@br0`.
 */
function localNamesake(world: World, device: Device): {name: string; up: boolean} | undefined {
	const linked = linkedTo(world, device);
	if (!linked || linked.ifindex === device.ifindex) return undefined;
	const {devices} = world.machines[device.machine] as Machine;
	return (
		devices.map((id) => deviceAt(world, id)).find(({ifindex}) => ifindex === linked.ifindex) ?? {name: `if${linked.ifindex}`, up: true}
	);
}

function portFlags(world: World, port: BridgePort): Piece {
	return all(
		portSwitches(port),
		onOff('mcast_flood', port.mcastFlood),
		onOff('bcast_flood', port.bcastFlood),
		both('mcast_router', port.multicastRouter),
		onOff('mcast_to_unicast', false),
		onOff('neigh_suppress', false),
		onOff('vlan_tunnel', false),
		port.backupPort === -1 ? undefined : both('backup_port', deviceAt(world, port.backupPort).name),
		onOff('isolated', port.isolated),
		onOff('locked', port.locked),
	);
}
