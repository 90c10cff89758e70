/** A lease as the client has it: read from an ACK, set on its device, taken away again. */
import {addAddress, delAddress} from '../changes/stack.js';
import type {DeviceId} from '../netdev.js';
import {DHCP_OPTION, type DhcpMessage} from '../protocol/dhcp.js';
import {textOf, wordOf, wordsOf} from '../protocol/dhcp-options.js';
import {broadcastOf, type Ipv4Address} from '../protocol/ipv4-address.js';
import {addRoute} from '../stack/route-table.js';
import {deviceAt, type Machine, machineOf, type World} from '../world.js';
import type {DhcpClient, DhcpLease} from './dhcp-client-state.js';

const SECOND = 1_000_000_000;
/** An infinite lease. */
const FOR_EVER = 0xffff_ffff;
/** Seconds: less is not believed. */
const SHORTEST_LEASE = 16;
const DEFAULT_PREFIX = 24;

/** What an ACK of `server` grants, from `now` on. */
export function leaseOf(message: DhcpMessage, server: Ipv4Address, now: number): DhcpLease {
	const seconds = Math.max(wordOf(message, DHCP_OPTION.leaseTime) ?? FOR_EVER, SHORTEST_LEASE);
	const duration = seconds === FOR_EVER ? Number.POSITIVE_INFINITY : seconds * SECOND;
	const timeOf = (code: number, share: number): number => {
		const given = wordOf(message, code);
		return now + (given === undefined || given >= seconds ? duration * share : given * SECOND);
	};
	const domain = textOf(message, DHCP_OPTION.domainName);
	return {
		address: message.yourAddress,
		prefix: prefixOf(wordOf(message, DHCP_OPTION.subnetMask)),
		server,
		routers: wordsOf(message, DHCP_OPTION.router),
		dns: wordsOf(message, DHCP_OPTION.dns),
		...(domain === undefined ? {} : {domain}),
		since: now,
		renew: timeOf(DHCP_OPTION.renewalTime, 1 / 2),
		rebind: timeOf(DHCP_OPTION.rebindingTime, 7 / 8),
		expiry: now + duration,
	};
}

/** Does `address` stand on `device` because a DHCP client put it there? */
export function isLeased({programs}: Machine, device: DeviceId, address: Ipv4Address): boolean {
	return (
		programs?.dhcpClients.some((client) => client.device === device && isConfigured(client) && client.lease?.address === address) ?? false
	);
}

/** Has it an address at the moment? */
export function isConfigured({state, lease}: DhcpClient): boolean {
	return lease !== undefined && (state === 'bound' || state === 'renewing' || state === 'rebinding');
}

/** Address and default route as the script of udhcpc sets them; what is there already stays. */
export function configure(world: World, id: DeviceId, {address, prefix, routers}: DhcpLease): void {
	const device = deviceAt(world, id);
	const machine = machineOf(world, id);
	addAddress(machine.stack, device, {kind: 'add-address', device: id, address, prefix, broadcast: broadcastOf(address, prefix)});
	for (const gateway of routers)
		addRoute(world, machine, {kind: 'add-route', machine: machine.id, network: 0, prefix: 0, gateway, device: id, origin: 'dhcp'});
}

/** Takes away what the lease had set. */
export function dropLease(world: World, client: DhcpClient): void {
	const {lease, device: id} = client;
	if (!lease) return;
	delete client.lease;
	const machine = machineOf(world, id);
	machine.stack.routes = machine.stack.routes.filter((route) => route.device !== id || route.origin !== 'dhcp');
	delAddress(world, machine, deviceAt(world, id), lease.address, lease.prefix);
}

function prefixOf(mask: number | undefined): number {
	return mask === undefined ? DEFAULT_PREFIX : Math.clz32(~mask >>> 0);
}
