/** `ip neigh`: what ARP found out (print_neigh, print_neigh_brief, print_cacheinfo). */
import {formatMac} from '../../engine/mac.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {isUsable} from '../../engine/stack/neighbour-table.js';
import type {Neighbour} from '../../engine/stack/stack-state.js';
import {deviceAt, type World} from '../../engine/world.js';
import {all, both, NOTHING, type Piece, words} from './piece.js';
import {SECOND} from './timer.js';

export interface NeighbourStyle {
	brief: boolean;
	statistics: boolean;
	/** Off when the listing is of one device. */
	withDevice: boolean;
}

/** One line. */
export function printNeighbour(world: World, entry: Neighbour, {brief, statistics, withDevice}: NeighbourStyle): Piece {
	const address = formatIpv4(entry.address);
	const {name} = deviceAt(world, entry.device);
	const mac = isUsable(entry) ? formatMac(entry.mac) : undefined;
	if (brief)
		return all(
			both('dst', address, `${address.padEnd(39)} `),
			withDevice ? both('dev', name, `${name.padEnd(16)} `) : undefined,
			mac === undefined ? undefined : both('lladdr', mac, mac),
			words('\n'),
		);
	const state = entry.state.toUpperCase();
	return all(
		both('dst', address, `${address} `),
		withDevice ? both('dev', name) : undefined,
		mac === undefined ? undefined : both('lladdr', mac),
		statistics ? times(entry, world.now) : undefined,
		both('state', [state], `${state} `),
		words('\n'),
	);
}

/** A new entry counts as confirmed long ago: twice the time that a confirmation is good for (neigh_create). */
const NEVER_CONFIRMED = 60;

/** Seconds since it was used, confirmed and changed, and the requests sent. A timer that runs holds the entry. */
function times({timer, used, confirmed, updated, probes}: Neighbour, now: number): Piece {
	const since = (time: number) => Math.floor((now - time) / SECOND);
	const known = Number.isFinite(updated) ? updated : used;
	const trusted = Number.isFinite(confirmed) ? since(confirmed) : since(known) + NEVER_CONFIRMED;
	return all(
		Number.isFinite(timer) ? both('refcnt', 1, ' ref 1') : NOTHING,
		both('used', since(used), ` used ${since(used)}`),
		both('confirmed', trusted, `/${trusted}`),
		both('updated', since(known), `/${since(known)}`),
		both('probes', probes, `probes ${probes} `),
	);
}
