/** What a simulation yielded, as lines of two columns: what, and how much. */
import type {Outcome, WorkerOutcome} from '../../engine/budget/outcome.js';
import {coresOf, type Path, ringOf, type Setup} from '../../engine/budget/path.js';
import type {Traffic} from '../../engine/budget/traffic.js';
import {offeredRate} from '../../engine/budget/traffic.js';
import type {Catalogue} from '../../locale/en.js';
import {cutText, fitText, textWidth} from '../cell-width.js';
import type {Glyphs} from '../glyphs.js';
import {type Line, line, span, type Token} from '../token.js';
import {stageName, workerTitle} from './budget-names.js';
import {bitsText, countText, durationText, percentText, rateText, timesText} from './numbers.js';

export interface OutcomeView {
	width: number;
	words: Catalogue;
	signs: Glyphs;
}

/** Cells of the left column. */
const LABEL = 10;
/** Cells of the left column under a worker. */
const INNER = 13;

/** Rates, losses and latency of the whole path. */
export function rateLines(setup: Setup, traffic: Traffic, outcome: Outcome, {width, words}: OutcomeView): Line[] {
	const {decimal} = words.tables;
	const {budget} = words;
	const {latency} = outcome;
	const row = (label: string, text: string, token: Token = 'text'): Line => [
		span(fitText(label, LABEL), 'faint'),
		span(cutText(text, Math.max(0, width - LABEL)), token),
	];
	const lost = outcome.dropped > 0;
	return [
		row(budget.offered, rateText(offeredRate(setup, traffic), decimal)),
		row(budget.handled, `${rateText(outcome.packetsPerSecond, decimal)}  ${bitsText(outcome.wireBitsPerSecond, decimal)}`, 'strong'),
		row(budget.dropped, `${percentText(outcome.dropShare, decimal)}`, lost ? 'wrong' : 'ok'),
		...(latency
			? [
					row(budget.latency, `${budget.quantiles.mean} ${durationText(latency.mean, decimal)}`),
					row(
						'',
						`${budget.quantiles.min} ${durationText(latency.min, decimal)}  ${budget.quantiles.max} ${durationText(latency.max, decimal)}`,
					),
					row(
						'',
						`${budget.quantiles.p50} ${durationText(latency.p50, decimal)}  ${budget.quantiles.p99} ${durationText(latency.p99, decimal)}`,
					),
				]
			: [row(budget.latency, budget.none, 'faint')]),
	];
}

/** Each worker: how busy, how full its rings, how it was woken. */
export function workerLines(path: Path, setup: Setup, outcome: Outcome, {width, words, signs}: OutcomeView): Line[] {
	const {decimal} = words.tables;
	const {budget} = words;
	return path.workers.flatMap((worker, index): Line[] => {
		const {load, useful, fullest, ringMean, interrupts, batches, handled, spun, dropped} = outcome.workers[index] as WorkerOutcome;
		const row = (label: string, text: string, token: Token = 'text'): Line => [
			span(fitText(`  ${label}`, INNER), 'faint'),
			span(cutText(text, Math.max(0, width - INNER)), token),
		];
		const seconds = outcome.elapsed / 1e9;
		return [
			line(fitText(workerTitle(worker, coresOf(index, setup), words), width), 'heading'),
			[
				...row(
					budget.busy,
					worker.wake === 'poll' ? budget.polls(percentText(useful, decimal)) : `${loadBar(load, signs)} ${percentText(load, decimal)}`,
					load > 0.99 ? 'strong' : 'text',
				),
			],
			row(
				budget.ring,
				budget.ringFill(timesText(ringMean, decimal), countText(fullest), countText(ringOf(path, index, setup))),
				dropped > 0 ? 'wrong' : 'text',
			),
			...(worker.wake === 'interrupt' ? [row(budget.interrupts, `${countText(seconds > 0 ? interrupts / seconds : 0)}/s`)] : []),
			row(budget.batches, budget.each(timesText(batches === 0 ? 0 : handled / batches, decimal))),
			...(spun > 0 ? [row(budget.spun, percentText(spun / (outcome.elapsed * coresOf(index, setup)), decimal))] : []),
		];
	});
}

/** The dearest stages by their share of all CPU time, at most so many. */
export function spentLines(path: Path, outcome: Outcome, {width, words, signs}: OutcomeView, most = 5): Line[] {
	const spent = path.workers
		.flatMap(({stages}, worker) => stages.map((stage, index) => ({stage, share: outcome.workers[worker]?.stages[index]?.share ?? 0})))
		.filter(({share}) => share > 0)
		.sort((a, b) => b.share - a.share)
		.slice(0, most);
	const room = Math.max(4, width - 18 - 9);
	return [
		line(fitText(words.budget.where, width), 'heading'),
		...spent.map(({stage, share}): Line => {
			const cells = Math.max(1, Math.round((share / (spent[0]?.share ?? 1)) * room));
			return [
				span(fitText(stageName(stage, words), 18)),
				span(`${percentText(share, words.tables.decimal).padStart(7)} `),
				span(cutText(signs.bar.repeat(cells), room), 'chosen'),
			];
		}),
	];
}

/** The course of the ring over the run: eight heights a column. */
export function courseLine(path: Path, setup: Setup, outcome: Outcome, {width, words, signs}: OutcomeView): Line {
	const label = `${words.budget.ring} `;
	const size = ringOf(path, 0, setup);
	const columns = Math.max(1, Math.min(outcome.course.length, width - textWidth(label)));
	const heights = signs.name === 'ascii' ? ' .:-=+*#' : '▁▂▃▄▅▆▇█';
	const text = Array.from({length: columns}, (_, column) => {
		const fill = (outcome.course[Math.floor((column * outcome.course.length) / columns)] ?? 0) / size;
		return heights[Math.min(7, Math.floor(fill * 8))] ?? ' ';
	}).join('');
	return [span(label, 'faint'), span(text, outcome.workers[0]?.dropped ? 'wrong' : 'chosen')];
}

function loadBar(load: number, signs: Glyphs): string {
	return `[${fitText(signs.bar.repeat(Math.round(load * 10)), 10)}]`;
}
