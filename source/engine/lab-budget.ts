/**
 * The time budget in a lab file: what a link asks for, and one or more paths that try. A path is the name of a ready one,
 * or one of one's own: from a ready one with other prices, or stage by stage.
 */
import * as z from 'zod';
import {CATALOGUE, use} from './budget/catalogue.js';
import {COST_KINDS} from './budget/cost.js';
import {type Path, priced, withMore} from './budget/path.js';
import {READY_PATHS, readyPath} from './budget/ready-paths.js';
import {isCost, ownStage, parseLink, type Sheet, withoutCost, withPrice} from './budget/sheet.js';
import {ARRIVALS, DEFAULT_TRAFFIC} from './budget/traffic.js';
import {defined} from './defined.js';

const word = z.string().regex(/^[a-z][a-z0-9-]{0,19}$/, 'a name has 1 to 20 small letters, digits or "-" and starts with a letter');
const ns = z.number().nonnegative().max(1e9);

const stageSchema = z.strictObject({
	/** A cost of the catalogue, or a name of one's own with `ns`. */
	cost: word,
	/** Another price, ns. */
	ns: ns.optional(),
	kind: z.enum(COST_KINDS).optional(),
	times: z.number().positive().max(10_000).default(1),
	/** Share of the packets that it falls on. */
	share: z.number().min(0).max(1).default(1),
	/** One core at a time. */
	exclusive: z.boolean().optional(),
});

const ownPathSchema = z.strictObject({
	name: word,
	/** The ready path to begin with; left out, a worker that does nothing yet. */
	from: z.enum(READY_PATHS).optional(),
	/** Awake by interrupts or polling: the first worker. */
	wake: z.enum(['interrupt', 'poll']).optional(),
	/** ns by the name of the stage; a cost that the path does not have is added. */
	set: z.record(word, ns).default({}),
	without: z.array(word).default([]),
	/** Added to the first worker. */
	stages: z.array(stageSchema).default([]),
});

export const budgetSchema = z.strictObject({
	/** `10G`, `2.5G`, `100M` */
	link: z
		.string()
		.refine((text) => parseLink(text) !== undefined, 'a link is written 10G or 100M')
		.default('10G'),
	/** Octets, checksum included. */
	frame: z.int().min(64).max(65_535).default(64),
	cores: z.int().min(1).max(64).default(1),
	/** Packets in a ring of the first worker; left out, what the path has. */
	ring: z.int().min(1).max(65_536).optional(),
	/** Packets taken at a time by the first worker; left out, what the path has. */
	batch: z.int().min(1).max(4096).optional(),
	arrivals: z.enum(ARRIVALS).default(DEFAULT_TRAFFIC.arrivals),
	/** Packets a second; left out, the full link. */
	rate: z.int().min(1).max(10_000_000_000).optional(),
	packets: z.int().min(1).max(100_000_000).default(DEFAULT_TRAFFIC.packets),
	/** Frames of a train, where arrivals are bursts. */
	burst: z.int().min(1).max(1_000_000).default(DEFAULT_TRAFFIC.burst),
	/** Flows among which packets are shared, each of which keeps to a core; 0 deals packets out in turn. */
	flows: z.int().min(0).max(65_536).default(DEFAULT_TRAFFIC.flows),
	paths: z.array(z.union([z.enum(READY_PATHS), ownPathSchema])).min(1),
});

export type LabBudget = z.output<typeof budgetSchema>;

export interface BudgetProblem {
	/** `budget.paths[0].stages[1].cost` */
	path: string;
	message: string;
}

/** The sheet that a lab describes, or what is wrong with it. */
export function sheetOf(budget: LabBudget, seed: number): {kind: 'sheet'; sheet: Sheet} | {kind: 'wrong'; problems: BudgetProblem[]} {
	const problems: BudgetProblem[] = [];
	const {ring, batch, rate, paths, link, frame, cores, arrivals, packets, burst, flows} = budget;
	const made = paths.map((path, index) => pathOf(path, `budget.paths[${index}]`, problems));
	for (const [index, {id}] of made.entries())
		if (made.findIndex((other) => other.id === id) < index)
			problems.push({path: `budget.paths[${index}]`, message: `two paths are called "${id}"`});
	if (problems.length > 0) return {kind: 'wrong', problems};
	return {
		kind: 'sheet',
		sheet: {
			paths: made,
			setup: {
				link: parseLink(link) as number,
				frame,
				cores,
				...(ring === undefined ? {} : {ring}),
				...(batch === undefined ? {} : {batch}),
			},
			traffic: {arrivals, packets, burst, flows, seed, ...(rate === undefined ? {} : {rate})},
		},
	};
}

function pathOf(path: LabBudget['paths'][number], place: string, problems: BudgetProblem[]): Path {
	if (typeof path === 'string') return readyPath(path) as Path;
	let made: Path = {...(path.from === undefined ? nothing() : withoutTotal(readyPath(path.from) as Path)), id: path.name};
	const wrong = (where: string, message: string): void => void problems.push({path: `${place}.${where}`, message});
	for (const id of path.without) {
		const next = withoutCost(made, id);
		if (next) made = next;
		else wrong('without', `the path has no stage "${id}"`);
	}
	for (const [id, price] of Object.entries(path.set)) {
		const next = withPrice(made, id, price);
		if (next) made = next;
		else wrong(`set.${id}`, unknown(id));
	}
	for (const [index, {cost, ns: price, ...change}] of path.stages.entries()) {
		if (!isCost(cost) && price === undefined) wrong(`stages[${index}].cost`, `${unknown(cost)}; a stage of one's own needs "ns"`);
		else {
			const base = isCost(cost) ? use(cost) : ownStage(cost, price as number);
			made = withMore(made, 0, {...(price === undefined ? base : priced(base, price)), ...defined(change)});
		}
	}
	if (path.wake !== undefined) {
		const {wake} = path;
		made = {...made, workers: made.workers.map((worker, index) => (index === 0 ? {...worker, wake} : worker))};
	}
	return made;
}

/** A worker without work: polling, as DPDK's. */
function nothing(): Path {
	return {id: '', workers: [{id: 'pmd', place: 'host', wake: 'poll', ring: 512, batch: 32, stages: []}]};
}

/** With other prices a published total is no longer its own. */
function withoutTotal({published: _, ...path}: Path): Path {
	return path;
}

function unknown(id: string): string {
	return `there is no cost "${id}"; the costs are ${CATALOGUE.map((cost) => cost.id).join(', ')}`;
}
