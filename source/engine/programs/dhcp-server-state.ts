/** What a DHCP server knows, as plain data. What it does is in `dhcp-server.ts`. */
import type {Mac} from '../mac.js';
import type {DeviceId} from '../netdev.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';

export interface DhcpServerOptions {
	/** First and last address of the pool. */
	from: Ipv4Address;
	to: Ipv4Address;
	/** Option 3; empty gives none. */
	routers: Ipv4Address[];
	/** Option 6; empty gives none. */
	dns: Ipv4Address[];
	/** Option 15. */
	domain?: string;
	/** Lease, ns, unless the client asks for less. */
	lease: number;
	/** The longest lease that it grants, ns. */
	maxLease: number;
	/** Stations that always get the same address, in the pool or not. */
	hosts: {mac: Mac; address: Ipv4Address}[];
	/** How long it waits whether somebody has the address that it is about to offer, ns; 0 does not ask. */
	probe: number;
}

/** One a device. */
export interface DhcpServer {
	device: DeviceId;
	options: DhcpServerOptions;
	/** By address; what is over stays for a client that comes again, until another one needs the address. */
	leases: Map<Ipv4Address, ServerLease>;
	/** Offers that wait for the end of their probe, oldest first. */
	probes: DhcpProbe[];
}

/** `offered` is held back for a while, `conflict` was found in use by somebody else. */
export interface ServerLease {
	address: Ipv4Address;
	mac: Mac;
	/** Option 61 as hexadecimal text, or the MAC: who the lease belongs to. */
	client: string;
	host?: string;
	state: 'offered' | 'bound' | 'released' | 'conflict';
	/** World time, ns. */
	expiry: number;
}

interface DhcpProbe {
	address: Ipv4Address;
	/** World time at which nobody will answer any more, ns. */
	until: number;
	/** The DISCOVER that asked: octets of the DHCP message. */
	discover: Uint8Array;
}
