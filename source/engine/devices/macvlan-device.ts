/** State of a macvlan or macvtap (struct macvlan_dev); the theory and the rules are in `macvlan.ts`. */
import type {Mac} from '../mac.js';
import type {DeviceId, LinkId, Netdev} from '../netdev.js';

export const MACVLAN_MODES = ['private', 'vepa', 'bridge', 'passthru', 'source'] as const;
export type MacvlanMode = (typeof MACVLAN_MODES)[number];

export interface Macvlan extends Netdev {
	kind: 'macvlan' | 'macvtap';
	lower: DeviceId;
	mode: MacvlanMode;
	/** Source mode: whose frames are delivered here. */
	sources: Mac[];
	/** Source mode: a listed source is consumed, not copied. */
	nodst: boolean;
	/** Groups left, but still in the multicast filter until it is next computed. */
	lingering: Mac[];
	/** Passthru: do not make the lower promiscuous. */
	nopromisc: boolean;
	/** Broadcast queue length asked for, in frames; 0 drops every broadcast from the wire. */
	bcqueuelen: number;
	/** Passthru: the MAC that the lower gets back when this device goes; the last one that it had of its own. */
	lowerMac: Mac;
	/** Macvtap: the link to the guest's NIC; -1 otherwise. */
	link: LinkId;
}
