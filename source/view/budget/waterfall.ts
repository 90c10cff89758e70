/**
 * The bars of a budget: each stage begins where the one before it ended, and a line across all rows stands where the next
 * packet arrives. What lies right of that line is too much.
 */
import type {Glyphs} from '../glyphs.js';
import {type Line, type Span, span} from '../token.js';

export interface Waterfall {
	/** Cells. */
	width: number;
	/** ns of the whole width. */
	scale: number;
	/** ns until the next packet. */
	budget: number;
}

/** The row of a stage that takes `ns` after `before` ns. */
export function waterfallBar({width, scale, budget}: Waterfall, before: number, ns: number, signs: Glyphs): Line {
	const cell = (time: number): number => Math.round((time / scale) * width);
	const from = cell(before);
	// What costs something is seen.
	const to = ns > 0 ? Math.max(from + 1, cell(before + ns)) : from;
	const edge = Math.min(width - 1, Math.max(0, cell(budget)));
	const spans: Span[] = [];
	for (let column = 0; column < width; column++) {
		const filled = column >= Math.min(from, width - 1) && column < to && ns > 0;
		const token = filled ? (column < edge ? 'ok' : 'wrong') : 'rule';
		const text = filled ? signs.bar : column === edge ? signs.line('l-l-') : ' ';
		const last = spans.at(-1);
		if (last?.token === token) last.text += text;
		else spans.push(span(text, token));
	}
	return spans;
}
