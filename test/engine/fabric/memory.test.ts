/** What a fabric of 100,000 stations holds, counted from the sizes of its arrays after everybody has announced itself. */
import {describe, expect, it} from 'vitest';
import {advance, createRun, fabricBytes} from '../../../source/engine/fabric/fabric.js';
import {DEFAULTS, type FabricParameters, OVERLAYS, POLICIES, usualTenants} from '../../../source/engine/fabric/parameters.js';

type Change = Partial<FabricParameters>;

describe('memory', () => {
	const tables = (tor: number) => ({edge: 8192, tor, core: tor});
	const dense: Change = {racks: 50, hosts: 40, vms: 50, seconds: 1, rate: 1000};

	it.each<[string, Change]>([
		['8 K, first kept', {tables: tables(8192)}],
		['32 K, first kept', {tables: tables(32_768)}],
		['32 K, evicted fairly', {tables: tables(32_768), policy: 'evict-fairly'}],
		['32 K, evicted by hash', {tables: tables(32_768), policy: 'evict-by-hash'}],
		['136 K, first kept', {tables: tables(139_264)}],
		['136 K, evicted by hash', {tables: tables(139_264), policy: 'evict-by-hash'}],
	])('of 100,000 stations stays under 400 octets each: %s', {timeout: 120_000}, (_name, change) => {
		const run = createRun({...DEFAULTS, ...dense, ...change});
		// A table that is full does not grow any more.
		while (!advance(run, 100_000) && run.net.core.count < run.net.core.size);
		expect(run.topology.stations).toBeGreaterThanOrEqual(100_000);
		expect(fabricBytes(run) / run.topology.stations).toBeLessThan(400);
	});

	it('with VXLAN and tenants of 20, too: no edge grows beyond the room that it has from the beginning', () => {
		const overlay: Change = {...dense, overlay: 'vxlan'};
		const small = createRun({...DEFAULTS, ...overlay, racks: 10, tenants: 1000});
		const before = fabricBytes(small);
		while (!advance(small, 100_000));
		expect([fabricBytes(small), small.edges.every(({count}) => count === 1000)]).toEqual([before, true]);
		const large = createRun({...DEFAULTS, ...overlay, tenants: 5000});
		expect(large.topology.stations).toBe(100_000);
		expect(fabricBytes(large) / large.topology.stations).toBeLessThan(400);
	});

	// With an attacker, because that holds all that a fabric without one holds, and more.
	it.each([20, 50].flatMap((racks) => OVERLAYS.flatMap((overlay) => POLICIES.map((policy) => [racks, overlay, policy] as const))))(
		'of %i racks, %s, %s, under attack stays under 400 octets a station',
		{timeout: 120_000},
		(racks, overlay, policy) => {
			const shape = {racks, hosts: 40, vms: 50, vnics: 1};
			const tenants = overlay === 'vxlan' ? usualTenants(shape) : 1;
			// The attacker has filled what it can reach in less than the two seconds after which it has used all its addresses.
			const attack = {...DEFAULTS.attack, rate: 20_000, start: 9};
			const run = createRun({...DEFAULTS, ...shape, overlay, policy, tenants, attack, seconds: 2, rate: 1000});
			// A flat one that is full does not grow any more.
			while (!advance(run, 100_000) && (overlay === 'vxlan' || run.net.core.count < run.net.core.size));
			expect(overlay === 'none' || run.filled > 0).toBe(true);
			expect(fabricBytes(run) / run.topology.stations).toBeLessThan(400);
		},
	);
});
