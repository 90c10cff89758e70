/*
 * The way between a switch and its controller
 *
 * The control connection is TCP over whatever network the two have in common. It is not made of frames
 * here: a letter goes from the switch's machine by the device that its routes name, and arrives at the
 * device that has the controller's address, after the latency of their links. It is lost when one of the two is down
 * or has no carrier, so a cut cable is silence, as in reality.
 *
 * Not modelled: TCP retransmission (what is lost stays lost), ARP, and what lies between the two devices: a management
 * network is taken to work.
 */
import {type DeviceId, isOperational} from '../netdev.js';
import {type Ipv4Address, isLoopback, parseIpv4} from '../protocol/ipv4-address.js';
import {wayTo} from '../stack/route.js';
import {deviceAt, type Machine, type World} from '../world.js';

/** Of a link that nobody describes, ns. */
const DEFAULT_LATENCY = 1000;

export interface Target {
	address: Ipv4Address;
	port: number;
}

/** OpenFlow has this port (IANA). */
export const OPENFLOW_PORT = 6653;

/** `tcp:10.0.0.9` or `tcp:10.0.0.9:6633`; `undefined` for anything else. */
export function parseTarget(text: string, defaultPort = OPENFLOW_PORT): Target | undefined {
	const [method, host = '', port, ...more] = text.split(':');
	const address = parseIpv4(host);
	if (method !== 'tcp' || address === undefined || more.length > 0) return undefined;
	const number = port === undefined ? defaultPort : Number(port);
	return Number.isInteger(number) && number > 0 && number <= 0xffff ? {address, port: number} : undefined;
}

export type Route =
	/** `near` is the switch's device, `far` the controller's; both are `undefined` within one machine. */
	| {kind: 'route'; near: DeviceId | undefined; far: DeviceId | undefined; latency: number}
	/** The address is in a subnet that the machine knows, but nobody has it. */
	| {kind: 'nobody'}
	/** Network is unreachable. */
	| {kind: 'none'};

/** How letters from `machine` go to `address`. */
export function routeTo(world: World, machine: Machine, address: Ipv4Address): Route {
	const way = isLoopback(address) ? {kind: 'local' as const} : wayTo(world, machine, address);
	switch (way.kind) {
		case 'none':
			return {kind: 'none'};
		case 'local':
			return {kind: 'route', near: undefined, far: undefined, latency: DEFAULT_LATENCY};
		case 'link':
		case 'broadcast': {
			const far = holderOf(world, machine, address);
			return far === undefined ? {kind: 'nobody'} : {kind: 'route', near: way.device, far, latency: latency(world, way.device, far)};
		}
		default:
			return way satisfies never;
	}
}

/** The first device of another machine that has `address`. */
function holderOf(world: World, machine: Machine, address: Ipv4Address): DeviceId | undefined {
	for (const other of world.machines) {
		if (other === machine) continue;
		const holder = other.devices.find((id) => deviceAt(world, id).addresses.some((own) => own.address === address));
		if (holder !== undefined) return holder;
	}
	return undefined;
}

function latency(world: World, near: DeviceId, far: DeviceId): number {
	const [a, b] = [near, far].map((id) => linkOf(world, id));
	if (a !== undefined && a === b) return world.links[a]?.latency ?? DEFAULT_LATENCY;
	return [a, b].reduce<number>((sum, link) => sum + (link === undefined ? 0 : (world.links[link]?.latency ?? 0)), 0) || DEFAULT_LATENCY;
}

function linkOf(world: World, id: DeviceId): number | undefined {
	const device = deviceAt(world, id);
	return 'link' in device && device.link !== -1 ? device.link : undefined;
}

/** Can anything pass now? */
export function isOpen(world: World, route: Route): boolean {
	if (route.kind !== 'route') return false;
	return [route.near, route.far].every((id) => id === undefined || isOperational(deviceAt(world, id)));
}
