/** A device goes: out of its switch, to another machine, or out of the world. Rules: unregister_netdevice_many, __dev_change_net_namespace (net/core/dev.c). */
import {changeOperational} from '../carrier.js';
import type {Device} from '../device.js';
import {removeDatapathPort} from '../devices/datapath/ports.js';
import {clearHub, forgetUplink, isHub, leaveHub} from '../hosted/plug.js';
import type {Nic} from '../netdev.js';
import type {Sink} from '../sink.js';
import {halvesOf} from '../sriov/failover.js';
import {leavePair} from '../sriov/pair.js';
import {removeAdapter} from '../sriov/remove-vfs.js';
import {deviceGone} from '../stack/device-events.js';
import {unplugAll} from '../vmware/plug.js';
import {deviceAt, deviceOfKind, type Link, type Machine, machineOf, peerOf, type World} from '../world.js';
import {releaseAll} from './bond.js';
import {setMac} from './link-mac.js';
import {setUp} from './link-up.js';
import {dropFirst} from './lists.js';
import {addToMachine, removeFromMachine} from './membership.js';
import {leaveSwitch, releasePort} from './port.js';
import {forgetInTc} from './tc.js';

/** A device that goes is a port no more, of a bridge or of a datapath (dp_device_event). */
export function leaveMaster(world: World, device: Device, out: Sink): void {
	const datapath = deviceOfKind(world, device.master, 'datapath');
	// The daemon hears of it when the change is done.
	if (datapath) removeDatapathPort(world, datapath, device.masterPort);
	else leaveSwitch(world, device, out);
}

/** To its old machine the device is gone: what is bound to it goes too, and what was configured on it. */
export function relocate(world: World, device: Device, target: Machine, name: string, out: Sink): void {
	for (const id of [...device.uppers]) if (deviceAt(world, id).kind === 'vxlan') removeDevice(world, deviceAt(world, id), out);
	leaveMaster(world, device, out);
	forgetUplink(world, device);
	setUp(world, device, false, out);
	forgetInTc(world, device);
	device.opened = false;
	device.addresses = [];
	removeFromMachine(world, device);
	deviceGone(machineOf(world, device.id), device.id, out);
	device.name = name;
	addToMachine(world, device, target);
}

/** The device goes, with all that stands on it. */
export function removeDevice(world: World, device: Device, out: Sink): void {
	for (const upper of [...device.uppers]) removeDevice(world, deviceAt(world, upper), out);
	if (device.kind === 'bridge') for (const port of [...device.ports]) releasePort(world, port.device, out);
	if (device.kind === 'bond') {
		setUp(world, device, false, out);
		releaseAll(world, device, out);
	}
	if (device.kind === 'failover') for (const half of halvesOf(world, device)) leavePair(world, half, out);
	if (device.kind === 'nic') removeAdapter(world, device, (vf) => removeDevice(world, deviceAt(world, vf), out));
	const pair = deviceOfKind(world, device.master, 'failover');
	const takesPairAlong = pair?.standby === device.id;
	if (device.kind === 'vmware-switch') unplugAll(world, device, out, (vmknic) => removeDevice(world, deviceAt(world, vmknic), out));
	if (isHub(device)) clearHub(world, device, out, (id) => removeDevice(world, deviceAt(world, id), out));
	leaveMaster(world, device, out);
	leaveHub(world, device);
	forgetUplink(world, device);
	const peer = peerOf(world, device.id);
	setUp(world, device, false, out);
	if (device.kind === 'macvlan' || device.kind === 'macvtap') {
		const lower = deviceAt(world, device.lower);
		dropFirst(lower.uppers, device.id);
		if (device.mode === 'passthru' && lower.mac !== device.lowerMac) setMac(world, lower, device.lowerMac, out);
	}
	if (device.kind === 'vlan' || (device.kind === 'vxlan' && device.lower !== -1))
		dropFirst(deviceAt(world, device.lower).uppers, device.id);
	if (device.kind === 'vxlan' || device.kind === 'gretap') dropFirst((world.machines[device.underlay] as Machine).tunnels ?? [], device.id);
	forgetInTc(world, device);
	device.present = false;
	removeFromMachine(world, device);
	deviceGone(machineOf(world, device.id), device.id, out);
	// Deleting one end of a virtual pair deletes the other (veth_dellink); a cable only comes loose.
	if (peer?.present) {
		const link = world.links[(device as Nic).link] as Link;
		if (link.kind === 'virtual') removeDevice(world, peer, out);
		else changeOperational(world, [peer.id], out, () => ((peer as Nic).link = -1));
	}
	if (pair && takesPairAlong) removeDevice(world, pair, out);
}
