/*
 * The sum: what a packet costs, and whether that fits
 *
 * Under full load batches are full and nobody sleeps, so what falls on a batch is
 * divided by its size, and interrupts vanish. A worker with n cores has n slots of time
 * for each packet; more cores make no packet faster. The slowest worker sets the pace.
 *
 * A stage that only one core may be in (an exclusive lock) has one slot of time,
 * however many cores there are.
 *
 * Not modelled: what the sum cannot know and the simulation does: queues, losses, latency, half-filled batches.
 */
import {costAt, type Nanoseconds, rangeAt, type Stage} from './cost.js';
import {inNanoseconds, slotOf} from './line-rate.js';
import {batchOf, coresOf, type Path, type Setup, type Worker} from './path.js';

/** ns a packet by a stage under full load, with its ends; `batch` is that of its worker. */
export function perPacket(stage: Stage, length: number, batch: number): Nanoseconds {
	const weight = weightOf(stage, batch);
	const {low, high} = rangeAt(stage, length);
	return {ns: costAt(stage, length) * weight, low: low * weight, high: high * weight};
}

function weightOf({kind, times, share}: Stage, batch: number): number {
	switch (kind) {
		case 'packet':
		case 'copy':
			return times * share;
		case 'batch':
			return (times * share) / batch;
		case 'interrupt':
		case 'moderation':
		case 'sleep':
		case 'delay':
			return 0;
		default:
			return kind satisfies never;
	}
}

/** Packets a second, at most: by the costs, by their upper ends, by their lower ends. */
interface Capacity {
	usual: number;
	low: number;
	high: number;
}

interface WorkerSum extends Nanoseconds {
	/** ns that its cores have for a packet, together. */
	budget: number;
	capacity: Capacity;
}

export interface Sum {
	workers: WorkerSum[];
	/** Index of the slowest worker. */
	slowest: number;
	/** ns of CPU time on the host and in the guest, for a packet. */
	host: Nanoseconds;
	guest: Nanoseconds;
	/** ns from packet to packet on the full link. */
	slot: number;
	/** Of the whole path, no more than the link has. */
	capacity: Capacity;
	/** Cores that the slowest worker would need for the full link, if it scaled. */
	coresNeeded: number;
	fits: boolean;
}

export function sumOf(path: Path, setup: Setup): Sum {
	const slot = inNanoseconds(slotOf(setup.frame, setup.link));
	const line = 1e9 / slot;
	const workers = path.workers.map((worker, index) => sumWorker(path, worker, index, setup, slot));
	const least = (end: keyof Capacity): number => Math.min(line, ...workers.map(({capacity}) => capacity[end]));
	const slowest = workers.reduce(
		(worst, {capacity}, index) => (capacity.usual < (workers[worst] as WorkerSum).capacity.usual ? index : worst),
		0,
	);
	const {ns, capacity} = workers[slowest] as WorkerSum;
	return {
		workers,
		slowest,
		host: total(path, workers, 'host'),
		guest: total(path, workers, 'guest'),
		slot,
		capacity: {usual: least('usual'), low: least('low'), high: least('high')},
		coresNeeded: Math.max(1, Math.ceil(ns / slot - 1e-9)),
		fits: capacity.usual >= line * (1 - 1e-9),
	};
}

function sumWorker(path: Path, {stages}: Worker, index: number, setup: Setup, slot: number): WorkerSum {
	const batch = batchOf(path, index, setup);
	const cores = coresOf(index, setup);
	const sum = add(stages.map((stage) => perPacket(stage, setup.frame, batch)));
	const alone = add(stages.filter(({exclusive}) => exclusive).map((stage) => perPacket(stage, setup.frame, batch)));
	const at = (end: keyof Nanoseconds): number => 1e9 / Math.max(sum[end] / cores, alone[end]);
	return {...sum, budget: slot * cores, capacity: {usual: at('ns'), low: at('high'), high: at('low')}};
}

function total(path: Path, workers: readonly WorkerSum[], place: Worker['place']): Nanoseconds {
	return add(workers.filter((_, index) => path.workers[index]?.place === place));
}

function add(parts: readonly Nanoseconds[]): Nanoseconds {
	return parts.reduce((sum, {ns, low, high}) => ({ns: sum.ns + ns, low: sum.low + low, high: sum.high + high}), {ns: 0, low: 0, high: 0});
}
