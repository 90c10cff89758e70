/*
 * Routes: by which device, and to whom on its link?
 *
 * An address with a prefix on a device that is up makes a route: that subnet is
 * on this link. Others say that a subnet is behind a gateway, a neighbour that
 * passes packets on; the one with prefix 0 is the default route and fits
 * everything. The longest prefix wins, then the lowest metric, then the first in
 * the table, which is why a second NIC in the same subnet gets no traffic. A /32
 * makes no route.
 *
 * The packet for a far station and the frame for its gateway: the IP destination
 * stays, only the MAC is the gateway's. So ARP asks for the next hop, never for
 * a station behind it.
 *
 * A route outlives the carrier: with the cable out, packets still go that way,
 * ARP asks into the void, and the sender learns "host unreachable" after three
 * seconds. Only a device that is down has no route ("network is unreachable").
 *
 * Follows Linux net/ipv4/fib_frontend.c, fib_trie.c (fib_table_lookup), route.c.
 * Not modelled: other tables and rules, several next hops, TOS, types of routes
 * such as blackhole, multicast destinations.
 */
import type {Device} from '../device.js';
import type {DeviceId} from '../netdev.js';
import {
	broadcastOf,
	type Ipv4Address,
	isInSubnet,
	isLoopback,
	isMulticast,
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
	/** By this device to the neighbour `nextHop`: the destination itself, or a gateway. */
	| {kind: 'link'; device: DeviceId; source: Ipv4Address; nextHop: Ipv4Address}
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
	// The route to the addresses of lo is there while lo is up.
	const isUnheld = isLoopback(address) && machine.loopbackDown;
	if (!isUnheld && ownsAddress(world, machine, address)) return {kind: 'local', source: address};
	if (address === LIMITED_BROADCAST) return {kind: 'none'};
	const broadcast = broadcastRoute(machine.stack, address, by);
	if (broadcast) return {kind: 'broadcast', device: broadcast.device, source: broadcast.source};
	const best = isMulticast(address) ? undefined : routeTo(machine.stack, address, by);
	if (best) {
		const {device, gateway, bySelf} = best;
		const source =
			best.source === UNSPECIFIED ? selectSource(world, machine, deviceAt(world, device), gateway ?? UNSPECIFIED) : best.source;
		return {kind: 'link', device, source, nextHop: gateway === undefined || bySelf ? address : gateway};
	}
	if (by === undefined || !deviceAt(world, by).up) return {kind: 'none'};
	return {kind: 'link', device: by, source: selectSource(world, machine, deviceAt(world, by), address), nextHop: address};
}

/** The route that a packet for `address` takes (fib_table_lookup); with `by` only among those by that device. */
export function routeTo(stack: Stack, address: Ipv4Address, by?: DeviceId): Route | undefined {
	let best: Route | undefined;
	for (const route of stack.routes) {
		if (by !== undefined && route.device !== by) continue;
		if (isInSubnet(address, route.network, route.prefix) && (!best || isBetter(route, best))) best = route;
	}
	return best;
}

function isBetter(route: Route, than: Route): boolean {
	if (route.prefix !== than.prefix) return route.prefix > than.prefix;
	return metricOf(route) < metricOf(than);
}

export function metricOf({metric}: Route): number {
	return metric ?? 0;
}

/** The route of the subnet, on a device of the machine, whose broadcast address this is. */
export function broadcastRoute(stack: Stack, address: Ipv4Address, by?: DeviceId): Route | undefined {
	return stack.routes.find((route) => (by === undefined || route.device === by) && isBroadcastOf(route, address));
}

/** A /31 has two stations and no broadcast. Only addresses of the machine make one, no route that somebody added. */
function isBroadcastOf(route: Route, address: Ipv4Address): boolean {
	return isOfKernel(route) && route.prefix <= 30 && broadcastOf(route.network, route.prefix) === address;
}

function isOfKernel({origin}: Route): boolean {
	return origin === undefined || origin === 'kernel';
}

/** The routes that the addresses of `device` ask for; it came up. A secondary address asks for none. */
export function addRoutes(stack: Stack, device: Device): void {
	for (const own of device.addresses) addRouteOf(stack, device, own);
}

/** The route that one address of `device` asks for; one that is there keeps its place (fib_add_ifaddr). */
export function addRouteOf(stack: Stack, device: Device, {address, prefix}: {address: Ipv4Address; prefix: number}): void {
	const network = networkOf(address, prefix);
	if (prefix === 32 || isZeronet(network)) return;
	const isThere = stack.routes.some(
		(route) => isOfKernel(route) && route.device === device.id && route.network === network && route.prefix === prefix,
	);
	if (!isThere) stack.routes.push({network, prefix, device: device.id, source: address});
}

/** Without the routes by `device`, whoever made them; with `subnet`, only without the one that an address there made. */
export function removeRoutes(stack: Stack, device: DeviceId, subnet?: {network: Ipv4Address; prefix: number}): void {
	stack.routes = stack.routes.filter(
		(route) =>
			route.device !== device || (subnet && (!isOfKernel(route) || route.network !== subnet.network || route.prefix !== subnet.prefix)),
	);
}

/**
 * An address left `device`: routes that packets took with it as their source go (fib_sync_down_addr), and with the
 * last address all routes by the device (fib_disable_ip).
 */
export function addressGone(world: World, machine: Machine, device: Device, address: Ipv4Address): void {
	const {stack} = machine;
	if (device.addresses.length === 0) removeRoutes(stack, device.id);
	if (!ownsAddress(world, machine, address)) stack.routes = stack.routes.filter(({source}) => source !== address);
}
