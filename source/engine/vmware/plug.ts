/** What is plugged into a switch of VMware, and pulled out: vNICs, vmknics, uplinks. */
import {type ChangeResult, DONE, refused} from '../change.js';
import {addToMachine} from '../changes/membership.js';
import type {Device} from '../device.js';
import {changePromiscuity} from '../devices/stacking.js';
import {isGroup, type Mac} from '../mac.js';
import {createNetdev, type DeviceId, isOperational} from '../netdev.js';
import {nextRandom} from '../random.js';
import type {Sink} from '../sink.js';
import {deviceAt, deviceNamed, deviceOfKind, type Machine, type World} from '../world.js';
import {configureLags} from './lag.js';
import {forgetPort} from './mac-learning.js';
import {reaches} from './manager.js';
import {runSwitch} from './run.js';
import {refreshIndex} from './switch-index.js';
import type {Vmknic} from './vmknic-device.js';
import type {VmwareChange} from './vmware-change.js';
import type {VirtualPort, VmwareSwitch} from './vmware-switch-device.js';

/** ESXi gives its vmknics addresses of this block (00:50:56:60:00:00 and up). */
const VMKNIC_BLOCK = 0x0050_5660_0000;

type Change<K extends VmwareChange['kind']> = Extract<VmwareChange, {kind: K}>;

export function plugVnic(world: World, {device: id, master, group, initial = 0}: Change<'plug-vnic'>, out: Sink): ChangeResult {
	const home = deviceOfKind(world, master, 'vmware-switch');
	if (!home) return refused('EOPNOTSUPP');
	const refusal = groupRefusal(world, home, group);
	if (refusal) return refusal;
	const existing = home.ports.find(({device}) => device === id);
	if (existing) {
		if (existing.group !== group) forgetPort(home, existing.number);
		existing.group = group;
		settle(world, home, out);
		return DONE;
	}
	const taken = take(world, id, home);
	if (taken) return taken;
	addPort(home, deviceAt(world, id), group, false, initial);
	settle(world, home, out);
	return DONE;
}

export function addVmknic(world: World, change: Change<'add-vmknic'>, out: Sink): ChangeResult {
	const home = deviceOfKind(world, change.master, 'vmware-switch');
	if (!home) return refused('EOPNOTSUPP');
	const machine = world.machines[change.machine] as Machine;
	if (home.machine !== machine.id) return refused('ENODEV');
	if (deviceNamed(world, machine, change.name)) return refused('EEXIST');
	if (change.mac !== undefined && (change.mac === 0 || isGroup(change.mac))) return refused('EADDRNOTAVAIL');
	const refusal = groupRefusal(world, home, change.group);
	if (refusal) return refusal;
	const id = world.devices.length;
	const mac = change.mac ?? VMKNIC_BLOCK + (nextRandom(world) & 0xf_ffff);
	const vmknic: Vmknic = {
		...createNetdev({id, machine: machine.id, ifindex: 0, name: change.name, mac}),
		kind: 'vmknic',
		// There is always a switch.
		carrier: true,
		services: change.services,
	};
	vmknic.master = home.id;
	world.devices.push(vmknic);
	addToMachine(world, vmknic, machine);
	addPort(home, vmknic, change.group, true, mac);
	settle(world, home, out);
	return {kind: 'done', device: id};
}

export function plugUplink(world: World, {device: id, master, name, lag = ''}: Change<'plug-uplink'>, out: Sink): ChangeResult {
	const home = deviceOfKind(world, master, 'vmware-switch');
	if (!home) return refused('EOPNOTSUPP');
	const called = name ?? defaultName(home, deviceAt(world, id));
	if (home.uplinks.some((uplink) => uplink.name === called)) return refused('EEXIST', `there is an uplink "${called}" already`);
	// Which LAGs there are is the manager's to know: a host that has nothing from it yet cannot tell.
	const known = home.settings.lags.some((one) => one.name === lag);
	if (lag !== '' && !known) return refused('ENOENT', `there is no LAG "${lag}"`);
	const taken = take(world, id, home);
	if (taken) return taken;
	const up = isOperational(deviceAt(world, id));
	const counted = deviceAt(world, id).counters.txBytes;
	home.uplinks.push({device: id, name: called, up, worked: up, returned: false, heardAt: world.now, silent: false, lag, counted});
	configureLags(home, world.now);
	settle(world, home, out);
	return DONE;
}

/** Takes a device out of its switch of VMware; false when it is in none. A vmknic that is taken out is deleted by who does it. */
export function unplug(world: World, id: DeviceId, out: Sink): boolean {
	const device = deviceAt(world, id);
	const home = deviceOfKind(world, device.master, 'vmware-switch');
	if (!home) return false;
	const port = home.ports.find((one) => one.device === id);
	if (port) forgetPort(home, port.number);
	home.ports = home.ports.filter((one) => one.device !== id);
	home.uplinks = home.uplinks.filter((one) => one.device !== id);
	device.master = -1;
	device.masterPort = 0;
	if (!port?.kernel) changePromiscuity(world, device, -1);
	configureLags(home, world.now);
	settle(world, home, out);
	return true;
}

/** The switch itself goes: everything is pulled out, and its vmknics go with it. */
export function unplugAll(world: World, home: VmwareSwitch, out: Sink, remove: (vmknic: DeviceId) => void): void {
	for (const {device, kernel} of [...home.ports]) {
		if (kernel) remove(device);
		else unplug(world, device, out);
	}
	for (const {device} of [...home.uplinks]) unplug(world, device, out);
}

/** The guest at the other end of `port`, or the vmknic itself, has another address. */
export function addressChanged(world: World, home: VmwareSwitch, out: Sink): void {
	settle(world, home, out);
}

function settle(world: World, home: VmwareSwitch, out: Sink): void {
	refreshIndex(world, home);
	runSwitch(world, home, out);
}

function addPort(home: VmwareSwitch, device: Device, group: string, kernel: boolean, initial: Mac): VirtualPort {
	const number = home.nextPort++;
	const up = kernel ? device.up : isOperational(device);
	const port: VirtualPort = {
		device: device.id,
		number,
		group,
		kernel,
		guest: -1,
		initial,
		mac: initial,
		blocked: false,
		up,
		bound: '',
		placed: '',
		learned: 0,
		counted: 0,
	};
	home.ports.push(port);
	device.masterPort = number;
	return port;
}

/** May something be plugged into the group? A static port of a distributed switch is given by its manager. */
function groupRefusal(world: World, home: VmwareSwitch, name: string): ChangeResult | undefined {
	const group = home.settings.groups.find((one) => one.name === name);
	if (!group) return refused('ENOENT', `there is no port group "${name}"`);
	const machine = world.machines[home.manager];
	if (machine && group.binding === 'static' && !reaches(world, machine, home.machine))
		return refused('EPERM', `${machine.name} gives the ports of "${name}", and it does not answer`);
	return undefined;
}

/** vSS: as the NIC. vDS and VEM: uplink1, uplink2 and so on, whatever the NIC is called on this host. */
function defaultName({family, uplinks}: VmwareSwitch, {name}: Device): string {
	if (family === 'standard') return name;
	let number = 1;
	while (uplinks.some((uplink) => uplink.name === `uplink${number}`)) number++;
	return `uplink${number}`;
}

/** Makes a NIC a port: it belongs to nobody else and takes in every frame. */
function take(world: World, id: DeviceId, home: VmwareSwitch): ChangeResult | undefined {
	const device = deviceAt(world, id);
	if (device.machine !== home.machine) return refused('ENODEV');
	if (device.kind !== 'nic') return refused('EINVAL');
	if (device.master !== -1 || device.uppers.length > 0) return refused('EBUSY');
	device.master = home.id;
	changePromiscuity(world, device, 1);
	return undefined;
}
