/*
 * Carrier: who can send, and who must be told
 *
 * A NIC has carrier while both ends of its link are up and the cable is in. A
 * macvlan has what its lower device has (netif_stacked_transfer_operstate), a
 * bridge has carrier while one of its ports forwards, a bond while it knows of a slave that is up. A change runs upwards:
 * from the NIC to the bridge it is a port of and to the macvlans on it.
 *
 * Not modelled: the up to one second that the kernel's link watch takes.
 */
import type {Device} from './device.js';
import {slaveChanged} from './devices/bonding/bond-timer.js';
import {bondHasCarrier} from './devices/bonding/slaves.js';
import {portOperationalChanged} from './devices/bridge/members.js';
import {portNumbered} from './devices/bridge/ports.js';
import {bridgeHasCarrier} from './devices/bridge/stp-state.js';
import {isDummy} from './devices/datapath/dummy.js';
import {linkSpeed} from './devices/link-speed.js';
import {type DeviceId, isOperational} from './netdev.js';
import {ovsPortChanged} from './ovs/configure/reconfigure.js';
import type {Sink} from './sink.js';
import {vfHasCarrier, vfsOn} from './sriov/carrier.js';
import {activeHalf} from './sriov/failover.js';
import {carrierLost} from './stack/device-events.js';
import {switchLinkChanged} from './vmware/run.js';
import {deviceAt, deviceOfKind, type Link, peerOf, type World} from './world.js';

/** What the carrier of `id` should be now. */
export function carrierOf(world: World, id: DeviceId): boolean {
	const device = deviceAt(world, id);
	switch (device.kind) {
		case 'nic': {
			const peer = peerOf(world, id);
			return peer !== undefined && !(world.links[device.link] as Link).cut && device.up && (peer.up || isDummy(world, peer.id));
		}
		case 'bridge':
			return bridgeHasCarrier(device);
		case 'bond':
			return bondHasCarrier(device);
		case 'vf':
			return vfHasCarrier(world, device);
		case 'failover':
			return activeHalf(world, device) !== undefined;
		case 'macvlan':
		case 'macvtap':
		case 'vlan':
			return isOperational(deviceAt(world, device.lower));
		// Nothing is below that could be down.
		case 'datapath':
		case 'ovs-internal':
		case 'vmnet':
		case 'user-network':
		case 'vxlan':
		case 'gretap':
		case 'vlan-switch':
		case 'vmware-switch':
		case 'vmknic':
			return true;
		default:
			return device satisfies never;
	}
}

/** Runs `change`, which may alter whether the devices `ids` are operational, and tells whoever depends on them. */
export function changeOperational(world: World, ids: readonly DeviceId[], out: Sink, change: () => void): void {
	const before = ids.map((id) => isOperational(deviceAt(world, id)));
	change();
	for (const [index, id] of ids.entries()) {
		const device = deviceAt(world, id);
		const hadCarrier = device.carrier;
		device.carrier = carrierOf(world, id);
		if (hadCarrier !== device.carrier) device.counters.carrierChanges++;
		if (hadCarrier && !device.carrier) carrierLost(world, device);
		if (isOperational(device) !== before[index]) tellDependants(world, id, out);
	}
}

/** A bridge's ports began or ceased to forward, a bond's slaves to carry: its carrier, and what stands on it, follow. */
export function refreshCarrier(world: World, device: DeviceId, out: Sink): void {
	changeOperational(world, [device], out, () => {});
}

function tellDependants(world: World, id: DeviceId, out: Sink): void {
	const device = deviceAt(world, id);
	const bridge = deviceOfKind(world, device.master, 'bridge');
	const port = bridge && portNumbered(bridge, device.masterPort);
	if (bridge && port) {
		port.speed = linkSpeed(world, device);
		portOperationalChanged(bridge, port, isOperational(device), world.now, out);
		refreshCarrier(world, bridge.id, out);
	}
	if (deviceOfKind(world, device.master, 'datapath')) ovsPortChanged(world, id, out);
	const bond = deviceOfKind(world, device.master, 'bond');
	if (bond) {
		slaveChanged(world, bond, id, out);
		refreshCarrier(world, bond.id, out);
	}
	if (deviceOfKind(world, device.master, 'failover')) refreshCarrier(world, device.master, out);
	for (const vf of vfsOn(device)) changeOperational(world, [vf], out, () => {});
	tellFixedSwitch(world, device, out);
	for (const upper of device.uppers) changeOperational(world, [upper], out, () => {});
}

/** A port of a switch that is no Linux device: it has carrier or it has not. */
function tellFixedSwitch(world: World, device: Device, out: Sink): void {
	const master = device.master === -1 ? undefined : deviceAt(world, device.master);
	if (master?.kind === 'vmware-switch') switchLinkChanged(world, master, device.id, out);
	if (master?.kind !== 'vlan-switch') return;
	for (const port of master.ports) if (port.device === device.id) port.up = isOperational(device);
}
