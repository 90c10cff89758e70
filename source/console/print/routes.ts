/** `ip route`: one line a route, and what `get` answers (print_route of iproute2). */
import type {Device} from '../../engine/device.js';
import {isOperational} from '../../engine/netdev.js';
import {formatIpv4, type Ipv4Address} from '../../engine/protocol/ipv4-address.js';
import type {Way} from '../../engine/stack/route.js';
import type {Route, RouteOrigin} from '../../engine/stack/stack-state.js';
import {deviceAt, type Machine, type World} from '../../engine/world.js';
import type {Options} from '../command.js';
import {LOOPBACK} from '../resolve.js';
import {all, both, NOTHING, type Piece, words} from './piece.js';

/** What a filter has fixed is not repeated in each line. */
export interface RouteStyle extends Pick<Options, 'details' | 'numeric'> {
	hidden: ReadonlySet<'via' | 'dev' | 'proto' | 'scope' | 'src' | 'metric'>;
	/** Say with `-d` which table it is in, as where several are listed. */
	withTable?: boolean;
}

/** In the order of the kernel's tree: by network, the longer prefix first, then by metric. */
export function inKernelOrder({stack}: Machine): Route[] {
	return stack.routes.toSorted((a, b) => a.network - b.network || b.prefix - a.prefix || (a.metric ?? 0) - (b.metric ?? 0));
}

export function scopeOf({gateway}: Pick<Route, 'gateway'>): 'link' | 'global' {
	return gateway === undefined ? 'link' : 'global';
}

/** What `-N` writes for names: RTPROT_*, RT_SCOPE_*, RTN_*. */
const PROTOCOLS: Readonly<Record<RouteOrigin, string>> = {kernel: '2', boot: '3', static: '4', dhcp: '16'};
const SCOPES = {link: '253', global: '0'} as const;
const TYPES = {unicast: '1', local: '2', broadcast: '3'} as const;

const typeOf = (type: keyof typeof TYPES, numeric: boolean): Piece => {
	const shown = numeric ? TYPES[type] : type;
	return both('type', shown, `${shown} `);
};

/** `10.0.0.0/24`, `default`, or the address alone when it is one station. */
function formatDestination(network: Ipv4Address, prefix: number): string {
	if (prefix === 0) return 'default';
	return prefix === 32 ? formatIpv4(network) : `${formatIpv4(network)}/${prefix}`;
}

export function printRoute(world: World, route: Route, {details, numeric, hidden, withTable}: RouteStyle): Piece {
	const device = deviceAt(world, route.device);
	const origin = route.origin ?? 'kernel';
	const protocol = numeric ? PROTOCOLS[origin] : origin;
	const scope = scopeOf(route);
	const shownScope = numeric ? SCOPES[scope] : scope;
	const destination = formatDestination(route.network, route.prefix);
	return all(
		details ? typeOf('unicast', numeric) : undefined,
		both('dst', destination, `${destination} `),
		route.gateway === undefined || hidden.has('via') ? undefined : gateway(route.gateway),
		hidden.has('dev') ? undefined : both('dev', device.name),
		details && withTable ? both('table', numeric ? '254' : 'main') : undefined,
		// What a person adds has protocol `boot`, of which nothing is said.
		(origin === 'boot' && !details) || hidden.has('proto') ? undefined : both('protocol', protocol, `proto ${protocol} `),
		(scope === 'global' && !details) || hidden.has('scope') ? undefined : both('scope', shownScope),
		route.source === 0 || hidden.has('src') ? undefined : source(route.source),
		route.metric === undefined || route.metric === 0 || hidden.has('metric') ? undefined : both('metric', route.metric),
		flags(hasCarrier(device) ? [] : ['linkdown']),
		words('\n'),
	);
}

function gateway(address: Ipv4Address): Piece {
	return both('gateway', formatIpv4(address), `via ${formatIpv4(address)} `);
}

function source(address: Ipv4Address): Piece {
	return both('prefsrc', formatIpv4(address), `src ${formatIpv4(address)} `);
}

function flags(names: readonly string[]): Piece {
	return both('flags', names, names.map((name) => `${name} `).join(''));
}

/** RTNH_F_LINKDOWN: the device is on, and has no carrier. */
function hasCarrier(device: Device): boolean {
	return isOperational(device);
}

/** Two lines; the second is about the route cache, which is no more. */
export function printWay(
	world: World,
	address: Ipv4Address,
	way: Exclude<Way, {kind: 'none'}>,
	style: Pick<Options, 'details' | 'numeric'>,
): Piece {
	const {type, via, device, cache} = partsOf(world, address, way);
	return all(
		type !== 'unicast' || style.details ? typeOf(type, style.numeric) : undefined,
		both('dst', formatIpv4(address), `${formatIpv4(address)} `),
		via,
		both('dev', device),
		style.details ? both('table', style.numeric ? '254' : 'main') : undefined,
		source(way.source),
		flags([]),
		both('uid', 0),
		both('cache', cache, `\n    cache ${cache.length === 0 ? '' : `<${cache.join(',')}> `}`),
		words('\n'),
	);
}

interface Parts {
	type: 'unicast' | 'local' | 'broadcast';
	via: Piece;
	device: string;
	cache: readonly string[];
}

function partsOf(world: World, address: Ipv4Address, way: Exclude<Way, {kind: 'none'}>): Parts {
	switch (way.kind) {
		case 'local':
			return {type: 'local', via: NOTHING, device: LOOPBACK, cache: ['local']};
		case 'broadcast':
			return {type: 'broadcast', via: NOTHING, device: deviceAt(world, way.device).name, cache: ['local', 'brd']};
		case 'link': {
			const via = way.nextHop === address ? NOTHING : gateway(way.nextHop);
			return {type: 'unicast', via, device: deviceAt(world, way.device).name, cache: []};
		}
		default:
			return way satisfies never;
	}
}
