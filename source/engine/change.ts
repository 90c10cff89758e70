/*
 * Changes: everything that is not a frame
 *
 * Whatever a command, a lesson step or a recording does to a world is a value of
 * this union, applied by `applyChange`. It is checked as the kernel checks it
 * and answers with the kernel's error number; the console turns that into the
 * tool's own words. A refused change leaves the world as it was, but a group that is
 * added in all VLANs of a port keeps those before the one that refused, as in the kernel.
 */

import type {BondOptions} from './devices/bonding/bond-device.js';
import type {BridgeChange} from './devices/bridge/bridge-change.js';
import type {GretapOptions} from './devices/gretap/gretap-device.js';
import type {MacvlanMode} from './devices/macvlan-device.js';
import type {SwitchPortOptions} from './devices/vlan-switch-device.js';
import type {VxlanOptions} from './devices/vxlan/vxlan-device.js';
import type {FilesChange} from './files/files.js';
import type {Frame} from './frame.js';
import type {HostedChange} from './hosted/hosted-change.js';
import type {Mac} from './mac.js';
import type {NatChange} from './nat/nat-change.js';
import type {DeviceId, MachineId} from './netdev.js';
import type {ControllerOptions} from './openflow/controller-state.js';
import type {OvsChange} from './ovs/ovs-change.js';
import type {ProgramsChange} from './programs/programs-change.js';
import type {WebChange} from './programs/web-change.js';
import type {SriovChange} from './sriov/sriov-change.js';
import type {RouteChange} from './stack/route-change.js';
import type {TcChange} from './tc/tc-change.js';
import type {VmwareChange} from './vmware/vmware-change.js';

const ERRNOS = [
	'EPERM',
	'ENOENT',
	'EBUSY',
	'EEXIST',
	'ENODEV',
	'ENOTEMPTY',
	'EINVAL',
	'ERANGE',
	'EOPNOTSUPP',
	'EPROTONOSUPPORT',
	'EADDRINUSE',
	'EADDRNOTAVAIL',
	'ENETUNREACH',
	'EHOSTUNREACH',
	'ESRCH',
	'ENETDOWN',
	'ELOOP',
	'EXFULL',
	'EACCES',
	'EMSGSIZE',
	'EMLINK',
	'ENOSPC',
	'ENOMEM',
	/** An OpenFlow error, a constraint of the database: the message says which. */
	'EPROTO',
] as const;
export type Errno = (typeof ERRNOS)[number];

export type ChangeResult =
	| {
			kind: 'done' /** The device a change made. */;
			device?: DeviceId /** The ping a change began: its id in the stack. */;
			ping?: number /** The DNS query a change began: its number in the resolver. */;
			query?: number /** The web request that a change began: its id. */;
			request?: number /** UUIDs of the rows a transaction inserted, in order. */;
			uuids?: string[] /** What `ovs-appctl` prints. */;
			text?: string;
	  }
	/** `message` is the kernel's extended acknowledgement, printed as `Error: …`. */
	| {kind: 'refused'; errno: Errno; message?: string};

export const DONE: ChangeResult = {kind: 'done'};

/** A refusal, with the kernel's own explanation where it gives one. */
export function refused(errno: Errno, message?: string): ChangeResult {
	return message === undefined ? {kind: 'refused', errno} : {kind: 'refused', errno, message};
}

export interface MacvlanOptions {
	mode?: MacvlanMode;
	/** Source mode list. */
	sources?: {change: 'add' | 'del' | 'set' | 'flush'; macs: Mac[]};
	nodst?: boolean;
	nopromisc?: boolean;
	bcqueuelen?: number;
}

export type LinkChange =
	| {kind: 'set-up'; device: DeviceId; up: boolean}
	| {kind: 'set-mac'; device: DeviceId; mac: Mac}
	| {kind: 'set-mtu'; device: DeviceId; mtu: number}
	| {kind: 'set-promisc'; device: DeviceId; on: boolean}
	| {kind: 'set-allmulti'; device: DeviceId; on: boolean}
	/** A packet socket asks for everything that passes (PACKET_MR_PROMISC), or is closed: promiscuous without the flag that `ip link` shows. */
	| {kind: 'listen'; device: DeviceId; on: boolean}
	| {kind: 'join-group'; device: DeviceId; group: Mac}
	| {kind: 'leave-group'; device: DeviceId; group: Mac}
	| {kind: 'rename'; device: DeviceId; name: string}
	/** `lo`, which is no device of the world. */
	| {kind: 'set-loopback'; machine: MachineId; up: boolean}
	/** `ip link set … netns`: the device goes down on the way, and may get another name there. */
	| {kind: 'move'; device: DeviceId; machine: MachineId; name?: string}
	| {kind: 'delete'; device: DeviceId}
	/** Without a MAC it gets a random one. */
	| {kind: 'add-nic'; machine: MachineId; name: string; mac?: Mac; speed?: number; wireless?: boolean}
	/** Plugs a cable or makes a veth pair of two NICs. */
	| {kind: 'connect'; ends: [DeviceId, DeviceId]; link: 'cable' | 'virtual'; latency?: number}
	/** Pulls (or plugs in again) the cable at this NIC. */
	| {kind: 'cut'; device: DeviceId; cut: boolean};

export type MacvlanChange =
	| {
			kind: 'add-macvlan';
			machine: MachineId;
			name: string;
			lower: DeviceId;
			type: 'macvlan' | 'macvtap';
			mac?: Mac;
			options: MacvlanOptions;
	  }
	| {kind: 'set-macvlan'; device: DeviceId; options: MacvlanOptions};

/** `ip link add link LOWER name NAME type vlan id VID [protocol …]`. `protocol` is a TPID. */
export type VlanDeviceChange = {
	kind: 'add-vlan-device';
	machine: MachineId;
	name: string;
	lower: DeviceId;
	vid: number;
	protocol: number;
	mac?: Mac;
};

/** `ip link add NAME type vxlan id VNI [dev LOWER] …`. */
export type VxlanChange =
	| {
			kind: 'add-vxlan';
			machine: MachineId;
			name: string;
			vni: number;
			/** Whose its outer packets are, when not `machine`'s. */
			underlay?: MachineId;
			lower?: DeviceId;
			mac?: Mac;
			mtu?: number;
			options: Partial<VxlanOptions>;
	  }
	| {kind: 'set-vxlan'; device: DeviceId; vni?: number; lower?: DeviceId; options: Partial<VxlanOptions>};

/** `ip link add NAME type gretap [dev LOWER] …`. */
export type GretapChange =
	| {
			kind: 'add-gretap';
			machine: MachineId;
			name: string;
			underlay?: MachineId;
			lower?: DeviceId;
			mac?: Mac;
			mtu?: number;
			options: Partial<GretapOptions>;
	  }
	| {kind: 'set-gretap'; device: DeviceId; lower?: DeviceId; options: Partial<GretapOptions>};

/** Switches that have no command line of Linux. `set-switch-port` makes a port of a NIC the first time. */
export type FixedSwitchChange =
	/** `ageing` in ns. */
	| {kind: 'add-vlan-switch'; machine: MachineId; name: string; mac?: Mac; ageing?: number; tableSize?: number}
	| {kind: 'set-switch-port'; device: DeviceId; master: DeviceId; options: Partial<SwitchPortOptions>};

/** `ip link … type bond`. Times in ms, as the tool has them; `activeSlave` -1 lets the bond choose anew. */
export type BondRequest = {
	[K in keyof BondOptions]?: BondOptions[K] | undefined;
} & {activeSlave?: DeviceId | undefined};

export type BondChange =
	/** Without a MAC it takes that of its first slave. */
	| {kind: 'add-bond'; machine: MachineId; name: string; mac?: Mac; options: BondRequest}
	| {kind: 'set-bond'; device: DeviceId; options: BondRequest};

export type StackChange =
	| {kind: 'add-address'; device: DeviceId; address: number; prefix: number; broadcast?: number}
	| {kind: 'del-address'; device: DeviceId; address: number; prefix: number}
	| {
			kind: 'neigh-add';
			/** `ip neigh add` (the default) wants no entry there, `change` wants one, `replace` takes either. */
			verb?: 'add' | 'change' | 'replace';
			device: DeviceId;
			address: number;
			mac: Mac;
			/** `permanent` unless said otherwise, as in `ip neigh`. */
			state?: 'permanent' | 'reachable' | 'stale';
	  }
	| {kind: 'neigh-del'; device: DeviceId; address: number}
	/** All but permanent entries, of one device or of all. */
	| {kind: 'neigh-flush'; machine: MachineId; device?: DeviceId}
	/** `count` ICMP echo requests with `payload` octets, one every `interval` ns from now on; `linger` as in `ping -W`. */
	| {kind: 'ping'; machine: MachineId; address: number; count: number; interval: number; payload: number; linger?: number; ttl?: number}
	/** Ctrl-C: no more requests, and no more waiting. `ping` is its id in the stack. */
	| {kind: 'stop-ping'; machine: MachineId; ping: number};

/** A process on a machine that waits for switches (`ovs-testcontroller`). */
export type ControllerChange =
	/** EADDRINUSE: one runs already. */
	| {kind: 'start-controller'; machine: MachineId; options: Partial<ControllerOptions>}
	/** ENOENT: none runs. */
	| {kind: 'stop-controller'; machine: MachineId};

/** A frame by hand: `out` has the device send it, `in` has it come by the device's wire, or from below. */
export type FrameChange = {kind: 'inject-frame'; device: DeviceId; frame: Frame; way: 'in' | 'out'};

export type Change =
	| FrameChange
	| LinkChange
	| MacvlanChange
	| BridgeChange
	| BondChange
	| StackChange
	| OvsChange
	| VlanDeviceChange
	| VxlanChange
	| GretapChange
	| TcChange
	| FixedSwitchChange
	| HostedChange
	| SriovChange
	| VmwareChange
	| ControllerChange
	| RouteChange
	| ProgramsChange
	| WebChange
	| FilesChange
	| NatChange;
