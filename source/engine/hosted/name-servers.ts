/** The name servers that a machine asks: those put in by hand, then those of its DHCP leases. */
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {Machine} from '../world.js';

export function nameServersOf({programs}: Machine): Ipv4Address[] {
	const leased = (programs?.dhcpClients ?? []).flatMap(({lease}) => lease?.dns ?? []);
	return [...(programs?.resolver.servers ?? []), ...leased];
}
