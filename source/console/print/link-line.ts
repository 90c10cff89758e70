/**
 * What `ip link` says of a device before the details: name and lower device, flags, queue, state.
 *
 * A device below or at the far end is named when it is in the same machine, and is a number
 * otherwise: `mv@eth0`, `eth0@if2 … link-netns host` (print_name_and_link, rtnl_fill_link_ifmap).
 */
import type {Device} from '../../engine/device.js';
import {slaveOf} from '../../engine/devices/bonding/bond-device.js';
import {formatMac} from '../../engine/mac.js';
import {isOperational, type MachineId} from '../../engine/netdev.js';
import {deviceAt, deviceOfKind, type Link, type Machine, peerOf, type World} from '../../engine/world.js';
import {all, both, datum, NOTHING, type Piece, words} from './piece.js';

/** The device that `ip` writes behind the `@`: the lower of a macvlan, the other end of a virtual pair. */
export function linkedTo(world: World, device: Device): Device | undefined {
	switch (device.kind) {
		case 'macvlan':
		case 'macvtap':
		case 'vlan':
			return deviceAt(world, device.lower);
		case 'nic':
			return isVirtualPair(world, device) ? peerOf(world, device.id) : undefined;
		case 'gretap':
			return device.lower === -1 ? undefined : deviceAt(world, device.lower);
		case 'vf':
		case 'failover':
		case 'vxlan':
		case 'bridge':
		case 'bond':
		case 'datapath':
		case 'ovs-internal':
		case 'vlan-switch':
		case 'vmware-switch':
		case 'vmknic':
		case 'vmnet':
		case 'user-network':
			return undefined;
		default:
			return device satisfies never;
	}
}

/** Is it one end of a veth? A NIC at a cable, or one that a hypervisor made, knows nothing of the other end. */
export function isVirtualPair(world: World, device: Device): boolean {
	if (device.kind !== 'nic' || device.link === -1) return false;
	return (world.links[device.link] as Link).kind === 'virtual' && peerOf(world, device.id)?.kind === 'nic';
}

/** Is it a device of the userspace datapath, which makes taps of its internal ports? */
export function isTap(world: World, device: Device): boolean {
	const datapath = device.kind === 'ovs-internal' ? deviceAt(world, device.datapath) : device;
	return datapath.kind === 'datapath' && datapath.type === 'netdev';
}

/** The master as the kernel knows it: a port of the userspace datapath has none. */
export function masterOf(world: World, device: Device): Device | undefined {
	const master = device.master === -1 ? undefined : deviceAt(world, device.master);
	return master && isTap(world, master) ? undefined : master;
}

/** `eth0`, `mv@eth0`, `eth0@if2`, with what stands behind it; in JSON the device behind the `@` is a member of its own. */
export function nameAndLink(world: World, device: Device, write: (name: string) => string): Piece {
	const named = (link: Piece, behind: string) => all(link, both('ifname', device.name, write(`${device.name}${behind}`)));
	// A tunnel that was moved names itself, as the number of something in its underlay.
	if (device.kind === 'vxlan' && device.underlay !== device.machine)
		return named(datum('link_index', device.ifindex), `@if${device.ifindex}`);
	const linked = linkedTo(world, device);
	if (!linked) return device.kind === 'gretap' ? named(datum('link', null), '@NONE') : named(NOTHING, '');
	if (linked.machine === device.machine) return named(datum('link', linked.name), `@${linked.name}`);
	return named(datum('link_index', linked.ifindex), `@if${linked.ifindex}`);
}

/** ` link-netns host` when the device behind the `@`, or the underlay of a tunnel, is in another machine. */
export function linkNetns(world: World, device: Device): Piece {
	const elsewhere = otherMachine(world, device);
	if (elsewhere === undefined) return NOTHING;
	return all(words(` link-netns ${(world.machines[elsewhere] as Machine).name}`), datum('link_netnsid', namespaceNumber(world, device)));
}

/** The machine of the device behind the `@`, or of a tunnel's underlay, when it is another one. */
function otherMachine(world: World, device: Device): MachineId | undefined {
	const isTunnel = device.kind === 'vxlan' || device.kind === 'gretap';
	if (isTunnel && device.underlay !== device.machine) return device.underlay;
	const linked = linkedTo(world, device);
	return linked && linked.machine !== device.machine ? linked.machine : undefined;
}

/** The kernel numbers the other namespaces as it comes across them (peernet2id_alloc): here in the order of the devices that lead there. */
function namespaceNumber(world: World, device: Device): number {
	const {devices} = world.machines[device.machine] as Machine;
	const others = devices
		.map((id) => deviceAt(world, id))
		.sort((a, b) => a.ifindex - b.ifindex)
		.flatMap((each) => otherMachine(world, each) ?? []);
	return [...new Set(others)].indexOf(otherMachine(world, device) ?? -1);
}

/** `<BROADCAST,MULTICAST,UP,LOWER_UP> `. `linkIsDown` adds M-DOWN. */
export function flagsOf(world: World, device: Device, linkIsDown: boolean): Piece {
	return writeFlags([
		...(device.up && !device.carrier ? ['NO-CARRIER'] : []),
		'BROADCAST',
		'MULTICAST',
		...(device.asked.allmulti ? ['ALLMULTI'] : []),
		...(device.asked.promisc ? ['PROMISC'] : []),
		...(device.kind === 'bond' ? ['MASTER'] : []),
		...(deviceOfKind(world, device.master, 'bond') ? ['SLAVE'] : []),
		...(device.up ? ['UP'] : []),
		...(isOperational(device) ? ['LOWER_UP'] : []),
		...(linkIsDown ? ['M-DOWN'] : []),
	]);
}

export function writeFlags(names: readonly string[]): Piece {
	return both('flags', names, `<${names.join(',')}> `);
}

/** Does `ip link` add M-DOWN: is the device behind the `@`, in the same machine, down? */
export function isLinkDown(world: World, device: Device): boolean {
	const linked = linkedTo(world, device);
	return linked !== undefined && linked.machine === device.machine && !linked.up;
}

/**
 * The operational state (RFC 2863, default_operstate in net/core/link_watch.c). The kernel looks for
 * the device behind the `@` by its number in this machine, whatever machine it is in.
 */
export function operState(world: World, device: Device): 'UP' | 'DOWN' | 'LOWERLAYERDOWN' | 'UNKNOWN' {
	if (!device.up) return 'DOWN';
	// A new bridge has carrier without anybody having looked.
	if (device.kind === 'bridge' && device.carrier && device.ports.length === 0) return 'UNKNOWN';
	// Nobody tells the kernel what a virtual switch thinks of its ports, or whether the end of a tunnel is there.
	if (['datapath', 'ovs-internal', 'vxlan', 'gretap'].includes(device.kind)) return 'UNKNOWN';
	if (device.carrier) return 'UP';
	const linked = linkedTo(world, device);
	if (!linked || linked.ifindex === device.ifindex) return 'DOWN';
	const machine = world.machines[device.machine] as Machine;
	const found = machine.devices.map((id) => deviceAt(world, id)).find(({ifindex}) => ifindex === linked.ifindex);
	return found && !found.carrier ? 'LOWERLAYERDOWN' : 'DOWN';
}

/** The queueing discipline: none for devices without a queue, and `noop` before a device was first up. */
export function queueOf(world: World, device: Device): string {
	if (!device.opened) return 'noop';
	if (device.kind === 'macvtap' || device.kind === 'gretap' || isTap(world, device)) return 'pfifo_fast';
	if (device.kind === 'vf') return 'pfifo_fast';
	return device.kind === 'nic' && !isVirtualPair(world, device) ? 'pfifo_fast' : 'noqueue';
}

export function queueLengthOf(device: Device): number {
	return device.kind === 'macvtap' ? 500 : 1000;
}

/** `    link/ether 02:00:00:00:aa:01 brd ff:ff:ff:ff:ff:ff`; `-N` writes types as numbers (ARPHRD_*). */
export function addressLine(world: World, device: Device, numeric: boolean): Piece {
	const bond = deviceOfKind(world, device.master, 'bond');
	const permanent = bond && slaveOf(bond, device.id)?.permanentMac;
	// A slave has the bond's MAC; the hardware remembers its own, a veth has none.
	const isSaid = permanent !== undefined && permanent !== device.mac && !isVirtualPair(world, device);
	return all(
		writeAddresses(numeric ? '[1]' : 'ether', formatMac(device.mac), 'ff:ff:ff:ff:ff:ff'),
		isSaid ? both('permaddr', formatMac(permanent), ` permaddr ${formatMac(permanent)}`) : undefined,
	);
}

export function writeAddresses(type: string, address: string, broadcast: string): Piece {
	return all(
		both('link_type', type, `    link/${type} `),
		both('address', address, address),
		both('broadcast', broadcast, ` brd ${broadcast}`),
	);
}
