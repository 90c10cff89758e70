/*
 * The transmit path of a network device (dev_queue_xmit)
 *
 * A NIC puts the frame on its link and the frame is in flight until it arrives
 * at the other end; every other kind decides for itself where the frame goes.
 * A device that is down or has no carrier sends nothing, macvlans included:
 * their carrier follows the lower device.
 *
 * Not modelled: queueing disciplines, serialisation time of the link.
 */
import type {Device} from './device.js';
import {transmitFromBond} from './devices/bonding/bonding.js';
import {transmitFromHost} from './devices/bridge/bridge.js';
import {enterDatapath} from './devices/datapath/datapath.js';
import {isDummy} from './devices/datapath/dummy.js';
import {transmitFromMacvlan} from './devices/macvlan.js';
import {transmitFromVlan} from './devices/vlan-link.js';
import type {Frame} from './frame.js';
import type {DeviceId, LinkId} from './netdev.js';
import type {Sink} from './sink.js';
import {deviceAt, deviceOfKind, macvlansOn, type World} from './world.js';

/** Puts a frame on the link of a NIC or of a macvtap. */
export type PutOnLink = (device: {id: DeviceId; link: LinkId}, frame: Frame) => void;

/** `device` transmits `frame`: count it, and let the kind of device decide. */
export function transmitOn(world: World, device: Device, frame: Frame, putOnLink: PutOnLink, out: Sink): void {
	if ((!device.up || !device.carrier) && !isDummy(world, device.id)) {
		device.counters.txDropped++;
		out.drop(device.up ? 'no-carrier' : 'device-down');
		return;
	}
	device.counters.txFrames++;
	device.counters.txBytes += frame.bytes.length;
	switch (device.kind) {
		case 'nic':
			putOnLink(device, frame);
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
		// Nobody has a stack on it.
		case 'vlan-switch':
		case 'standard-switch':
			out.drop('no-stack');
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
