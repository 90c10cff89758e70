/** What every language says about the time budget. */
import type {CostId} from '../engine/budget/catalogue.js';
import type {CostKind, Evidence} from '../engine/budget/cost.js';
import type {WorkerId} from '../engine/budget/path.js';
import type {ReadyPath} from '../engine/budget/ready-paths.js';
import type {Arrivals} from '../engine/budget/traffic.js';

/** A short name, and a sentence. */
interface Named {
	readonly name: string;
	readonly what: string;
}

/** Probes of `--measure` that have no size. */
export type ProbeId = 'call' | 'map' | 'typed' | 'atomic' | 'copy-64' | 'copy-1500' | 'syscall';

export interface BudgetWords {
	title: string;
	mode: string;
	costs: Readonly<Record<CostId | 'rest', Named>>;
	paths: Readonly<Record<ReadyPath, Named>>;
	workers: Readonly<Record<WorkerId, string>>;
	places: Readonly<Record<'host' | 'guest', string>>;
	/** Beside a price that does not fall on each packet. */
	kinds: Readonly<Record<Exclude<CostKind, 'packet'>, string>>;
	evidence: Readonly<Record<Evidence, string>>;
	/** A sign behind a price that is no measurement. */
	marks: Readonly<Record<'calibrated' | 'recalled' | 'yours', string>>;
	legend: string;
	arrivals: Readonly<Record<Arrivals, string>>;
	columns: Readonly<
		Record<
			'slowest' | 'stage' | 'ns' | 'range' | 'share' | 'source' | 'path' | 'cores' | 'drops' | 'latency' | 'load' | 'host' | 'guest',
			string
		>
	>;
	budgetLine(link: string, frame: number, ns: string, rate: string, cycles: string): string;
	cores(count: number): string;
	ringOf(size: number): string;
	batchOf(size: number): string;
	load: string;
	fullLink: string;
	/** How several cores share the packets. */
	dealt: string;
	hashed(flows: number): string;
	worker(name: string, place: string, cores: string): string;
	fits(ns: string, budget: string, share: string): string;
	tooSlow(ns: string, budget: string, times: string, cores: number): string;
	tooSlowThread(name: string, ns: string, budget: string): string;
	nothing: string;
	range(low: string, high: string): string;
	slowest(name: string): string;
	total: string;
	perPacket(host: string, guest: string): string;
	simulated(packets: string, time: string, arrivals: string): string;
	offered: string;
	handled: string;
	dropped: string;
	busy: string;
	polls(useful: string): string;
	latency: string;
	quantiles: Readonly<Record<'min' | 'mean' | 'p50' | 'p99' | 'max', string>>;
	ring: string;
	ringFill(mean: string, most: string, size: string): string;
	interrupts: string;
	batches: string;
	each(packets: string): string;
	spun: string;
	where: string;
	none: string;
	published(value: string, source: string): string;
	noPublished: string;
	changed: string;
	agrees(share: string, margin: string): string;
	otherConditions(frame: number, link: string): string;
	payload: string;
	versus: string;
	advice: Readonly<Record<'help' | 'paths' | 'costs', string>>;
	screen: {
		panes: Readonly<Record<'stages' | 'result' | 'other', string>>;
		settings: Readonly<Record<'cores' | 'ring' | 'batch', string>>;
		/** What the signs behind prices mean, in 36 cells. */
		legend: string;
		edit(name: string): string;
		editHint: string;
		badNumber: string;
		add: string;
		removed(name: string): string;
		reset: string;
		noStage: string;
		why: Readonly<Record<'price' | 'times' | 'range' | 'evidence' | 'source' | 'falls', string>>;
		falls: Readonly<Record<CostKind, string>>;
		shareOf(share: string): string;
		exclusive: string;
		noOther: string;
		better: string;
		leave: string;
	};
	measure: {
		title: string;
		running(name: string, n: number, of: number): string;
		cancelled: string;
		columns: Readonly<Record<'what' | 'ns' | 'spread' | 'budget', string>>;
		groups: Readonly<Record<'memory' | 'steps' | 'switch', string>>;
		chase(size: string): string;
		probes: Readonly<Record<ProbeId, string>>;
		bridge(stations: number): string;
		flows(flows: number): string;
		how(rounds: number): string;
		js: string;
		virtual: string;
		not: string;
		cores(model: string, node: string): string;
		skipped: string;
	};
}
