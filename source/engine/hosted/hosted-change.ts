/** Changes of the virtual networks of a hosted hypervisor: what its network editor, its configuration files and a VM's settings do. */
import type {Mac} from '../mac.js';
import type {DeviceId, MachineId} from '../netdev.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {HostSystem} from './hub-device.js';
import type {VmnetMode} from './presets.js';

/** What a DHCP service may be told; what is left out follows from the address plan. Times in ns. */
export interface HubDhcpOptions {
	from?: Ipv4Address;
	to?: Ipv4Address;
	lease?: number;
	maxLease?: number;
	domain?: string;
	hosts?: {mac: Mac; address: Ipv4Address}[];
}

/** What comes for `port` of the host goes to `port` of a guest. */
export interface PortForward {
	protocol: 'tcp' | 'udp';
	port: number;
	to: {address: Ipv4Address; port: number};
}

export interface VmnetOptions {
	/** As the number says, unless given. */
	mode?: VmnetMode;
	system?: HostSystem;
	/** The network's address; the prefix is 24. */
	subnet?: Ipv4Address;
	hostAdapter?: boolean;
	promiscuous?: boolean;
	/** The NIC that it is bridged to. */
	uplink?: DeviceId;
	/** As the NIC needs it, unless given. */
	rewriting?: boolean;
	/** `false` for none. */
	dhcp?: HubDhcpOptions | false;
}

export type HostedChange =
	/**
	 * A virtual network on a host. EEXIST: the name or the number is there. EADDRINUSE: another network of the host has the subnet.
	 * ERANGE: no such number on this system. EINVAL: bridged to what is no NIC of the host, or bridged and with host adapter or services; no such subnet; addresses for DHCP that are not in
	 * it. EBUSY: the NIC is bridged already.
	 */
	| {kind: 'add-vmnet'; machine: MachineId; name: string; number: number; mac?: Mac; options: VmnetOptions}
	/** Bridges to another NIC (-1: to none), changes what guests may do. */
	| {kind: 'set-vmnet'; device: DeviceId; uplink?: DeviceId; rewriting?: boolean; promiscuous?: boolean}
	/** The network of one VM by a user process. EEXIST: the name is there. */
	| {kind: 'add-user-network'; machine: MachineId; name: string; subnet?: Ipv4Address; dhcp?: HubDhcpOptions | false}
	/** Plugs a VM's NIC in. EBUSY: it has a cable. EXFULL: no more guests here. */
	| {kind: 'plug-guest'; device: DeviceId; master: DeviceId; latency?: number}
	/** Pulls it out. ENODEV: it is in none. */
	| {kind: 'unplug-guest'; device: DeviceId}
	/** A service of the network is started or stopped. ENOENT: the network has none. */
	| {kind: 'set-service'; device: DeviceId; service: 'dhcp' | 'nat'; on: boolean}
	/** Without `to` the forward goes. ENOENT: no NAT here, or no such forward. EADDRINUSE: another network of the host has the port. */
	| {kind: 'set-port-forward'; device: DeviceId; protocol: 'tcp' | 'udp'; hostPort: number; to?: {address: Ipv4Address; port: number}};
