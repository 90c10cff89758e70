/** State of a physical VLAN switch; the theory and the rules are in `vlan-switch.ts`. */
import type {Fdb} from '../fdb.js';
import type {DeviceId, Netdev} from '../netdev.js';

/** What a port takes in (IEEE 802.1Q-2018 6.9, Acceptable Frame Types). */
export const ACCEPTABLE_FRAMES = ['all', 'untagged', 'tagged'] as const;
export type AcceptableFrames = (typeof ACCEPTABLE_FRAMES)[number];

export interface SwitchPortOptions {
	mode: 'access' | 'trunk';
	/** Access: its VLAN. Trunk: its native VLAN, for frames without a tag. 1 to 4094. */
	vlan: number;
	/** Trunk: allowed VLANs; `undefined` allows all. */
	allowed: number[] | undefined;
	/** Trunk: the native VLAN leaves with its tag too, and what has none is not taken in. */
	tagNative: boolean;
	accepts: AcceptableFrames;
}

export interface SwitchPort extends SwitchPortOptions {
	device: DeviceId;
	/** 1 and up, in order of the lab; the FDB knows a port by it. */
	number: number;
	/** Has carrier. */
	up: boolean;
	/** The VLANs of `allowed`, or of the access port; `undefined` is all. */
	members: Set<number> | undefined;
}

export interface VlanSwitch extends Netdev {
	kind: 'vlan-switch';
	ports: SwitchPort[];
	fdb: Fdb;
	/** ns; 0 makes a hub. */
	ageing: number;
	/** Most entries; 0 is no limit. What comes later is not learned. */
	tableSize: number;
	/** World time at which old entries are next looked for, ns; Infinity while there are none. */
	gcTimer: number;
}
