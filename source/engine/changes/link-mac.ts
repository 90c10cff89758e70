/**
 * A device gets another MAC. A passthru macvlan shares it with its lower device, a bond with all its slaves.
 * Rules: dev_set_mac_address (net/core/dev.c), macvlan_set_mac_address, vlan_dev_set_mac_address, bond_set_mac_address.
 */
import {type ChangeResult, DONE, refused} from '../change.js';
import type {Device} from '../device.js';
import {memberMacChanged, setBridgeMac} from '../devices/bridge/members.js';
import {isAddressBusy} from '../devices/macvlan.js';
import {lowerMacChanged} from '../devices/stacking.js';
import {setEffectiveMac} from '../devices/standard-switch.js';
import {isGroup, type Mac} from '../mac.js';
import type {Sink} from '../sink.js';
import {deviceAt, deviceOfKind, macvlansOn, peerOf, type World} from '../world.js';
import {dropFirst} from './lists.js';

/** EADDRNOTAVAIL: a group, or zero. EADDRINUSE: another macvlan has it. */
export function setMac(world: World, device: Device, mac: Mac, out: Sink, byMacvlan = false): ChangeResult {
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
		case 'bond':
			for (const slave of device.slaves) setMac(world, deviceAt(world, slave.device), mac, out);
			device.mac = mac;
			device.macIsRandom = false;
			break;
		case 'nic':
		case 'datapath':
		case 'ovs-internal':
		case 'vxlan':
		case 'gretap':
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

/** The bridge of which the device is a port has an address more of its own. */
export function tellBridge(world: World, device: Device, out: Sink): void {
	const bridge = deviceOfKind(world, device.master, 'bridge');
	if (bridge) memberMacChanged(world, bridge, device.id, world.now, out);
}
