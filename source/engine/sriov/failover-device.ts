/** State of a failover pair (struct net_failover_info); the theory and the rules are in `failover.ts`. */
import type {DeviceId, Netdev} from '../netdev.js';

export interface FailoverDevice extends Netdev {
	kind: 'failover';
	/** The virtual function with the same MAC; -1 while there is none. */
	primary: DeviceId;
	/** The paravirtual NIC on which the pair was made; -1 once it was moved away. */
	standby: DeviceId;
}
