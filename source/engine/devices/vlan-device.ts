/** State of an 802.1Q sub-interface, `eth0.10` (struct vlan_dev_priv); the theory and the rules are in `vlan-link.ts`. */
import type {DeviceId, Netdev} from '../netdev.js';

export interface VlanDevice extends Netdev {
	kind: 'vlan';
	lower: DeviceId;
	/** 0 to 4094. */
	vid: number;
	/** TPID of its tag: 0x8100 or 0x88a8. */
	protocol: number;
	/** Has a MAC of its own; otherwise it follows its lower device. */
	macIsFixed: boolean;
}
