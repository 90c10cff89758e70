/** Changes of any network device: up and down, addresses, filters, names, cables. Rules: net/core/dev.c and rtnetlink.c. */
import {changeOperational} from '../carrier.js';
import {type ChangeResult, DONE, type LinkChange, refused} from '../change.js';
import type {Device} from '../device.js';
import {changeAllmulti, changeMtu, changePromiscuity} from '../devices/stacking.js';
import {isHub, isJack} from '../hosted/plug.js';
import {isGroup, type Mac} from '../mac.js';
import {createNetdev, type DeviceId, type Nic} from '../netdev.js';
import {VXLAN_OVERHEAD} from '../protocol/vxlan.js';
import {randomMac} from '../random.js';
import type {Sink} from '../sink.js';
import {assignVf} from '../sriov/assign-vf.js';
import {deviceAt, deviceNamed, type Link, type Machine, machineOf, type World} from '../world.js';
import {relocate, removeDevice} from './departure.js';
import {largestMtu} from './gretap.js';
import {setMac} from './link-mac.js';
import {setUp} from './link-up.js';
import {dropFirst} from './lists.js';
import {addToMachine} from './membership.js';

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
		case 'listen':
			return listen(world, deviceAt(world, change.device), change.on);
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
			return deleteDevice(world, deviceAt(world, change.device), out);
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

function setMtu(world: World, device: Device, mtu: number): ChangeResult {
	if (mtu < 68) return refused('EINVAL', 'mtu less than device minimum');
	if (mtu > 65535) return refused('EINVAL', 'mtu greater than device maximum');
	if ((device.kind === 'macvlan' || device.kind === 'macvtap') && mtu > deviceAt(world, device.lower).mtu) return refused('EINVAL');
	if (device.kind === 'vlan' && mtu > deviceAt(world, device.lower).mtu) return refused('ERANGE');
	if (device.kind === 'gretap' && mtu > largestMtu(device)) return refused('EINVAL');
	if (device.kind === 'vxlan' && device.lower !== -1 && mtu > deviceAt(world, device.lower).mtu - VXLAN_OVERHEAD) return refused('EINVAL');
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

/** A packet socket more or less (packet_dev_mc); one that never was cannot be closed. */
function listen(world: World, device: Device, on: boolean): ChangeResult {
	if (!on && device.promiscuity === 0) return refused('EINVAL');
	changePromiscuity(world, device, on ? 1 : -1);
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
	if (
		device.kind === 'bridge' ||
		device.kind === 'bond' ||
		device.kind === 'datapath' ||
		device.kind === 'failover' ||
		isHub(device) ||
		isJack(world, device) ||
		device.kind === 'vmware-switch' ||
		device.kind === 'vmknic'
	)
		return refused('EINVAL', 'The interface netns is immutable');
	if (deviceNamed(world, target, name)) return refused('EEXIST', 'An interface with the same name exists in the target netns');
	if (device.kind === 'vf') return assignVf(world, device, {kind: 'assign-vf', device: device.id, machine: target.id, name}, out);
	relocate(world, device, target, name, out);
	return DONE;
}

/** EOPNOTSUPP: it belongs to a switch, to a card, or to the driver of its standby, which alone take it away. */
function deleteDevice(world: World, device: Device, out: Sink): ChangeResult {
	if (['datapath', 'ovs-internal', 'vf', 'failover'].includes(device.kind)) return refused('EOPNOTSUPP');
	removeDevice(world, device, out);
	return DONE;
}

function addNic(world: World, change: Extract<LinkChange, {kind: 'add-nic'}>): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	if (deviceNamed(world, machine, change.name)) return refused('EEXIST');
	if (change.mac !== undefined && (change.mac === 0 || isGroup(change.mac))) return refused('EADDRNOTAVAIL');
	const id = world.devices.length;
	const base = createNetdev({id, machine: machine.id, ifindex: 0, name: change.name, mac: change.mac ?? randomMac(world)});
	const nic: Nic = {...base, kind: 'nic', link: -1, speed: change.speed ?? 10000, ...(change.wireless ? {wireless: true} : {})};
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
		// A veth is made with a carrier and loses it at once, which counts (veth_newlink).
		if (change.link === 'virtual') for (const end of ends) end.counters.carrierChanges++;
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
