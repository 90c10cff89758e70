/** State of a Linux bridge (struct net_bridge, struct net_bridge_port); the theory is in `bridge.ts`, `stp.ts`, `mdb.ts` and `vlan.ts`. */
import type {Fdb} from '../../fdb.js';
import type {Mac} from '../../mac.js';
import type {DeviceId, Netdev} from '../../netdev.js';
import type {Mdb} from './mdb.js';

/** In the kernel's order (BR_STATE_*), so that the index is the number `bridge link set state` takes. */
export const PORT_STATES = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'] as const;
export type PortState = (typeof PORT_STATES)[number];

/** Lower priority wins, then lower MAC (bridge_id). */
export interface BridgeId {
	/** 0 to 65535. */
	priority: number;
	mac: Mac;
}

/** VLAN membership of a port or of the bridge itself (net_bridge_vlan_group). */
export interface VlanGroup {
	/** VID given to untagged ingress; 0 is none. */
	pvid: number;
	/** By VID: is it in the set, and does it leave untagged? */
	members: Map<number, {untagged: boolean}>;
}

export interface BridgePort {
	device: DeviceId;
	/** 1 to 1023, the lowest free at the time. The FDB knows a port by it. */
	number: number;
	/** What the bridge has to know of the port's device; kept by the hooks in `members.ts`. */
	mac: Mac;
	mtu: number;
	/** Administratively up and with a lower layer that is up (netif_oper_up). */
	carrier: boolean;
	/** Mb/s, for the path cost; 0 is unknown. */
	speed: number;
	state: PortState;
	/** 0 to 63. */
	priority: number;
	/** Path cost, 1 to 65535. */
	cost: number;
	/** Set by hand, so a change of speed leaves it. */
	costIsFixed: boolean;
	learning: boolean;
	flood: boolean;
	mcastFlood: boolean;
	bcastFlood: boolean;
	hairpin: boolean;
	isolated: boolean;
	locked: boolean;
	mab: boolean;
	guard: boolean;
	rootBlock: boolean;
	fastLeave: boolean;
	/** Bit X forwards 01:80:c2:00:00:0X received here. */
	groupFwdMask: number;
	/** Takes known unicast when this port has no carrier; -1 is none. */
	backupPort: DeviceId;
	/** 0 never, 1 learned from queries, 2 always. */
	multicastRouter: 0 | 1 | 2;
	vlans: VlanGroup;
	stp: PortStp;
}

/** Per-port spanning tree state (IEEE 802.1D-1998 8.5.5). */
export interface PortStp {
	designatedRoot: BridgeId;
	designatedCost: number;
	designatedBridge: BridgeId;
	/** Priority and number: 0x8001. */
	designatedPort: number;
	/** World time at which the root sent what is stored here, ns. */
	designatedAge: number;
	configPending: boolean;
	topologyChangeAck: boolean;
	/** World times in ns at which the timers run out; Infinity is stopped. */
	messageAgeTimer: number;
	forwardDelayTimer: number;
	holdTimer: number;
}

export interface Bridge extends Netdev {
	kind: 'bridge';
	/** In order of addition; the kernel walks them newest first. */
	ports: BridgePort[];
	/** A MAC set by hand stays; otherwise br0 takes the lowest of its ports. */
	macIsFixed: boolean;
	/** An MTU set by hand stays; otherwise br0 takes the lowest of its ports. */
	mtuIsFixed: boolean;
	fdb: Fdb;
	/** ns; 0 makes a hub. */
	ageing: number;
	/** World time at which the collector next looks at the FDB; Infinity while it rests. */
	gcTimer: number;
	/** Most learned entries; 0 is no limit. */
	fdbMaxLearned: number;
	groupFwdMask: number;
	noLinklocalLearn: boolean;
	mcast: {snooping: boolean; querier: boolean; mdb: Mdb};
	vlanFiltering: boolean;
	vlanProtocol: number;
	/** 0 gives new ports no VLAN. */
	vlanDefaultPvid: number;
	/** Membership of br0 itself: what the host may send and receive. */
	vlans: VlanGroup;
	stp: BridgeStp;
}

/** Bridge-wide spanning tree state (IEEE 802.1D-1998 8.5.3). Times in ns. */
export interface BridgeStp {
	enabled: boolean;
	/** 0 to 65535; with the bridge MAC it is the bridge id. */
	priority: number;
	/** MAC in the bridge id: br0's own, but 0 while no port and nobody has given br0 a MAC. */
	idMac: Mac;
	designatedRoot: BridgeId;
	rootPathCost: number;
	/** Port number of the root port; 0 on the root bridge. */
	rootPort: number;
	/** In force: the root's values. */
	maxAge: number;
	helloTime: number;
	forwardDelay: number;
	/** Used when this bridge is root. */
	bridgeMaxAge: number;
	bridgeHelloTime: number;
	bridgeForwardDelay: number;
	topologyChange: boolean;
	topologyChangeDetected: boolean;
	helloTimer: number;
	tcnTimer: number;
	topologyChangeTimer: number;
}
