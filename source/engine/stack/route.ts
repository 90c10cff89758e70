/*
 * Routes: by which device?
 *
 * An address with a prefix on a device that is up makes a route: that subnet is
 * on this link. The longest prefix wins; of two equal ones the older, which is
 * why a second NIC in the same subnet gets no traffic. A /32 makes no route.
 *
 * A route outlives the carrier: with the cable out, packets still go that way,
 * ARP asks into the void, and the sender learns "host unreachable" after three
 * seconds. Only a device that is down has no route ("network is unreachable").
 *
 * Follows Linux net/ipv4/fib_frontend.c (fib_add_ifaddr, fib_del_ifaddr). Not
 * modelled: gateways, other tables, metrics, forwarding: no machine is a router.
 */
import type {Device} from '../device.js';
import type {DeviceId} from '../netdev.js';
import {
	broadcastOf,
	type Ipv4Address,
	isInSubnet,
	isZeronet,
	LIMITED_BROADCAST,
	LOOPBACK,
	networkOf,
	UNSPECIFIED,
} from '../protocol/ipv4-address.js';
import {deviceAt, type Machine, type World} from '../world.js';
import {ownsAddress, selectSource} from './address.js';
import type {Route, Stack} from './stack-state.js';

export type Way =
	/** The machine's own address. */
	| {kind: 'local'; source: Ipv4Address}
	/** The destination is a neighbour on this device. */
	| {kind: 'link'; device: DeviceId; source: Ipv4Address}
	/** The broadcast address of a subnet on this device. */
	| {kind: 'broadcast'; device: DeviceId; source: Ipv4Address}
	/** Network is unreachable. */
	| {kind: 'none'};

/**
 * The way to `address` (ip_route_output_key). With `by` only routes by that device count; when it has none, the
 * destination is taken for its neighbour.
 */
export function wayTo(world: World, machine: Machine, address: Ipv4Address, by?: DeviceId): Way {
	if (address === UNSPECIFIED) return {kind: 'local', source: LOOPBACK};
	if (ownsAddress(world, machine, address)) return {kind: 'local', source: address};
	if (address === LIMITED_BROADCAST) return {kind: 'none'};
	const routes = by === undefined ? machine.stack.routes : machine.stack.routes.filter(({device}) => device === by);
	const broadcast = routes.find((route) => isBroadcastOf(route, address));
	if (broadcast) return {kind: 'broadcast', device: broadcast.device, source: broadcast.source};
	let best: Route | undefined;
	for (const route of routes) {
		if (isInSubnet(address, route.network, route.prefix) && (!best || route.prefix > best.prefix)) best = route;
	}
	if (best) return {kind: 'link', device: best.device, source: best.source};
	if (by === undefined || !deviceAt(world, by).up) return {kind: 'none'};
	return {kind: 'link', device: by, source: selectSource(world, machine, deviceAt(world, by), address)};
}

/** A /31 has two stations and no broadcast. */
function isBroadcastOf(route: Route, address: Ipv4Address): boolean {
	return route.prefix <= 30 && broadcastOf(route.network, route.prefix) === address;
}

/** The routes that the addresses of `device` ask for; it is up. Those that are there keep their place, so a secondary address makes none. */
export function addRoutes(stack: Stack, device: Device): void {
	for (const {address, prefix} of device.addresses) {
		const network = networkOf(address, prefix);
		if (prefix === 32 || isZeronet(network)) continue;
		const isThere = stack.routes.some((route) => route.device === device.id && route.network === network && route.prefix === prefix);
		if (!isThere) stack.routes.push({network, prefix, device: device.id, source: address});
	}
}

/** Without the routes by `device`; with `network`, only that one. */
export function removeRoutes(stack: Stack, device: DeviceId, subnet?: {network: Ipv4Address; prefix: number}): void {
	stack.routes = stack.routes.filter(
		(route) => route.device !== device || (subnet && (route.network !== subnet.network || route.prefix !== subnet.prefix)),
	);
}
