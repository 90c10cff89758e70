/** Tunnels of a lab, which may be in another machine than the one that sends their packets. */
import {type Builder, givenMac} from './builder.js';
import type {Change} from './change.js';
import type {LabDevice} from './lab.js';
import {toMac} from './mac.js';
import type {DeviceId, MachineId} from './netdev.js';
import {toIpv4} from './protocol/ipv4-address.js';
import {deviceNamed, type Machine, machineNamed} from './world.js';

const SECOND = 1_000_000_000;

type Tunnel = Extract<LabDevice, {kind: 'vxlan' | 'gretap'}>;

export function addTunnels(builder: Builder): void {
	const {world, devices, problems, make} = builder;
	for (const {path, machine, device} of devices) {
		if (device.kind !== 'vxlan' && device.kind !== 'gretap') continue;
		const below = device.underlay === undefined ? machine : machineNamed(world, device.underlay)?.id;
		if (below === undefined) {
			problems.push({path: `${path}.underlay`, message: `there is no machine "${device.underlay}"`});
			continue;
		}
		const lower = device.dev === undefined ? undefined : deviceNamed(world, world.machines[below] as Machine, device.dev);
		if (device.dev !== undefined && !lower) {
			problems.push({path: `${path}.dev`, message: `there is no device "${device.dev}" in ${world.machines[below]?.name}`});
			continue;
		}
		const id = make(path, changeFor(device, machine, below, lower?.id));
		if (id !== undefined && device.kind === 'vxlan') addEntries(builder, path, device, id);
	}
}

function changeFor(device: Tunnel, machine: MachineId, underlay: MachineId, lower: DeviceId | undefined): Change {
	const {name, remote, local, mtu} = device;
	const place = {
		machine,
		underlay,
		name,
		...givenMac(device),
		...(mtu === undefined ? {} : {mtu}),
		...(lower === undefined ? {} : {lower}),
	};
	const addresses = {remote: remote === undefined ? 0 : toIpv4(remote), local: local === undefined ? 0 : toIpv4(local)};
	const tos = device.tos === 'inherit' ? 1 : device.tos;
	if (device.kind === 'vxlan') {
		const {port, ttl, df, learning, limit, udpChecksum} = device;
		const ageing = Math.round(device.ageing * SECOND);
		return {
			kind: 'add-vxlan',
			...place,
			vni: device.vni,
			options: {...addresses, port, ttl, tos, df, learning, ageing, limit, udpChecksum},
		};
	}
	const {inKey, outKey, inChecksum, outChecksum, ttl, pathMtuDiscovery, ignoreDf} = device;
	return {
		kind: 'add-gretap',
		...place,
		options: {...addresses, inKey, outKey, inChecksum, outChecksum, ttl, tos, pathMtuDiscovery, ignoreDf},
	};
}

/** The first remote of an address is an entry, the others are appended to it. */
function addEntries({make}: Builder, path: string, device: Extract<Tunnel, {kind: 'vxlan'}>, id: DeviceId): void {
	for (const [index, {mac, dst}] of device.fdb.entries()) {
		make(`${path}.fdb[${index}]`, {
			kind: 'fdb-add',
			verb: 'append',
			device: id,
			mac: toMac(mac),
			type: 'permanent',
			target: 'self',
			remote: {address: toIpv4(dst)},
		});
	}
}
