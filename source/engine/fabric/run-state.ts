/** A fabric that runs: everything it knows, as plain data. */
import type {Seeded} from '../random.js';
import type {FrameCounts} from './counts.js';
import type {FabricParameters} from './parameters.js';
import type {Samples} from './samples.js';
import type {Table} from './table.js';
import type {Topology} from './topology.js';
import type {Pair} from './traffic.js';
import type {Underlay} from './underlay.js';

export interface FabricRun {
	parameters: FabricParameters;
	topology: Topology;
	/** ToR switches and core. With VXLAN their stations are hosts. */
	net: Underlay;
	/** Virtual switches of the hosts: of all of them with VXLAN, otherwise only of the watched one. */
	edges: Table[];
	/** The host whose edge is simulated without overlay; the attacker's. */
	watched: number;
	/** VLANs that the watched host is in, 0 or 1 each. */
	watchedVlans: Uint8Array;
	chance: Seeded;
	counts: FrameCounts;
	samples: Samples;
	/** Second of the run, with fraction. */
	time: number;
	/** Second at which it ends. */
	end: number;
	done: boolean;
	/** Announcements, frames and attack frames sent so far. */
	announced: number;
	sent: number;
	attacked: number;
	/** Second at which the ToR of the attacker, or with VXLAN its edge, was full; -1: not yet, or never. */
	filled: number;
	/** Announcements that there will be. */
	announcements: number;
	/** Whose answer is due, when `answering`. */
	pair: Pair;
	answering: boolean;
	/** Switches that looked at the frame now in hand. */
	visits: number;
}

/** Port of an edge towards the network; its guests are 1, 2, … */
export const EDGE_UPLINK = 0;
