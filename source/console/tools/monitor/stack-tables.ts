/** Addresses, routes and neighbours, as `ip monitor` tells of them. */
import type {Device} from '../../../engine/device.js';
import {fdbOf} from '../../../engine/devices/bridge/ports.js';
import {formatMac} from '../../../engine/mac.js';
import {deviceAt} from '../../../engine/world.js';
import type {Options, Place} from '../../command.js';
import {addressesOf, LOOPBACK_ADDRESS, printAddress} from '../../print/addresses.js';
import {entryRow} from '../../print/fdb.js';
import {localRoutesOf, printLocalRoute} from '../../print/local-routes.js';
import {printNeighbour} from '../../print/neighbours.js';
import {words} from '../../print/piece.js';
import {inKernelOrder, printRoute} from '../../print/routes.js';
import {machineAt} from '../../resolve.js';
import type {Sight, Table} from './message.js';

export function addressTable(place: Place, devices: readonly Device[], withLoopback: boolean, options: Options): Table {
	const lo = withLoopback && !machineAt(place).loopbackDown ? [LOOPBACK_ADDRESS] : [];
	const entries = [...lo, ...devices.flatMap(addressesOf)].map((shown): [string, Sight] => [
		`${shown.ifindex} ${shown.address}/${shown.prefix}`,
		{said: printAddress(shown, {...options, oneline: true})},
	]);
	return {label: '[ADDR]', entries: new Map(entries)};
}

/** With a new address come, in this order, the route to itself, to its subnet and to the broadcast address; they go in another. */
const RANKS = {local: {added: 0, gone: 2}, main: {added: 1, gone: 0}, broadcast: {added: 2, gone: 1}} as const;

export function routeTable(place: Place, isWatched: (device: string) => boolean, options: Options): Table {
	const {world} = place;
	const machine = machineAt(place);
	const local = localRoutesOf(world, machine)
		.filter(({device}) => isWatched(device))
		.map((route): [string, Sight] => [
			`${route.type} ${route.address} ${route.device}`,
			{said: printLocalRoute(route, {numeric: options.numeric, withTable: true, withDevice: true}), rank: RANKS[route.type]},
		]);
	const main = inKernelOrder(machine)
		.filter(({device}) => isWatched(deviceAt(world, device).name))
		.map((route): [string, Sight] => [
			`${route.network}/${route.prefix} ${route.metric ?? 0} ${route.device}`,
			{
				said: printRoute(world, route, {...options, hidden: new Set()}),
				rank: RANKS.main,
				same: `${route.gateway ?? ''} ${route.source} ${route.origin ?? ''}`,
			},
		]);
	return {label: '[ROUTE]', entries: new Map([...local, ...main])};
}

/** States in which the kernel tells of a neighbour by itself: not while it asks for the first time, and not while it waits to ask again. */
const TOLD = ['reachable', 'stale', 'probe', 'failed', 'permanent'];

/** Neighbours of the stack. */
export function neighbourTable(
	place: Place,
	isWatched: (device: number) => boolean,
	{brief, statistics}: Options,
	withDevice: boolean,
): Table {
	const {world} = place;
	const entries = machineAt(place)
		.stack.neighbours.filter(({device}) => isWatched(device))
		.map((entry): [string, Sight] => {
			const isTold = TOLD.includes(entry.state);
			const said = printNeighbour(world, entry, {brief, statistics: statistics > 0, withDevice});
			return [`${entry.device} ${entry.address}`, {said, same: isTold ? `${entry.state} ${entry.mac}` : UNTOLD}];
		});
	return {label: '[NEIGH]', entries: new Map(entries), isQuiet: (_, after) => after.same === UNTOLD};
}

const UNTOLD = 'untold';

const STATES: Readonly<Record<string, string>> = {permanent: 'PERMANENT', static: 'NOARP', stale: 'STALE', '': 'REACHABLE'};

/** `ip monitor neigh` hears of entries of a bridge, too, and tells of them as of neighbours without an address. */
export function forwardingTable(place: Place, devices: readonly Device[], withDevice: boolean): Table {
	const {world} = place;
	const entries = new Map<string, Sight>();
	for (const bridge of devices) {
		if (bridge.kind !== 'bridge') continue;
		for (const entry of fdbOf(bridge, world.now)) {
			const {mac, vid, device, state, flags} = entryRow(entry, deviceAt(world, entry.device), bridge);
			const where = withDevice ? `dev ${device.name} ` : '';
			const said = words(`${where}lladdr ${formatMac(mac)} ${flags.includes('extern_learn') ? 'extern_learn ' : ''}${STATES[state]} \n`);
			entries.set(`${bridge.id} ${vid} ${mac}`, {said, same: `${device.id} ${state === 'stale' ? '' : state} ${flags}`});
		}
	}
	return {label: '[NEIGH]', entries};
}
