/** State of a GRE tunnel for Ethernet frames (struct ip_tunnel); the theory and the rules are in `gretap.ts`. */
import type {DeviceId, MachineId, Netdev} from '../../netdev.js';
import type {Ipv4Address} from '../../protocol/ipv4-address.js';

/** What a command may set (IFLA_GRE_*). */
export interface GretapOptions {
	/** 0 is any: it receives from everybody and can send to nobody. */
	remote: Ipv4Address;
	/** 0 leaves it to the route, and takes what comes for any address. */
	local: Ipv4Address;
	/** uint32 */
	inKey: number | undefined;
	outKey: number | undefined;
	/** Does what comes have a checksum: exactly that is taken. */
	inChecksum: boolean;
	outChecksum: boolean;
	/** 0 is `inherit`. */
	ttl: number;
	/** 1 is `inherit`. */
	tos: number;
	/** Outer packets must not be cut. */
	pathMtuDiscovery: boolean;
	/** Cut outer packets whatever the packet inside says. */
	ignoreDf: boolean;
}

export interface GretapDevice extends Netdev, GretapOptions {
	kind: 'gretap';
	/** The machine in which it was made: there its outer packets stay, even when the device is moved. */
	underlay: MachineId;
	/** The device that it was bound to (`dev`), or -1. */
	lower: DeviceId;
}
