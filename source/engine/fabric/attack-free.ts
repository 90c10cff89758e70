/*
 * What if nobody attacked?
 *
 * A fabric may have more stations than places, attacked or not. Then the attacker reads what is flooded
 * anyway, and it would be wrong to say that the attack works. So what would be flooded without it is reckoned from
 * the numbers of stations and places.
 *
 * Not modelled: stations that are asked more often than others, for which tables that evict do better than this; a
 * core where trunks are pruned, past which most of the frames go.
 */
import {liveStations, ownFlooding} from './formulas.js';
import type {FabricParameters} from './parameters.js';
import {neighboursOf, type Topology} from './topology.js';
import {WARM_UP} from './traffic.js';

/** Share of the frames that leave their host and would be flooded without the attack, about; `active`: stations that ever send. */
export function floodedAlone(parameters: FabricParameters, topology: Topology, active: number): number {
	const {overlay, tables, ageing, rate, seconds, pruned} = parameters;
	const {stations, racks} = topology;
	if (ageing === 0) return 1;
	const live = WARM_UP + seconds > ageing ? liveStations(active, rate, ageing) : active;
	const own = (size: number, heard: number): number =>
		ownFlooding(size, (active * heard) / stations, (live * heard) / stations, parameters);
	if (overlay === 'vxlan') return own(tables.edge, neighboursOf(topology));
	if (!pruned) return own(Math.min(tables.tor, tables.core), stations);
	const shares = Array.from({length: racks}, (_, rack) => own(tables.tor, heardBy(topology, rack)));
	return shares.reduce((sum, share) => sum + share / racks, 0);
}

/** Stations in VLANs with somebody in the rack. */
function heardBy({members, vlans, stations}: Topology, rack: number): number {
	const row = members.subarray(rack * vlans, (rack + 1) * vlans);
	return (stations * row.filter((hosts) => hosts > 0).length) / vlans;
}
