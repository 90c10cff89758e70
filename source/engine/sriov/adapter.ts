/** State of a card with virtual functions; the theory and the rules are in `embedded-switch.ts`. */
import type {Device} from '../device.js';
import type {Mac} from '../mac.js';
import type {DeviceId, Netdev, Nic} from '../netdev.js';
import {deviceAt, type World} from '../world.js';
import type {NicModel} from './nic-model.js';

export const SWITCH_MODES = ['veb', 'vepa'] as const;
export type SwitchMode = (typeof SWITCH_MODES)[number];

export const VF_LINK_STATES = ['auto', 'enable', 'disable'] as const;
type VfLinkState = (typeof VF_LINK_STATES)[number];

/** A function of the card: 0 and up are virtual ones. */
export type FunctionNumber = number;
/** The physical function. */
export const PF: FunctionNumber = -1;

/** What the host decides about a VF (`ip link set PF vf N …`, struct ifla_vf_info). */
export interface VfOptions {
	/** 0: nobody gave it one. */
	mac: Mac;
	/** Port VLAN; 0 is none. */
	vlan: number;
	/** Priority of the port VLAN's tag. */
	qos: number;
	spoofCheck: boolean;
	trust: boolean;
	/** May it read the table by which the card spreads frames over queues? */
	queryRss: boolean;
	link: VfLinkState;
	/** Mb/s; 0 is no limit. */
	maxTxRate: number;
	/** Mb/s; 0 is no guarantee. */
	minTxRate: number;
}

/** What the card holds of a VF. */
export interface Vf extends VfOptions {
	device: DeviceId;
	/** The host gave it its MAC, so that the guest may not change it (pf_set_mac). */
	macByHost: boolean;
	/** Does the card look at what it sends? Not once it has further MAC filters (ixgbe_set_vf_macvlan_msg). */
	guarded: boolean;
	/** Frames dropped for a false MAC or VLAN (SSVPC). */
	spoofed: number;
	/** World time at which the rate limit lets the next frame go, ns. */
	nextStart: number;
	/** Frames in its ring that wait for that. */
	waiting: number;
}

export interface Adapter {
	model: NicModel;
	totalVfs: number;
	/** Alternative routing ID: more than eight functions on the card's bus. */
	ari: boolean;
	/** The host can confine what a function reads and writes: without it no guest gets one. */
	iommu: boolean;
	mode: SwitchMode;
	/** `ethtool --set-priv-flags PF vf-true-promisc-support on`. */
	truePromisc: boolean;
	vfs: Vf[];
	filters: Filters;
}

/** Who takes what, as the drivers programmed it; computed anew after every change (`filters.ts`). */
export interface Filters {
	/** By unicast address: whose it is. */
	unicast: Map<Mac, FunctionNumber[]>;
	/** By group: who joined it. */
	groups: Map<Mac, FunctionNumber[]>;
	/** Take every group. */
	allGroups: FunctionNumber[];
	/** Take unicast that is nobody's. */
	promiscuous: FunctionNumber[];
	/** VLANs of each function beside the port VLAN; index is the function's number plus one. */
	vids: Set<number>[];
}

/** The network device of a VF, in the host or in the guest that it was given to. */
export interface VfDevice extends Netdev {
	kind: 'vf';
	/** The physical function on whose card it is. */
	pf: DeviceId;
	number: FunctionNumber;
}

/** A NIC whose card can have virtual functions. */
export type PfDevice = Nic & {sriov: Adapter};

/** The PF on whose card `device` is. */
export function pfOf(world: World, device: VfDevice): PfDevice {
	return deviceAt(world, device.pf) as PfDevice;
}

/** What the card holds of the VF. */
export function vfOf(world: World, device: VfDevice): Vf {
	return pfOf(world, device).sriov.vfs[device.number] as Vf;
}

/** Can its card have virtual functions? */
export function isPf(device: Device): device is PfDevice {
	return device.kind === 'nic' && device.sriov !== undefined;
}

/** Is it a NIC whose card has functions to switch between? */
export function isActivePf(device: Device): device is PfDevice {
	return device.kind === 'nic' && device.sriov !== undefined && device.sriov.vfs.length > 0;
}

export function noFilters(): Filters {
	return {unicast: new Map(), groups: new Map(), allGroups: [], promiscuous: [], vids: []};
}
