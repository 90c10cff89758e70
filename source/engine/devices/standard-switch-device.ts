/** State of a vSphere Standard Switch; the theory and the rules are in `standard-switch.ts`. */
import type {Mac} from '../mac.js';
import type {DeviceId, Netdev} from '../netdev.js';

/** A template of port settings. Two port groups with the same VLAN are one VLAN. */
export interface PortGroup {
	name: string;
	/** 0 leaves tagging to the physical switch, 1 to 4094 is this VLAN, 4095 leaves tagging to the guest. */
	vlan: number;
}

/** The port of a vNIC; `device` is the switch's end of it. */
export interface VirtualPort {
	device: DeviceId;
	number: number;
	group: string;
	/** The effective address of the vNIC: what it was configured with, or has taken since. */
	mac: Mac;
	up: boolean;
}

export interface StandardSwitch extends Netdev {
	kind: 'standard-switch';
	portGroups: PortGroup[];
	ports: VirtualPort[];
	/** NICs of the host, in order of preference; the first that has carrier is used. */
	uplinks: {device: DeviceId; up: boolean}[];
	/** By effective address: positions in `ports`. Two vNICs may have the same one in different VLANs. */
	byMac: Map<Mac, number[]>;
}
