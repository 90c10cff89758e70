/*
 * The routing table by hand
 *
 * A route by a gateway is taken only if the gateway is a neighbour: there must be
 * a route to it that needs no gateway itself. This is asked when the route is
 * made, and not again: when the address goes by which the gateway was near, the
 * route stays, and packets that take it ask by ARP in vain.
 *
 * Two routes are the same when subnet and metric are: `add` refuses the second,
 * `append` puts it behind, `prepend` before, `replace` in its place.
 *
 * Follows fib_table_insert, fib_table_delete, fib_create_info, fib_check_nh. Not modelled: the same address on two
 * devices as a gateway (the kernel takes the device that had it first, this table the one made first).
 */
import {type ChangeResult, DONE, refused} from '../change.js';
import {type Ipv4Address, isLoopback, networkOf} from '../protocol/ipv4-address.js';
import {deviceAt, type Machine, type World} from '../world.js';
import {ownsAddress} from './address.js';
import {broadcastRoute, metricOf, routeTo} from './route.js';
import type {RouteChange} from './route-change.js';
import type {Route, Stack} from './stack-state.js';

type AddRoute = Extract<RouteChange, {kind: 'add-route'}>;
type DelRoute = Extract<RouteChange, {kind: 'del-route'}>;

/** Adds a route as `ip route` asks for it. */
export function addRoute(world: World, machine: Machine, change: AddRoute): ChangeResult {
	const {network, prefix, metric = 0, origin = 'boot', verb = 'add'} = change;
	// 0.0.0.0 is no gateway.
	const gateway = change.gateway || undefined;
	const fault = prefixFault(network, prefix);
	if (fault) return fault;
	const hop = nextHop(world, machine, gateway, change);
	if (typeof hop === 'object') return hop;
	const source = change.source ?? 0;
	if (source !== 0 && !ownsAddress(world, machine, source)) return refused('EINVAL', 'Invalid prefsrc address');
	const route: Route = {
		network,
		prefix,
		device: hop,
		source,
		...(gateway === undefined ? {} : {gateway}),
		...(gateway !== undefined && ownsAddress(world, machine, gateway) ? {bySelf: true} : {}),
		...(metric === 0 ? {} : {metric}),
		origin,
	};
	return insert(machine.stack, route, verb);
}

/** Removes the first route that has all that `change` names. */
export function delRoute({stack}: Machine, change: DelRoute): ChangeResult {
	const {network, prefix, gateway, device, source, metric, origin} = change;
	const fault = prefixFault(network, prefix);
	if (fault) return fault;
	const gone = sorted(stack).find(
		(route) =>
			route.network === network &&
			route.prefix === prefix &&
			(gateway === undefined || route.gateway === gateway) &&
			(device === undefined || route.device === device) &&
			(source === undefined || route.source === source) &&
			(metric === undefined || metric === 0 || metricOf(route) === metric) &&
			(origin === undefined || (route.origin ?? 'kernel') === origin),
	);
	if (!gone) return refused('ESRCH');
	stack.routes = stack.routes.filter((route) => route !== gone);
	return DONE;
}

/** The table as `ip route` lists it: by subnet, the larger ones later, then by metric, then as they are tried. */
export function sorted({routes}: Stack): Route[] {
	return routes.toSorted((a, b) => a.network - b.network || b.prefix - a.prefix || metricOf(a) - metricOf(b));
}

function prefixFault(network: Ipv4Address, prefix: number): ChangeResult | undefined {
	if (!Number.isInteger(prefix) || prefix < 0 || prefix > 32) return refused('EINVAL', 'Invalid prefix length');
	return networkOf(network, prefix) === network ? undefined : refused('EINVAL', 'Invalid prefix for given prefix length');
}

/** The device of the route, or why there is none. */
function nextHop(world: World, machine: Machine, gateway: Ipv4Address | undefined, {device, onLink}: AddRoute): number | ChangeResult {
	if (device !== undefined && deviceAt(world, device).machine !== machine.id) return refused('ENODEV');
	const isDown = device !== undefined && !deviceAt(world, device).up;
	if (gateway === undefined) {
		if (device === undefined) return refused('ENODEV');
		return isDown ? refused('ENETDOWN', 'Device for nexthop is not up') : device;
	}
	if (onLink) {
		if (device === undefined) return refused('ENODEV', 'Nexthop device required for onlink');
		if (isDown) return refused('ENETDOWN', 'Nexthop device is not up');
		return isNobodysNeighbour(machine, gateway) || ownsAddress(world, machine, gateway)
			? refused('EINVAL', 'Nexthop has invalid gateway')
			: device;
	}
	const by = gatewayDevice(world, machine, gateway, device);
	return by ?? refused(isNobodysNeighbour(machine, gateway) ? 'EINVAL' : 'ENETUNREACH', 'Nexthop has invalid gateway');
}

/** The device by which `gateway` is a neighbour, among all or only `device`; `undefined` when there is none. */
export function gatewayDevice(world: World, machine: Machine, gateway: Ipv4Address, device?: number): number | undefined {
	const own = ownDevices(world, machine, gateway);
	if (own.length > 0) return device === undefined ? own[0] : own.find((id) => id === device);
	return isNobodysNeighbour(machine, gateway) ? undefined : nearRoute(machine.stack, gateway, device)?.device;
}

/** The route to a gateway: one that needs no gateway itself (scope link). */
function nearRoute(stack: Stack, gateway: Ipv4Address, device: number | undefined): Route | undefined {
	return routeTo({...stack, routes: stack.routes.filter((route) => route.gateway === undefined)}, gateway, device);
}

function isNobodysNeighbour({stack}: Machine, address: Ipv4Address): boolean {
	return address === 0 || address >>> 28 >= 0xe || isLoopback(address) || broadcastRoute(stack, address) !== undefined;
}

/** The devices that have the address: the kernel takes itself for a gateway, and asks for it by ARP. */
function ownDevices(world: World, machine: Machine, address: Ipv4Address): number[] {
	return machine.devices.filter((id) => {
		const device = deviceAt(world, id);
		return device.up && device.addresses.some((own) => own.address === address);
	});
}

function insert(stack: Stack, route: Route, verb: NonNullable<AddRoute['verb']>): ChangeResult {
	const {routes} = stack;
	const rivals = routes.filter(
		({network, prefix, metric = 0}) => network === route.network && prefix === route.prefix && metric === metricOf(route),
	);
	const [first] = rivals;
	if (!first) {
		if (verb === 'change') return refused('ENOENT');
		stack.routes = [...routes, route];
		return DONE;
	}
	if (verb === 'add') return refused('EEXIST');
	const same = rivals.find((other) => isSame(other, route));
	const at = routes.indexOf(first);
	if (verb === 'replace' || verb === 'change') {
		if (same) return same === first ? DONE : refused('EEXIST');
		stack.routes = routes.with(at, route);
		return DONE;
	}
	if (same) return refused('EEXIST');
	stack.routes = verb === 'append' ? [...routes, route] : routes.toSpliced(at, 0, route);
	return DONE;
}

function isSame(a: Route, b: Route): boolean {
	return a.device === b.device && a.gateway === b.gateway && a.source === b.source && (a.origin ?? 'kernel') === (b.origin ?? 'kernel');
}
