/*
 * The transmit path of a network device (dev_queue_xmit)
 *
 * A NIC puts the frame on its link and the frame is in flight until it arrives
 * at the other end; every other kind decides for itself where the frame goes.
 * A device that is down or has no carrier sends nothing, macvlans included:
 * their carrier follows the lower device.
 *
 * Before anything else the classifiers of `tc` look at it (`tc/hook.ts`).
 *
 * Not modelled: queueing disciplines that queue, serialisation time of the link.
 */
import type {Device} from './device.js';
import {transmitFromBond} from './devices/bonding/bonding.js';
import {transmitFromHost} from './devices/bridge/bridge.js';
import {enterDatapath} from './devices/datapath/datapath.js';
import {isDummy} from './devices/datapath/dummy.js';
import {transmitFromGretap} from './devices/gretap/gretap.js';
import {transmitFromMacvlan} from './devices/macvlan.js';
import {transmitFromVlan} from './devices/vlan-link.js';
import {transmitFromVxlan} from './devices/vxlan/vxlan.js';
import {type Frame, srcMac} from './frame.js';
import {showToNetwork} from './hosted/uplink.js';
import {transmitFromAdapter} from './hosted/vmnet.js';
import type {PacketType} from './netdev.js';
import type {Road} from './road.js';
import type {Sink} from './sink.js';
import {isActivePf} from './sriov/adapter.js';
import {transmitFromPf, transmitFromVf} from './sriov/embedded-switch.js';
import {transmitFromFailover} from './sriov/failover.js';
import {runHook} from './tc/hook.js';
import {transmitFromVmknic} from './vmware/vmware-switch.js';
import {deviceAt, deviceOfKind, macvlansOn, type World} from './world.js';

/**
 * `device` transmits `frame`: count it, and let the kind of device decide. `type` is what a device made of the frame that
 * received it before; `undefined` when it begins here.
 */
export function transmitOn(world: World, device: Device, frame: Frame, type: PacketType | undefined, road: Road, out: Sink): void {
	if (device.tc && device.up && runHook(world, device, 'egress', frame, type ?? 'host', road, out) === 'ended') return;
	if ((!device.up || !device.carrier) && !isDummy(world, device.id)) {
		device.counters.txDropped++;
		out.drop(device.up ? 'no-carrier' : 'device-down');
		return;
	}
	device.counters.txFrames++;
	device.counters.txBytes += frame.bytes.length;
	switch (device.kind) {
		case 'nic':
			// A dummy sends, be there a link or not.
			if (device.bridgedBy !== undefined && type === undefined) showToNetwork(world, device, frame, 'out', out);
			if (device.link === -1) out.drop('no-carrier');
			else if (device.wireless && srcMac(frame) !== device.mac) out.drop('wireless-foreign-source');
			else if (isActivePf(device)) transmitFromPf(world, device, frame, road, out);
			else road.putOnLink(device, frame);
			return;
		case 'bridge':
			transmitFromHost(device, frame, world.now, out);
			return;
		case 'macvlan':
		case 'macvtap':
			transmitFromMacvlan(device, macvlansOn(world, deviceAt(world, device.lower)), frame, out);
			return;
		case 'vlan':
			transmitFromVlan(device, frame, out);
			return;
		case 'bond':
			transmitFromBond(world, device, frame, out);
			return;
		case 'vxlan':
			transmitFromVxlan(world, device, frame, out);
			return;
		case 'gretap':
			transmitFromGretap(world, device, frame, out);
			return;
		case 'vf':
			transmitFromVf(world, device, frame, road, out);
			return;
		case 'failover':
			transmitFromFailover(world, device, frame, out);
			return;
		// Nobody has a stack on it.
		case 'vlan-switch':
		case 'user-network':
		case 'vmware-switch':
			out.drop('no-stack');
			return;
		case 'vmknic':
			transmitFromVmknic(world, device, frame, out);
			return;
		case 'vmnet':
			transmitFromAdapter(world, device, frame, out);
			return;
		case 'datapath':
			enterDatapath(world, device, 0, frame, out);
			return;
		case 'ovs-internal': {
			const datapath = deviceOfKind(world, device.datapath, 'datapath');
			if (datapath) enterDatapath(world, datapath, device.datapathPort, frame, out);
			else out.drop('device-down');
			return;
		}
		default:
			device satisfies never;
	}
}
