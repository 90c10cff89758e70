/**
 * The routes that the kernel makes for its own addresses, in the table `local`: the address itself, and the
 * broadcast address of its subnet where that has one (fib_add_ifaddr). They need no place in the engine: they
 * are there while the device has the address, those to broadcast addresses while it is up, too.
 */
import type {Device} from '../../engine/device.js';
import {broadcastOf, formatIpv4, type Ipv4Address, networkOf} from '../../engine/protocol/ipv4-address.js';
import {isSecondary} from '../../engine/stack/address.js';
import {deviceAt, type Machine, type World} from '../../engine/world.js';
import type {Options} from '../command.js';
import {all, both, type Piece, words} from './piece.js';

export interface LocalRoute {
	type: 'local' | 'broadcast';
	address: Ipv4Address;
	prefix: number;
	device: string;
	source: Ipv4Address;
	/** The device has no carrier; it is said of broadcast addresses only. */
	linkDown: boolean;
}

const TYPES = {local: '2', broadcast: '3'} as const;
const SCOPES = {local: ['host', '254'], broadcast: ['link', '253']} as const;

/** By address, as the kernel lists them. */
export function localRoutesOf(world: World, machine: Machine): LocalRoute[] {
	const own = machine.devices.flatMap((id) => routesOfDevice(deviceAt(world, id)));
	return [...own, ...(machine.loopbackDown ? [] : LOOPBACK_ROUTES)].sort((a, b) => a.address - b.address || a.prefix - b.prefix);
}

const LOOPBACK_ADDRESS = 0x7f00_0001;
const LOOPBACK_ROUTES: readonly LocalRoute[] = [
	{type: 'local', address: 0x7f00_0000, prefix: 8, device: 'lo', source: LOOPBACK_ADDRESS, linkDown: false},
	{type: 'local', address: LOOPBACK_ADDRESS, prefix: 32, device: 'lo', source: LOOPBACK_ADDRESS, linkDown: false},
	{type: 'broadcast', address: 0x7fff_ffff, prefix: 32, device: 'lo', source: LOOPBACK_ADDRESS, linkDown: false},
];

function routesOfDevice({addresses, up, carrier, name}: Device): LocalRoute[] {
	const known = new Set<string>();
	return addresses
		.flatMap(({address, prefix, broadcast}, index): LocalRoute[] => {
			const first = isSecondary(addresses, index)
				? addresses.find((other) => other.prefix === prefix && networkOf(other.address, prefix) === networkOf(address, prefix))
				: undefined;
			const source = first?.address ?? address;
			const last = broadcastOf(address, prefix);
			const route = (type: LocalRoute['type'], to: Ipv4Address): LocalRoute => ({
				type,
				address: to,
				prefix: 32,
				device: name,
				source,
				linkDown: type === 'broadcast' && !carrier,
			});
			return [
				route('local', address),
				...(!up || broadcast === undefined || broadcast === last ? [] : [route('broadcast', broadcast)]),
				...(up && prefix < 31 ? [route('broadcast', last)] : []),
			];
		})
		.filter(({type, address}) => known.size !== known.add(`${type} ${address}`).size);
}

export interface LocalRouteStyle extends Pick<Options, 'numeric'> {
	/** Off where a filter has fixed it. */
	withTable: boolean;
	withDevice: boolean;
}

/** One line. */
export function printLocalRoute(route: LocalRoute, {numeric, withTable, withDevice}: LocalRouteStyle): Piece {
	const type = numeric ? TYPES[route.type] : route.type;
	const scope = SCOPES[route.type][numeric ? 1 : 0];
	const protocol = numeric ? '2' : 'kernel';
	const destination = `${formatIpv4(route.address)}${route.prefix === 32 ? '' : `/${route.prefix}`}`;
	return all(
		both('type', type, `${type} `),
		both('dst', destination, `${destination} `),
		withDevice ? both('dev', route.device) : undefined,
		withTable ? both('table', numeric ? '255' : 'local') : undefined,
		both('protocol', protocol, `proto ${protocol} `),
		both('scope', scope),
		both('prefsrc', formatIpv4(route.source), `src ${formatIpv4(route.source)} `),
		route.linkDown ? both('flags', ['linkdown'], 'linkdown ') : both('flags', [], ''),
		words('\n'),
	);
}
