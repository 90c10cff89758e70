/** Changes of a Linux bridge: its options, its ports, its FDB, its VLANs and its groups (`ip link`, `bridge`, `brctl`). */
import type {Mac} from '../../mac.js';
import type {DeviceId, MachineId} from '../../netdev.js';
import type {Ipv4Address} from '../../protocol/ipv4-address.js';
import type {PortState} from './bridge-device.js';

/** `bridge fdb` entry kinds as the tool names them. */
export type FdbEntryType = 'permanent' | 'static' | 'dynamic';

/** What an FDB entry must be (true) or must not be (false). A permanent entry is local and static. */
export interface FdbFlags {
	local?: boolean;
	static?: boolean;
	byUser?: boolean;
	externLearn?: boolean;
	sticky?: boolean;
	offloaded?: boolean;
}

/** The end of a tunnel: what is left out is the device's own. */
export interface FdbRemote {
	address?: Ipv4Address;
	port?: number;
	vni?: number;
	via?: DeviceId;
}

/** Bridge-wide options (`ip link set … type bridge`, `brctl`). Times in ns. */
export interface BridgeOptions {
	ageing?: number;
	stp?: boolean;
	priority?: number;
	forwardDelay?: number;
	helloTime?: number;
	maxAge?: number;
	groupFwdMask?: number;
	noLinklocalLearn?: boolean;
	mcastSnooping?: boolean;
	mcastQuerier?: boolean;
	vlanFiltering?: boolean;
	vlanDefaultPvid?: number;
	vlanProtocol?: number;
	fdbMaxLearned?: number;
}

/** Per-port options (`bridge link set`, `ip link set … type bridge_slave`). */
export interface BridgePortOptions {
	state?: PortState;
	priority?: number;
	cost?: number;
	learning?: boolean;
	flood?: boolean;
	mcastFlood?: boolean;
	bcastFlood?: boolean;
	hairpin?: boolean;
	isolated?: boolean;
	locked?: boolean;
	mab?: boolean;
	guard?: boolean;
	rootBlock?: boolean;
	fastLeave?: boolean;
	groupFwdMask?: number;
	backupPort?: DeviceId;
	multicastRouter?: 0 | 1 | 2;
}

export type BridgeChange =
	| {kind: 'add-bridge'; machine: MachineId; name: string; mac?: Mac; options: BridgeOptions}
	| {kind: 'set-bridge'; device: DeviceId; options: BridgeOptions}
	/** `ip link set P master BR`, `brctl addif`. */
	| {kind: 'enslave'; device: DeviceId; master: DeviceId}
	| {kind: 'release'; device: DeviceId}
	/** The port, named by its device. */
	| {kind: 'set-port'; device: DeviceId; options: BridgePortOptions}
	| {
			kind: 'fdb-add';
			verb: 'add' | 'replace' | 'append';
			device: DeviceId;
			mac: Mac;
			vid?: number;
			type: FdbEntryType;
			sticky?: boolean;
			externLearn?: boolean;
			/** `self` edits the device's own filter, `master` the FDB of its bridge. */
			target: 'self' | 'master';
			/** Where the station is, for the FDB of a VXLAN device. */
			remote?: FdbRemote;
	  }
	| {kind: 'fdb-del'; device: DeviceId; mac: Mac; vid?: number; target: 'self' | 'master'; remote?: FdbRemote}
	/** `self` is a bridge, `master` a port whose entries go; `port` narrows it to another port, or to br0 itself. */
	| {kind: 'fdb-flush'; device: DeviceId; target: 'self' | 'master'; port?: DeviceId; vid?: number; flags?: FdbFlags}
	| {kind: 'vlan-add'; device: DeviceId; from: number; to: number; pvid: boolean; untagged: boolean}
	| {kind: 'vlan-del'; device: DeviceId; from: number; to: number}
	/** `group` is an IPv4 address as a number, or a MAC group given as `mac`. */
	| {kind: 'mdb-add'; bridge: DeviceId; port: DeviceId; group?: number; mac?: Mac; vid?: number; permanent: boolean}
	| {kind: 'mdb-del'; bridge: DeviceId; port: DeviceId; group?: number; mac?: Mac; vid?: number};
