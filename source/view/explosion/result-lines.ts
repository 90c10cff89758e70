/** What a run of a fabric shows while it runs and after: tables in the course of time, what is flooded, and what it comes to. */
import type {FabricParameters} from '../../engine/fabric/parameters.js';
import type {FabricReport, Verdict} from '../../engine/fabric/report.js';
import {type Samples, TIERS, type Tier} from '../../engine/fabric/samples.js';
import {WARM_UP} from '../../engine/fabric/traffic.js';
import type {Catalogue} from '../../locale/en.js';
import {spread} from '../bar-lines.js';
import {fitText, textWidth, wrapText} from '../cell-width.js';
import type {Glyphs} from '../glyphs.js';
import {type Line, line, span, type Token} from '../token.js';
import {barText, chartRows} from './chart.js';
import {loadText, needText} from './explosion-text.js';
import {countText, shareText} from './numbers.js';
import {comparedText, verdictText} from './verdict-text.js';

export type Phase = 'ready' | 'running' | 'stopped' | 'done';

/** A run and its course. */
export interface RunView {
	report: FabricReport;
	samples: Samples;
}

export interface ResultView {
	phase: Phase;
	parameters: FabricParameters;
	/** None before the start; one, or two of the same stations. */
	runs: readonly RunView[];
}

export interface ResultSize {
	width: number;
	height: number;
	/** Two runs beside one another. */
	wide: boolean;
}

/** Rows of the pane; the words come first, so that they are never cut. */
export function resultLines({phase, parameters, runs}: ResultView, size: ResultSize, words: Catalogue, signs: Glyphs): Line[] {
	const [, second] = runs;
	const {width, height, wide} = size;
	const texts = (text: string, token: Token): Line[] => wrapText(text, width).map((row) => line(row, token));
	const head = texts(needText(parameters, words), 'text');
	if (phase === 'ready')
		return [
			...head,
			line(''),
			...texts(words.explosion.predict, 'strong'),
			line(''),
			...texts(words.explosion.ready, 'hint'),
			line(''),
			...texts(words.explosion.help, 'faint'),
		];
	const said = phase === 'running' ? [progressLine(runs, width, words, signs)] : verdictLines(phase, runs, width, words, signs);
	const above = [...head, line(''), ...said, line('')];
	// Whether it runs or has ended, charts stay as high.
	const room = height - head.length - Math.max(said.length, SAID) - 2;
	const columns = second && wide ? Math.floor((width - 3) / 2) : width;
	const draw = (shape: Shape): Line[] => {
		const drawn = runs.map((run) => blockLines(run, columns, shape, words, signs));
		return second && wide ? beside(drawn[0] ?? [], drawn[1] ?? [], columns) : drawn.flat();
	};
	const shape = shapesOf(second !== undefined && wide).find((each) => draw(each).length <= room) ?? SMALLEST;
	const drawn = draw(phase === 'done' ? shape : {...shape, verdict: false});
	return [...above, ...drawn].slice(0, height);
}

/** What of a run is shown where there is little room. */
interface Shape {
	/** Rows of a chart. */
	chart: number;
	tiers: readonly Tier[];
	/** What a link to a host carries for others. */
	loads: boolean;
	/** What this one comes to stands under it. */
	verdict: boolean;
}

/** From the largest to the smallest. */
function shapesOf(verdict: boolean): Shape[] {
	const full = {tiers: TIERS, loads: true, verdict};
	return [
		...[5, 4, 3, 2, 1].map((chart) => ({...full, chart})),
		{...full, chart: 1, loads: false},
		{...full, chart: 1, loads: false, verdict: false},
		{...SMALLEST, tiers: ['tor', 'core']},
		SMALLEST,
	];
}

const SMALLEST: Shape = {chart: 1, tiers: ['core'], loads: false, verdict: false};

/** Two columns of rows. */
function beside(left: readonly Line[], right: readonly Line[], width: number): Line[] {
	return Array.from({length: Math.max(left.length, right.length)}, (_, row): Line => {
		const used = (left[row] ?? []).reduce((sum, part) => sum + textWidth(part.text), 0);
		return [...(left[row] ?? []), span(' '.repeat(width - used + 3)), ...(right[row] ?? [])];
	});
}

/** Rows that a verdict usually takes. */
const SAID = 4;

function progressLine(runs: readonly RunView[], width: number, {explosion}: Catalogue, signs: Glyphs): Line {
	const progress = runs.reduce((sum, {report}) => sum + report.progress, 0) / runs.length;
	const slowest = runs.reduce((least, run) => (run.report.played < least.report.played ? run : least)).report;
	const end = slowest.parameters.seconds + WARM_UP;
	const text = explosion.progress(`${Math.floor(progress * 100)} %`, slowest.played.toFixed(0), end.toFixed(0));
	const bar = barText(progress, Math.max(4, width - textWidth(text) - 2), signs);
	return [span(bar, 'frame'), span(`  ${text}`, 'strong')];
}

const GOOD: readonly Verdict[] = ['fits', 'fits-overlay', 'attack-contained', 'attack-fails'];

function verdictLines(phase: Phase, runs: readonly RunView[], width: number, words: Catalogue, signs: Glyphs): Line[] {
	const [first, second] = runs;
	if (!first) return [];
	// Half a run proves nothing.
	if (phase === 'stopped') return wrapText(words.explosion.stopped, width).map((row) => line(row, 'hint'));
	if (!second) return verdictOf(first.report, width, words, signs);
	return wrapText(comparedText(first.report, second.report, words), width).map((row) => line(row, 'strong'));
}

/** What one run comes to, with a sign. */
function verdictOf(report: FabricReport, width: number, words: Catalogue, signs: Glyphs): Line[] {
	const isGood = GOOD.includes(report.verdict);
	return wrapText(verdictText(report, words), width - 2).map((row, at): Line => {
		const sign = at > 0 ? ' ' : isGood ? signs.ok : signs.wrong;
		return [span(`${sign} `, isGood ? 'ok' : 'wrong'), span(row, 'strong')];
	});
}

const NAME = 9;
const VALUE = 13;

/** One run: its name, a chart for each tier, what is flooded, and what a host's link carries. */
function blockLines(
	{report, samples}: RunView,
	width: number,
	{chart, tiers: wanted, loads, verdict}: Shape,
	words: Catalogue,
	signs: Glyphs,
): Line[] {
	const {explosion} = words;
	const {parameters, tiers, flooded, sniffed} = report;
	const isAttacked = parameters.attack.rate > 0;
	const room = Math.max(8, width - NAME - VALUE);
	const rows = (name: string, values: ArrayLike<number>, value: string, token: Token, strong: Token): Line[] =>
		chartRows(values, samples.taken, room, chart, signs).map((text, row): Line => {
			const isLast = row === chart - 1;
			return [span(fitText(isLast ? name : '', NAME), 'text'), span(text, token), span(isLast ? ` ${value}` : '', strong)];
		});
	const overlay = explosion.overlays[parameters.overlay];
	return [
		spread(
			line(`${explosion.policies[parameters.policy]} ${signs.separator} ${overlay}`, 'heading'),
			line(`0${signs.name === 'ascii' ? '-' : '–'}${parameters.seconds + WARM_UP} s`, 'faint'),
			width,
		),
		...wanted.flatMap((tier) => {
			const found = tiers.find((each) => each.tier === tier);
			if (!found) return [];
			const isFull = found.refused + found.evicted > 0;
			const shares = samples.entries[tier].map((entries) => entries / found.size);
			const value = `${countText(found.mean)}${isFull ? ` ${explosion.full}` : ''}`;
			return rows(explosion.tiers[tier], shares, value, isFull ? 'warning' : 'trail', isFull ? 'warning' : 'strong');
		}),
		...rows(explosion.flooded, samples.flooded, shareText(flooded, words.tables.decimal), 'drop', flooded > 0 ? 'drop' : 'strong'),
		...(isAttacked
			? [
					[
						span(fitText(explosion.sniffed, NAME)),
						span(barText(sniffed, room, signs), 'drop'),
						span(` ${shareText(sniffed, words.tables.decimal)}`, 'drop'),
					],
				]
			: []),
		...(loads ? wrapText(loadText(report, words), width).map((row) => line(row, 'faint')) : []),
		...(verdict ? [line(''), ...verdictOf(report, width, words, signs)] : []),
	];
}
