/*
 * Who sends when, and to whom
 *
 * First everybody announces itself once by a broadcast, as guests do when they boot, evenly over
 * WARM_UP seconds and in shuffled order. Then stations talk: one asks, the other answers, `rate` frames a second in
 * the whole fabric. Partners are drawn from the VLAN (`uniform`), from the tenant (`tenant`), or such that
 * a few stations take part in most of it (`gravity`: the weight of the one of rank k is about k^-2/3). All chance
 * comes from one seed.
 *
 * Not modelled: bursts, connections of different length, and broadcasts after the first one.
 */
import {nextRandom, type Seeded} from '../random.js';
import type {FabricParameters} from './parameters.js';
import {shuffled, type Topology, tenantMember, tenantOf, tenantSize} from './topology.js';

/** Seconds in which everybody announces itself; what is measured is measured after that. */
export const WARM_UP = 10;

/** Who was drawn; -1: nobody to talk to. */
export interface Pair {
	from: number;
	to: number;
}

/** Does the station ever send? A fixed choice of the seed; the attacker does. */
export function isActive({active, seed}: Pick<FabricParameters, 'active' | 'seed'>, station: number): boolean {
	if (active >= 1) return true;
	let mixed = Math.imul(station + 1, 0x9e37_79b1) ^ seed;
	mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
	mixed ^= mixed >>> 16;
	return (mixed >>> 0) / 0x1_0000_0000 < active;
}

/** Stations that ever send. */
export function countActive(parameters: Pick<FabricParameters, 'active' | 'seed'>, {stations}: Topology): number {
	if (parameters.active >= 1) return stations;
	let count = 0;
	for (let station = 0; station < stations; station++) if (isActive(parameters, station)) count++;
	return count;
}

/** Draws two stations that talk. */
export function drawPair(parameters: FabricParameters, topology: Topology, chance: Seeded, pair: Pair): void {
	const {traffic} = parameters;
	pair.from = drawActive(parameters, topology, chance, traffic === 'gravity');
	pair.to = -1;
	if (pair.from === -1) return;
	for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
		const other = drawPartner(parameters, topology, chance, pair.from);
		if (other === pair.from) continue;
		pair.to = other;
		// Late in the search a station that is there but never answers will do.
		if (isActive(parameters, other)) return;
	}
}

const ATTEMPTS = 200;

function drawPartner(parameters: FabricParameters, topology: Topology, chance: Seeded, from: number): number {
	const {vlans, tenants} = topology;
	const {traffic} = parameters;
	if (traffic !== 'tenant' && vlans === 1) return drawAny(topology, chance, traffic === 'gravity');
	let tenant = tenantOf(topology, from);
	if (traffic !== 'tenant' && vlans < tenants) {
		const vlan = tenant % vlans;
		tenant = vlan + vlans * below(chance, Math.floor((tenants - vlan - 1) / vlans) + 1, false);
	}
	const size = tenantSize(topology, tenant);
	return size === 0 ? from : tenantMember(topology, tenant, below(chance, size, traffic === 'gravity'));
}

function drawActive(parameters: FabricParameters, topology: Topology, chance: Seeded, heavy: boolean): number {
	for (let attempt = 0; attempt < 10 * ATTEMPTS; attempt++) {
		const station = drawAny(topology, chance, heavy);
		if (isActive(parameters, station)) return station;
	}
	return -1;
}

function drawAny(topology: Topology, chance: Seeded, heavy: boolean): number {
	const {stations} = topology;
	// The heavy ones stand anywhere, not all in the first rack.
	return heavy ? shuffled(topology, below(chance, stations, true)) : below(chance, stations, false);
}

/** A number from 0 to `limit` - 1; `heavy`: small ones far more often. */
function below(chance: Seeded, limit: number, heavy: boolean): number {
	const share = nextRandom(chance) / 0x1_0000_0000;
	return Math.floor((heavy ? share * share * share : share) * limit);
}
