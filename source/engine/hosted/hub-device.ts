/** State of the virtual networks of a hosted hypervisor: VMnets, and the network of one VM alone. The rules are in `vmnet.ts` and `user-network.ts`. */
import type {Mac} from '../mac.js';
import type {DeviceId, MachineId, Netdev} from '../netdev.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';

/** What both kinds have. */
export interface HubState extends Netdev {
	/** The hub's ends of the links to guests and to its services, in order of plugging. */
	jacks: DeviceId[];
	/** Number in the name of the next jack. */
	nextJack: number;
	/** The network, of which the services have their addresses; a /24. */
	subnet: {address: Ipv4Address; prefix: number};
	dhcp?: HubService;
	nat?: HubService;
}

/** A process of the hypervisor that stands on the hub as a station. */
export interface HubService {
	machine: MachineId;
	device: DeviceId;
	/** Stopped, it is deaf. */
	on: boolean;
}

/** `VMware Workstation`'s virtual network number N. The device itself is the host's adapter on it, as far as the host has one. */
export interface Vmnet extends HubState {
	kind: 'vmnet';
	number: number;
	system: HostSystem;
	/** Does the host have an adapter here? `up` enables and disables it; the network goes on without it. */
	hostAdapter: boolean;
	/** May guests be promiscuous (/dev/vmnetN is writable for the user)? */
	promiscuous: boolean;
	/** The host's NIC that the network is bridged to, or -1. */
	uplink: DeviceId;
	/** Guests go out with the MAC of the uplink, as over Wi-Fi they must. */
	rewriting: boolean;
	/** Who has an address, as far as rewriting has seen; the one used last stands last. */
	stations: Map<Ipv4Address, Mac>;
}

/** The network that a user process (QEMU, VirtualBox) makes for one VM. */
export interface UserNetwork extends HubState {
	kind: 'user-network';
}

export type Hub = Vmnet | UserNetwork;

export const HOST_SYSTEMS = ['linux', 'windows'] as const;
export type HostSystem = (typeof HOST_SYSTEMS)[number];

/** Highest number of a network, and most guests on one. */
export const LIMITS: Readonly<Record<HostSystem, {number: number; guests: number}>> = {
	linux: {number: 254, guests: 32},
	windows: {number: 19, guests: Number.POSITIVE_INFINITY},
};
