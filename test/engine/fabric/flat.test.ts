/** A flat fabric, edges and attacker included, against the engine's ordinary bridges: the same copies, and the same frames sniffed. */
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {createRun} from '../../../source/engine/fabric/fabric.js';
import {sendFlat} from '../../../source/engine/fabric/flat.js';
import {DEFAULTS, type FabricParameters} from '../../../source/engine/fabric/parameters.js';
import {EVERYBODY, NOBODY} from '../../../source/engine/fabric/underlay.js';
import {edgedBridgesOf, sendOverEdges} from './bridges.js';

const PER_HOST = 2;
const HOSTS = 2;
const RACKS = 2;
const STATIONS = RACKS * HOSTS * PER_HOST;
const ADDRESSES = 4;

/** A station that speaks to another one, or an invented address of the attacker that speaks to nobody. */
const frame = fc.oneof(
	{weight: 3, arbitrary: fc.tuple(fc.nat({max: STATIONS - 1}), fc.nat({max: STATIONS - 1}))},
	{weight: 1, arbitrary: fc.tuple(fc.integer({min: STATIONS, max: STATIONS + ADDRESSES - 1}), fc.constant(NOBODY))},
);

it('every frame goes over as many links to hosts as with real frames, and the attacker hears what a guest there hears', () => {
	const size = fc.constantFrom(1, 3, 6, 100);
	let everSniffed = 0;
	fc.assert(
		fc.property(fc.record({edge: size, tor: size, core: size}), fc.array(frame, {minLength: 1, maxLength: 15}), (tables, frames) => {
			const parameters: FabricParameters = {
				...DEFAULTS,
				racks: RACKS,
				hosts: HOSTS,
				vms: PER_HOST,
				hostMacs: 0,
				tables,
				attack: {rate: 1, addresses: ADDRESSES, start: 0, rack: 0, host: 1},
			};
			const run = createRun(parameters);
			const {attacker} = run.topology;
			const bridges = edgedBridgesOf(parameters, PER_HOST, run.watched);
			for (let station = 0; station < STATIONS; station++) {
				sendFlat(run, station, EVERYBODY, 0, false);
				sendOverEdges(bridges, station, station, EVERYBODY);
			}
			for (const [from, to] of frames) {
				if (from === to) continue;
				const {hostCopies, attackCopies, sniffed} = run.counts;
				sendFlat(run, from, to, 0, true);
				const sender = from < STATIONS ? from : attacker;
				const {copies, heard} = sendOverEdges(bridges, sender, from, to);
				expect(run.counts.hostCopies - hostCopies + run.counts.attackCopies - attackCopies).toBe(copies);
				const isOthers = from < STATIONS && from !== attacker && to !== attacker;
				expect(run.counts.sniffed - sniffed).toBe(isOthers && heard.includes(attacker) ? 1 : 0);
				if (to >= 0) expect(heard).toContain(to);
			}
			everSniffed += run.counts.sniffed;
		}),
		{numRuns: 40},
	);
	expect(everSniffed).toBeGreaterThan(0);
});
