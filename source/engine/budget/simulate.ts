/*
 * The simulation of a budget
 *
 * Events in the order of their time, in whole picoseconds: a packet arrives, a core
 * wakes, begins to poll, takes the lock, is done with a packet. What is known of a
 * packet is when it arrived, a number in a ring, so a million packets need the room of
 * the rings and no more.
 *
 * A core
 * ------
 * asleep   until a packet comes; then the NIC waits (moderation), the core may have to
 *          come out of deep sleep, and pays for the interrupt
 * polling  takes what is there, at most a batch, and pays for the batch; finds nothing:
 *          back to sleep with interrupts on. A polling thread looks on
 * working  one packet after the other; done, the packet goes to the next worker's ring,
 *          or has been handled
 * locking  waits, spinning, until the lock is free; first come, first served
 *
 * A ring that is full drops what arrives. A packet that is being worked on is out of the
 * ring. At the end, what is still in rings is neither handled nor dropped, but left.
 *
 * Batches form by themselves: a core that is too slow for single packets finds more of
 * them each time it looks, and pays once for all. It falls behind only when even full
 * batches are too dear.
 *
 * The run begins as if a packet had just been there: cores are asleep, but not deeply.
 *
 * Not modelled: that an empty poll takes time, that a batch is sent together, prices that change with load (caches under
 * pressure), threads that are moved or preempted.
 */
import {nextRandom} from '../random.js';
import {count, createHistogram} from './histogram.js';
import {PS} from './line-rate.js';
import {type Outcome, outcomeOf, type Tally} from './outcome.js';
import type {Path, Setup} from './path.js';
import {planOf, type WorkerPlan} from './plan.js';
import {createArrivals, type Traffic} from './traffic.js';

/** Columns of the course of the first worker's ring. */
const COURSE = 60;

const ASLEEP = 0;
const WAKING = 1;
const POLLING = 2;
const WORKING = 3;
const LOCKING = 4;

/** Sends packets over a path. The same arguments give the same outcome. */
export function simulate(path: Path, setup: Setup, traffic: Traffic): Outcome {
	const {workers, delay} = planOf(path, setup);
	const chance = {seed: traffic.seed};
	const nextArrival = createArrivals(setup, traffic, chance);
	const tallies = workers.map(
		({chances}): Tally => ({
			offered: 0,
			handled: 0,
			dropped: 0,
			interrupts: 0,
			batches: 0,
			spun: 0,
			seen: 0,
			fullest: 0,
			chances: chances.map(() => 0),
		}),
	);
	const latency = {min: Number.POSITIVE_INFINITY, max: 0, sum: 0, classes: createHistogram()};
	const course = new Uint32Array(COURSE);

	// Cores of all workers, one behind the other.
	const first: number[] = [];
	const owner: number[] = [];
	const slots: number[] = [];
	let room = 0;
	for (const [index, plan] of workers.entries()) {
		first.push(owner.length);
		for (let core = 0; core < plan.cores; core++) {
			owner.push(index);
			slots.push(room);
			room += plan.ring;
		}
	}
	const cores = owner.length;
	const state = new Uint8Array(cores);
	const next = new Float64Array(cores).fill(Number.POSITIVE_INFINITY);
	const idleSince = new Float64Array(cores);
	const left = new Int32Array(cores);
	const current = new Float64Array(cores);
	const rings = new Float64Array(room);
	const head = new Int32Array(cores);
	const filled = new Int32Array(cores);
	const lockFree = new Float64Array(workers.length);
	const coreOfFlow = spreadFlows(traffic.flows, setup.cores);
	let turn = 0;
	let offered = 0;

	const enter = (worker: number, core: number, born: number, now: number): void => {
		const plan = workers[worker] as WorkerPlan;
		const tally = tallies[worker] as Tally;
		const waiting = filled[core] as number;
		tally.offered++;
		tally.seen += waiting;
		if (waiting === plan.ring) {
			tally.dropped++;
			return;
		}
		const at = (head[core] as number) + waiting;
		rings[(slots[core] as number) + (at >= plan.ring ? at - plan.ring : at)] = born;
		filled[core] = waiting + 1;
		if (waiting + 1 > tally.fullest) tally.fullest = waiting + 1;
		if (state[core] !== ASLEEP) return;
		const deep = now - (idleSince[core] as number) >= plan.sleepAfter;
		state[core] = plan.polls ? POLLING : WAKING;
		next[core] = plan.polls ? now : now + plan.moderation + (deep ? plan.sleep : 0);
	};

	/** Takes the next packet of the batch out of the ring and begins with it. */
	const begin = (core: number, now: number): void => {
		const worker = owner[core] as number;
		const plan = workers[worker] as WorkerPlan;
		const at = head[core] as number;
		current[core] = rings[(slots[core] as number) + at] as number;
		head[core] = at + 1 === plan.ring ? 0 : at + 1;
		filled[core] = (filled[core] as number) - 1;
		left[core] = (left[core] as number) - 1;
		let time = now + plan.fixed;
		for (let index = 0; index < plan.chances.length; index++) {
			const {ps, below} = plan.chances[index] as WorkerPlan['chances'][number];
			if (nextRandom(chance) >= below) continue;
			time += ps;
			const {chances} = tallies[worker] as Tally;
			chances[index] = (chances[index] as number) + 1;
		}
		state[core] = plan.exclusive > 0 ? LOCKING : WORKING;
		next[core] = time;
	};

	const step = (core: number, now: number): void => {
		const worker = owner[core] as number;
		const plan = workers[worker] as WorkerPlan;
		const tally = tallies[worker] as Tally;
		switch (state[core]) {
			case WAKING:
				tally.interrupts++;
				state[core] = POLLING;
				next[core] = now + plan.perInterrupt;
				return;
			case LOCKING: {
				const from = Math.max(now, lockFree[worker] as number);
				tally.spun += from - now;
				lockFree[worker] = from + plan.exclusive;
				state[core] = WORKING;
				next[core] = from + plan.exclusive;
				return;
			}
			case WORKING: {
				tally.handled++;
				const born = current[core] as number;
				if (worker + 1 < workers.length) enter(worker + 1, first[worker + 1] as number, born, now);
				else {
					const took = now - born + delay;
					if (took < latency.min) latency.min = took;
					if (took > latency.max) latency.max = took;
					latency.sum += took;
					count(latency.classes, took / PS);
				}
				if ((left[core] as number) > 0) begin(core, now);
				else poll(core, now, plan, tally);
				return;
			}
			default:
				poll(core, now, plan, tally);
		}
	};

	const poll = (core: number, now: number, plan: WorkerPlan, tally: Tally): void => {
		const found = Math.min(filled[core] as number, plan.batch);
		if (found === 0) {
			state[core] = ASLEEP;
			idleSince[core] = now;
			next[core] = Number.POSITIVE_INFINITY;
			return;
		}
		tally.batches++;
		left[core] = found;
		begin(core, now + plan.perBatch);
	};

	let arrival = nextArrival();
	let time = arrival;
	for (;;) {
		time = arrival;
		let core = -1;
		for (let index = 0; index < cores; index++) {
			if ((next[index] as number) < time) {
				time = next[index] as number;
				core = index;
			}
		}
		if (core !== -1) {
			step(core, time);
			continue;
		}
		// The arrival behind the last packet is the end of its interval, and of the run.
		if (offered === traffic.packets) break;
		const target = coreOfFlow.length > 0 ? (coreOfFlow[nextRandom(chance) % coreOfFlow.length] as number) : turn;
		turn = turn + 1 === setup.cores ? 0 : turn + 1;
		enter(0, target, arrival, arrival);
		const column = Math.floor((offered * COURSE) / traffic.packets);
		if ((filled[target] as number) > (course[column] as number)) course[column] = filled[target] as number;
		offered++;
		arrival = nextArrival();
	}
	return outcomeOf({path, setup, workers, tallies, latency, course, offered, elapsed: time});
}

/** The core of each flow: where a hash puts it, which is not even (as RSS with few flows). */
function spreadFlows(flows: number, cores: number): Uint16Array {
	return Uint16Array.from({length: flows}, (_, flow) => (Math.imul(flow + 1, 0x9e37_79b1) >>> 16) % cores);
}
