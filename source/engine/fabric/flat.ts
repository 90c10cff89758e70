/*
 * A frame in a flat network
 *
 * The guest's switch (the edge), the ToR, the core, a ToR, an edge. All of them learn. There are as many edges as
 * hosts, and they all hear the same floods, so one is simulated in full, that of the watched host, where an attacker sits
 * too. The others know their own guests, which is what virtual switches that do not learn always do (VMware): frames
 * for these stay inside, all else goes up.
 *
 * Not modelled: the tables of the other edges, which would fill with the same floods.
 */
import {EDGE_UPLINK, type FabricRun} from './run-state.js';
import {knows, learn, type Table} from './table.js';
import {hostOf, vlanOf} from './topology.js';
import {carry, EVERYBODY, NOBODY} from './underlay.js';

/** Sends a frame; `to` may be EVERYBODY or NOBODY. `measured`: it counts. */
export function sendFlat(run: FabricRun, from: number, to: number, now: number, measured: boolean): void {
	const {topology, net, counts, watched} = run;
	const edge = run.edges[0] as Table;
	const host = hostOf(topology, from);
	const target = to < 0 ? -1 : hostOf(topology, to);
	const vlan = vlanOf(topology, from);
	run.visits = 1;
	let edgeFlooded = false;
	let sniffed = false;
	if (host === watched) {
		learn(edge, from, 1 + (localOf(run, from) % topology.perHost), now);
		const known = to >= 0 && knows(edge, to);
		if (known && target === host) {
			if (measured) countInside(run);
			return;
		}
		edgeFlooded = !known;
		sniffed = edgeFlooded && isHeard(run, from, to, vlan);
	} else if (target === host) {
		if (measured) countInside(run);
		return;
	}
	carry(net, from, to, vlan, now);
	const {last} = net;
	run.visits += last.visits;
	const atWatched = last.watched && run.watchedVlans[vlan] === 1;
	if (atWatched) {
		run.visits++;
		learn(edge, from, EDGE_UPLINK, now);
		// What is not known here goes to the guests; who is known to be elsewhere is not.
		if ((to < 0 || !knows(edge, to)) && isHeard(run, from, to, vlan)) sniffed = true;
	}
	if (!measured) return;
	if (to < 0) {
		if (to === NOBODY) counts.attackCopies += last.hostCopies;
		return;
	}
	counts.frames++;
	if (edgeFlooded || last.floodedByTor || last.floodedByCore || last.floodedDown) counts.flooded++;
	if (edgeFlooded) counts.floodedBy.edge++;
	if (last.floodedByTor) counts.floodedBy.tor++;
	if (last.floodedByCore) counts.floodedBy.core++;
	if (last.floodedDown) counts.floodedBy.down++;
	counts.hostCopies += last.hostCopies;
	counts.wasted += last.hostCopies - (last.arrived ? 1 : 0);
	counts.trunkCopies += last.trunkCopies;
	const isVictims = from !== topology.attacker && to !== topology.attacker;
	if (isVictims && atWatched && target !== watched) counts.overheard++;
	if (isVictims && sniffed) counts.sniffed++;
}

/** A frame that its host's switch delivers. */
export function countInside({counts}: FabricRun): void {
	counts.frames++;
	counts.inside++;
}

/** The number among the stations: an invented address is the attacker's. */
export function localOf({topology}: FabricRun, station: number): number {
	return station < topology.stations ? station : topology.attacker;
}

/** Does a flood at the attacker's own switch reach the attacker? */
function isHeard({topology}: FabricRun, from: number, to: number, vlan: number): boolean {
	const {attacker, stations} = topology;
	return attacker >= 0 && to !== EVERYBODY && from < stations && from !== attacker && vlanOf(topology, attacker) === vlan;
}
