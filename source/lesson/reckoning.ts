/*
 * Reckonings: questions about a time budget or about a whole fabric
 *
 * They need no lab with machines: what they ask about stands in the query, and the
 * same code answers that `vswitch-lab budget` and `vswitch-lab explosion` run.
 */
import {WIRE_OVERHEAD} from '../engine/budget/line-rate.js';
import type {Path} from '../engine/budget/path.js';
import type {Sheet} from '../engine/budget/sheet.js';
import {simulate} from '../engine/budget/simulate.js';
import {type Sum, sumOf} from '../engine/budget/sum.js';
import {advance, createRun} from '../engine/fabric/fabric.js';
import {reportOf} from '../engine/fabric/report.js';
import type {Tier} from '../engine/fabric/samples.js';
import {sheetOf} from '../engine/lab-budget.js';
import {fabricParameters} from '../engine/lab-fabric.js';
import {type Finding, found} from './finding.js';
import type {Query, Value} from './query.js';

export type Reckoning = Extract<Query, {kind: 'budget' | 'fabric'}>;

/** Frames that are played of a fabric in one go. */
const SLICE = 1_000_000;

/** Does this query ask about no world? */
export function isReckoning(query: Query): query is Reckoning {
	return query.kind === 'budget' || query.kind === 'fabric';
}

/** The answer to a reckoning. Throws a RangeError when its sheet or fabric is wrong. */
export function reckon(query: Reckoning): Finding {
	return found(query.kind === 'budget' ? budgetValue(query) : fabricValue(query));
}

function budgetValue({sheet: written, value}: Extract<Reckoning, {kind: 'budget'}>): Value {
	const made = sheetOf(written, 1);
	if (made.kind === 'wrong') throw new RangeError(made.problems.map(({path, message}) => `${path}: ${message}`).join('; '));
	const {sheet} = made;
	const {setup} = sheet;
	const path = sheet.paths[0] as Path;
	const sum = sumOf(path, setup);
	switch (value) {
		case 'wire':
			return setup.frame + WIRE_OVERHEAD;
		case 'slot':
			return sum.slot;
		case 'line-rate':
			return 1000 / sum.slot;
		case 'cost':
			return (sum.workers[sum.slowest] as Sum['workers'][number]).ns;
		case 'rate':
			return sum.capacity.usual / 1e6;
		case 'cores':
			return sum.coresNeeded;
		case 'lost':
			return simulate(path, setup, sheet.traffic).dropShare * 100;
		case 'fits':
			return sheet.paths.filter((one) => sumOf(one, setup).fits).map(({id}) => id);
		case 'cheapest':
			return byCost(sheet);
		default:
			return value satisfies never;
	}
}

/** Ids of the paths, from the one that takes the most packets a second to the one that takes the fewest. */
function byCost({paths, setup}: Sheet): string[] {
	const most = (path: Path): number => Math.min(...sumOf(path, setup).workers.map(({capacity}) => capacity.usual));
	return [...paths].sort((a, b) => most(b) - most(a)).map(({id}) => id);
}

function fabricValue({fabric, value}: Extract<Reckoning, {kind: 'fabric'}>): Value {
	const run = createRun(fabricParameters(fabric, 1));
	while (!advance(run, SLICE));
	const report = reportOf(run);
	const tier = (name: Tier) => report.tiers.find((one) => one.tier === name);
	switch (value) {
		case 'stations':
			return report.stations;
		case 'tor-entries':
			return tier('tor')?.most ?? 0;
		case 'core-entries':
			return tier('core')?.most ?? 0;
		case 'flooded':
			return report.flooded * 100;
		case 'verdict':
			return report.verdict;
		default:
			return value satisfies never;
	}
}
