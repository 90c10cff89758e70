/*
 * The path of a packet: workers, and the stages of each
 *
 * A worker is what runs: the soft interrupt of the host's kernel, a polling thread,
 * the vhost thread, the guest. The first one takes packets from the NIC's rings, each
 * following one from a queue that the one before fills. Workers run at the same time
 * on cores of their own, so the slowest one sets the pace and the sum is what the
 * host pays.
 *
 * Awake by interrupt (NAPI) or by polling
 * ---------------------------------------
 * A kernel driver sleeps until the NIC interrupts, then polls with interrupts off until
 * its ring is empty, at most 64 packets at a time (napi_poll, weight 64). Under load it
 * never sleeps, and the interrupt vanishes from the cost of a packet. A polling thread
 * never sleeps at all: no interrupt to wait for, a whole core gone even without a packet.
 *
 * Not modelled: the way back (replies, transmit completions beyond what totals contain), several guests, softirq budget
 * and ksoftirqd, threads that share a core, copies of flooded frames.
 */
import type {Stage} from './cost.js';

const WORKERS = ['softirq', 'handler', 'pmd', 'vhost', 'guest'] as const;
export type WorkerId = (typeof WORKERS)[number];

export interface Worker {
	id: WorkerId;
	/** Whose CPU time it is. */
	place: 'host' | 'guest';
	wake: 'interrupt' | 'poll';
	/** Packets that each of its rings holds. */
	ring: number;
	/** Most packets that are taken at a time. */
	batch: number;
	stages: Stage[];
}

/** A figure that was published for a path as a whole. */
export interface Published {
	/** Packets a second on one core, or bits of TCP payload a second. */
	unit: 'packets' | 'payload';
	value: number;
	/** Share by which the simulation may differ, of `value`. */
	margin: number;
	/** How it was measured: octets with checksum, Mb/s. */
	frame: number;
	link: number;
	source: string;
}

/** Octets of TCP payload in a frame: without Ethernet, checksum, IPv4 and TCP headers. */
export function payloadOf(frame: number): number {
	return Math.max(0, frame - 18 - 20 - 20);
}

export interface Path {
	id: string;
	workers: Worker[];
	/** `undefined` where nobody published a total that we know of: what is named is a lower bound. */
	published?: Published;
}

/** What a path is run on. */
export interface Setup {
	/** Mb/s. */
	link: number;
	/** Octets with checksum. */
	frame: number;
	/** Cores of the first worker, each with a ring of its own. */
	cores: number;
	/** Of the first worker; left out, what the path has. */
	ring?: number;
	batch?: number;
}

export const DEFAULT_SETUP: Setup = {link: 10_000, frame: 64, cores: 1};

/** Cores of a worker: those behind the first one are a thread or a guest with one CPU. */
export function coresOf(index: number, setup: Setup): number {
	return index === 0 ? setup.cores : 1;
}

export function batchOf(path: Path, index: number, setup: Setup): number {
	const {batch} = path.workers[index] as Worker;
	return index === 0 ? (setup.batch ?? batch) : batch;
}

export function ringOf(path: Path, index: number, setup: Setup): number {
	const {ring} = path.workers[index] as Worker;
	return index === 0 ? (setup.ring ?? ring) : ring;
}

/** Where a stage stands. */
export interface StagePlace {
	worker: number;
	stage: number;
}

export function stageAt(path: Path, {worker, stage}: StagePlace): Stage | undefined {
	return path.workers[worker]?.stages[stage];
}

/** All stages with their places, in the order of the path. */
export function stagesOf(path: Path): {place: StagePlace; stage: Stage}[] {
	return path.workers.flatMap(({stages}, worker) => stages.map((stage, index) => ({place: {worker, stage: index}, stage})));
}

/** The path with another stage in a place. */
export function withStage(path: Path, {worker, stage: at}: StagePlace, change: (stage: Stage) => Stage): Path {
	return changeWorker(path, worker, (stages) => stages.map((stage, index) => (index === at ? change(stage) : stage)));
}

/** The path with one more stage, last of its worker. */
export function withMore(path: Path, worker: number, stage: Stage): Path {
	return changeWorker(path, worker, (stages) => [...stages, stage]);
}

/** The path without a stage. */
export function without(path: Path, {worker, stage: at}: StagePlace): Path {
	return changeWorker(path, worker, (stages) => stages.filter((_, index) => index !== at));
}

/** The stage with a cost put in by the reader: its source is the reader, and it has no range. */
export function priced(stage: Stage, ns: number): Stage {
	const {long: _, ...bare} = stage;
	return {...bare, kind: bare.kind === 'copy' ? 'packet' : bare.kind, ns, low: ns, high: ns, evidence: 'yours', source: ''};
}

function changeWorker(path: Path, at: number, change: (stages: Stage[]) => Stage[]): Path {
	return {...path, workers: path.workers.map((worker, index) => (index === at ? {...worker, stages: change(worker.stages)} : worker))};
}
