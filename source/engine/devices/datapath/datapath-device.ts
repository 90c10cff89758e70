/** State of a datapath and of its internal ports (struct datapath, struct vport); the theory is in `datapath.ts` and the files beside it. */
import type {DeviceId, Netdev} from '../../netdev.js';
import type {Ipv4Address} from '../../protocol/ipv4-address.js';
import type {FlowCache} from './flow-cache.js';

/** The kernel module, or `ovs-vswitchd` itself (`datapath_type=netdev`, what DPDK uses). */
export const DATAPATH_TYPES = ['system', 'netdev'] as const;
export type DatapathType = (typeof DATAPATH_TYPES)[number];

export const TUNNEL_TYPES = ['vxlan', 'gre'] as const;
export type TunnelType = (typeof TUNNEL_TYPES)[number];

/** One port of a datapath (struct vport). Number 0 is the datapath's own device. */
export type DatapathPort =
	/** A NIC, bond, macvlan… whose frames the datapath takes (rx_handler netdev_frame_hook). */
	| {kind: 'netdev'; number: number; device: DeviceId}
	/** A device of kind `ovs-internal`. */
	| {kind: 'internal'; number: number; device: DeviceId}
	/** One for all tunnels of a type and UDP port, `vxlan_sys_4789`, `gre_sys`: which OpenFlow port it is, the outer header decides. */
	| {kind: TunnelType; number: number; name: string; udpPort: number};

/** `dpctl/show`: how frames were answered. `lost` were upcalls that nobody took. */
export interface LookupCounters {
	hit: number;
	missed: number;
	lost: number;
	/** Subtables tried, all frames together. */
	maskHit: number;
	/** Answered by the first level: the kernel's mask cache or the exact-match cache. */
	cacheHit: number;
}

/** `ovs-system` or `ovs-netdev`: one a type and machine, whatever the number of bridges. */
export interface Datapath extends Netdev {
	kind: 'datapath';
	type: DatapathType;
	/** By order of number. */
	ports: DatapathPort[];
	/** The same by number, for the hot path: device << 2 | OUTLET, 0 where there is no port. */
	outlets: Int32Array;
	/** How many tags a key has, 1 or 2 (other_config:vlan-limit). */
	vlanLimit: number;
	cache: FlowCache;
	counters: Netdev['counters'];
	lookups: LookupCounters;
	/** Chance that a frame answered by the megaflow cache enters the exact-match cache: 1 in n; 0 turns that cache off (emc-insert-inv-prob). */
	emcInsertInverseProbability: number;
	/** smc-enable */
	smc: boolean;
	/** World time at which the datapath's timers next run, ns; Infinity while nothing waits. */
	wakeAt: number;
}

/** A port of a bridge that is also a NIC of the host: `br0` itself, or one of type internal. */
export interface OvsInternal extends Netdev {
	kind: 'ovs-internal';
	datapath: DeviceId;
	/** Its number there. */
	datapathPort: number;
}

/** What sort of port stands at a number. */
export const OUTLET = {none: 0, netdev: 1, internal: 2, tunnel: 3} as const;

/** Outer header of a frame that came by a tunnel (struct flow_tnl); `flags` as in the key. */
export interface TunnelIngress {
	id: number;
	src: Ipv4Address;
	dst: Ipv4Address;
	tos: number;
	ttl: number;
	flags: number;
}
