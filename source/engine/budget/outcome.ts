/** What a simulation yields, computed from what it counted. */
import type {Stage} from './cost.js';
import {type Histogram, percentile} from './histogram.js';
import {PS, PS_PER_SECOND, WIRE_OVERHEAD} from './line-rate.js';
import type {Path, Setup, Worker} from './path.js';
import {psOf, type WorkerPlan} from './plan.js';

/** What is counted for a worker while it runs. */
export interface Tally {
	/** Packets that came to its rings. */
	offered: number;
	handled: number;
	dropped: number;
	interrupts: number;
	batches: number;
	/** ps of spinning for the lock. */
	spun: number;
	/** Sum over the arrivals of how many packets were waiting. */
	seen: number;
	/** Most packets in one ring. */
	fullest: number;
	/** How often each stage of chance happened. */
	chances: number[];
}

interface StageShare {
	/** ns of CPU time in the whole run. */
	ns: number;
	/** Of the CPU time spent on packets by all workers. */
	share: number;
}

export interface WorkerOutcome extends Omit<Tally, 'chances' | 'seen' | 'spun'> {
	/** Of its cores' time: 1 is all of it. A polling thread has 1 at any load. */
	load: number;
	/** Of its cores' time, on packets. */
	useful: number;
	/** Packets in a ring as an arriving one finds it. */
	ringMean: number;
	/** ns of spinning for the lock. */
	spun: number;
	/** In the order of the worker's stages. */
	stages: StageShare[];
}

/** ns. */
export interface Latency {
	min: number;
	mean: number;
	p50: number;
	p99: number;
	max: number;
}

export interface Outcome {
	offered: number;
	handled: number;
	dropped: number;
	/** Still in a ring or in work at the end. */
	left: number;
	/** ns. */
	elapsed: number;
	/** Handled. */
	packetsPerSecond: number;
	/** Handled, as bits of the link's time: preamble and gap included. */
	wireBitsPerSecond: number;
	/** Of what arrived. */
	dropShare: number;
	/** Of those handled; `undefined` when none was. */
	latency: Latency | undefined;
	workers: WorkerOutcome[];
	/** The first worker's fullest ring in each sixtieth of the run. */
	course: number[];
	/** CPU time on packets, in ns a handled packet. */
	hostPerPacket: number;
	guestPerPacket: number;
}

export interface Counted {
	path: Path;
	setup: Setup;
	workers: readonly WorkerPlan[];
	tallies: readonly Tally[];
	/** ps. */
	latency: {min: number; max: number; sum: number; classes: Histogram};
	course: Uint32Array;
	offered: number;
	/** ps. */
	elapsed: number;
}

export function outcomeOf({path, setup, workers, tallies, latency, course, offered, elapsed}: Counted): Outcome {
	const handled = tallies.at(-1)?.handled ?? 0;
	const dropped = tallies.reduce((sum, tally) => sum + tally.dropped, 0);
	const spent = path.workers.map((worker, index) => stageTimes(worker, tallies[index] as Tally, workers[index] as WorkerPlan, setup));
	const all = spent.flat().reduce((sum, ps) => sum + ps, 0);
	const packetsPerSecond = elapsed > 0 ? (handled * PS_PER_SECOND) / elapsed : 0;
	// The middle of a class may lie outside of what was seen.
	const within = (nanoseconds: number): number => Math.max(latency.min / PS, Math.min(latency.max / PS, nanoseconds));
	const perPacket = (place: Worker['place']): number =>
		handled === 0
			? 0
			: spent.filter((_, index) => path.workers[index]?.place === place).reduce((sum, times) => sum + total(times), 0) / handled / PS;
	return {
		offered,
		handled,
		dropped,
		left: offered - handled - dropped,
		elapsed: elapsed / PS,
		packetsPerSecond,
		wireBitsPerSecond: packetsPerSecond * (setup.frame + WIRE_OVERHEAD) * 8,
		dropShare: offered === 0 ? 0 : dropped / offered,
		latency:
			handled === 0
				? undefined
				: {
						min: latency.min / PS,
						mean: latency.sum / handled / PS,
						p50: within(percentile(latency.classes, 0.5)),
						p99: within(percentile(latency.classes, 0.99)),
						max: latency.max / PS,
					},
		workers: path.workers.map((_, index) => {
			const {chances: __, seen, spun, ...tally} = tallies[index] as Tally;
			const plan = workers[index] as WorkerPlan;
			const times = spent[index] as number[];
			const useful = elapsed > 0 ? Math.min(1, (total(times) + spun) / (elapsed * plan.cores)) : 0;
			return {
				...tally,
				spun: spun / PS,
				load: plan.polls ? 1 : useful,
				useful,
				ringMean: tally.offered === 0 ? 0 : seen / tally.offered,
				stages: times.map((ps) => ({ns: ps / PS, share: all === 0 ? 0 : ps / all})),
			};
		}),
		course: [...course],
		hostPerPacket: perPacket('host'),
		guestPerPacket: perPacket('guest'),
	};
}

/** ps of CPU time by stage. */
function stageTimes({stages}: Worker, tally: Tally, plan: WorkerPlan, setup: Setup): number[] {
	return stages.map((stage, index) => psOf(stage, setup.frame) * occurrences(stage, index, tally, plan));
}

function occurrences({kind, share}: Stage, index: number, tally: Tally, plan: WorkerPlan): number {
	switch (kind) {
		case 'packet':
		case 'copy':
			return share === 1 ? tally.handled : (tally.chances[plan.chances.findIndex(({stage}) => stage === index)] ?? tally.handled);
		case 'batch':
			return tally.batches;
		case 'interrupt':
			return tally.interrupts;
		case 'moderation':
		case 'sleep':
		case 'delay':
			return 0;
		default:
			return kind satisfies never;
	}
}

function total(times: readonly number[]): number {
	return times.reduce((sum, ps) => sum + ps, 0);
}
