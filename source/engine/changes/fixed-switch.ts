/** Switches that are set up, not commanded: the physical VLAN switch and the vSphere Standard Switch, with their ports. */
import {type ChangeResult, DONE, type FixedSwitchChange, refused} from '../change.js';
import {changePromiscuity} from '../devices/stacking.js';
import {setEffectiveMac} from '../devices/standard-switch.js';
import type {StandardSwitch} from '../devices/standard-switch-device.js';
import type {SwitchPort, SwitchPortOptions, VlanSwitch} from '../devices/vlan-switch-device.js';
import {createFdb, flushPort} from '../fdb.js';
import type {Mac} from '../mac.js';
import {createNetdev, isOperational, type Netdev} from '../netdev.js';
import {randomMac} from '../random.js';
import {deviceAt, deviceNamed, deviceOfKind, type Machine, peerOf, type World} from '../world.js';
import {addToMachine} from './membership.js';

const DEFAULT_AGEING = 300_000_000_000;

/** EEXIST: the name, or the port, is there. ENOENT: no such port group. EBUSY: the device is another's port. EINVAL: a VLAN that is none. */
export function applyFixedSwitchChange(world: World, change: FixedSwitchChange): ChangeResult {
	switch (change.kind) {
		case 'add-vlan-switch': {
			const {ageing = DEFAULT_AGEING, tableSize = 0} = change;
			return addDevice(world, change, (base) => ({
				...base,
				kind: 'vlan-switch',
				ports: [],
				fdb: createFdb(),
				ageing,
				tableSize,
				gcTimer: Number.POSITIVE_INFINITY,
			}));
		}
		case 'add-standard-switch':
			return addDevice(world, change, (base) => ({
				...base,
				kind: 'standard-switch',
				portGroups: [],
				ports: [],
				uplinks: [],
				byMac: new Map(),
			}));
		case 'set-switch-port':
			return setSwitchPort(world, change);
		case 'set-port-group':
			return setPortGroup(world, change);
		case 'plug-vnic':
			return plugVnic(world, change);
		case 'plug-uplink':
			return plugUplink(world, change);
		default:
			return change satisfies never;
	}
}

function addDevice(
	world: World,
	{machine: on, name, mac: given}: {machine: number; name: string; mac?: Mac},
	make: (base: Netdev) => VlanSwitch | StandardSwitch,
): ChangeResult {
	const machine = world.machines[on] as Machine;
	if (deviceNamed(world, machine, name)) return refused('EEXIST');
	const id = world.devices.length;
	const mac = given ?? randomMac(world);
	const device = make({...createNetdev({id, machine: machine.id, ifindex: 0, name, mac}), carrier: true});
	world.devices.push(device);
	addToMachine(world, device, machine);
	return {kind: 'done', device: id};
}

function setSwitchPort(world: World, {device: id, master, options}: Extract<FixedSwitchChange, {kind: 'set-switch-port'}>): ChangeResult {
	const vlanSwitch = deviceOfKind(world, master, 'vlan-switch');
	if (!vlanSwitch) return refused('EOPNOTSUPP');
	const existing = vlanSwitch.ports.find(({device}) => device === id);
	const {mode = 'access', vlan = 1, allowed, tagNative = false, accepts = 'all'} = {...existing, ...options};
	if (![vlan, ...(allowed ?? [])].every((vid) => vid >= 1 && vid <= 4094)) return refused('EINVAL', 'a VLAN is 1 to 4094');
	const settings: SwitchPortOptions = {mode, vlan, allowed, tagNative, accepts};
	const members = mode === 'access' ? new Set([vlan]) : allowed && new Set(allowed);
	if (existing) {
		Object.assign(existing, settings, {members});
		// What was learned there was learned in other VLANs.
		flushPort(vlanSwitch.fdb, existing.number);
		return DONE;
	}
	const taken = take(world, id, vlanSwitch);
	if (taken) return taken;
	const number = vlanSwitch.ports.length + 1;
	const port: SwitchPort = {...settings, members, device: id, number, up: isOperational(deviceAt(world, id))};
	vlanSwitch.ports.push(port);
	deviceAt(world, id).masterPort = number;
	return DONE;
}

function setPortGroup(world: World, {device, name, vlan}: Extract<FixedSwitchChange, {kind: 'set-port-group'}>): ChangeResult {
	const standard = deviceOfKind(world, device, 'standard-switch');
	if (!standard) return refused('EOPNOTSUPP');
	if (!(vlan >= 0 && vlan <= 4095)) return refused('EINVAL', 'the VLAN of a port group is 0 to 4095');
	const group = standard.portGroups.find((known) => known.name === name);
	if (group) group.vlan = vlan;
	else standard.portGroups.push({name, vlan});
	return DONE;
}

function plugVnic(world: World, {device: id, master, group}: Extract<FixedSwitchChange, {kind: 'plug-vnic'}>): ChangeResult {
	const standard = deviceOfKind(world, master, 'standard-switch');
	if (!standard) return refused('EOPNOTSUPP');
	if (!standard.portGroups.some(({name}) => name === group)) return refused('ENOENT', `there is no port group "${group}"`);
	const existing = standard.ports.find(({device}) => device === id);
	if (existing) {
		existing.group = group;
		return DONE;
	}
	const taken = take(world, id, standard);
	if (taken) return taken;
	const device = deviceAt(world, id);
	device.masterPort = standard.ports.length + 1;
	const port = {device: id, number: device.masterPort, group, mac: 0, up: isOperational(device)};
	standard.ports.push(port);
	setEffectiveMac(standard, port, peerOf(world, id)?.mac ?? 0);
	return DONE;
}

function plugUplink(world: World, {device: id, master}: Extract<FixedSwitchChange, {kind: 'plug-uplink'}>): ChangeResult {
	const standard = deviceOfKind(world, master, 'standard-switch');
	if (!standard) return refused('EOPNOTSUPP');
	const taken = take(world, id, standard);
	if (taken) return taken;
	standard.uplinks.push({device: id, up: isOperational(deviceAt(world, id))});
	return DONE;
}

/** Makes a NIC a port: it belongs to nobody else and takes in every frame. */
function take(world: World, id: number, master: VlanSwitch | StandardSwitch): ChangeResult | undefined {
	const device = deviceAt(world, id);
	if (device.machine !== master.machine) return refused('ENODEV');
	if (device.kind !== 'nic') return refused('EINVAL');
	if (device.master !== -1 || device.uppers.length > 0) return refused('EBUSY');
	device.master = master.id;
	changePromiscuity(world, device, 1);
	return undefined;
}
