/** Which address a DHCP server gives to whom (RFC 2131 4.3.1). */
import {DHCP_OPTION, type DhcpMessage} from '../protocol/dhcp.js';
import {wordOf} from '../protocol/dhcp-options.js';
import {broadcastOf, type Ipv4Address, isInSubnet, networkOf} from '../protocol/ipv4-address.js';
import {ownsAddress} from '../stack/address.js';
import {deviceAt, machineOf, type World} from '../world.js';
import type {DhcpServer, ServerLease} from './dhcp-server-state.js';

/** The server's own address, whose subnet the pool is in; `undefined` when the device has none, or no more. */
export function subnetOf(world: World, {device, options}: DhcpServer): {address: Ipv4Address; prefix: number} | undefined {
	return deviceAt(world, device).addresses.find(({address, prefix}) => isInSubnet(options.from, address, prefix));
}

/** Has the client this lease, or the offer of it, at the moment? */
export function holds({client, state, expiry}: ServerLease, who: string, now: number): boolean {
	return client === who && (state === 'bound' || state === 'offered') && expiry > now;
}

/**
 * The address for a client: its fixed one; the one that it has or had; the one that it asks for; the first of the pool that
 * nobody ever had; the one whose lease is over for the longest time. `undefined`: none is free.
 */
export function chooseAddress(world: World, server: DhcpServer, message: DhcpMessage, client: string): Ipv4Address | undefined {
	const {hosts, from, to} = server.options;
	const fixed = hosts.find(({mac}) => mac === message.clientMac);
	if (fixed) return mayHave(world, server, fixed.address, client) ? fixed.address : undefined;
	const had = [...server.leases.values()].find((lease) => lease.client === client && lease.state !== 'conflict');
	const asked = wordOf(message, DHCP_OPTION.requestedAddress);
	for (const address of [had?.address, asked])
		if (address !== undefined && isOffered(world, server, message, address, client)) return address;
	let oldest: ServerLease | undefined;
	for (let address = from; address <= to; address++) {
		if (!isOffered(world, server, message, address, client)) continue;
		const lease = server.leases.get(address);
		if (!lease) return address;
		if (!oldest || lease.expiry < oldest.expiry) oldest = lease;
	}
	return oldest?.address;
}

/** May the client of `message` have `address` now: in the pool or its own, nobody's, and not kept for somebody else? */
export function isOffered(world: World, server: DhcpServer, message: DhcpMessage, address: Ipv4Address, client: string): boolean {
	const {hosts, from, to} = server.options;
	const keeper = hosts.find((host) => host.address === address);
	if (keeper ? keeper.mac !== message.clientMac : address < from || address > to) return false;
	return mayHave(world, server, address, client);
}

function mayHave(world: World, server: DhcpServer, address: Ipv4Address, client: string): boolean {
	const subnet = subnetOf(world, server);
	if (!subnet || !isInSubnet(address, subnet.address, subnet.prefix)) return false;
	const isOfAll =
		subnet.prefix <= 30 && (address === networkOf(subnet.address, subnet.prefix) || address === broadcastOf(subnet.address, subnet.prefix));
	if (isOfAll || ownsAddress(world, machineOf(world, server.device), address)) return false;
	const lease = server.leases.get(address);
	return !lease || lease.expiry <= world.now || (lease.client === client && lease.state !== 'conflict');
}
