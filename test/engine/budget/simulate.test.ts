import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {use} from '../../../source/engine/budget/catalogue.js';
import type {Stage} from '../../../source/engine/budget/cost.js';
import type {Outcome} from '../../../source/engine/budget/outcome.js';
import {DEFAULT_SETUP, type Path, priced, type Setup, withMore, withStage} from '../../../source/engine/budget/path.js';
import {READY_PATHS, readyPath} from '../../../source/engine/budget/ready-paths.js';
import {simulate} from '../../../source/engine/budget/simulate.js';
import {perPacket, sumOf} from '../../../source/engine/budget/sum.js';
import {ARRIVALS, DEFAULT_TRAFFIC, type Traffic} from '../../../source/engine/budget/traffic.js';

/** A polling worker that does only this. */
function doing(stages: Stage[], change: Partial<Path['workers'][number]> = {}): Path {
	return {id: 'mine', workers: [{id: 'pmd', place: 'host', wake: 'poll', ring: 512, batch: 32, stages, ...change}]};
}

const work = (ns: number): Stage => priced(use('lock'), ns);
const run = (path: Path, setup: Partial<Setup> = {}, traffic: Partial<Traffic> = {}): Outcome =>
	simulate(path, {...DEFAULT_SETUP, ...setup}, {...DEFAULT_TRAFFIC, ...traffic});

describe('the challenge "stay in budget"', () => {
	const other = work(58);
	const syscall = {...use('syscall'), ns: 75};
	const path = doing([other, syscall]);

	it.each([
		[8, 67.4, false],
		[9, 66.3, true],
	])('58 ns of other work and a system call of 75 ns for %d packets are %d ns: %s', (batch, ns, fits) => {
		const sum = sumOf(path, {...DEFAULT_SETUP, batch});
		expect([Math.round(sum.host.ns * 10) / 10, sum.fits]).toEqual([ns, fits]);
		expect(run(path, {batch}, {packets: 1_000_000}).dropped > 0).toBe(!fits);
	});

	it('with a batch of 8 loses a quarter of a per cent, once the ring is full', () => {
		const {dropped, offered, handled} = run(path, {batch: 8, ring: 64}, {packets: 1_000_000});
		expect((dropped / offered).toFixed(4)).toBe('0.0025');
		expect(handled / offered).toBeCloseTo(67.2 / 67.375, 4);
	});

	it('takes batches no larger than it needs: it is as busy at half the rate, but with small batches', () => {
		const {workers} = run(path, {batch: 64}, {rate: 10_000_000});
		const [worker] = workers;
		const size = (worker?.handled ?? 0) / (worker?.batches ?? 1);
		// 58 ns and a 75 ns call fit 100 ns when two or so share the call.
		expect(size).toBeGreaterThan(1.5);
		expect(size).toBeLessThan(2.5);
	});
});

describe('a simulation', () => {
	it('needs exactly the slot: at 67.2 ns a packet nothing is lost, at 67.3 the ring fills', () => {
		const outcomes = [67.2, 67.3].map((ns) => run(doing([work(ns)]), {ring: 32}, {packets: 100_000}));
		expect(outcomes.map(({dropped, workers}) => [dropped > 0, workers[0]?.fullest])).toEqual([
			[false, 1],
			[true, 32],
		]);
		expect(outcomes[0]?.latency).toEqual({min: 67.2, mean: 67.2, p50: 67.2, p99: 67.2, max: 67.2});
	});

	it('tells where the time went', () => {
		const outcome = run(doing([work(20), {...work(10), times: 2}, use('nic')]), {}, {packets: 1000});
		expect(outcome.workers[0]?.stages).toEqual([
			{ns: expect.closeTo(20_000, -2), share: 0.5},
			{ns: expect.closeTo(20_000, -2), share: 0.5},
			{ns: 0, share: 0},
		]);
		expect(outcome.hostPerPacket).toBe(40);
		expect(outcome.workers[0]?.useful).toBeCloseTo(40 / 67.2, 3);
	});

	it('spreads packets over cores: two cores handle twice as much', () => {
		const [one, two] = [1, 2].map((cores) => run(doing([work(200)]), {cores}).packetsPerSecond);
		expect((one ?? 0) / 1e6).toBeCloseTo(5, 2);
		expect((two ?? 0) / 1e6).toBeCloseTo(10, 2);
	});

	it('with few flows leaves cores idle, with many hardly', () => {
		const rates = [1, 2, 5000].map((flows) => run(doing([work(250)]), {cores: 4}, {flows}).packetsPerSecond / 1e6);
		expect(rates[0]).toBeCloseTo(4, 1);
		expect(rates[1]).toBeLessThanOrEqual(8.1);
		expect(rates[2]).toBeGreaterThan(14);
	});

	it('lets one core at a time through an exclusive lock, however many there are', () => {
		const path = doing([work(50), {...use('shared-lock'), ns: 50}]);
		const rates = [1, 2, 4, 8].map((cores) => run(path, {cores, link: 100_000}).packetsPerSecond / 1e6);
		expect(rates.map((rate) => Math.round(rate))).toEqual([10, 20, 20, 20]);
		const {workers} = run(path, {cores: 8, link: 100_000});
		expect((workers[0]?.spun ?? 0) / (workers[0]?.handled ?? 1)).toBeGreaterThan(250);
		expect(sumOf(path, {...DEFAULT_SETUP, link: 100_000, cores: 8}).capacity.usual / 1e6).toBeCloseTo(20, 6);
	});

	it('counts what only some packets cost', () => {
		const path = doing([work(20), {...work(1000), share: 0.02}]);
		const outcome = run(path, {}, {packets: 1_000_000});
		expect(outcome.hostPerPacket).toBeCloseTo(40, 0);
		expect(sumOf(path, DEFAULT_SETUP).host.ns).toBe(40);
	});

	it('waits in the queue as long as theory says for arrivals of chance (Pollaczek and Khinchine)', () => {
		// At 800 Gb/s the wire hardly orders what chance brings.
		for (const load of [0.3, 0.6, 0.8]) {
			const {latency} = run(
				doing([work(100)], {ring: 4096}),
				{link: 800_000},
				{arrivals: 'poisson', rate: load * 1e7, packets: 400_000, seed: 3},
			);
			const wait = (load * 100) / (2 * (1 - load));
			expect((latency?.mean ?? 0) / (100 + wait)).toBeCloseTo(1, 1);
		}
	});

	it('loses less with a longer ring when packets come in trains', () => {
		const drops = [16, 64, 256].map((ring) => run(doing([work(100)]), {ring}, {arrivals: 'bursts', burst: 200, rate: 5_000_000}).dropped);
		expect(drops[0]).toBeGreaterThan(drops[1] ?? 0);
		expect(drops[1]).toBeGreaterThan(0);
		expect(drops[2]).toBe(0);
	});

	it('shows the course of the ring', () => {
		const {course} = run(doing([work(70)], {ring: 512}), {}, {packets: 6000});
		expect(course[0]).toBeLessThan(course[30] ?? 0);
		expect(course[30]).toBeLessThan(course[59] ?? 0);
	});

	it('uses no more memory for more packets', () => {
		const [few, many] = [100, 1_000_000].map((packets) => JSON.stringify(run(doing([work(10)]), {}, {packets})).length);
		expect((many ?? 0) / (few ?? 1)).toBeLessThan(1.3);
	});
});

describe('a copy', () => {
	it('costs by the length of the frame, along a straight line', () => {
		const at = (length: number): number => perPacket(use('copy-cold'), length, 1).ns;
		expect([at(64), at(782), at(1500)]).toEqual([27, 163.5, 300]);
	});

	it('is a fixed price when the reader sets one', () => {
		const path = withStage(doing([use('copy-cold')]), {worker: 0, stage: 0}, (stage) => priced(stage, 40));
		expect([64, 1518].map((frame) => sumOf(path, {...DEFAULT_SETUP, frame}).host)).toEqual([
			{ns: 40, low: 40, high: 40},
			{ns: 40, low: 40, high: 40},
		]);
	});
});

const anySetup = fc.record({
	link: fc.constantFrom(1000, 10_000, 40_000, 100_000),
	frame: fc.integer({min: 64, max: 1518}),
	cores: fc.integer({min: 1, max: 6}),
	ring: fc.integer({min: 1, max: 600}),
	batch: fc.integer({min: 1, max: 80}),
});
const anyTraffic = fc.record({
	arrivals: fc.constantFrom(...ARRIVALS),
	rate: fc.integer({min: 1000, max: 20_000_000}),
	packets: fc.integer({min: 0, max: 4000}),
	burst: fc.integer({min: 1, max: 64}),
	flows: fc.integer({min: 0, max: 40}),
	seed: fc.integer({min: 0, max: 2 ** 32 - 1}),
});
const anyPath = fc
	.tuple(
		fc.constantFrom(...READY_PATHS),
		fc.constantFrom(...(['syscall', 'shared-lock', 'cache-miss'] as const)),
		fc.integer({min: 0, max: 100}),
	)
	.map(([id, more, share]) => withMore(readyPath(id) as Path, 0, use(more, {share: share / 100})));

describe('any path, setup and traffic', () => {
	it('loses no packet from sight, and fits bounds that no queue can break', () => {
		fc.assert(
			fc.property(anyPath, anySetup, anyTraffic, (path, setup, traffic) => {
				const outcome = simulate(path, setup, traffic);
				const {offered, handled, dropped, left, workers, latency} = outcome;
				expect(offered).toBe(traffic.packets);
				expect(handled + dropped + left).toBe(offered);
				const room = workers.reduce(
					(sum, _, index) => sum + ((index === 0 ? setup.ring : (path.workers[index]?.ring ?? 0)) + 1) * (index === 0 ? setup.cores : 1),
					0,
				);
				expect(left).toBeLessThanOrEqual(room);
				for (const worker of workers) {
					expect(worker.handled + worker.dropped).toBeLessThanOrEqual(worker.offered);
					expect(worker.batches).toBeLessThanOrEqual(worker.offered);
					expect(worker.load).toBeGreaterThanOrEqual(0);
					expect(worker.load).toBeLessThanOrEqual(1);
				}
				if (latency) {
					expect(latency.min).toBeLessThanOrEqual(latency.mean * (1 + 1e-12));
					expect(latency.mean).toBeLessThanOrEqual(latency.max * (1 + 1e-12));
					expect(latency.p50).toBeLessThanOrEqual(latency.p99);
					expect(latency.p99).toBeLessThanOrEqual(latency.max);
				}
				const shares = workers.flatMap(({stages}) => stages.map(({share}) => share)).reduce((sum, share) => sum + share, 0);
				expect(shares === 0 || Math.abs(shares - 1) < 1e-9).toBe(true);
			}),
		);
	});

	it('gives the same outcome for the same seed', () => {
		fc.assert(
			fc.property(anyPath, anySetup, anyTraffic, (path, setup, traffic) => {
				expect(simulate(path, setup, traffic)).toEqual(simulate(path, setup, traffic));
			}),
		);
	});

	it('is handled by a cheaper path at least as well, when packets come one by one', () => {
		fc.assert(
			fc.property(fc.integer({min: 10, max: 300}), fc.integer({min: 1, max: 200}), anySetup, (ns, more, setup) => {
				const cheap = run(doing([work(ns)]), setup, {packets: 3000});
				const dear = run(doing([work(ns + more)]), setup, {packets: 3000});
				expect(cheap.dropped).toBeLessThanOrEqual(dear.dropped);
			}),
		);
	});
});
