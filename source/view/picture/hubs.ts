/**
 * What a device hangs on inside its machine: a port on its bridge, both halves of a failover pair on the pair, a virtual
 * function on the NIC of its card, a NIC on the VMnet that is bridged to it. A port of Open vSwitch hangs on its bridge, not on the datapath that all
 * bridges of the machine share: the datapath has no place in the picture.
 */
import type {DeviceId, MachineId} from '../../engine/netdev.js';
import {LOCAL, type OvsBridge, ofPortNamed} from '../../engine/ovs/vswitchd.js';
import {deviceAt, type World} from '../../engine/world.js';

/** Something of a machine that is named inside its box and hangs on a device there. */
export interface Inner {
	/** -1 for a tunnel of Open vSwitch, which is no device. */
	device: DeviceId;
	/** -1 when it hangs on nothing. */
	core: DeviceId;
	label: string;
}

/** The bridge of Open vSwitch of which `id` is a port. */
export function ovsBridgeOf(world: World, id: DeviceId): OvsBridge | undefined {
	const {vswitchd} = world.machines[deviceAt(world, id).machine] as World['machines'][number];
	return vswitchd?.bridges.find(({ofPorts}) => [...ofPorts.values()].some(({device}) => device === id));
}

/** The device that stands for a bridge of Open vSwitch: its local port. */
export function localOf(bridge: OvsBridge): DeviceId {
	return bridge.ofPorts.get(LOCAL)?.device ?? -1;
}

/** The bridge, switch or bond that `id` is a port of, as a device; -1 is none. */
export function hubOf(world: World, id: DeviceId): DeviceId {
	const device = deviceAt(world, id);
	const bridge = ovsBridgeOf(world, id);
	if (bridge) return localOf(bridge) === id ? -1 : localOf(bridge);
	if (device.master !== -1 && deviceAt(world, device.master).kind !== 'datapath') return device.master;
	if (device.bridgedBy !== undefined) return device.bridgedBy;
	const pair = pairOf(world, id);
	if (pair !== -1) return pair;
	return device.kind === 'vf' && deviceAt(world, device.pf).machine === device.machine ? device.pf : -1;
}

/** The failover pair of which `id` is a half; -1 is none. */
export function pairOf(world: World, id: DeviceId): DeviceId {
	const {machine} = deviceAt(world, id);
	const pair = world.machines[machine]?.devices.find((other) => {
		const device = deviceAt(world, other);
		return device.kind === 'failover' && (device.primary === id || device.standby === id);
	});
	return pair ?? -1;
}

/** Bridges of a machine that are joined by patch ports, each pair once. */
export function patchesIn(world: World, machine: MachineId): [DeviceId, DeviceId][] {
	const bridges = world.machines[machine]?.vswitchd?.bridges ?? [];
	return bridges.flatMap((bridge, index) =>
		bridges.slice(index + 1).flatMap((other): [DeviceId, DeviceId][] => {
			const joined = [...bridge.ofPorts.values()].some(({name, peer}) => peer !== undefined && ofPortNamed(other, peer)?.peer === name);
			return joined ? [[localOf(bridge), localOf(other)]] : [];
		}),
	);
}

/** Devices and tunnels of a machine that have no end outside: macvlans and VLANs of its own NIC, internal ports, tunnels. */
export function innersOf(world: World, machine: MachineId): Inner[] {
	const {devices, vswitchd} = world.machines[machine] as World['machines'][number];
	const own = devices.flatMap((id): Inner[] => {
		const device = deviceAt(world, id);
		switch (device.kind) {
			case 'macvlan':
			case 'macvtap':
				if (device.kind === 'macvtap' || deviceAt(world, device.lower).machine !== machine) return [];
				return [{device: id, core: device.lower, label: `${device.name} ${device.mode}`}];
			case 'vlan':
				return deviceAt(world, device.lower).machine === machine ? [{device: id, core: device.lower, label: device.name}] : [];
			case 'ovs-internal': {
				const hub = hubOf(world, id);
				return hub === -1 ? [] : [{device: id, core: hub, label: device.name}];
			}
			case 'vxlan':
			case 'gretap':
			case 'vmknic':
				return [{device: id, core: hubOf(world, id), label: device.name}];
			case 'vf':
				return hubOf(world, id) === device.pf && device.uppers.length === 0 ? [{device: id, core: device.pf, label: device.name}] : [];
			case 'failover':
			case 'nic':
			case 'bridge':
			case 'bond':
			case 'datapath':
			case 'vlan-switch':
			case 'vmware-switch':
			case 'vmnet':
			case 'user-network':
				return [];
			default:
				return device satisfies never;
		}
	});
	const tunnels = (vswitchd?.bridges ?? []).flatMap((bridge) =>
		[...bridge.ofPorts.values()].flatMap(({name, tunnel}): Inner[] => (tunnel ? [{device: -1, core: localOf(bridge), label: name}] : [])),
	);
	return [...own, ...tunnels];
}
