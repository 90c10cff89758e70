/** Changes of any network device: up and down, addresses, filters, names, cables. Rules: net/core/dev.c and rtnetlink.c. */
import {changeOperational} from '../carrier.js';
import {type ChangeResult, DONE, type LinkChange, refused} from '../change.js';
import type {Device} from '../device.js';
import {memberMacChanged, setBridgeMac, setBridgeUp} from '../devices/bridge/members.js';
import {removeDatapathPort} from '../devices/datapath/ports.js';
import {isAddressBusy} from '../devices/macvlan.js';
import {changeAllmulti, changeMtu, changePromiscuity, lowerMacChanged} from '../devices/stacking.js';
import {setEffectiveMac} from '../devices/standard-switch.js';
import type {VlanDevice} from '../devices/vlan-device.js';
import {isGroup, type Mac} from '../mac.js';
import {createNetdev, type DeviceId, type Nic} from '../netdev.js';
import {ovsPortChanged} from '../ovs/reconfigure.js';
import {randomMac} from '../random.js';
import type {Sink} from '../sink.js';
import {deviceGone, deviceSetUp} from '../stack/device-events.js';
import {
	deviceAt,
	deviceNamed,
	deviceOfKind,
	type Link,
	type Machine,
	machineOf,
	macvlansOn,
	peerOf,
	vlansOn,
	type World,
} from '../world.js';
import {addToMachine, removeFromMachine} from './membership.js';
import {releasePort} from './port.js';

/** Nanoseconds from one end of a new link to the other. */
const DEFAULT_LATENCY = 1000;

/** Applies a change to one device or one link. */
export function applyLinkChange(world: World, change: LinkChange, out: Sink): ChangeResult {
	switch (change.kind) {
		case 'set-up':
			return setUp(world, deviceAt(world, change.device), change.up, out);
		case 'set-loopback':
			(world.machines[change.machine] as Machine).loopbackDown = !change.up;
			return DONE;
		case 'set-mac':
			return setMac(world, deviceAt(world, change.device), change.mac, out);
		case 'set-mtu':
			return setMtu(world, deviceAt(world, change.device), change.mtu);
		case 'set-promisc':
			return setPromisc(world, deviceAt(world, change.device), change.on);
		case 'set-allmulti':
			return setAllmulti(world, deviceAt(world, change.device), change.on);
		case 'join-group':
			return joinGroup(deviceAt(world, change.device), change.group);
		case 'leave-group':
			return leaveGroup(deviceAt(world, change.device), change.group);
		case 'rename':
			return rename(world, deviceAt(world, change.device), change.name);
		case 'move':
			return move(world, deviceAt(world, change.device), change, out);
		case 'delete':
			return remove(world, deviceAt(world, change.device), out);
		case 'add-nic':
			return addNic(world, change);
		case 'connect':
			return connect(world, change, out);
		case 'cut':
			return cut(world, change.device, change.cut, out);
		default:
			return change satisfies never;
	}
}

/** The device itself and whatever shares its link: their carrier may change together. */
function linked(world: World, device: Device): DeviceId[] {
	const peer = peerOf(world, device.id);
	return peer ? [device.id, peer.id] : [device.id];
}

function setUp(world: World, device: Device, up: boolean, out: Sink): ChangeResult {
	if (device.up === up) return DONE;
	if (device.kind === 'vlan' && up && !deviceAt(world, device.lower).up) return refused('ENETDOWN');
	if (device.kind === 'vlan') listenBelow(deviceAt(world, device.lower), device, up);
	if (device.kind === 'macvlan' || device.kind === 'macvtap') {
		const lower = deviceAt(world, device.lower);
		const passthru = device.mode === 'passthru';
		// Only devices that are up are in the table, so a duplicate shows first here (macvlan_open).
		if (up && !passthru && isAddressBusy(lower, macvlansOn(world, lower), device.mac)) return refused('EADDRINUSE');
		if (passthru) lower.promiscuity += device.nopromisc ? 0 : up ? 1 : -1;
		else if (up) lower.unicast.push(device.mac);
		else dropFirst(lower.unicast, device.mac);
		if (!passthru && device.promiscuity > 0) lower.promiscuity += up ? 1 : -1;
		if (device.allmulti > 0) lower.allmulti += up ? 1 : -1;
		device.lingering = [];
	}
	changeOperational(world, linked(world, device), out, () => {
		device.up = up;
		device.opened = true;
		if (device.kind === 'bridge') setBridgeUp(device, up, world.now, out);
	});
	deviceSetUp(world, device);
	// VLAN sub-interfaces go down and come up with their lower device (vlan_device_event).
	for (const vlan of vlansOn(world, device)) setUp(world, vlan, up, out);
	return DONE;
}

/** A VLAN sub-interface that is up has its lower device take its address and what it wants to see (vlan_dev_open, vlan_dev_stop). */
function listenBelow(lower: Device, device: VlanDevice, up: boolean): void {
	if (device.mac !== lower.mac) {
		if (up) lower.unicast.push(device.mac);
		else dropFirst(lower.unicast, device.mac);
	}
	if (device.promiscuity > 0) lower.promiscuity += up ? 1 : -1;
	if (device.allmulti > 0) lower.allmulti += up ? 1 : -1;
}

function setMac(world: World, device: Device, mac: Mac, out: Sink, byMacvlan = false): ChangeResult {
	if (isGroup(mac) || mac === 0) return refused('EADDRNOTAVAIL');
	// A bridge keeps a MAC that was set, even the one it has.
	if (device.mac === mac && device.kind !== 'bridge') return DONE;
	const before = device.mac;
	switch (device.kind) {
		case 'bridge':
			setBridgeMac(device, mac, world.now, out);
			break;
		case 'macvlan':
		case 'macvtap': {
			const lower = deviceAt(world, device.lower);
			// A passthru macvlan and its lower have one MAC between them.
			if (device.mode === 'passthru') {
				const result = setMac(world, lower, mac, out, true);
				tellBridge(world, device, out);
				return result;
			}
			if (isAddressBusy(lower, macvlansOn(world, lower), mac)) return refused('EADDRINUSE');
			if (device.up) {
				dropFirst(lower.unicast, device.mac);
				lower.unicast.push(mac);
			}
			device.mac = mac;
			break;
		}
		case 'vlan': {
			const lower = deviceAt(world, device.lower);
			if (device.up && device.mac !== lower.mac) dropFirst(lower.unicast, device.mac);
			if (device.up && mac !== lower.mac) lower.unicast.push(mac);
			device.mac = mac;
			device.macIsFixed = true;
			break;
		}
		case 'nic':
		case 'datapath':
		case 'ovs-internal':
		case 'vlan-switch':
		case 'standard-switch':
			device.mac = mac;
			break;
		default:
			device satisfies never;
	}
	tellStandardSwitch(world, device);
	lowerMacChanged(world, device, before, byMacvlan);
	tellBridge(world, device, out);
	return DONE;
}

/** A guest at a vSphere Standard Switch took another address, which the switch accepts as its effective one. */
function tellStandardSwitch(world: World, guest: Device): void {
	const port = peerOf(world, guest.id);
	const standard = port && deviceOfKind(world, port.master, 'standard-switch');
	const plugged = standard?.ports.find(({device}) => device === port?.id);
	if (standard && plugged) setEffectiveMac(standard, plugged, guest.mac);
}

function tellBridge(world: World, device: Device, out: Sink): void {
	const bridge = deviceOfKind(world, device.master, 'bridge');
	if (bridge) memberMacChanged(world, bridge, device.id, world.now, out);
}

function setMtu(world: World, device: Device, mtu: number): ChangeResult {
	if (mtu < 68) return refused('EINVAL', 'mtu less than device minimum');
	if (mtu > 65535) return refused('EINVAL', 'mtu greater than device maximum');
	if ((device.kind === 'macvlan' || device.kind === 'macvtap') && mtu > deviceAt(world, device.lower).mtu) return refused('EINVAL');
	if (device.kind === 'vlan' && mtu > deviceAt(world, device.lower).mtu) return refused('ERANGE');
	changeMtu(world, device, mtu);
	if (device.kind === 'bridge') device.mtuIsFixed = true;
	return DONE;
}

/** Asking twice is asking once (__dev_change_flags, macvlan_change_rx_flags). */
function setPromisc(world: World, device: Device, on: boolean): ChangeResult {
	if (device.asked.promisc === on) return DONE;
	device.asked.promisc = on;
	changePromiscuity(world, device, on ? 1 : -1);
	if (device.kind === 'macvlan' || device.kind === 'macvtap') device.lingering = [];
	return DONE;
}

function setAllmulti(world: World, device: Device, on: boolean): ChangeResult {
	if (device.asked.allmulti === on) return DONE;
	device.asked.allmulti = on;
	changeAllmulti(world, device, on ? 1 : -1);
	if (device.kind === 'macvlan' || device.kind === 'macvtap') device.lingering = [];
	return DONE;
}

/** Joining twice is joining once, and nobody checks that it is a group (dev_mc_add_global). */
function joinGroup(device: Device, group: Mac): ChangeResult {
	if (device.kind === 'macvlan' || device.kind === 'macvtap') device.lingering = [];
	if (!device.groups.includes(group)) device.groups.push(group);
	return DONE;
}

/** A macvlan computes its filter before it tells its lower device, which until then keeps the group in use (macvlan_set_mac_lists). */
function leaveGroup(device: Device, group: Mac): ChangeResult {
	if (!dropFirst(device.groups, group)) return refused('ENOENT');
	if ((device.kind === 'macvlan' || device.kind === 'macvtap') && device.up) device.lingering = [group];
	return DONE;
}

function rename(world: World, device: Device, name: string): ChangeResult {
	if (name === device.name) return DONE;
	if (deviceNamed(world, machineOf(world, device.id), name)) return refused('EEXIST');
	device.name = name;
	return DONE;
}

/** A device that changes namespace is closed and stripped on the way (__dev_change_net_namespace). */
function move(world: World, device: Device, change: Extract<LinkChange, {kind: 'move'}>, out: Sink): ChangeResult {
	const target = world.machines[change.machine] as Machine;
	const name = change.name ?? device.name;
	if (device.machine === target.id) return rename(world, device, name);
	if (device.kind === 'bridge' || device.kind === 'datapath') return refused('EINVAL', 'The interface netns is immutable');
	if (deviceNamed(world, target, name)) return refused('EEXIST', 'An interface with the same name exists in the target netns');
	leaveMaster(world, device, out);
	setUp(world, device, false, out);
	device.opened = false;
	device.addresses = [];
	removeFromMachine(world, device);
	deviceGone(machineOf(world, device.id), device.id, out);
	device.name = name;
	addToMachine(world, device, target);
	return DONE;
}

function remove(world: World, device: Device, out: Sink): ChangeResult {
	// They belong to the switch, which alone takes them away.
	if (device.kind === 'datapath' || device.kind === 'ovs-internal') return refused('EOPNOTSUPP');
	for (const upper of [...device.uppers]) remove(world, deviceAt(world, upper), out);
	if (device.kind === 'bridge') for (const port of [...device.ports]) releasePort(world, port.device, out);
	leaveMaster(world, device, out);
	const peer = peerOf(world, device.id);
	setUp(world, device, false, out);
	if (device.kind === 'macvlan' || device.kind === 'macvtap') {
		const lower = deviceAt(world, device.lower);
		dropFirst(lower.uppers, device.id);
		if (device.mode === 'passthru' && lower.mac !== device.lowerMac) setMac(world, lower, device.lowerMac, out);
	}
	if (device.kind === 'vlan') dropFirst(deviceAt(world, device.lower).uppers, device.id);
	device.present = false;
	removeFromMachine(world, device);
	deviceGone(machineOf(world, device.id), device.id, out);
	// Deleting one end of a virtual pair deletes the other (veth_dellink); a cable only comes loose.
	if (peer?.present) {
		const link = world.links[(device as Nic).link] as Link;
		if (link.kind === 'virtual') remove(world, peer, out);
		else changeOperational(world, [peer.id], out, () => ((peer as Nic).link = -1));
	}
	return DONE;
}

/** A device that goes is a port no more, of a bridge or of a datapath (dp_device_event). */
function leaveMaster(world: World, device: Device, out: Sink): void {
	const datapath = deviceOfKind(world, device.master, 'datapath');
	if (datapath) {
		removeDatapathPort(world, datapath, device.masterPort);
		ovsPortChanged(world, device.id, out);
	} else if (device.master !== -1) releasePort(world, device.id, out);
}

function addNic(world: World, change: Extract<LinkChange, {kind: 'add-nic'}>): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	if (deviceNamed(world, machine, change.name)) return refused('EEXIST');
	if (change.mac !== undefined && (change.mac === 0 || isGroup(change.mac))) return refused('EADDRNOTAVAIL');
	const id = world.devices.length;
	const base = createNetdev({id, machine: machine.id, ifindex: 0, name: change.name, mac: change.mac ?? randomMac(world)});
	const nic: Nic = {...base, kind: 'nic', link: -1, speed: change.speed ?? 10000};
	world.devices.push(nic);
	addToMachine(world, nic, machine);
	return {kind: 'done', device: id};
}

function connect(world: World, change: Extract<LinkChange, {kind: 'connect'}>, out: Sink): ChangeResult {
	const ends = change.ends.map((id) => deviceAt(world, id));
	if (ends[0] === ends[1]) return refused('EINVAL');
	if (ends.some((end) => (end.kind !== 'nic' && end.kind !== 'macvtap') || end.link !== -1)) return refused('EBUSY');
	changeOperational(world, change.ends, out, () => {
		const id = world.links.length;
		world.links.push({id, kind: change.link, ends: change.ends, latency: change.latency ?? DEFAULT_LATENCY, cut: false});
		for (const end of ends) (end as Nic).link = id;
	});
	return DONE;
}

function cut(world: World, id: DeviceId, isCut: boolean, out: Sink): ChangeResult {
	const device = deviceAt(world, id);
	if (device.kind !== 'nic' || device.link === -1) return refused('ENODEV');
	const link = world.links[device.link] as Link;
	changeOperational(world, link.ends, out, () => {
		link.cut = isCut;
	});
	return DONE;
}

function dropFirst<T>(list: T[], value: T): boolean {
	const at = list.indexOf(value);
	if (at !== -1) list.splice(at, 1);
	return at !== -1;
}
