/** Who is where, and who talks to whom: arithmetic that must leave nobody out. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {DEFAULTS} from '../../../source/engine/fabric/parameters.js';
import {
	createTopology,
	hostHas,
	hostOf,
	shuffled,
	type Topology,
	tenantMember,
	tenantOf,
	tenantSize,
	vlanOf,
} from '../../../source/engine/fabric/topology.js';
import {countActive, drawPair, isActive} from '../../../source/engine/fabric/traffic.js';
import {anyFabric} from './any-fabric.js';

const all = ({stations}: Topology): number[] => Array.from({length: stations}, (_, station) => station);

const withStations = anyFabric.filter(({vms, vnics}) => vms * vnics > 0);

describe('a topology', () => {
	it('has every station in one tenant, and lists it there, in ascending order', () => {
		fc.assert(
			fc.property(withStations, (parameters) => {
				const topology = createTopology(parameters);
				const members = Array.from({length: topology.tenants}, (_, tenant) =>
					Array.from({length: tenantSize(topology, tenant)}, (_member, at) => tenantMember(topology, tenant, at)),
				);
				for (const [tenant, stations] of members.entries()) {
					expect(stations).toEqual([...stations].sort((a, b) => a - b));
					for (const station of stations) expect(tenantOf(topology, station)).toBe(tenant);
				}
				expect(members.flat().sort((a, b) => a - b)).toEqual(all(topology));
			}),
		);
	});

	it('shuffles without losing anybody', () => {
		fc.assert(
			fc.property(withStations, (parameters) => {
				const topology = createTopology(parameters);
				expect(
					all(topology)
						.map((place) => shuffled(topology, place))
						.sort((a, b) => a - b),
				).toEqual(all(topology));
			}),
		);
	});

	it('knows how many hosts of a rack a pruned trunk serves', () => {
		fc.assert(
			fc.property(withStations, (parameters) => {
				const topology = createTopology({...parameters, overlay: 'none', pruned: true});
				const {racks, hosts, vlans, members} = topology;
				for (let rack = 0; rack < racks; rack++)
					for (let vlan = 0; vlan < vlans; vlan++) {
						const served = Array.from({length: hosts}, (_, host) => rack * hosts + host).filter((host) => hostHas(topology, host, vlan));
						expect(members[rack * vlans + vlan]).toBe(served.length);
					}
			}),
		);
	});

	it('puts invented addresses where the attacker is', () => {
		const attack = {rate: 10, addresses: 5, start: 0, rack: 1, host: 2};
		const topology = createTopology({...DEFAULTS, racks: 2, hosts: 4, vms: 3, attack});
		expect([topology.ids - topology.stations, topology.attacker, hostOf(topology, topology.ids - 1)]).toEqual([5, 34, 6]);
	});
});

describe('traffic', () => {
	it('is between two stations of one VLAN, of one tenant where tenants keep to themselves, and its sender is active', () => {
		fc.assert(
			fc.property(withStations, (parameters) => {
				const topology = createTopology(parameters);
				const chance = {seed: parameters.seed};
				const pair = {from: -1, to: -1};
				for (let draw = 0; draw < 20; draw++) {
					drawPair(parameters, topology, chance, pair);
					if (pair.from === -1 || pair.to === -1) continue;
					expect(isActive(parameters, pair.from)).toBe(true);
					expect(pair.to).not.toBe(pair.from);
					expect(vlanOf(topology, pair.to)).toBe(vlanOf(topology, pair.from));
					if (parameters.traffic === 'tenant') expect(tenantOf(topology, pair.to)).toBe(tenantOf(topology, pair.from));
				}
			}),
		);
	});

	it('by gravity is mostly with a few: a hundredth of the stations send a fifth of the frames (± 2 %)', () => {
		const parameters = {...DEFAULTS, racks: 5, traffic: 'gravity' as const};
		const topology = createTopology(parameters);
		const heavy = new Set(Array.from({length: topology.stations / 100}, (_, place) => shuffled(topology, place)));
		const chance = {seed: 1};
		const pair = {from: -1, to: -1};
		let sent = 0;
		for (let draw = 0; draw < 20_000; draw++) {
			drawPair(parameters, topology, chance, pair);
			if (heavy.has(pair.from)) sent++;
		}
		// The share of the first x of all is the third root of x.
		expect(Math.abs(sent / 20_000 - Math.cbrt(0.01))).toBeLessThan(0.02);
	});

	it('comes from about as many stations as are active', () => {
		const topology = createTopology(DEFAULTS);
		const share = countActive({active: 0.25, seed: 3}, topology) / topology.stations;
		expect(Math.abs(share - 0.25)).toBeLessThan(0.01);
	});
});
