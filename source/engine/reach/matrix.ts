/** The matrix of who reaches whom, for lessons that ask for it whole. */
import type {MachineId} from '../netdev.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {World} from '../world.js';
import {type Attempt, type Reach, reach} from './reach.js';

interface MatrixRow {
	from: MachineId;
	/** In the order of the targets. */
	cells: Reach[];
}

/** Tries every pair, each on a copy of its own: no attempt sees what another one left behind. */
export function reachMatrix(world: World, from: readonly MachineId[], targets: readonly Ipv4Address[], attempt: Attempt): MatrixRow[] {
	return from.map((machine) => ({from: machine, cells: targets.map((address) => reach(world, machine, address, attempt))}));
}
