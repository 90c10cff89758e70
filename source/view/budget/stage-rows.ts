/** The stages of a path as rows: name, price, and a bar. */
import {costAt, type Stage} from '../../engine/budget/cost.js';
import {batchOf, coresOf, type Path, type Setup, type StagePlace} from '../../engine/budget/path.js';
import {perPacket, type Sum, sumOf} from '../../engine/budget/sum.js';
import type {Catalogue} from '../../locale/en.js';
import {fitText, textWidth} from '../cell-width.js';
import type {Glyphs} from '../glyphs.js';
import {type Line, line, type Span, span} from '../token.js';
import {markOf, stageName, timesOf, workerTitle} from './budget-names.js';
import {nsText} from './numbers.js';
import {waterfallBar} from './waterfall.js';

export interface StageRowsView {
	width: number;
	/** The stage under the cursor, counted through all workers; -1 for none. */
	cursor: number;
	words: Catalogue;
	signs: Glyphs;
}

/** A row of the list; `stage` is counted through all workers, -1 for titles and totals. */
export interface StageRow {
	stage: number;
	line: Line;
}

const NAME = 18;
const TIMES = 4;
const NUMBER = 6;

/** The rows of all workers: a title each, its stages, and the sum against the budget. */
export function stageRows(path: Path, setup: Setup, view: StageRowsView): StageRow[] {
	const {words, width, signs} = view;
	const sum = sumOf(path, setup);
	const rows: StageRow[] = [];
	let counted = 0;
	for (const [index, worker] of path.workers.entries()) {
		const {ns, budget} = sum.workers[index] as Sum['workers'][number];
		const cores = coresOf(index, setup);
		rows.push({stage: -1, line: line(fitText(workerTitle(worker, cores, words), width), 'heading')});
		const columns = Math.max(4, width - 2 - NAME - TIMES - NUMBER - 2);
		const fall = {width: columns, scale: Math.max(ns, budget) * 1.02, budget};
		let before = 0;
		for (const stage of worker.stages) {
			const share = perPacket(stage, setup.frame, batchOf(path, index, setup)).ns;
			const isHere = counted === view.cursor;
			const bar: Line =
				stage.kind === 'packet' || stage.kind === 'copy' || stage.kind === 'batch'
					? waterfallBar(fall, before, share, signs)
					: [span(fitText(words.budget.kinds[stage.kind], columns), 'faint')];
			rows.push({stage: counted, line: [...head(stage, costAt(stage, setup.frame), isHere, view), ...bar]});
			before += share;
			counted++;
		}
		const verdict = ns <= budget * (1 + 1e-9) ? span(signs.ok, 'ok') : span(signs.wrong, 'wrong');
		const total: Span[] = [
			span('  '),
			span(fitText(words.budget.total, NAME + TIMES), 'strong'),
			span(right(nsText(ns, words.tables.decimal), NUMBER), 'strong'),
			verdict,
			span(' '),
		];
		rows.push({stage: -1, line: [...total, ...edgeLine(columns, fall.scale, budget, ns <= budget, view)]});
	}
	return rows;
}

/** Cursor, name, how often, price and its sign. */
function head(stage: Stage, ns: number, isHere: boolean, {words, signs}: StageRowsView): Span[] {
	const token = isHere ? 'cursor' : 'text';
	const mark = markOf(stage, words);
	return [
		span(isHere ? `${signs.pointer} ` : '  ', 'focus'),
		span(fitText(stageName(stage, words), NAME), token),
		span(fitText(timesOf(stage, words), TIMES), 'faint'),
		span(right(nsText(ns, words.tables.decimal), NUMBER), token),
		span(mark === '' ? '  ' : `${mark} `, mark === '?' ? 'warning' : 'hint'),
	];
}

/** Under the bars: where the budget ends, in ns. */
function edgeLine(width: number, scale: number, budget: number, fits: boolean, {words, signs}: StageRowsView): Line {
	const at = Math.min(width - 1, Math.max(0, Math.round((budget / scale) * width)));
	const label = nsText(budget, words.tables.decimal);
	const edge = signs.line('l-l-');
	// The label stands where there is room for it: right of the line, or left of it.
	if (at + 1 + textWidth(label) <= width) return [span(' '.repeat(at)), span(edge, 'rule'), span(label, fits ? 'ok' : 'wrong')];
	const before = Math.max(0, at - textWidth(label));
	return [span(' '.repeat(before)), span(label.slice(0, at), fits ? 'ok' : 'wrong'), span(edge, 'rule')];
}

/** The place of the stage with this number. */
export function placeOf(path: Path, counted: number): StagePlace | undefined {
	let rest = counted;
	for (const [worker, {stages}] of path.workers.entries()) {
		if (rest >= 0 && rest < stages.length) return {worker, stage: rest};
		rest -= stages.length;
	}
	return undefined;
}

function right(text: string, width: number): string {
	return ' '.repeat(Math.max(0, width - textWidth(text))) + text;
}
