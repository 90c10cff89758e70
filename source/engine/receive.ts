/*
 * The receive path of a network device (__netif_receive_skb_core)
 *
 * Whatever arrives on a device is classified by that device's MAC, shown to the classifiers of `tc`, then offered
 * to the one rx_handler the device may have (the macvlans on it, or the bridge
 * it is a port of), and only then to the protocol handlers. A device without
 * a handler is the end of the road. A frame that ends within its tag is dropped before anybody sees it.
 *
 * Not modelled: packet taps as devices.
 */
import {refreshCarrier} from './carrier.js';
import type {Device} from './device.js';
import {slaveOf} from './devices/bonding/bond-device.js';
import {receiveFromSlave} from './devices/bonding/bonding.js';
import {receiveFromPort} from './devices/bridge/bridge.js';
import {portNumbered} from './devices/bridge/ports.js';
import {bridgeHasCarrier} from './devices/bridge/stp-state.js';
import {enterDatapath} from './devices/datapath/datapath.js';
import {isDummy} from './devices/datapath/dummy.js';
import {receiveOnLower} from './devices/macvlan.js';
import {receiveOnVlans} from './devices/vlan-link.js';
import {receiveOnVlanSwitch} from './devices/vlan-switch.js';
import {dstMac, type Frame, isTpid, word} from './frame.js';
import {showToNetwork} from './hosted/uplink.js';
import {receiveFromJack} from './hosted/vmnet.js';
import {type PacketType, packetType} from './netdev.js';
import type {Road} from './road.js';
import type {Sink} from './sink.js';
import {receiveFromHalf} from './sriov/failover.js';
import {runHook} from './tc/hook.js';
import {countUnclaimedTag} from './unclaimed-tag.js';
import {receiveFromGuest, receiveFromUplink} from './vmware/vmware-switch.js';
import {portNumbered as vmwarePortNumbered} from './vmware/vmware-switch-device.js';
import {deviceAt, macvlansOn, vlansOn, type World} from './world.js';

const SHORTEST_TAGGED = 20;

/** A frame arrives on `device`; `given` is the type that a previous device fixed. */
export function receiveOn(world: World, device: Device, frame: Frame, given: PacketType | undefined, road: Road, out: Sink): void {
	if (!device.up && !isDummy(world, device.id)) {
		device.counters.rxDropped++;
		out.drop('device-down');
		return;
	}
	const type = given ?? packetType(dstMac(frame), device.mac);
	device.counters.rxFrames++;
	device.counters.rxBytes += frame.bytes.length;
	if (type === 'multicast') device.counters.multicast++;
	if (endsInTag(frame) && !isDummy(world, device.id)) {
		out.drop('malformed');
		return;
	}

	// A network that is bridged here sees the frame as a sniffer does; what was for its guests is nothing for the host.
	const isTaken = given === undefined && device.bridgedBy !== undefined && showToNetwork(world, device, frame, 'in', out);
	if (isTaken && type === 'otherhost' && device.master === -1 && device.uppers.length === 0) return;
	if (device.tc && runHook(world, device, 'ingress', frame, type, road, out) === 'ended') return;
	if (device.uppers.length > 0) {
		const vlans = vlansOn(world, device);
		if (vlans.length > 0 && receiveOnVlans(vlans, frame, type, out) === 'consumed') return;
		const macvlans = macvlansOn(world, device);
		if (macvlans.length > 0 && receiveOnLower(macvlans, frame, type, out) === 'consumed') return;
	}
	if (device.master !== -1 && receiveOnPort(world, device, deviceAt(world, device.master), frame, type, out) === 'consumed') return;
	out.deliver(device.id, frame, type);
}

/** Is there a tag without an EtherType and two octets more behind it (skb_vlan_untag)? */
function endsInTag({bytes}: Frame): boolean {
	return bytes.length < SHORTEST_TAGGED && isTpid(word(bytes, 12));
}

/** `device` is a port of `master`, whose frame it is then. */
function receiveOnPort(world: World, device: Device, master: Device, frame: Frame, type: PacketType, out: Sink): 'consumed' | 'pass' {
	switch (master.kind) {
		case 'bridge': {
			const port = portNumbered(master, device.masterPort);
			if (!port) return 'pass';
			// Also with the bridge down: its ports are disabled then, but a link-local frame still belongs to the port's own stack.
			receiveFromPort(master, port, frame, type, world.now, out);
			// A BPDU may have moved ports into or out of forwarding.
			if (master.carrier !== bridgeHasCarrier(master)) refreshCarrier(world, master.id, out);
			return 'consumed';
		}
		// A datapath takes every frame of its ports, link-local ones too (netdev_frame_hook).
		case 'datapath':
			// One in user space only listens: the host gets the frame, too.
			if (master.type === 'netdev' && !isDummy(world, device.id)) countUnclaimedTag(device, frame);
			enterDatapath(world, master, device.masterPort, frame, out);
			return 'consumed';
		case 'bond': {
			const slave = slaveOf(master, device.id);
			return slave ? receiveFromSlave(world, master, slave, frame, type, out) : 'pass';
		}
		case 'failover':
			receiveFromHalf(master, device.id, frame, type, out);
			return 'consumed';
		case 'vlan-switch': {
			const port = master.ports[device.masterPort - 1];
			if (!port) return 'pass';
			receiveOnVlanSwitch(master, port, frame, world.now, out);
			return 'consumed';
		}
		case 'vmware-switch': {
			// What comes to a vmknic has been through the switch.
			if (device.kind === 'vmknic') return 'pass';
			const port = vmwarePortNumbered(master, device.masterPort);
			if (port) receiveFromGuest(world, master, port, frame, out);
			else receiveFromUplink(world, master, device.id, frame, out);
			return 'consumed';
		}
		case 'vmnet':
		case 'user-network':
			receiveFromJack(world, master, device, frame, out);
			return 'consumed';
		default:
			return 'pass';
	}
}
