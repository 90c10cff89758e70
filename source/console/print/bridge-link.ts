/** `bridge link`: the ports of all bridges of a machine. */
import type {Device} from '../../engine/device.js';
import type {BridgePort} from '../../engine/devices/bridge/bridge-device.js';
import {portOf} from '../../engine/devices/bridge/ports.js';
import {isActivePf} from '../../engine/sriov/adapter.js';
import {deviceAt, deviceOfKind, type Machine, type World} from '../../engine/world.js';
import {onOff} from './link-details.js';
import {flagsOf, linkedTo} from './link-line.js';

/** One port, with `details` a second line; `undefined` when the device is no port. */
export function printBridgeLink(world: World, device: Device, details: boolean): string | undefined {
	const bridge = deviceOfKind(world, device.master, 'bridge');
	const port = bridge && portOf(bridge, device.id);
	if (!bridge || !port) return undefined;
	const found = localNamesake(world, device);
	const name = found ? `${device.name}@${found.name}` : device.kind === 'gretap' ? `${device.name}@NONE` : device.name;
	const line = `${device.ifindex}: ${name}: ${flagsOf(world, device, found !== undefined && !found.up)} mtu ${device.mtu} master ${bridge.name} `;
	return `${line}state ${port.state} priority ${port.priority} cost ${port.cost} ${details ? `\n    ${flags(world, port)} ` : ''}\n`;
}

/** A card with virtual functions has a switch inside and a line for it, beside the one that it has as a port (ndo_dflt_bridge_getlink). */
export function printCardLink(world: World, device: Device): string {
	if (!isActivePf(device)) return '';
	const bridge = deviceOfKind(world, device.master, 'bridge');
	const master = bridge ? `master ${bridge.name} ` : '';
	return `${device.ifindex}: ${device.name}: ${flagsOf(world, device, false)} mtu ${device.mtu} ${master}hwmode ${device.sriov.mode.toUpperCase()} \n`;
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

function flags(world: World, port: BridgePort): string {
	return [
		`hairpin ${onOff(port.hairpin)} guard ${onOff(port.guard)} root_block ${onOff(port.rootBlock)} fastleave ${onOff(port.fastLeave)}`,
		`learning ${onOff(port.learning)} flood ${onOff(port.flood)} mcast_flood ${onOff(port.mcastFlood)} bcast_flood ${onOff(port.bcastFlood)}`,
		`mcast_router ${port.multicastRouter} mcast_to_unicast off neigh_suppress off vlan_tunnel off`,
		...(port.backupPort === -1 ? [] : [`backup_port ${deviceAt(world, port.backupPort).name}`]),
		`isolated ${onOff(port.isolated)} locked ${onOff(port.locked)}`,
	].join(' ');
}
