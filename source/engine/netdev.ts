/*
 * Network devices
 *
 * Everything a frame passes through is a network device, as in the kernel: a
 * NIC, a bridge, a macvlan. A machine (a host, a VM, a switch) is a network
 * namespace: it owns devices and, unless it is a bare switch, a protocol stack.
 * What all devices have stands here; what one kind adds stands in its own file
 * under `devices/`.
 */
import {BROADCAST, isGroup, type Mac} from './mac.js';
import type {Adapter} from './sriov/adapter.js';
import type {TrafficControl} from './tc/tc-state.js';

/** Index into `world.devices`. Ids are never reused. */
export type DeviceId = number;
/** Index into `world.machines`. */
export type MachineId = number;
/** Index into `world.links`. */
export type LinkId = number;

/** How the receiving device classifies a frame by its destination (skb->pkt_type, eth_type_trans). */
const PACKET_TYPES = ['host', 'broadcast', 'multicast', 'otherhost'] as const;
export type PacketType = (typeof PACKET_TYPES)[number];

/** What a device with MAC `own` makes of a destination (eth_type_trans). */
export function packetType(dst: Mac, own: Mac): PacketType {
	if (dst === BROADCAST) return 'broadcast';
	if (isGroup(dst)) return 'multicast';
	return dst === own ? 'host' : 'otherhost';
}

/** What every device has (struct net_device). */
export interface Netdev {
	id: DeviceId;
	machine: MachineId;
	/** Unique in its machine, as the kernel numbers them; `lo` is 1. */
	ifindex: number;
	name: string;
	mac: Mac;
	/** Payload octets, without Ethernet header. */
	mtu: number;
	/** Administratively up (IFF_UP). */
	up: boolean;
	/** Lower layer up (IFF_LOWER_UP). */
	carrier: boolean;
	/** Has been up: a device that never was has no queue yet. */
	opened: boolean;
	/** What the administrator asked for (dev->gflags); the tools show only this, not who else asked. */
	asked: {promisc: boolean; allmulti: boolean};
	/** How many asked for promiscuous mode; over 0 is promiscuous. */
	promiscuity: number;
	/** How many asked for all multicast. */
	allmulti: number;
	/** Secondary unicast addresses: macvlans above, `bridge fdb add … self` (dev_uc_add). */
	unicast: Mac[];
	/** Groups joined, beside broadcast (dev_mc_add). */
	groups: Mac[];
	/** The bridge this device is a port of, or -1. */
	master: DeviceId;
	/** Its port number there; 0 when it is no port. */
	masterPort: number;
	/** What was made on top of this device, in order of creation: macvlans, VLAN sub-interfaces, VXLAN devices that are bound to it. */
	uppers: DeviceId[];
	/** IPv4 addresses of the stack on this device; `broadcast` only where it was given, and only to be shown. */
	addresses: {address: number; prefix: number; broadcast?: number}[];
	counters: Counters;
	/** Classifiers of `tc` at its two ends, if there are any. */
	tc?: TrafficControl;
	/** The virtual network of a hosted hypervisor that is bridged to this device. */
	bridgedBy?: DeviceId;
	/** False once deleted; the slot stays so that ids keep their meaning in a trace. */
	present: boolean;
}

/** As `ip -s link` counts them. */
export interface Counters {
	rxFrames: number;
	rxBytes: number;
	rxDropped: number;
	txFrames: number;
	txBytes: number;
	txDropped: number;
	multicast: number;
	/** How often the carrier came or went (IFLA_CARRIER_CHANGES). */
	carrierChanges: number;
}

/** The end of a cable, a veth or a tap. */
export interface Nic extends Netdev {
	kind: 'nic';
	/** -1 when nothing is plugged in. */
	link: LinkId;
	/** Associated with an access point, which knows this NIC's MAC and no other. */
	wireless?: boolean;
	/** Mb/s; 10000 for veth and tap, as the kernel reports them to the bridge. */
	speed: number;
	/** Its card can have virtual functions. */
	sriov?: Adapter;
}

/** The part that all kinds share, with the kernel's defaults: down, no carrier, MTU 1500. */
export function createNetdev(identity: Pick<Netdev, 'id' | 'machine' | 'ifindex' | 'name' | 'mac'>): Netdev {
	return {
		...identity,
		mtu: 1500,
		up: false,
		carrier: false,
		opened: false,
		asked: {promisc: false, allmulti: false},
		promiscuity: 0,
		allmulti: 0,
		unicast: [],
		groups: [],
		master: -1,
		masterPort: 0,
		uppers: [],
		addresses: [],
		counters: {rxFrames: 0, rxBytes: 0, rxDropped: 0, txFrames: 0, txBytes: 0, txDropped: 0, multicast: 0, carrierChanges: 0},
		present: true,
	};
}

/** Up and with carrier: it can carry frames (netif_running and netif_oper_up). */
export function isOperational(device: Netdev): boolean {
	return device.up && device.carrier;
}
