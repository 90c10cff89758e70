/** Is an address plan one? */
import {type ChangeResult, refused} from '../change.js';
import {type Ipv4Address, isInSubnet, isLoopback, isMulticast, isZeronet, networkOf} from '../protocol/ipv4-address.js';
import type {HubDhcpOptions} from './hosted-change.js';

const SECOND = 1_000_000_000;

/** EINVAL: not the address of a network, or DHCP is to give what is not in it. */
export function planRefusal(
	subnet: {address: Ipv4Address; prefix: number},
	dhcp: HubDhcpOptions | false | undefined,
): ChangeResult | undefined {
	const {address, prefix} = subnet;
	if (networkOf(address, prefix) !== address || isZeronet(address) || isLoopback(address) || isMulticast(address))
		return refused('EINVAL', 'a network has an address such as 192.168.80.0');
	if (!dhcp) return undefined;
	const {from, to, lease = SECOND, maxLease = SECOND, hosts = []} = dhcp;
	const given = [from, to, ...hosts.map((host) => host.address)].flatMap((one) => one ?? []);
	if (!given.every((one) => isInSubnet(one, address, prefix)) || (from ?? 0) > (to ?? 0xffff_ffff))
		return refused('EINVAL', 'the pool is not in the subnet of the network');
	return lease < SECOND || maxLease < SECOND ? refused('EINVAL', 'a lease lasts a second at least') : undefined;
}
