/** Figures as rows: bars of numbers, and the ledger of a packet. */
import type {Path} from '../engine/budget/path.js';
import {type LabBudget, sheetOf} from '../engine/lab-budget.js';
import type {BarsFigure, Figure} from '../lesson/figure.js';
import type {StepProse} from '../lesson/lesson.js';
import type {Play} from '../lesson/play.js';
import {plainProse} from '../lesson/prose.js';
import {decimalText} from '../locale/locale.js';
import {stageRows} from './budget/stage-rows.js';
import {textWidth, wrapText} from './cell-width.js';
import {wrapSpans} from './prose-lines.js';
import type {TextStyle} from './text-style.js';
import {type Line, line, span} from './token.js';

/** Fewest cells of the longest bar. */
const SHORTEST = 8;

/** The figure of the step in front; what belongs to a question only once that is answered. */
export function figureOf({step, record}: Play): Figure | undefined {
	if (step.kind === 'budget' && step.ledger && record.closed.length > 0) return {kind: 'ledger', sheet: step.ledger};
	return step.figure;
}

/** The rows of a figure, no wider than the style says. */
export function figureLines(figure: Figure, prose: StepProse, style: TextStyle): Line[] {
	switch (figure.kind) {
		case 'bars':
			return barsLines(figure, prose, style);
		case 'ledger':
			return ledgerLines(figure.sheet, style);
		default:
			return figure satisfies never;
	}
}

/** Label, number, bar; a label that has no room beside its bar stands above it. */
function barsLines({rows, unit, scale, source}: BarsFigure, prose: StepProse, {width, words, signs}: TextStyle): Line[] {
	const labels = rows.map(({key}) => plainProse(prose.entries.figure[key] ?? []));
	const numbers = rows.map(({value}) => `${decimalText(String(value), words.tables.decimal)} ${unit}`.trimEnd());
	const column = Math.max(...labels.map(textWidth));
	const number = Math.max(...numbers.map(textWidth));
	const isBeside = column + number + 2 + SHORTEST <= width;
	const room = width - number - 1 - (isBeside ? column + 1 : 2);
	const longest = Math.max(...rows.map(({value}) => lengthOf(value, scale)));
	const drawn = rows.flatMap(({value}, index) => {
		const label = labels[index] ?? '';
		const cells = value === 0 || longest === 0 ? 0 : Math.max(1, Math.round((lengthOf(value, scale) / longest) * room));
		const bar = [span(signs.bar.repeat(cells), 'ok'), span(` ${numbers[index] ?? ''}`, 'strong')];
		if (isBeside) return [[span(`${label}${' '.repeat(column - textWidth(label) + 1)}`), ...bar]];
		return [...wrapText(label, width).map((row) => line(row)), [span('  '), ...bar]];
	});
	const told = scale === 'logarithmic' ? [...wrapText(words.figure.logarithmic, width).map((row) => line(row, 'faint'))] : [];
	return [...drawn, line(''), ...told, ...wrapSpans([{kind: 'text', text: words.figure.source(source)}], width, 'faint')];
}

function lengthOf(value: number, scale: BarsFigure['scale']): number {
	return scale === 'linear' ? value : Math.log10(1 + value);
}

/** The first path of a sheet, stage by stage, against the time until the next packet. */
function ledgerLines(sheet: LabBudget, {width, words, signs}: TextStyle): Line[] {
	const made = sheetOf(sheet, 1);
	if (made.kind === 'wrong') return [];
	const {paths, setup} = made.sheet;
	return stageRows(paths[0] as Path, setup, {width, cursor: -1, words, signs}).map(({line: row}) => row);
}
