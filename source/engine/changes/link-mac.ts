/**
 * A device gets another MAC. A passthru macvlan shares it with its lower device, a bond with all its slaves.
 * Rules: dev_set_mac_address (net/core/dev.c), macvlan_set_mac_address, vlan_dev_set_mac_address, bond_set_mac_address.
 */
import {type ChangeResult, DONE, refused} from '../change.js';
import type {Device} from '../device.js';
import {memberMacChanged, setBridgeMac} from '../devices/bridge/members.js';
import {isAddressBusy} from '../devices/macvlan.js';
import {lowerMacChanged} from '../devices/stacking.js';
import {isGroup, type Mac} from '../mac.js';
import type {Sink} from '../sink.js';
import {askForMac} from '../sriov/vf-wishes.js';
import {addressChanged} from '../vmware/plug.js';
import {deviceAt, deviceOfKind, macvlansOn, peerOf, type World} from '../world.js';
import {dropFirst} from './lists.js';

/** Who gives a device its MAC: somebody, the passthru macvlan on it, or the card whose function it is. */
type MacSource = 'user' | 'macvlan' | 'adapter';

/** EADDRNOTAVAIL: a group, or zero. EADDRINUSE: another macvlan has it. EPERM, EACCES: a virtual function whose MAC is the host's. EOPNOTSUPP: a failover pair. */
export function setMac(world: World, device: Device, mac: Mac, out: Sink, by: MacSource = 'user'): ChangeResult {
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
				const result = setMac(world, lower, mac, out, 'macvlan');
				if (result.kind === 'done') tellBridge(world, device, out);
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
		case 'vf': {
			const refusal = by === 'adapter' ? undefined : askForMac(world, device, mac);
			if (refusal) return refusal;
			device.mac = mac;
			break;
		}
		// The driver has no way to change it.
		case 'failover':
			return refused('EOPNOTSUPP');
		case 'nic':
		case 'datapath':
		case 'ovs-internal':
		case 'vxlan':
		case 'gretap':
		case 'vmnet':
		case 'user-network':
		case 'vlan-switch':
		case 'vmware-switch':
		case 'vmknic':
			device.mac = mac;
			break;
		default:
			device satisfies never;
	}
	tellVmwareSwitch(world, device, out);
	lowerMacChanged(world, device, before, by === 'macvlan');
	tellBridge(world, device, out);
	return DONE;
}

/** A guest at a switch of VMware, or a vmknic, took another address: whether that is accepted the switch decides. */
function tellVmwareSwitch(world: World, station: Device, out: Sink): void {
	const port = station.kind === 'vmknic' ? station : peerOf(world, station.id);
	const home = port && deviceOfKind(world, port.master, 'vmware-switch');
	if (home) addressChanged(world, home, out);
}

/** The bridge of which the device is a port has an address more of its own. */
export function tellBridge(world: World, device: Device, out: Sink): void {
	const bridge = deviceOfKind(world, device.master, 'bridge');
	if (bridge) memberMacChanged(world, bridge, device.id, world.now, out);
}
