/** A switch that is set up, not commanded: the physical VLAN switch with its ports. */
import {type ChangeResult, DONE, type FixedSwitchChange, refused} from '../change.js';
import {changePromiscuity} from '../devices/stacking.js';
import type {SwitchPort, SwitchPortOptions, VlanSwitch} from '../devices/vlan-switch-device.js';
import {createFdb, flushPort} from '../fdb.js';
import type {Mac} from '../mac.js';
import {createNetdev, isOperational, type Netdev} from '../netdev.js';
import {randomMac} from '../random.js';
import {deviceAt, deviceNamed, deviceOfKind, type Machine, type World} from '../world.js';
import {addToMachine} from './membership.js';

const DEFAULT_AGEING = 300_000_000_000;

/** EEXIST: the name, or the port, is there. EBUSY: the device is another's port. EINVAL: a VLAN that is none. */
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
		case 'set-switch-port':
			return setSwitchPort(world, change);
		default:
			return change satisfies never;
	}
}

function addDevice(
	world: World,
	{machine: on, name, mac: given}: {machine: number; name: string; mac?: Mac},
	make: (base: Netdev) => VlanSwitch,
): ChangeResult {
	const machine = world.machines[on] as Machine;
	if (deviceNamed(world, machine, name)) return refused('EEXIST');
	const id = world.devices.length;
	const mac = given ?? randomMac(world);
	const device = make({...createNetdev({id, machine: machine.id, ifindex: 0, name, mac}), up: true, opened: true, carrier: true});
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

/** Makes a NIC a port: it belongs to nobody else and takes in every frame. */
function take(world: World, id: number, master: VlanSwitch): ChangeResult | undefined {
	const device = deviceAt(world, id);
	if (device.machine !== master.machine) return refused('ENODEV');
	if (device.kind !== 'nic') return refused('EINVAL');
	if (device.master !== -1 || device.uppers.length > 0) return refused('EBUSY');
	device.master = master.id;
	changePromiscuity(world, device, 1);
	return undefined;
}
