/** Changes of the routing table (`ip route`) and of what the machine does with packets that are not for it. */
import type {DeviceId, MachineId} from '../netdev.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {RouteOrigin} from './stack-state.js';

export type RouteChange =
	/**
	 * `ip route add|append|prepend|replace|change NETWORK/PREFIX [via GATEWAY] [dev DEVICE] [src SOURCE] [metric METRIC]`.
	 * Without `device` the route to the gateway tells it.
	 */
	| {
			kind: 'add-route';
			machine: MachineId;
			verb?: 'add' | 'append' | 'prepend' | 'replace' | 'change';
			network: Ipv4Address;
			prefix: number;
			gateway?: Ipv4Address;
			device?: DeviceId;
			source?: Ipv4Address;
			metric?: number;
			/** `boot` unless said otherwise. */
			origin?: RouteOrigin;
			/** The gateway is on the link whatever the routes say (`onlink`). */
			onLink?: boolean;
	  }
	/** `ip route del`: the first route that has all that is given. */
	| {
			kind: 'del-route';
			machine: MachineId;
			network: Ipv4Address;
			prefix: number;
			gateway?: Ipv4Address;
			device?: DeviceId;
			source?: Ipv4Address;
			metric?: number;
			origin?: RouteOrigin;
	  }
	/** `sysctl net.ipv4.ip_forward`. */
	| {kind: 'set-forwarding'; machine: MachineId; on: boolean};
