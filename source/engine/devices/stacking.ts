/*
 * Devices on devices
 *
 * A macvlan stands on its lower device and a bridge on its ports, and a macvlan on a
 * bridge may be the port of another one; a bond stands on its slaves. What happens below is felt above: carrier
 * (`carrier.ts`), MTU and, in passthru mode, the MAC. What is wanted above is wanted
 * below: promiscuous mode, all multicast.
 *
 *  - No macvlan and no bridge is larger than what it stands on, unless somebody set
 *    the bridge's MTU. A macvlan stays small when its lower device grows again; a
 *    bridge grows with its ports.
 *  - A passthru macvlan has the MAC of its lower device, whoever changes it. It does
 *    not tell: a bridge of which it is a port keeps the old address as its own.
 *  - Nothing stands on itself, and the pile is at most 8 high.
 *
 * Rules: macvlan_device_event, macvlan_change_rx_flags (macvlan.c), br_mtu_auto_adjust (br_if.c),
 * __netdev_upper_dev_link (net/core/dev.c).
 *
 * Not modelled: a veth counts, its peer does not.
 */
import {type ChangeResult, refused} from '../change.js';
import type {Device} from '../device.js';
import type {Mac} from '../mac.js';
import {halvesOf} from '../sriov/failover.js';
import {deviceAt, deviceOfKind, macvlansOn, vlansOn, type World} from '../world.js';
import type {Bridge} from './bridge/bridge-device.js';
import {portOf} from './bridge/ports.js';
import type {VlanDevice} from './vlan-device.js';

/** Levels that a pile may have (MAX_NEST_DEV). */
const MAX_LEVELS = 8;
/** MTU of a bridge without ports. */
const DEFAULT_MTU = 1500;

/** Gives `device` another MTU, and what stands on it no larger one. */
export function changeMtu(world: World, device: Device, mtu: number): void {
	if (device.kind === 'bond') for (const slave of device.slaves) changeMtu(world, deviceAt(world, slave.device), mtu);
	if (device.kind === 'failover') for (const half of halvesOf(world, device)) changeMtu(world, half, mtu);
	device.mtu = mtu;
	for (const id of device.uppers) {
		const upper = deviceAt(world, id);
		// A VXLAN device looks at the MTU below it once, when it is made.
		if (upper.mtu > mtu && upper.kind !== 'vxlan') changeMtu(world, upper, mtu);
	}
	const bridge = deviceOfKind(world, device.master, 'bridge');
	if (bridge) adjustBridgeMtu(world, bridge);
}

/** A port came, went, or has another MTU: br0 takes the smallest, unless one was set by hand (br_mtu_auto_adjust). */
export function adjustBridgeMtu(world: World, bridge: Bridge): void {
	for (const port of bridge.ports) port.mtu = deviceAt(world, port.device).mtu;
	if (bridge.mtuIsFixed) return;
	changeMtu(world, bridge, bridge.ports.length === 0 ? DEFAULT_MTU : Math.min(...bridge.ports.map((port) => port.mtu)));
}

/** `device` has another MAC: a passthru macvlan on it has the same, and gives back the last one that was not its own doing. */
export function lowerMacChanged(world: World, device: Device, before: Mac, byMacvlan = false): void {
	for (const vlan of vlansOn(world, device)) followLowerMac(world, vlan, device, before);
	for (const upper of macvlansOn(world, device)) {
		if (upper.mode !== 'passthru') continue;
		upper.mac = device.mac;
		if (!byMacvlan) upper.lowerMac = device.mac;
		const bridge = deviceOfKind(world, upper.master, 'bridge');
		const port = bridge && portOf(bridge, upper.id);
		if (port) port.mac = device.mac;
	}
}

/** A VLAN sub-interface has its lower's MAC until it gets one of its own, which the lower device then takes as a further address (vlan_sync_address). */
function followLowerMac(world: World, vlan: VlanDevice, lower: Device, before: Mac): void {
	if (vlan.macIsFixed) {
		if (!vlan.up) return;
		if (vlan.mac === lower.mac) lower.unicast = lower.unicast.filter((mac) => mac !== vlan.mac);
		else if (vlan.mac === before) lower.unicast.push(vlan.mac);
		return;
	}
	const own = vlan.mac;
	vlan.mac = lower.mac;
	lowerMacChanged(world, vlan, own);
}

/**
 * Who is below `device` and must hear what it wants to see: of a macvlan and of a VLAN sub-interface the lower device,
 * while it is up; of a bond its slaves, or the active one (bond_change_rx_flags).
 */
function listensThrough(world: World, device: Device): Device[] {
	if (device.kind === 'bond') {
		const listening =
			device.options.mode === 'active-backup' ? device.slaves.filter((slave) => slave.device === device.current) : device.slaves;
		return listening.map((slave) => deviceAt(world, slave.device));
	}
	return (device.kind === 'macvlan' || device.kind === 'macvtap' || device.kind === 'vlan') && device.up
		? [deviceAt(world, device.lower)]
		: [];
}

/** One more, or one less, wants `device` promiscuous. A macvlan that is up wants the same of its lower device, but not in passthru mode (macvlan_change_rx_flags); a VLAN sub-interface always (vlan_dev_change_rx_flags). */
export function changePromiscuity(world: World, device: Device, by: 1 | -1): void {
	const was = device.promiscuity > 0;
	device.promiscuity += by;
	const isPassthru = (device.kind === 'macvlan' || device.kind === 'macvtap') && device.mode === 'passthru';
	if (isPassthru || was === device.promiscuity > 0) return;
	for (const lower of listensThrough(world, device)) changePromiscuity(world, lower, by);
}

/** The same for all multicast, in every mode. */
export function changeAllmulti(world: World, device: Device, by: 1 | -1): void {
	const was = device.allmulti > 0;
	device.allmulti += by;
	if (was === device.allmulti > 0) return;
	for (const lower of listensThrough(world, device)) changeAllmulti(world, lower, by);
}

/** May `upper` (one that is new when `undefined`) stand on `lower`? EBUSY: it would stand on itself. EMLINK: too high. */
export function stackingRefusal(world: World, lower: Device, upper: Device | undefined): ChangeResult | undefined {
	if (upper && isAbove(world, upper, lower)) return refused('EBUSY');
	return levelsBelow(world, lower) + (upper ? levelsAbove(world, upper) : 1) > MAX_LEVELS ? refused('EMLINK') : undefined;
}

function isAbove(world: World, from: Device, wanted: Device): boolean {
	return from === wanted || directlyAbove(world, from).some((device) => isAbove(world, device, wanted));
}

function levelsAbove(world: World, device: Device): number {
	return 1 + Math.max(0, ...directlyAbove(world, device).map((upper) => levelsAbove(world, upper)));
}

function levelsBelow(world: World, device: Device): number {
	return 1 + Math.max(0, ...directlyBelow(world, device).map((lower) => levelsBelow(world, lower)));
}

function directlyAbove(world: World, device: Device): Device[] {
	return [...device.uppers, ...(device.master === -1 ? [] : [device.master])].map((id) => deviceAt(world, id));
}

function directlyBelow(world: World, device: Device): Device[] {
	switch (device.kind) {
		case 'nic':
		case 'vf':
			return [];
		case 'failover':
			return halvesOf(world, device);
		case 'macvlan':
		case 'macvtap':
		case 'vlan':
			return [deviceAt(world, device.lower)];
		case 'bridge':
			return device.ports.map((port) => deviceAt(world, port.device));
		case 'bond':
			return device.slaves.map((slave) => deviceAt(world, slave.device));
		case 'datapath':
			return device.ports.flatMap((port) => (port.kind === 'netdev' ? [deviceAt(world, port.device)] : []));
		case 'vlan-switch':
			return device.ports.map((port) => deviceAt(world, port.device));
		case 'vmware-switch':
			return [...device.ports, ...device.uplinks].map((port) => deviceAt(world, port.device));
		case 'vxlan':
			return device.lower === -1 ? [] : [deviceAt(world, device.lower)];
		case 'gretap':
		case 'vmknic':
		case 'ovs-internal':
		case 'vmnet':
		case 'user-network':
			return [];
		default:
			return device satisfies never;
	}
}
