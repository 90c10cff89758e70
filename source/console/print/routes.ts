/** `ip route`: one line a route, and what `get` answers (print_route of iproute2). */
import type {Device} from '../../engine/device.js';
import {isOperational} from '../../engine/netdev.js';
import {formatIpv4, type Ipv4Address} from '../../engine/protocol/ipv4-address.js';
import type {Way} from '../../engine/stack/route.js';
import type {Route} from '../../engine/stack/stack-state.js';
import {deviceAt, type Machine, type World} from '../../engine/world.js';
import {LOOPBACK} from '../resolve.js';

/** What a filter has fixed is not repeated in each line. */
export interface RouteStyle {
	details: boolean;
	hidden: ReadonlySet<'via' | 'dev' | 'proto' | 'scope' | 'src' | 'metric'>;
}

/** In the order of the kernel's tree: by network, the longer prefix first, then by metric. */
export function inKernelOrder({stack}: Machine): Route[] {
	return stack.routes.toSorted((a, b) => a.network - b.network || b.prefix - a.prefix || (a.metric ?? 0) - (b.metric ?? 0));
}

export function scopeOf({gateway}: Pick<Route, 'gateway'>): 'link' | 'global' {
	return gateway === undefined ? 'link' : 'global';
}

/** `10.0.0.0/24`, `default`, or the address alone when it is one station. */
function formatDestination(network: Ipv4Address, prefix: number): string {
	if (prefix === 0) return 'default';
	return prefix === 32 ? formatIpv4(network) : `${formatIpv4(network)}/${prefix}`;
}

export function printRoute(world: World, route: Route, {details, hidden}: RouteStyle): string {
	const device = deviceAt(world, route.device);
	const protocol = route.origin ?? 'kernel';
	const scope = scopeOf(route);
	const words = [
		...(details ? ['unicast'] : []),
		formatDestination(route.network, route.prefix),
		...(route.gateway === undefined || hidden.has('via') ? [] : [`via ${formatIpv4(route.gateway)}`]),
		...(hidden.has('dev') ? [] : [`dev ${device.name}`]),
		// What a person adds has protocol `boot`, of which nothing is said.
		...((protocol === 'boot' && !details) || hidden.has('proto') ? [] : [`proto ${protocol}`]),
		...((scope === 'global' && !details) || hidden.has('scope') ? [] : [`scope ${scope}`]),
		...(route.source === 0 || hidden.has('src') ? [] : [`src ${formatIpv4(route.source)}`]),
		...(route.metric === undefined || route.metric === 0 || hidden.has('metric') ? [] : [`metric ${route.metric}`]),
		...(hasCarrier(device) ? [] : ['linkdown']),
	];
	return `${words.join(' ')} \n`;
}

/** RTNH_F_LINKDOWN: the device is on, and has no carrier. */
function hasCarrier(device: Device): boolean {
	return isOperational(device);
}

/** Two lines; the second is about the route cache, which is no more. */
export function printWay(world: World, address: Ipv4Address, way: Exclude<Way, {kind: 'none'}>): string {
	const rest = `src ${formatIpv4(way.source)} uid 0 \n    cache`;
	switch (way.kind) {
		case 'local':
			return `local ${formatIpv4(address)} dev ${LOOPBACK} ${rest} <local> \n`;
		case 'broadcast':
			return `broadcast ${formatIpv4(address)} dev ${deviceAt(world, way.device).name} ${rest} <local,brd> \n`;
		case 'link': {
			const via = way.nextHop === address ? '' : `via ${formatIpv4(way.nextHop)} `;
			return `${formatIpv4(address)} ${via}dev ${deviceAt(world, way.device).name} ${rest} \n`;
		}
		default:
			return way satisfies never;
	}
}
