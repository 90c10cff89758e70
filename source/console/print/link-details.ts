/** The third and fourth line of `ip -d link`: what kind of device it is and how it is set up (print_linktype). */
import type {Device} from '../../engine/device.js';
import {slaveOf} from '../../engine/devices/bonding/bond-device.js';
import {portOf} from '../../engine/devices/bridge/ports.js';
import type {VlanDevice} from '../../engine/devices/vlan-device.js';
import {TPID_8021AD} from '../../engine/frame.js';
import {deviceOfKind, type World} from '../../engine/world.js';
import {bondDetails, bondSlaveDetails} from './bond-details.js';
import {bridgeDetails, portDetails} from './bridge-details.js';
import {isTap, isVirtualPair, masterOf} from './link-line.js';
import {macvlanDetails} from './macvlan-details.js';
import {all, both, datum, NOTHING, nested, onOff, type Piece} from './piece.js';
import {gretapDetails, vxlanDetails} from './tunnel-details.js';

/** ` promiscuity 0  allmulti 0 … ` and the lines after it, without the last line end. */
export function linkDetails(world: World, device: Device, isLink: boolean): Piece {
	const kind = kindDetails(world, device);
	const slave = slaveDetails(world, device);
	return all(
		limits(promiscuityOf(world, device), device.allmulti, device.kind === 'vlan' ? 0 : 68, largestMtu(world, device)),
		kind || slave ? nested('linkinfo', all(kind, slave)) : undefined,
		tail(isLink, queuesOf(world, device), offloadOf(device)),
	);
}

export function loopbackDetails(isLink: boolean): Piece {
	return all(limits(0, 0, 0, 0), tail(isLink, 1));
}

function limits(promiscuity: number, allmulti: number, smallest: number, largest: number): Piece {
	return all(
		both('promiscuity', promiscuity, ` promiscuity ${promiscuity} `),
		both('allmulti', allmulti, ` allmulti ${allmulti} `),
		both('min_mtu', smallest, `minmtu ${smallest} `),
		both('max_mtu', largest, `maxmtu ${largest} `),
	);
}

function largestMtu(world: World, device: Device): number {
	if (device.kind === 'gretap') return 0;
	return isTap(world, device) ? 65521 : 65535;
}

/** A tunnel has the offloads of the device below, if it is bound to one. */
function offloadOf(device: Device): number {
	return device.kind === 'gretap' || (device.kind === 'vxlan' && device.lower === -1) ? 65536 : 524280;
}

function queuesOf(world: World, device: Device): number {
	if (device.kind === 'bond') return 16;
	return isVirtualPair(world, device) ? 2 : 1;
}

/** What the kernel tells of every device's queues and offloads; a lab has one size for all. */
function tail(isLink: boolean, queues: number, offload = 524280): Piece {
	return all(
		isLink ? both('inet6_addr_gen_mode', 'eui64', 'addrgenmode eui64 ') : undefined,
		both('num_tx_queues', queues, `numtxqueues ${queues} `),
		both('num_rx_queues', queues, `numrxqueues ${queues} `),
		both('gso_max_size', 65536),
		both('gso_max_segs', 65535),
		both('tso_max_size', offload),
		both('tso_max_segs', 65535),
		both('gro_max_size', 65536),
	);
}

/**
 * A veth has no filter for further unicast addresses, so the kernel makes it promiscuous
 * while it has any (__dev_set_rx_mode, uc_promisc).
 */
function promiscuityOf(world: World, device: Device): number {
	return device.promiscuity + (isVirtualPair(world, device) && device.unicast.length > 0 ? 1 : 0);
}

/** The line of a kind; one of which the tool knows nothing more has only its name. */
function kindLine(kind: string, details?: Piece): Piece {
	return all(both('info_kind', kind, `\n    ${kind} `), details && nested('info_data', details));
}

function kindDetails(world: World, device: Device): Piece | undefined {
	switch (device.kind) {
		case 'nic':
			return isVirtualPair(world, device) ? kindLine('veth') : undefined;
		case 'vf':
		case 'failover':
		case 'vlan-switch':
		case 'vmware-switch':
		case 'vmknic':
		case 'vmnet':
		case 'user-network':
			return undefined;
		case 'macvlan':
		case 'macvtap':
			return kindLine(device.kind, macvlanDetails(world, device));
		case 'bridge':
			return kindLine('bridge', bridgeDetails(world, device));
		case 'bond':
			return kindLine('bond', bondDetails(world, device));
		case 'vlan':
			return kindLine('vlan', vlanDetails(device));
		case 'vxlan':
			return kindLine('vxlan', vxlanDetails(world, device));
		case 'gretap':
			return kindLine('gretap', gretapDetails(world, device));
		case 'datapath':
		case 'ovs-internal':
			return isTap(world, device) ? kindLine('tun', TAP) : kindLine('openvswitch');
		default:
			return device satisfies never;
	}
}

/** tun_print_opt, for the taps of a userspace datapath. */
const TAP: Piece = all(
	both('type', 'tap'),
	onOff('pi', false),
	onOff('vnet_hdr', false),
	datum('multi_queue', false),
	onOff('persist', false),
);

/** vlan_print_opt */
function vlanDetails({protocol, vid}: VlanDevice): Piece {
	return all(
		both('protocol', protocol === TPID_8021AD ? '802.1ad' : '802.1Q'),
		both('id', vid),
		both('flags', ['REORDER_HDR'], '<REORDER_HDR> '),
	);
}

/** The line of what a device is to its master. */
function slaveDetails(world: World, device: Device): Piece | undefined {
	const line = (kind: string, details: Piece) =>
		all(both('info_slave_kind', kind, `\n    ${kind}_slave `), details === NOTHING ? undefined : nested('info_slave_data', details));
	const bridge = deviceOfKind(world, device.master, 'bridge');
	const port = bridge && portOf(bridge, device.id);
	if (port) return line('bridge', portDetails(world, port));
	const bond = deviceOfKind(world, device.master, 'bond');
	const slave = bond && slaveOf(bond, device.id);
	if (slave) return line('bond', bondSlaveDetails(slave));
	return masterOf(world, device)?.kind === 'datapath' ? line('openvswitch', NOTHING) : undefined;
}
