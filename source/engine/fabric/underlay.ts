/*
 * Two stages of switches: a ToR a rack, and the core
 *
 * A frame comes up from a host to its ToR; when that knows the receiver in its own rack, the frame goes down
 * again at once, otherwise up. The core knows racks. Every switch learns the sender of each frame that it sees
 * and decides for itself; one that does not know the receiver sends the frame to all its ports
 * but the one it came by. A frame that comes to a switch by the very port where its receiver is ends there. Two or more core
 * switches that share their tables (a pair as one chassis) are one here.
 *
 * Trunks that are pruned carry a VLAN only to racks and hosts with somebody in it.
 *
 * Not modelled: link aggregation, spanning tree, queues and lost frames.
 */
import {knows, learn, type Table} from './table.js';
import {hostOf, type Topology} from './topology.js';

/** Receiver of a frame for everybody, and of one that nobody has. */
export const EVERYBODY = -1;
export const NOBODY = -2;

/** Port of a ToR towards the core; its hosts are 1, 2, … */
const UPLINK = 0;

export interface Underlay {
	topology: Topology;
	tors: Table[];
	core: Table;
	/** A host of which every copy counts; -1: none. */
	watched: number;
	/** What became of the last frame. */
	last: Carried;
}

export interface Carried {
	/** Copies on links to hosts, and between ToR and core. */
	hostCopies: number;
	trunkCopies: number;
	/** Switches that looked at it. */
	visits: number;
	/** The watched host got a copy. */
	watched: boolean;
	floodedByTor: boolean;
	floodedByCore: boolean;
	/** A ToR on the way down flooded. */
	floodedDown: boolean;
	/** The receiver's host got it. */
	arrived: boolean;
}

export function createUnderlayState(topology: Topology, tors: Table[], core: Table, watched: number): Underlay {
	const last = {
		hostCopies: 0,
		trunkCopies: 0,
		visits: 0,
		watched: false,
		floodedByTor: false,
		floodedByCore: false,
		floodedDown: false,
		arrived: false,
	};
	return {topology, tors, core, watched, last};
}

/** Carries a frame from the host of `from` to that of `to` in `vlan`; what happened stands in `last`. */
export function carry(net: Underlay, from: number, to: number, vlan: number, now: number): void {
	const {topology, last} = net;
	const {hosts, racks, vlans, members} = topology;
	last.hostCopies = 0;
	last.trunkCopies = 0;
	last.visits = 1;
	last.watched = false;
	last.floodedByTor = false;
	last.floodedByCore = false;
	last.floodedDown = false;
	last.arrived = false;
	const host = hostOf(topology, from);
	const rack = Math.floor(host / hosts);
	const target = to < 0 ? -1 : hostOf(topology, to);
	const targetRack = to < 0 ? -1 : Math.floor(target / hosts);
	const tor = net.tors[rack] as Table;
	learn(tor, from, 1 + (host % hosts), now);
	if (to >= 0 && knows(tor, to)) {
		if (targetRack === rack) {
			if (target !== host) reach(net, target);
			return;
		}
	} else {
		// All hosts of the rack but the sender's.
		last.floodedByTor = true;
		last.hostCopies += (members[rack * vlans + vlan] as number) - 1;
		if (targetRack === rack && target !== host) last.arrived = true;
		if (net.watched !== host && Math.floor(net.watched / hosts) === rack) last.watched = true;
	}
	last.trunkCopies++;
	last.visits++;
	learn(net.core, from, rack, now);
	if (to >= 0 && knows(net.core, to)) {
		if (targetRack !== rack) comeDown(net, from, to, target, targetRack, targetRack, vlan, now);
		return;
	}
	last.floodedByCore = true;
	for (let other = 0; other < racks; other++) {
		if (other === rack || members[other * vlans + vlan] === 0) continue;
		comeDown(net, from, to, target, targetRack, other, vlan, now);
	}
}

function comeDown(
	net: Underlay,
	from: number,
	to: number,
	target: number,
	targetRack: number,
	rack: number,
	vlan: number,
	now: number,
): void {
	const {topology, last} = net;
	const {hosts, vlans, members} = topology;
	const tor = net.tors[rack] as Table;
	last.trunkCopies++;
	last.visits++;
	learn(tor, from, UPLINK, now);
	if (to >= 0 && knows(tor, to)) {
		if (targetRack === rack) reach(net, target);
		return;
	}
	last.floodedDown = true;
	last.hostCopies += members[rack * vlans + vlan] as number;
	if (targetRack === rack) last.arrived = true;
	if (net.watched >= 0 && Math.floor(net.watched / hosts) === rack) last.watched = true;
}

/** The one link to the receiver's host. */
function reach(net: Underlay, host: number): void {
	net.last.hostCopies++;
	net.last.arrived = true;
	if (host === net.watched) net.last.watched = true;
}
