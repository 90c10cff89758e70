/** What a NAT service knows, as plain data. What it does is in `nat-service.ts`. */
import type {Connections} from '../nat/connection.js';
import type {DeviceId, MachineId} from '../netdev.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {PortForward} from './hosted-change.js';

export interface NatService {
	/** Its network. */
	hub: DeviceId;
	/** Whose address and whose routes it uses. */
	host: MachineId;
	/**
	 * Who talks to whom by it: the table. VMware says of its times only that UDP has one that can be set (Editing the NAT Configuration
	 * File, [udp] timeout); they are those of Linux here.
	 */
	connections: Connections;
	/** What comes in unasked, in the order in which it was set up. */
	forwards: PortForward[];
	/** Conversations with a name server that guests have by the DNS proxy: by connection, the address that they asked. */
	proxied: Map<number, Ipv4Address>;
	/** An address of its own that stands for the host, where it has one (10.0.2.2). */
	alias?: Ipv4Address;
}
