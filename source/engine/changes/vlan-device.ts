/** Creating VLAN sub-interfaces, and what their lower device's changes do to them. Rules: vlan_newlink, vlan_dev_init, vlan_device_event. */
import {carrierOf} from '../carrier.js';
import {type ChangeResult, refused, type VlanDeviceChange} from '../change.js';
import {stackingRefusal} from '../devices/stacking.js';
import type {VlanDevice} from '../devices/vlan-device.js';
import {isGroup} from '../mac.js';
import {createNetdev} from '../netdev.js';
import {vlanRefusal} from '../sriov/vf-wishes.js';
import {deviceAt, deviceNamed, type Machine, vlansOn, type World} from '../world.js';
import {addToMachine} from './membership.js';

/** 4095 is reserved (VLAN_VID_MASK). */
const HIGHEST_VID = 4094;

export function applyVlanDeviceChange(world: World, change: VlanDeviceChange): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	if (deviceNamed(world, machine, change.name)) return refused('EEXIST');
	if (change.mac !== undefined && (change.mac === 0 || isGroup(change.mac))) return refused('EADDRNOTAVAIL');
	if (change.vid > HIGHEST_VID) return refused('ERANGE', 'Invalid VLAN id');
	if (change.protocol !== 0x8100 && change.protocol !== 0x88a8) return refused('EPROTONOSUPPORT', 'Invalid VLAN protocol');
	const lower = deviceAt(world, change.lower);
	const twin = vlansOn(world, lower).some(({vid, protocol}) => vid === change.vid && protocol === change.protocol);
	if (twin) return refused('EEXIST', 'VLAN device already exists');
	const refusal = vlanRefusal(world, lower) ?? stackingRefusal(world, lower, undefined);
	if (refusal) return refusal;

	const id = world.devices.length;
	const device: VlanDevice = {
		...createNetdev({id, machine: machine.id, ifindex: 0, name: change.name, mac: change.mac ?? lower.mac}),
		mtu: lower.mtu,
		kind: 'vlan',
		lower: lower.id,
		vid: change.vid,
		protocol: change.protocol,
		macIsFixed: change.mac !== undefined,
	};
	world.devices.push(device);
	addToMachine(world, device, machine);
	lower.uppers.push(id);
	device.carrier = carrierOf(world, id);
	return {kind: 'done', device: id};
}
