/** A budget as text, for pipes and screen readers: one path in full, or several side by side. */
import {costAt, rangeAt, type Stage} from '../../engine/budget/cost.js';
import {lineRate} from '../../engine/budget/line-rate.js';
import type {Outcome} from '../../engine/budget/outcome.js';
import type {Path} from '../../engine/budget/path.js';
import {linkText, type Sheet} from '../../engine/budget/sheet.js';
import {sumOf} from '../../engine/budget/sum.js';
import type {Catalogue} from '../../locale/en.js';
import {wrapText} from '../cell-width.js';
import type {Glyphs} from '../glyphs.js';
import {column, numbers, type Table, tableLines} from '../tables/table.js';
import {type Line, plainText} from '../token.js';
import {pathName, pathWhat, stageName} from './budget-names.js';
import {countText, durationText, millionsText, nsText, percentText, rateText, timesText} from './numbers.js';
import {courseLine, rateLines, spentLines, workerLines} from './outcome-lines.js';
import {stageRows} from './stage-rows.js';
import {publishedSentences, verdictOf} from './verdict.js';

export interface BudgetTextView {
	width: number;
	words: Catalogue;
	signs: Glyphs;
}

/** A path with what came of it; `isReady` says that it is as it was offered. */
export interface RunPath {
	path: Path;
	outcome: Outcome;
	isReady: boolean;
}

/** What the link asks for: `10G, 64 octets: a packet every 67.2 ns, …`. */
export function demandText({setup}: Pick<Sheet, 'setup'>, words: Catalogue): string {
	const {decimal} = words.tables;
	const {ns, packetsPerSecond, cycles} = lineRate(setup.frame, setup.link);
	return words.budget.budgetLine(
		linkText(setup.link),
		setup.frame,
		nsText(ns, decimal),
		rateText(packetsPerSecond, decimal),
		timesText(cycles, decimal),
	);
}

/** Everything about one path. */
export function onePathText(sheet: Sheet, {path, outcome, isReady}: RunPath, view: BudgetTextView): string[] {
	const {words, width} = view;
	const {decimal} = words.tables;
	const {setup, traffic} = sheet;
	const {budget} = words;
	const texts = (lines: readonly Line[]): string[] => lines.map((row) => plainText(row).trimEnd());
	const sum = sumOf(path, setup);
	const what = pathWhat(path, words);
	const say = (...sentences: string[]): string[] => sentences.flatMap((sentence) => wrapText(sentence, width));
	return [
		...say(`${pathName(path, words)} (${path.id})${what === '' ? '' : `: ${what}`}`),
		...say(demandText(sheet, words)),
		'',
		...texts(stageRows(path, setup, {...view, cursor: -1}).map(({line}) => line)),
		'',
		...say(verdictOf(path, setup, words).text),
		...say(budget.range(rateText(sum.capacity.low, decimal), rateText(sum.capacity.high, decimal))),
		...(path.workers.length > 1 ? say(budget.slowest(budget.workers[path.workers[sum.slowest]?.id ?? 'softirq'])) : []),
		'',
		...say(budget.simulated(countText(outcome.offered), durationText(outcome.elapsed, decimal), arrivalsText(sheet, words))),
		...texts([
			...rateLines(setup, traffic, outcome, view),
			...workerLines(path, setup, outcome, view),
			courseLine(path, setup, outcome, view),
		]),
		'',
		...texts(spentLines(path, outcome, view, Number.POSITIVE_INFINITY)),
		...say(budget.perPacket(nsText(outcome.hostPerPacket, decimal), nsText(outcome.guestPerPacket, decimal))),
		'',
		...publishedSentences(path, setup, outcome, isReady, words).flatMap(({text}) => say(text)),
		'',
		...sourceLines(path, setup.frame, view),
	];
}

/** Where each price comes from: name, ends, evidence, source. */
function sourceLines(path: Path, frame: number, {width, words}: BudgetTextView): string[] {
	const {decimal} = words.tables;
	const {budget} = words;
	const stages = path.workers.flatMap((worker) => worker.stages);
	const first = stages.filter((stage, index) => stages.findIndex((other) => isSame(other, stage)) === index);
	return first.flatMap((stage) => {
		const {low, high} = rangeAt(stage, frame);
		const ends = low === high ? '' : ` (${nsText(low, decimal)}-${nsText(high, decimal)})`;
		const source = stage.source === '' ? '' : `: ${stage.source}`;
		const text = `${stageName(stage, words)} ${nsText(costAt(stage, frame), decimal)} ns${ends}, ${budget.evidence[stage.evidence]}${source}`;
		return wrapText(text, width - 4).map((row, index) => (index === 0 ? `- ${row}` : `  ${row}`));
	});
}

function isSame(a: Stage, b: Stage): boolean {
	return a.id === b.id && a.ns === b.ns && a.source === b.source;
}

/** Several paths as a table, and a sentence for each that does not fit. */
export function comparisonText(sheet: Sheet, runs: readonly RunPath[], {width, words, signs}: BudgetTextView): string[] {
	const {decimal} = words.tables;
	const {columns} = words.budget;
	const {setup} = sheet;
	const table: Table = {
		title: '',
		columns: [
			column(columns.path),
			numbers(columns.slowest),
			numbers('Mpps'),
			numbers(columns.drops),
			numbers(columns.cores, 2),
			numbers(columns.latency, 3),
			numbers(columns.host, 4),
			numbers(columns.guest, 5),
		],
		rows: runs.map(({path, outcome}) => {
			const sum = sumOf(path, setup);
			const slowest = sum.workers[sum.slowest]?.ns ?? 0;
			// Less than a full link is kept up with when nothing is lost of it.
			const keepsUp = sheet.traffic.rate === undefined ? sum.fits : outcome.dropShare === 0;
			return {
				cells: [
					`${keepsUp ? signs.ok : signs.wrong} ${pathName(path, words)}`,
					nsText(slowest, decimal),
					millionsText(outcome.packetsPerSecond, decimal),
					percentText(outcome.dropShare, decimal),
					sum.slowest === 0 ? String(sum.coresNeeded) : '-',
					outcome.latency ? durationText(outcome.latency.mean, decimal) : '-',
					nsText(outcome.hostPerPacket, decimal),
					nsText(outcome.guestPerPacket, decimal),
				],
			};
		}),
		empty: '',
	};
	const [first] = runs;
	return [
		...wrapText(demandText(sheet, words), width),
		...(first
			? wrapText(
					words.budget.simulated(
						countText(first.outcome.offered),
						durationText(first.outcome.elapsed, decimal),
						arrivalsText(sheet, words),
					),
					width,
				)
			: []),
		'',
		...tableLines(table, {width, height: runs.length + 1, offset: 0, cursor: -1}, signs).map((row) => plainText(row).trimEnd()),
	];
}

/** `steady, full link`, `in trains, 1 Mpps, 8 flows, each on the core of its hash`. */
export function arrivalsText({traffic, setup}: Pick<Sheet, 'traffic' | 'setup'>, words: Catalogue): string {
	const {budget} = words;
	const load = traffic.rate === undefined ? budget.fullLink : rateText(traffic.rate, words.tables.decimal);
	const spread = setup.cores === 1 ? [] : [traffic.flows === 0 ? budget.dealt : budget.hashed(traffic.flows)];
	return [budget.arrivals[traffic.arrivals], load, ...spread].join(', ');
}
