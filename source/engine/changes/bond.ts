/*
 * Bonds: made, given slaves, and taken apart
 *
 * A NIC that becomes a slave must be down, and is brought up by the bond. It gets the
 * bond's MTU and MAC, and has both back when it leaves, going down on the way. The bond's MAC is
 * that of its first slave, unless it was given one; when the last slave has left it is
 * a random one again.
 *
 * Rules: bond_enslave, __bond_release_one, bond_uninit (bond_main.c), bond_newlink (bond_netlink.c). Messages are the kernel's.
 *
 * Not modelled: bonds of bonds.
 */
import {changeOperational} from '../carrier.js';
import {type BondChange, type ChangeResult, DONE, refused} from '../change.js';
import type {Device, DeviceKind} from '../device.js';
import {selectActive} from '../devices/bonding/active-slave.js';
import {type BondDevice, DEFAULT_BOND_OPTIONS, type Slave, slaveOf} from '../devices/bonding/bond-device.js';
import {rearmBond} from '../devices/bonding/bond-timer.js';
import {unbindPort} from '../devices/bonding/lacp-link.js';
import {bindPort} from '../devices/bonding/lacp-port.js';
import {countTicks, FIRST_SELECTION} from '../devices/bonding/lacp-tick.js';
import {makeInactive, slaveIsUp, updateUsable} from '../devices/bonding/slaves.js';
import {linkSpeed} from '../devices/link-speed.js';
import {isAddressBusy} from '../devices/macvlan.js';
import {changeAllmulti, changeMtu, changePromiscuity, lowerMacChanged, stackingRefusal} from '../devices/stacking.js';
import {isGroup, type Mac} from '../mac.js';
import {createNetdev} from '../netdev.js';
import {randomMac} from '../random.js';
import type {Sink} from '../sink.js';
import {deviceAt, deviceNamed, deviceOfKind, type Machine, macvlansOn, type World} from '../world.js';
import {nextOptions, setBond, updateSystem} from './bond-options.js';
import {setMac, tellBridge} from './link-mac.js';
import {setUp} from './link-up.js';
import {addToMachine} from './membership.js';

const MAY_BE_SLAVES: readonly DeviceKind[] = ['nic', 'vlan', 'macvlan', 'macvtap', 'bridge', 'vxlan', 'gretap', 'ovs-internal'];

const NEVER = Number.POSITIVE_INFINITY;

export function applyBondChange(world: World, change: BondChange, out: Sink): ChangeResult {
	switch (change.kind) {
		case 'add-bond':
			return addBond(world, change);
		case 'set-bond': {
			const bond = deviceOfKind(world, change.device, 'bond');
			return bond ? setBond(world, bond, change.options, out) : refused('EOPNOTSUPP');
		}
		default:
			return change satisfies never;
	}
}

function addBond(world: World, change: Extract<BondChange, {kind: 'add-bond'}>): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	if (deviceNamed(world, machine, change.name)) return refused('EEXIST');
	if (change.mac !== undefined && (change.mac === 0 || isGroup(change.mac))) return refused('EADDRNOTAVAIL');
	const options = nextOptions(DEFAULT_BOND_OPTIONS, change.options, {up: false, hasSlaves: false});
	if ('kind' in options) return options;
	// It has no slave yet.
	if (change.options.activeSlave !== undefined && change.options.activeSlave !== -1) return refused('EINVAL', 'invalid option value');
	const id = world.devices.length;
	const bond: BondDevice = {
		...createNetdev({id, machine: machine.id, ifindex: 0, name: change.name, mac: change.mac ?? randomMac(world)}),
		kind: 'bond',
		options,
		slaves: [],
		current: -1,
		primary: -1,
		forcePrimary: false,
		usable: undefined,
		macIsRandom: change.mac === undefined,
		sent: 0,
		notifications: 0,
		pollsFrom: 0,
		pollAt: NEVER,
		tickedAt: world.now,
		tickAt: NEVER,
		selectTimer: 0,
		aggregators: 0,
		// Until it has a slave, or is told.
		system: {priority: 0, mac: 0},
		wakeAt: NEVER,
	};
	if (change.options.systemPriority !== undefined || change.options.actorSystem !== undefined) updateSystem(bond);
	world.devices.push(bond);
	addToMachine(world, bond, machine);
	return {kind: 'done', device: id};
}

/**
 * Makes `device` a slave. EPERM: it is up, or a master itself. EBUSY: it has a master, or macvlans are on it. EMLINK: too
 * many levels.
 */
export function enslaveToBond(world: World, device: Device, bond: BondDevice, out: Sink): ChangeResult {
	if (device.machine !== bond.machine) return refused('ENODEV');
	if (device.id === bond.id) return refused('EPERM', 'Cannot enslave bond to itself.');
	if (!MAY_BE_SLAVES.includes(device.kind)) return refused('EOPNOTSUPP', 'this lab has no such device in a bond');
	if (device.master !== -1 || macvlansOn(world, device).length > 0) return refused('EBUSY', 'Device is in use and cannot be enslaved');
	if (device.up) return refused('EPERM', 'Device can not be enslaved while up');
	const takesMac = bond.slaves.length === 0 && bond.macIsRandom;
	const refusal = stackingRefusal(world, device, bond) ?? lowerRefusal(world, device, bond.mtu, takesMac ? device.mac : bond.mac);
	if (refusal) return refusal;
	if (bond.options.mode === '802.3ad') countTicks(bond, world.now);
	if (takesMac) {
		adoptMac(world, bond, device.mac, out);
		bond.macIsRandom = false;
	}
	const {mac: permanentMac, mtu: originalMtu} = device;
	changeMtu(world, device, bond.mtu);
	setMac(world, device, bond.mac, out);
	setUp(world, device, true, out);
	const slave: Slave = {
		device: device.id,
		permanentMac,
		originalMtu,
		link: 'up',
		delay: 0,
		backup: false,
		inactive: false,
		failures: 0,
		speed: linkSpeed(world, device),
		port: undefined,
		aggregator: undefined,
	};
	changeOperational(world, [bond.id], out, () => join(world, bond, device, slave, out));
	rearmBond(world, bond, out);
	return DONE;
}

/** What a device on another one cannot do: be larger than that, have the MAC of a sibling, be up when that is down. */
function lowerRefusal(world: World, device: Device, mtu: number, mac: Mac): ChangeResult | undefined {
	if (device.kind !== 'vlan' && device.kind !== 'macvlan' && device.kind !== 'macvtap') return undefined;
	const lower = deviceAt(world, device.lower);
	if (mtu > lower.mtu) return refused(device.kind === 'vlan' ? 'ERANGE' : 'EINVAL');
	if (device.kind === 'vlan') return lower.up ? undefined : refused('ENETDOWN');
	const isPassthru = device.mode === 'passthru';
	const siblings = macvlansOn(world, lower).filter((other) => other !== device);
	return !isPassthru && isAddressBusy(lower, siblings, mac) ? refused('EADDRINUSE') : undefined;
}

function join(world: World, bond: BondDevice, device: Device, slave: Slave, out: Sink): void {
	const {mode, miimon, updelay, primary} = bond.options;
	if (miimon > 0) {
		const isUp = slaveIsUp(world, slave);
		slave.link = !isUp ? 'down' : updelay > 0 ? 'back' : 'up';
		slave.delay = slave.link === 'back' ? updelay : 0;
	}
	if (mode === 'active-backup' && primary === device.name) {
		bond.primary = device.id;
		bond.forcePrimary = true;
	}
	if (mode === 'active-backup' || mode === '802.3ad') makeInactive(bond, slave);
	else if (bond.current === -1 && slave.link === 'up') bond.current = device.id;
	if (mode === '802.3ad') {
		if (bond.slaves.length === 0) {
			bond.aggregators = 0;
			bond.selectTimer = FIRST_SELECTION;
			updateSystem(bond);
		}
		bindPort(bond, slave);
	}
	bond.slaves.push(slave);
	device.master = bond.id;
	if (mode !== 'active-backup') listen(world, bond, device, 1);
	if (mode === 'active-backup') selectActive(world, bond, out);
	updateUsable(world, bond);
}

/** `ip link set eth0 nomaster`, or the slave is deleted. */
export function releaseFromBond(world: World, device: Device, bond: BondDevice, out: Sink): void {
	const slave = slaveOf(bond, device.id);
	if (!slave) return;
	if (bond.options.mode === '802.3ad') countTicks(bond, world.now);
	changeOperational(world, [bond.id], out, () => {
		makeInactive(bond, slave);
		unbindPort(world, bond, slave, out);
		bond.slaves = bond.slaves.filter((other) => other !== slave);
		device.master = -1;
		if (bond.options.mode !== 'active-backup') listen(world, bond, device, -1);
		updateUsable(world, bond);
		if (bond.primary === device.id) bond.primary = -1;
		if (bond.current === device.id) {
			if (bond.options.mode === 'active-backup') listen(world, bond, device, -1);
			bond.current = -1;
			selectActive(world, bond, out);
		}
	});
	if (bond.slaves.length === 0) {
		adoptMac(world, bond, randomMac(world), out);
		bond.macIsRandom = true;
	}
	setUp(world, device, false, out);
	setMac(world, device, slave.permanentMac, out);
	changeMtu(world, device, slave.originalMtu);
	rearmBond(world, bond, out);
}

/** All slaves leave a bond that is deleted (bond_uninit). */
export function releaseAll(world: World, bond: BondDevice, out: Sink): void {
	for (const {device} of [...bond.slaves]) releaseFromBond(world, deviceAt(world, device), bond, out);
}

/** What the bond wants to hear, its slaves must. */
function listen(world: World, bond: BondDevice, device: Device, by: 1 | -1): void {
	if (bond.promiscuity > 0) changePromiscuity(world, device, by);
	if (bond.allmulti > 0) changeAllmulti(world, device, by);
}

/** The bond's own MAC changes, and that of what stands on it; its slaves keep theirs. */
function adoptMac(world: World, bond: BondDevice, mac: Mac, out: Sink): void {
	const before = bond.mac;
	bond.mac = mac;
	lowerMacChanged(world, bond, before);
	tellBridge(world, bond, out);
}
