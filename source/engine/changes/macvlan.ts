/** Creating and reconfiguring macvlans and macvtaps. Rules: macvlan_common_newlink, macvlan_changelink. */

import {carrierOf} from '../carrier.js';
import {type ChangeResult, DONE, type MacvlanChange, type MacvlanOptions, refused} from '../change.js';
import type {Device} from '../device.js';
import type {Macvlan, MacvlanMode} from '../devices/macvlan-device.js';
import {changePromiscuity, stackingRefusal} from '../devices/stacking.js';
import {isGroup} from '../mac.js';
import {createNetdev} from '../netdev.js';
import {randomMac} from '../random.js';
import {deviceAt, deviceNamed, type Machine, macvlansOn, type World} from '../world.js';
import {addToMachine} from './membership.js';

export function applyMacvlanChange(world: World, change: MacvlanChange): ChangeResult {
	if (change.kind === 'set-macvlan') return setMacvlan(world, deviceAt(world, change.device), change.options);
	return addMacvlan(world, change);
}

function addMacvlan(world: World, change: Extract<MacvlanChange, {kind: 'add-macvlan'}>): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	if (deviceNamed(world, machine, change.name)) return refused('EEXIST');
	if (change.mac !== undefined && (change.mac === 0 || isGroup(change.mac))) return refused('EADDRNOTAVAIL');
	const lower = realLower(world, deviceAt(world, change.lower));
	// Only one rx_handler a device: a bridge port cannot carry macvlans.
	if (lower.master !== -1) return refused('EBUSY');
	const siblings = macvlansOn(world, lower);
	const mode: MacvlanMode = change.options.mode ?? 'vepa';
	if (siblings.some((sibling) => sibling.mode === 'passthru')) return refused('EINVAL');
	if (mode === 'passthru' && siblings.length > 0) return refused('EINVAL');
	if (change.options.sources && mode !== 'source') return refused('EINVAL');
	const refusal = stackingRefusal(world, lower, undefined);
	if (refusal) return refusal;

	const id = world.devices.length;
	const mac = mode === 'passthru' ? lower.mac : (change.mac ?? randomMac(world));
	const macvlan: Macvlan = {
		...createNetdev({id, machine: machine.id, ifindex: 0, name: change.name, mac}),
		mtu: lower.mtu,
		kind: change.type,
		lower: lower.id,
		mode,
		sources: [],
		nodst: change.options.nodst ?? false,
		nopromisc: change.options.nopromisc ?? false,
		bcqueuelen: change.options.bcqueuelen ?? 1000,
		lingering: [],
		lowerMac: lower.mac,
		link: -1,
	};
	world.devices.push(macvlan);
	addToMachine(world, macvlan, machine);
	lower.uppers.push(id);
	macvlan.carrier = carrierOf(world, id);
	changeSources(macvlan, change.options);
	return {kind: 'done', device: id};
}

/** A macvlan on a macvlan goes to the real device below (macvlan_common_newlink). */
function realLower(world: World, device: Device): Device {
	return device.kind === 'macvlan' || device.kind === 'macvtap' ? deviceAt(world, device.lower) : device;
}

function setMacvlan(world: World, device: Device, options: MacvlanOptions): ChangeResult {
	if (device.kind !== 'macvlan' && device.kind !== 'macvtap') return refused('EOPNOTSUPP');
	const mode = options.mode ?? device.mode;
	if ((mode === 'passthru') !== (device.mode === 'passthru')) return refused('EINVAL');
	if (options.sources && mode !== 'source') return refused('EINVAL');
	if (device.mode === 'source' && mode !== 'source') device.sources = [];
	if (options.nopromisc !== undefined && options.nopromisc !== device.nopromisc) {
		if (device.mode === 'passthru' && device.up) changePromiscuity(world, deviceAt(world, device.lower), options.nopromisc ? -1 : 1);
		device.nopromisc = options.nopromisc;
	}
	device.mode = mode;
	device.nodst = options.nodst ?? device.nodst;
	device.bcqueuelen = options.bcqueuelen ?? device.bcqueuelen;
	changeSources(device, options);
	return DONE;
}

/** The list of a source-mode macvlan; adding twice and deleting what is not there are no errors (macvlan_changelink_sources). */
function changeSources(device: Macvlan, {sources}: MacvlanOptions): void {
	if (!sources) return;
	switch (sources.change) {
		case 'add':
			device.sources = [...new Set([...device.sources, ...sources.macs])];
			return;
		case 'del':
			device.sources = device.sources.filter((mac) => !sources.macs.includes(mac));
			return;
		case 'set':
			device.sources = [...new Set(sources.macs)];
			return;
		case 'flush':
			device.sources = [];
			return;
		default:
			sources.change satisfies never;
	}
}
