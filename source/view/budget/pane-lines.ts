/** The left pane of the time budget, and the lines between the panes. */
import type {Path, Setup} from '../../engine/budget/path.js';
import {fitText, textWidth} from '../cell-width.js';
import type {Glyphs} from '../glyphs.js';
import {type Line, line, span} from '../token.js';
import {type StageRowsView, stageRows} from './stage-rows.js';

/** As many rows as there is room for, around the cursor; under the last one, what the signs mean. */
export function stageLines(path: Path, setup: Setup, view: StageRowsView & {height: number}): Line[] {
	const {cursor, height, width, words} = view;
	const rows = stageRows(path, setup, view);
	const at = rows.findIndex(({stage}) => stage === cursor);
	const lines = [...rows.map((row) => row.line), line(fitText(words.budget.screen.legend, width), 'faint')];
	const first = Math.max(0, Math.min(at - Math.floor(height / 2), lines.length - height));
	return lines.slice(first, first + height);
}

/** A line down between two panes. */
export function dividerLines(height: number, signs: Glyphs): Line[] {
	return Array.from({length: height}, () => line(signs.line('l-l-'), 'rule'));
}

/** A rule with the names of the two panes under it, and a branch where they part. */
export function dividedRule(columns: number, divider: number, left: string, right: string, signs: Glyphs): Line {
	const dash = signs.line('-l-l');
	const fill = (count: number): string => dash.repeat(Math.max(0, count));
	return [
		span(dash, 'rule'),
		span(` ${left} `, 'heading'),
		span(fill(divider - textWidth(left) - 3) + signs.line('-lll') + dash, 'rule'),
		span(` ${right} `, 'heading'),
		span(fill(columns - divider - textWidth(right) - 4), 'rule'),
	];
}
