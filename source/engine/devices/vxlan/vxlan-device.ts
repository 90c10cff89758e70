/** State of a VXLAN device (struct vxlan_dev, struct vxlan_fdb); the theory and the rules are in `vxlan.ts` and `vxlan-fdb.ts`. */
import type {Mac} from '../../mac.js';
import type {DeviceId, MachineId, Netdev} from '../../netdev.js';
import type {Ipv4Address} from '../../protocol/ipv4-address.js';

/** Whether the outer packet may be cut: `inherit` asks the packet inside. */
export const DONT_FRAGMENT = ['unset', 'set', 'inherit'] as const;
export type DontFragment = (typeof DONT_FRAGMENT)[number];

/** What a command may set (IFLA_VXLAN_*). */
export interface VxlanOptions {
	/** Where frames go whose destination is not in the FDB; 0 is nowhere. */
	remote: Ipv4Address;
	/** Source of the outer packets; 0 leaves it to the route. */
	local: Ipv4Address;
	/** UDP port, of both sides. */
	port: number;
	/** 0 is `auto`, the default of the stack. */
	ttl: number | 'inherit';
	/** 1 is `inherit`. */
	tos: number;
	df: DontFragment;
	learning: boolean;
	/** ns */
	ageing: number;
	/** Most entries of the FDB; 0 is no limit. */
	limit: number;
	udpChecksum: boolean;
	/** Take the short way to an address of this machine. */
	localBypass: boolean;
}

/** One end of a tunnel behind which a station is (struct vxlan_rdst). */
export interface VxlanRemote {
	address: Ipv4Address;
	port: number;
	vni: number;
	/** The device by which to send, or -1 to leave it to the route. */
	via: DeviceId;
}

export interface VxlanEntry {
	mac: Mac;
	/** At least one; a unicast entry that was learned has one. */
	remotes: VxlanRemote[];
	state: 'permanent' | 'static' | 'dynamic';
	byUser: boolean;
	externLearn: boolean;
	/** World times in ns. */
	used: number;
	updated: number;
}

export interface VxlanDevice extends Netdev, VxlanOptions {
	kind: 'vxlan';
	/** 0 to 16777215. */
	vni: number;
	/** The machine in which it was made: there its outer packets stay, even when the device is moved (vxlan->net). */
	underlay: MachineId;
	/** The device that it was bound to (`dev`), or -1. */
	lower: DeviceId;
	/** Oldest entry first; 0 is the MAC of the default remotes. */
	fdb: Map<Mac, VxlanEntry>;
	/** World time of the next look for old entries, ns. */
	sweep: number;
}
