/*
 * The explosion: MAC tables of a whole data centre
 *
 * Racks of hosts, hosts full of virtual machines, and one switched network through all of them. A
 * switch learns every station whose frames cross it, and in one flat network that is every station there is: tens of thousands
 * of addresses that nothing can sum up, in tables that have room for some thousands.
 *
 * A full table does not stop a switch. It makes it flood: what it does not know goes everywhere, over
 * every link to every host, and past every sniffer. What a full table does with newcomers decides who is forgotten,
 * and whether somebody who invents addresses can make it forget others (`table.ts`).
 *
 * The way out is not a larger table. VXLAN wraps the guests' frames in packets between hosts, so that ToR and
 * core need one address a host, and moves the addresses of the guests to the switches in the hosts, which need only those
 * of their own tenants (`overlay.ts`).
 *
 * The run
 * -------
 * Stations announce themselves, then talk (`traffic.ts`); an attacker may send from invented addresses. It is made of
 * frames as numbers and tables as arrays, so that 100,000 stations take less than 400 octets each. `advance` does
 * a piece of it and comes back, so that whoever shows it can draw, and stop. The same parameters give the same run.
 *
 * Not modelled: frames with octets, time on links and queues (a flood is counted, it delays nothing), redundant
 * paths and spanning tree, stations that move, host routes and multicast groups in the same table, edges of a flat network
 * that learn, but for one.
 */
import {createCounts, type FrameCounts} from './counts.js';
import {sendFlat} from './flat.js';
import {sendOverlay} from './overlay.js';
import type {FabricParameters} from './parameters.js';
import type {FabricRun} from './run-state.js';
import {createSamples, SAMPLES, type Samples, sampleBytes, sampleTime, TIERS, type Tier} from './samples.js';
import {createTable, expire, type Table, tableBytes} from './table.js';
import {createTopology, createUnderlay, hostHas, neighboursOf, shuffled, topologyBytes} from './topology.js';
import {drawPair, isActive, WARM_UP} from './traffic.js';
import {carry, createUnderlayState, EVERYBODY, NOBODY} from './underlay.js';

/** A fabric at second 0, all tables empty. The parameters have no problem (`problemsOf`). */
export function createRun(parameters: FabricParameters): FabricRun {
	const {overlay, racks, hosts, tables, policy, ageing, ways, attack, seconds, seed} = parameters;
	const topology = createTopology(parameters);
	const isOverlay = overlay === 'vxlan';
	const under = isOverlay ? createUnderlay(topology) : topology;
	const table = (tier: Tier, stations: number, expected: number | undefined): Table =>
		createTable({policy, size: tables[tier], ageing, ways, stations, expected});
	const many = (count: number, make: () => Table): Table[] => Array.from({length: count}, make);
	const watched = attack.rack * hosts + attack.host;
	const watchedVlans = Uint8Array.from({length: isOverlay ? 0 : topology.vlans}, (_, vlan) =>
		!parameters.pruned || hostHas(topology, watched, vlan) ? 1 : 0,
	);
	// What an overlay's edge hears is its own tenants; the one edge of a flat network hears all.
	const heard = isOverlay ? neighboursOf(topology) : topology.stations;
	const tors = many(racks, () => table('tor', under.ids, undefined));
	return {
		parameters,
		topology,
		net: createUnderlayState(under, tors, table('core', under.ids, undefined), watched),
		edges: many(isOverlay ? racks * hosts : 1, () => table('edge', topology.ids, heard)),
		watched,
		watchedVlans,
		chance: {seed},
		counts: createCounts(),
		samples: createSamples(),
		time: 0,
		end: WARM_UP + seconds,
		done: false,
		announced: 0,
		sent: 0,
		attacked: 0,
		filled: -1,
		announcements: topology.stations + (isOverlay ? racks * hosts : 0),
		pair: {from: -1, to: -1},
		answering: false,
		visits: 0,
	};
}

/**
 * Goes on with the run until about `budget` switches have looked at frames, or to its end. True when it has ended.
 * A frame is never left half way, so a flood may take a little more.
 */
export function advance(run: FabricRun, budget: number): boolean {
	const {parameters, end, announcements} = run;
	const {attack, rate} = parameters;
	let left = budget;
	while (!run.done && left > 0) {
		const announcement = run.announced < announcements ? (run.announced * WARM_UP) / announcements : Number.POSITIVE_INFINITY;
		const frame = WARM_UP + run.sent / rate;
		const invention = attack.rate > 0 ? attack.start + run.attacked / attack.rate : Number.POSITIVE_INFINITY;
		const time = Math.min(announcement, frame, invention);
		if (time >= end) {
			takeSamples(run, end);
			run.time = end;
			run.done = true;
			break;
		}
		takeSamples(run, time);
		run.time = time;
		const now = Math.floor(time);
		run.visits = 1;
		if (time === announcement) announce(run, now);
		else if (time === invention) invent(run, now);
		else talk(run, now);
		left -= run.visits;
	}
	return run.done;
}

/** How much of the frames of the whole run were sent, 0 to 1. */
export function progressOf({announced, sent, attacked, announcements, end, parameters, done}: FabricRun): number {
	const {rate, seconds, attack} = parameters;
	const all = announcements + rate * seconds + attack.rate * Math.max(0, end - attack.start);
	return done ? 1 : (announced + sent + attacked) / all;
}

/** Octets of everything that the run holds. */
export function fabricBytes({net, edges, topology, samples, watchedVlans}: FabricRun): number {
	const tables = [...edges, ...net.tors, net.core];
	const arrays = topologyBytes(topology) + (net.topology === topology ? 0 : topologyBytes(net.topology));
	return tables.reduce((sum, table) => sum + tableBytes(table) + TABLE_BYTES, arrays + sampleBytes(samples) + watchedVlans.byteLength);
}

/** A table's record, its index, and the heads of their arrays, as V8 has them. */
const TABLE_BYTES = 1000;

/** Tables of a tier. */
export function tablesOf({net, edges}: FabricRun, tier: Tier): readonly Table[] {
	if (tier === 'edge') return edges;
	return tier === 'tor' ? net.tors : [net.core];
}

function announce(run: FabricRun, now: number): void {
	const {topology, counts, announcements, parameters} = run;
	const vteps = announcements - topology.stations;
	const at = run.announced++;
	if (at < vteps) {
		carry(run.net, at, EVERYBODY, 0, now);
		run.visits = run.net.last.visits;
		return;
	}
	const station = shuffled(topology, at - vteps);
	if (!isActive(parameters, station)) return;
	counts.announced++;
	send(run, station, EVERYBODY, now, false);
}

function talk(run: FabricRun, now: number): void {
	const {pair} = run;
	run.sent++;
	if (run.answering) {
		run.answering = false;
		send(run, pair.to, pair.from, now, true);
		return;
	}
	drawPair(run.parameters, run.topology, run.chance, pair);
	if (pair.from === -1 || pair.to === -1) {
		run.counts.idle++;
		return;
	}
	// Who is not active is asked and never answers.
	run.answering = isActive(run.parameters, pair.to);
	send(run, pair.from, pair.to, now, true);
}

function invent(run: FabricRun, now: number): void {
	const address = run.topology.stations + (run.attacked++ % run.parameters.attack.addresses);
	run.counts.attack++;
	send(run, address, NOBODY, now, run.time >= WARM_UP);
	if (run.filled >= 0) return;
	const {overlay, attack} = run.parameters;
	const {count, size} = (overlay === 'vxlan' ? run.edges[run.watched] : run.net.tors[attack.rack]) as Table;
	if (count >= size) run.filled = run.time;
}

function send(run: FabricRun, from: number, to: number, now: number, measured: boolean): void {
	if (run.parameters.overlay === 'vxlan') sendOverlay(run, from, to, now, measured);
	else sendFlat(run, from, to, now, measured);
}

/** Takes the samples that are due up to `time`. */
function takeSamples(run: FabricRun, time: number): void {
	const {samples, end} = run;
	while (samples.taken < SAMPLES && sampleTime(samples.taken, end) <= time) takeSample(run, samples, run.counts);
}

function takeSample(run: FabricRun, samples: Samples, {frames, flooded}: FrameCounts): void {
	const at = samples.taken++;
	const now = Math.floor(sampleTime(at, run.end));
	for (const tier of TIERS) {
		const tables = tablesOf(run, tier);
		let entries = 0;
		for (const table of tables) {
			expire(table, now);
			entries += table.count;
		}
		samples.entries[tier][at] = entries / tables.length;
	}
	samples.flooded[at] = (flooded - samples.floodedBefore) / (frames - samples.framesBefore);
	samples.framesBefore = frames;
	samples.floodedBefore = flooded;
}
