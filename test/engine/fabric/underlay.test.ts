/** The switches of a fabric carry a frame where the engine's ordinary bridges carry it, copy by copy. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {createRun} from '../../../source/engine/fabric/fabric.js';
import {DEFAULTS, type FabricParameters} from '../../../source/engine/fabric/parameters.js';
import {carry, EVERYBODY, NOBODY, type Underlay} from '../../../source/engine/fabric/underlay.js';
import {bridgesOf, sendOverBridges} from './bridges.js';

/** Hosts with one station each and no virtual switch. */
function underlay(change: Partial<FabricParameters>): {parameters: FabricParameters; net: Underlay} {
	const parameters = {...DEFAULTS, vms: 0, hostMacs: 1, ...change};
	return {parameters, net: createRun(parameters).net};
}

const PLACES = 6;
const frame = fc.record({
	from: fc.nat({max: PLACES - 1}),
	to: fc.integer({min: NOBODY, max: PLACES - 1}),
	wait: fc.constantFrom(0, 0, 1, 4, 11),
});

it('of two or three racks: every link to a host carries what it carries with real frames on bridges', () => {
	fc.assert(
		fc.property(
			fc.constantFrom([2, 3] as const, [3, 2] as const, [1, 6] as const),
			fc.constantFrom(1, 2, 4, 100),
			fc.constantFrom(1, 3, 100),
			fc.array(frame, {minLength: 1, maxLength: 20}),
			([racks, hosts], tor, core, frames) => {
				const {parameters, net} = underlay({racks, hosts, ageing: 15, tables: {edge: 8, tor, core}});
				const bridges = bridgesOf(parameters);
				// Bridges come up, and look at half a second whether entries are old.
				let now = 1;
				for (const {from, to, wait} of frames) {
					now += wait;
					if (to === from) continue;
					const heard = sendOverBridges(bridges, from, to, now + 0.5);
					carry(net, from, to, 0, now);
					expect(net.last.hostCopies).toBe(heard.length);
					expect(net.last.arrived).toBe(to >= 0);
					if (to >= 0) expect(heard).toContain(to);
				}
			},
		),
		{numRuns: 40},
	);
});

describe('a flood', () => {
	it('goes over every link but the one it came by, and each switch learns the sender', () => {
		const {net} = underlay({racks: 3, hosts: 4});
		carry(net, 0, NOBODY, 0, 0);
		expect(net.last).toMatchObject({hostCopies: 11, trunkCopies: 3, visits: 4, floodedByTor: true, floodedByCore: true, floodedDown: true});
		expect([...net.tors, net.core].map(({count}) => count)).toEqual([1, 1, 1, 1]);
		carry(net, 5, 0, 0, 0);
		expect(net.last).toMatchObject({hostCopies: 1, trunkCopies: 2, visits: 3, floodedByTor: false});
	});

	it('stays out of racks without the VLAN when trunks are pruned', () => {
		const vlans = {racks: 2, hosts: 2, tenants: 2, vlans: 2, placement: 'packed' as const};
		const copies = [true, false].map((pruned) => {
			const {net} = underlay({...vlans, pruned});
			carry(net, 0, EVERYBODY, 0, 0);
			return [net.last.hostCopies, net.tors.map(({count}) => count)];
		});
		expect(copies).toEqual([
			[1, [1, 0]],
			[3, [1, 1]],
		]);
	});
});
