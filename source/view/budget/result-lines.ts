/** The right pane: what came of the packets, or two paths side by side; the dearest first, as far as there is room. */
import type {Setup} from '../../engine/budget/path.js';
import type {Traffic} from '../../engine/budget/traffic.js';
import type {Catalogue} from '../../locale/en.js';
import {wrapText} from '../cell-width.js';
import type {Glyphs} from '../glyphs.js';
import {type Line, line} from '../token.js';
import type {RunPath} from './budget-text.js';
import {courseLine, rateLines, spentLines, workerLines} from './outcome-lines.js';
import {publishedSentences} from './verdict.js';
import {type Side, versusLines} from './versus-lines.js';

export interface ResultView {
	width: number;
	height: number;
	words: Catalogue;
	signs: Glyphs;
}

export function resultLines(run: RunPath, other: Side | undefined, setup: Setup, traffic: Traffic, view: ResultView): Line[] {
	const {path, outcome, isReady} = run;
	const {width, height, words, signs} = view;
	const published = publishedSentences(path, setup, outcome, isReady, words).flatMap(({text, token}) =>
		wrapText(text, width).map((row) => line(row, token)),
	);
	const course = courseLine(path, setup, outcome, view);
	const workers = workerLines(path, setup, outcome, view);
	const spent = spentLines(path, outcome, view);
	const rates = other ? versusLines([run, other], setup, width, words, signs) : rateLines(setup, traffic, outcome, view);
	// With little room the blank rows go first, then what stands last.
	const parts = [rates, [course], workers, spent, published];
	const all = parts.reduce((sum, part) => sum + part.length, 0);
	return parts.flatMap((part, index) => (index > 0 && all + parts.length - 1 <= height ? [line(''), ...part] : part));
}
