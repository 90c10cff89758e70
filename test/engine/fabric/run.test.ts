/** A run as a whole: it is the same however it is cut, it forgets no frame, and it does what the formulas foretell. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {advance, createRun, progressOf, tablesOf} from '../../../source/engine/fabric/fabric.js';
import {hashedEntries, liveStations, unknownShare} from '../../../source/engine/fabric/formulas.js';
import {DEFAULTS, type FabricParameters, POLICIES} from '../../../source/engine/fabric/parameters.js';
import {problemsOf} from '../../../source/engine/fabric/problem.js';
import {reportOf} from '../../../source/engine/fabric/report.js';
import type {FabricRun} from '../../../source/engine/fabric/run-state.js';
import {TIERS} from '../../../source/engine/fabric/samples.js';
import {anyFabric} from './any-fabric.js';

type Change = Partial<FabricParameters>;

function runOf(change: Change, budget = 1_000_000): FabricRun {
	const parameters = {...DEFAULTS, ...change};
	expect(problemsOf(parameters)).toEqual([]);
	const run = createRun(parameters);
	while (!advance(run, budget));
	return run;
}

const SMALL: Change = {racks: 3, hosts: 4, vms: 5, rate: 200, seconds: 20};
const ATTACK = {rate: 300, addresses: 64, start: 0, rack: 0, host: 0};
const table = (size: number) => ({edge: size, tor: size, core: size});

describe('laws', () => {
	it('a run is the same however it is cut into pieces', () => {
		fc.assert(
			fc.property(anyFabric, fc.integer({min: 1, max: 50}), (parameters, budget) => {
				expect(runOf(parameters, budget)).toEqual(runOf(parameters));
			}),
			{numRuns: 30},
		);
	});

	it('every frame is counted once, no table has more than its size, and what was learned is there or was evicted or expired', () => {
		fc.assert(
			fc.property(anyFabric, (parameters) => {
				const run = runOf(parameters);
				const {counts} = run;
				expect(counts.frames + counts.idle).toBe(run.sent);
				expect(counts.inside + counts.flooded).toBeLessThanOrEqual(counts.frames);
				expect(counts.wasted).toBeGreaterThanOrEqual(0);
				expect(counts.hostCopies).toBeGreaterThanOrEqual(counts.wasted);
				expect(counts.sniffed === 0 || run.topology.attacker >= 0).toBe(true);
				expect(progressOf(run)).toBe(1);
				for (const tier of TIERS)
					for (const {count, size, learned, evicted, expired} of tablesOf(run, tier)) {
						expect(count).toBeLessThanOrEqual(size);
						expect(count).toBe(learned - evicted - expired);
					}
			}),
			{numRuns: 60},
		);
	});

	it('where there is room for everybody all policies do the same', () => {
		const [kept, ...others] = POLICIES.map((policy) => runOf({...SMALL, policy, ways: 64, tables: table(64 * 100)}).counts);
		for (const other of others) expect(other).toEqual(kept);
	});
});

describe('what the formulas foretell', () => {
	it('a full table that keeps the first ones floods 1 - S/N of the frames (± 0.02)', () => {
		const run = runOf({racks: 8, hosts: 10, vms: 48, tables: table(1000), seconds: 20});
		expect(run.topology.stations).toBe(4000);
		expect(Math.abs(reportOf(run).flooded - unknownShare(1000, 4000))).toBeLessThan(0.02);
	});

	it('what is flooded goes over the links of all hosts but one: R·H - 1 copies (± 2 %)', () => {
		const report = reportOf(runOf({racks: 8, hosts: 10, vms: 48, tables: {edge: 10_000, tor: 1000, core: 1000}, seconds: 20}));
		const copies = report.foretold.find(({what}) => what === 'copies');
		expect(copies?.expected).toBe(79);
		expect(Math.abs((copies?.measured ?? 0) / 79 - 1)).toBeLessThan(0.02);
	});

	it('a table has the stations that sent in the last ageing time: A·(1 - e^-λT) (± 3 %)', () => {
		const run = runOf({racks: 1, hosts: 1000, vms: 4, hostMacs: 0, ageing: 60, rate: 80, seconds: 300, tables: table(100_000)});
		const [tor] = run.net.tors;
		const expected = liveStations(4000, 80, 60);
		expect(Math.abs((tor?.count ?? 0) / expected - 1)).toBeLessThan(0.03);
		expect(tor?.expired).toBeGreaterThan(1000);
	});

	it('a hash with buckets of four has the stations that find a place, and the rest push each other out (± 2 %)', () => {
		const run = runOf({racks: 4, hosts: 40, vms: 50, policy: 'evict-by-hash', tables: table(8192), seconds: 5});
		expect(Math.abs(run.net.core.count / hashedEntries(8320, 8192, 4) - 1)).toBeLessThan(0.02);
		expect(run.net.core.evicted).toBeGreaterThan(0);
	});

	it('an attacker fills S entries in S/r seconds (± one frame), and loses them with less than S/T frames a second', () => {
		const alone: Change = {racks: 1, hosts: 4, vms: 1, hostMacs: 0, rate: 1, tables: table(400), ageing: 40};
		const attack = {...ATTACK, addresses: 400};
		const fast = runOf({...alone, seconds: 60, attack: {...attack, rate: 100}});
		expect(Math.abs(fast.filled - 400 / 100)).toBeLessThan(0.1);
		// S/T = 10 frames a second.
		const counts = [12, 5].map((rate) => runOf({...alone, seconds: 190, attack: {...attack, rate}}).net.tors[0]?.count ?? 0);
		expect(counts[0]).toBeGreaterThanOrEqual(396);
		expect(counts[1]).toBeLessThanOrEqual(5 * 40 + 4);
	});
});

describe('VXLAN', () => {
	const change: Change = {racks: 4, hosts: 5, vms: 10, overlay: 'vxlan', tenants: 20, seconds: 20, rate: 500};

	it('shows the core one address a host, and the edges only their tenants', () => {
		const run = runOf(change);
		expect([run.net.core.count, run.net.tors.map(({count}) => count)]).toEqual([20, [20, 20, 20, 20]]);
		// Twenty tenants of ten: a host with stations of ten of them knows no more than these.
		for (const edge of run.edges) expect(edge.count).toBeLessThanOrEqual(10 * 10);
		expect(reportOf(run)).toMatchObject({flooded: 0, verdict: 'fits-overlay'});
	});

	it('needs in each ToR what is behind it where trunks are pruned and tenants are packed', () => {
		const packed: Change = {...SMALL, racks: 4, tenants: 4, vlans: 4, placement: 'packed', traffic: 'tenant'};
		const sizes = [true, false].map((pruned) => {
			const tor = reportOf(runOf({...packed, pruned})).tiers.find(({tier}) => tier === 'tor');
			return [tor?.least, tor?.most];
		});
		expect(sizes).toEqual([
			[28, 28],
			[112, 112],
		]);
	});

	it('doubles nothing in the core when the VMs double', () => {
		expect(runOf({...change, vms: 20, tenants: 40}).net.core.count).toBe(20);
	});

	it('keeps an attacker inside its own tenant', () => {
		const tables = {edge: 110, tor: 64, core: 64};
		const run = runOf({...change, tables, attack: {...ATTACK, addresses: 1000, rate: 5000}});
		expect([run.net.core.count, run.net.core.refused]).toEqual([20, 0]);
		expect(reportOf(run).verdict).toBe('attack-contained');
		const full = run.edges.filter(({refused}) => refused > 0).length;
		expect(full).toBeGreaterThan(0);
		expect(full).toBeLessThanOrEqual(10);
	});
});

describe('an attack', () => {
	const attacked: Change = {...SMALL, tables: table(90), attack: {...ATTACK, addresses: 1000, rate: 1000}};

	it('wins where the first ones are kept: the attacker was first', () => {
		const report = reportOf(runOf(attacked));
		expect(report.verdict).toBe('attack-wins');
		expect(report.sniffed).toBeGreaterThan(0.2);
	});

	it('fails where the port that has most pays: no victim of the attacker’s rack is forgotten by its ToR', () => {
		const run = runOf({...attacked, racks: 1, policy: 'evict-fairly'});
		expect(run.net.tors[0]?.evicted).toBeGreaterThan(0);
		expect([run.counts.sniffed, reportOf(run).verdict]).toEqual([0, 'attack-fails']);
	});
});

describe('what overflows without any attack', () => {
	const crowded: Change = {...SMALL, racks: 4, hosts: 10, vms: 20, rate: 1000, tables: table(400)};

	it.each(POLICIES)('%s: arithmetic says how much is flooded, and a run without attack comes near it', (policy) => {
		const quiet = reportOf(runOf({...crowded, policy}));
		const attacked = reportOf(runOf({...crowded, policy, attack: {...ATTACK, rate: 2000}}));
		expect([quiet.verdict, quiet.floodedAlone]).toEqual(['overflows', undefined]);
		expect(Math.abs((attacked.floodedAlone ?? 0) - quiet.flooded)).toBeLessThan(0.1);
	});

	it.each(POLICIES)('%s: the attack is not said to work, although the attacker reads', (policy) => {
		const report = reportOf(runOf({...crowded, policy, attack: ATTACK}));
		expect(report.verdict).toBe('overflows-attacked');
		expect(report.sniffed).toBeGreaterThan(0.1);
		expect(report.foretold.find(({what}) => what === 'flooded-alone')).toMatchObject({measured: report.flooded});
	});

	it.each(['first-kept', 'evict-by-hash'] as const)('%s: with room for everybody it is the attack', (policy) => {
		const attack = {...ATTACK, addresses: 100_000, rate: 20_000};
		const report = reportOf(runOf({...crowded, policy, tables: table(8192), attack}));
		expect(report.floodedAlone).toBeLessThan(0.01);
		expect(report.verdict).toBe('attack-wins');
	});

	it('a little, by its hash, under an attack that makes most of it: both are said', () => {
		const attack = {...ATTACK, addresses: 100_000, rate: 20_000};
		const report = reportOf(runOf({...crowded, policy: 'evict-by-hash', tables: table(1300), attack}));
		expect(report.verdict).toBe('attack-worsens');
		expect(report.flooded).toBeGreaterThan(2 * (report.floodedAlone ?? 1));
	});
});

describe('fairness', () => {
	it('is among ports: with several racks victims share an uplink with the attacker, and some of them are flooded', () => {
		const attack = {rate: 5000, addresses: 4096, start: 0, rack: 0, host: 0};
		const [alone, together] = [1, 4].map((racks) => {
			const run = runOf({racks, vms: 20, policy: 'evict-fairly', tables: {edge: 8192, tor: 4096, core: 4096}, attack, seconds: 20});
			return reportOf(run);
		});
		expect([alone?.verdict, together?.verdict]).toEqual(['attack-fails', 'attack-fails']);
		expect(alone?.flooded).toBeLessThan(0.01);
		expect(together?.flooded).toBeGreaterThan(0.1);
	});
});
