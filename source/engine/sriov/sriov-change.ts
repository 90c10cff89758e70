/** Changes of cards with virtual functions, of failover pairs, and the move of a machine. */
import type {Mac} from '../mac.js';
import type {DeviceId, MachineId} from '../netdev.js';
import type {SwitchMode, VfOptions} from './adapter.js';
import type {NicModel} from './nic-model.js';

export interface AdapterOptions {
	model?: NicModel;
	/** For a card of the lab's own making. */
	totalVfs?: number;
	ari?: boolean;
	iommu?: boolean;
}

/** What `ip link set PF vf N` may ask for; `proto` is a TPID. */
export type VfRequest = Partial<VfOptions> & {proto?: number};

export type SriovChange =
	/** The card in which the NIC is can have virtual functions. */
	| {kind: 'add-sriov'; device: DeviceId; options: AdapterOptions}
	/** `echo N > /sys/class/net/PF/device/sriov_numvfs`. */
	| {kind: 'set-sriov-numvfs'; device: DeviceId; count: number}
	/** `ip link set PF vf N …`. */
	| {kind: 'set-vf'; device: DeviceId; number: number; options: VfRequest}
	/** `bridge link set dev PF hwmode veb|vepa`. */
	| {kind: 'set-hwmode'; device: DeviceId; mode: SwitchMode}
	/** `ethtool --set-priv-flags PF vf-true-promisc-support on|off`. */
	| {kind: 'set-true-promisc'; device: DeviceId; on: boolean}
	/**
	 * PCI passthrough: the VF goes to another machine, or back to its host, and its driver is loaded there. `mac` is what
	 * the driver takes when the host gave it none. In the same machine it only loads the driver again.
	 */
	| {kind: 'assign-vf'; device: DeviceId; machine: MachineId; name?: string; mac?: Mac}
	/**
	 * The hypervisor offers the NIC as a standby: its driver makes a pair of it and of the VF with its MAC. `mac` is the one that the
	 * NIC had then, if it has another one now.
	 */
	| {kind: 'add-failover'; device: DeviceId; name: string; mac?: Mac}
	/**
	 * Live migration. The machine's NIC is plugged into `port`, a free NIC or macvtap of the target host, when its memory is there:
	 * `copy` ns later, and `downtime` ns in which it stands still. `vf` is the virtual function that it gets on the target.
	 */
	| {kind: 'migrate'; machine: MachineId; port: DeviceId; vf?: DeviceId; copy?: number; downtime?: number};
