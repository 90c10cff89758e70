/**
 * A device goes up or down. A macvlan enters the table of its lower device, or leaves it; VLAN sub-interfaces follow their
 * lower device; a bond begins to watch its slaves. Rules: __dev_open, __dev_close (net/core/dev.c), macvlan_open,
 * vlan_dev_open, vlan_device_event, bond_open.
 */
import {changeOperational} from '../carrier.js';
import {type ChangeResult, DONE, refused} from '../change.js';
import type {Device} from '../device.js';
import {closeBond, openBond} from '../devices/bonding/bond-timer.js';
import {setBridgeUp} from '../devices/bridge/members.js';
import {isAddressBusy} from '../devices/macvlan.js';
import {changeAllmulti, changePromiscuity} from '../devices/stacking.js';
import type {VlanDevice} from '../devices/vlan-device.js';
import {forgetLearned, startCollector} from '../devices/vxlan/vxlan-fdb.js';
import type {DeviceId} from '../netdev.js';
import type {Sink} from '../sink.js';
import {halvesOf} from '../sriov/failover.js';
import {driverOpens} from '../sriov/set-vf.js';
import {deviceSetUp} from '../stack/device-events.js';
import {deviceAt, macvlansOn, peerOf, vlansOn, type World} from '../world.js';
import {dropFirst} from './lists.js';

/** The device itself and whatever shares its link: their carrier may change together. */
export function linked(world: World, device: Device): DeviceId[] {
	const peer = peerOf(world, device.id);
	return peer ? [device.id, peer.id] : [device.id];
}

/** ENETDOWN: the lower device of a VLAN sub-interface is down. EADDRINUSE: a macvlan's MAC is taken. */
export function setUp(world: World, device: Device, up: boolean, out: Sink): ChangeResult {
	if (device.up === up) return DONE;
	if (device.kind === 'user-network' || (device.kind === 'vmnet' && !device.hostAdapter)) return refused('EOPNOTSUPP');
	if (device.kind === 'vlan' && up && !deviceAt(world, device.lower).up) return refused('ENETDOWN');
	if (device.kind === 'vlan') listenBelow(world, deviceAt(world, device.lower), device, up);
	if (device.kind === 'macvlan' || device.kind === 'macvtap') {
		const lower = deviceAt(world, device.lower);
		const passthru = device.mode === 'passthru';
		// Only devices that are up are in the table, so a duplicate shows first here (macvlan_open).
		if (up && !passthru && isAddressBusy(lower, macvlansOn(world, lower), device.mac)) return refused('EADDRINUSE');
		if (passthru) {
			if (!device.nopromisc) changePromiscuity(world, lower, up ? 1 : -1);
		} else if (up) lower.unicast.push(device.mac);
		else dropFirst(lower.unicast, device.mac);
		if (!passthru && device.promiscuity > 0) changePromiscuity(world, lower, up ? 1 : -1);
		if (device.allmulti > 0) changeAllmulti(world, lower, up ? 1 : -1);
		device.lingering = [];
	}
	if (device.kind === 'vf' && up) driverOpens(world, device, out);
	if (device.kind === 'failover') for (const half of halvesOf(world, device)) setUp(world, half, up, out);
	changeOperational(world, linked(world, device), out, () => {
		device.up = up;
		device.opened = true;
		if (device.kind === 'bridge') setBridgeUp(device, up, world.now, out);
		if (device.kind === 'bond' && up) openBond(world, device, out);
		if (device.kind === 'bond' && !up) closeBond(device, world.now);
		if (device.kind === 'vxlan' && up) startCollector(device, world.now, out);
		if (device.kind === 'vxlan' && !up) forgetLearned(device);
	});
	deviceSetUp(world, device);
	// VLAN sub-interfaces go down and come up with their lower device (vlan_device_event).
	for (const vlan of vlansOn(world, device)) setUp(world, vlan, up, out);
	return DONE;
}

/** A VLAN sub-interface that is up has its lower device take its address and what it wants to see (vlan_dev_open, vlan_dev_stop). */
function listenBelow(world: World, lower: Device, device: VlanDevice, up: boolean): void {
	if (device.mac !== lower.mac) {
		if (up) lower.unicast.push(device.mac);
		else dropFirst(lower.unicast, device.mac);
	}
	if (device.promiscuity > 0) changePromiscuity(world, lower, up ? 1 : -1);
	if (device.allmulti > 0) changeAllmulti(world, lower, up ? 1 : -1);
}
