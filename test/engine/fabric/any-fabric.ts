/** Any small fabric. */
import fc from 'fast-check';
import {type FabricParameters, OVERLAYS, PLACEMENTS, POLICIES, TRAFFIC_PATTERNS} from '../../../source/engine/fabric/parameters.js';

const size = fc.constantFrom(1, 3, 8, 20, 1000);

export const anyFabric: fc.Arbitrary<FabricParameters> = fc.record({
	racks: fc.integer({min: 1, max: 4}),
	hosts: fc.integer({min: 1, max: 4}),
	vms: fc.integer({min: 1, max: 5}),
	vnics: fc.integer({min: 1, max: 2}),
	hostMacs: fc.integer({min: 0, max: 2}),
	overlay: fc.constantFrom(...OVERLAYS),
	tenants: fc.integer({min: 1, max: 5}),
	vlans: fc.integer({min: 1, max: 3}),
	placement: fc.constantFrom(...PLACEMENTS),
	pruned: fc.boolean(),
	tables: fc.record({edge: size, tor: size, core: size}),
	policy: fc.constantFrom(...POLICIES),
	ways: fc.constantFrom(1, 2, 4),
	ageing: fc.constantFrom(0, 5, 300),
	traffic: fc.constantFrom(...TRAFFIC_PATTERNS),
	active: fc.constantFrom(1, 0.5),
	rate: fc.constantFrom(1, 40),
	frameBytes: fc.constant(64),
	seconds: fc.integer({min: 1, max: 20}),
	attack: fc.record({
		rate: fc.constantFrom(0, 0, 20),
		addresses: fc.constantFrom(1, 30),
		start: fc.constantFrom(0, 12),
		rack: fc.constant(0),
		host: fc.constant(0),
	}),
	seed: fc.nat(),
});
