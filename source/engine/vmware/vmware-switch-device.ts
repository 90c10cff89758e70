/** State of a switch of VMware on one host: a standard switch, the host's part of a distributed one, or a VEM. The rules are in `vmware-switch.ts`. */
import type {Mac} from '../mac.js';
import type {MacTable} from '../mac-table.js';
import type {DeviceId, MachineId, Netdev} from '../netdev.js';
import type {LagState} from './lag.js';
import type {ResolvedGroup} from './port-group.js';
import type {PrivateVlan} from './private-vlan.js';
import type {SwitchSettings} from './switch-settings.js';

/** vSS; the part of a vDS that is on one host; the VEM of a Nexus 1000V. */
export const SWITCH_FAMILIES = ['standard', 'distributed', 'nexus-1000v'] as const;
export type SwitchFamily = (typeof SWITCH_FAMILIES)[number];

/** The port of a vNIC or of a vmknic. */
export interface VirtualPort {
	/** The switch's end of the guest's link; of a vmknic the vmknic itself. */
	device: DeviceId;
	/** 1 and up; stays while others come and go. */
	number: number;
	group: string;
	/** It belongs to the host: a vmknic. */
	kernel: boolean;
	/** The vNIC at the other end, or the vmknic; -1 before there was one. */
	guest: DeviceId;
	/** What the vNIC was configured with (the .vmx file); 0 until its guest is plugged in. */
	initial: Mac;
	/** The effective address: what the switch knows the vNIC by. */
	mac: Mac;
	/** The guest has taken another address, and the policy rejects that: nothing goes in. */
	blocked: boolean;
	up: boolean;
	/** Uplink or LAG that the team gave it; '' while there is none. */
	bound: string;
	/** Where physical NIC load has moved it to; '' leaves it to its number. */
	placed: string;
	/** How many addresses are learned here. */
	learned: number;
	/** Octets counted at the last look of physical NIC load. */
	counted: number;
}

/** A physical NIC of the host (vmnicN). */
export interface Uplink {
	device: DeviceId;
	/** What teams call it: that of the NIC on a standard switch, "Uplink 1" and so on elsewhere. */
	name: string;
	up: boolean;
	/** Was up before. */
	worked: boolean;
	/** Has come back after a failure and waits until it is needed, where failback is off. */
	returned: boolean;
	/** When it last heard a beacon of another uplink, ns. */
	heardAt: number;
	/** It has heard none for too long. */
	silent: boolean;
	/** The LAG it belongs to, '' for none. */
	lag: string;
	/** Octets counted at the last look of physical NIC load. */
	counted: number;
}

export interface VmwareSwitch extends Netdev {
	kind: 'vmware-switch';
	family: SwitchFamily;
	/** The machine that configures it (vCenter, VSM); -1 is its own host. */
	manager: MachineId;
	/** What it is called there; '' on a standard switch. */
	managed: string;
	/** Which configuration of its manager it has; 0 is none yet. */
	revision: number;
	settings: SwitchSettings;
	ports: VirtualPort[];
	/** In the order in which they were plugged in. */
	uplinks: Uplink[];
	nextPort: number;
	lags: LagState[];
	/** Addresses behind ports that are not those of their vNICs; of a VEM also those outside. */
	macs: MacTable;
	/** When something is next to be done by the clock, ns; Infinity for never. */
	wakeAt: number;
	/** When old addresses are next looked for, ns; Infinity while nothing is learned. */
	ageAt: number;
	/** When physical NIC load next looks at the uplinks, ns; Infinity where no team asks for it. */
	weighAt: number;
	/** When beacons are next sent, ns; Infinity where no team asks for them. */
	beaconAt: number;
	/** All that follows from settings and ports. */
	index: SwitchIndex;
}

/** Derived: made anew when settings or ports change, so that a frame finds its way without a search. */
export interface SwitchIndex {
	groups: Map<string, ResolvedGroup>;
	/** Positions in `ports` by number. */
	positions: Map<number, number>;
	/** Numbers of ports that are up, by effective address; two vNICs may have the same one in different VLANs. */
	byMac: Map<Mac, number[]>;
	/** Numbers of ports whose guests may listen to everything. */
	promiscuous: number[];
	/** Numbers of ports that take frames for unknown addresses. */
	flooded: number[];
	/** By secondary VLAN; a primary one stands under its own. */
	privateVlans: Map<number, PrivateVlan>;
	/** Numbers of the ports to which mirror sessions copy, by device. */
	listeners: Map<DeviceId, number>;
	/** Those of them that do nothing else. */
	mirrorOnly: Set<DeviceId>;
}

/** The port with this number. */
export function portNumbered({ports, index}: VmwareSwitch, number: number): VirtualPort | undefined {
	return ports[index.positions.get(number) ?? -1];
}
