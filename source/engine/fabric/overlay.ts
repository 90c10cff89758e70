/*
 * A frame in an overlay (VXLAN, RFC 7348)
 *
 * Each host has a tunnel end point (VTEP). The edge looks up the receiver in the table of its VNI: behind
 * which VTEP? The frame then travels as the content of a UDP packet from host to host, and ToR and core see only the
 * addresses of the two VTEPs, however many guests there are. A receiver that the edge does not know, and
 * a broadcast, is sent to each host with somebody in the VNI, one copy each (head-end replication). An edge that
 * takes a frame out of a tunnel learns its sender, and never sends it into a tunnel again.
 *
 * So the tables do not go away: they move to the edge, and there only as far as the VNIs of its own guests.
 *
 * Not modelled: multicast in the underlay, a control plane that tells the edges (EVPN), gateways, the 50 octets of
 * the outer headers.
 */
import {countInside, localOf} from './flat.js';
import {EDGE_UPLINK, type FabricRun} from './run-state.js';
import {knows, learn, type Table} from './table.js';
import {hostOf, tenantMember, tenantOf, tenantSize} from './topology.js';
import {carry, EVERYBODY, NOBODY} from './underlay.js';

/** Sends a frame; `to` may be EVERYBODY or NOBODY. `measured`: it counts. */
export function sendOverlay(run: FabricRun, from: number, to: number, now: number, measured: boolean): void {
	const {topology, counts} = run;
	const host = hostOf(topology, from);
	const edge = run.edges[host] as Table;
	run.visits = 1;
	learn(edge, from, 1 + (localOf(run, from) % topology.perHost), now);
	const target = to < 0 ? -1 : hostOf(topology, to);
	const tenant = tenantOf(topology, from);
	const seen = {flooded: false, copies: 0, trunks: 0, sniffed: false, overheard: false, tor: false, core: false, down: false};
	const isCounted = measured && to >= 0;
	const known = to >= 0 && knows(edge, to);
	if (known && target === host) {
		if (isCounted) countInside(run);
		return;
	}
	if (known) tunnel(run, host, target, from, to, tenant, now, seen);
	else {
		seen.flooded = true;
		seen.sniffed = isHeard(run, host, from, to, tenant);
		const size = tenantSize(topology, tenant);
		let before = -1;
		for (let at = 0; at < size; at++) {
			const other = hostOf(topology, tenantMember(topology, tenant, at));
			if (other === before || other === host) continue;
			before = other;
			tunnel(run, host, other, from, to, tenant, now, seen);
		}
	}
	if (measured && to === NOBODY) counts.attackCopies += seen.copies;
	if (!isCounted) return;
	counts.frames++;
	if (seen.flooded) counts.floodedBy.edge++;
	if (seen.tor) counts.floodedBy.tor++;
	if (seen.core) counts.floodedBy.core++;
	if (seen.down) counts.floodedBy.down++;
	if (seen.flooded || seen.tor || seen.core || seen.down) counts.flooded++;
	counts.hostCopies += seen.copies;
	counts.wasted += seen.copies - (target === host ? 0 : 1);
	counts.trunkCopies += seen.trunks;
	const isVictims = from !== topology.attacker && to !== topology.attacker;
	if (isVictims && seen.overheard) counts.overheard++;
	if (isVictims && seen.sniffed) counts.sniffed++;
}

interface Seen {
	flooded: boolean;
	copies: number;
	trunks: number;
	sniffed: boolean;
	overheard: boolean;
	tor: boolean;
	core: boolean;
	down: boolean;
}

/** The frame as content of an outer one, and what the other edge makes of it. */
function tunnel(run: FabricRun, host: number, other: number, from: number, to: number, tenant: number, now: number, seen: Seen): void {
	const {net, topology} = run;
	const {last} = net;
	carry(net, host, other, 0, now);
	run.visits += last.visits + 1;
	seen.copies += last.hostCopies;
	seen.trunks += last.trunkCopies;
	seen.tor ||= last.floodedByTor;
	seen.core ||= last.floodedByCore;
	seen.down ||= last.floodedDown;
	seen.overheard ||= last.watched && (to < 0 || hostOf(topology, to) !== run.watched);
	const edge = run.edges[other] as Table;
	learn(edge, from, EDGE_UPLINK, now);
	if ((to < 0 || !knows(edge, to)) && isHeard(run, other, from, to, tenant)) seen.sniffed = true;
}

/** Does a flood among the guests of `host` reach the attacker? */
function isHeard({topology}: FabricRun, host: number, from: number, to: number, tenant: number): boolean {
	const {attacker, stations} = topology;
	return (
		attacker >= 0 &&
		to !== EVERYBODY &&
		from < stations &&
		from !== attacker &&
		hostOf(topology, attacker) === host &&
		tenantOf(topology, attacker) === tenant
	);
}
