/** The text of a step in blocks, and how much of it a pane shows. */
import type {Glyphs} from './glyphs.js';
import {type Line, line, span} from './token.js';

export interface StepText {
	/** What belongs together, in order; none is empty. */
	blocks: readonly (readonly Line[])[];
	/** Index of the first block that matters now. */
	anchor: number;
	/** How many blocks have to be seen at once; what follows is there to be scrolled to. */
	needed: number;
}

/** All rows, an empty one between blocks. */
export function allLines({blocks}: StepText): Line[] {
	return join(blocks, true);
}

/**
 * The rows that a pane of `height` shows, `scroll` rows down from where it opens.
 * Short of room, the empty rows between blocks go first; then the pane opens at
 * the first block from which the rest fits, but no later than at the anchor.
 * `more` names the key that goes on.
 */
export function visibleLines(text: StepText, height: number, scroll: number, signs: Glyphs, more: string): Line[] {
	const {blocks, anchor} = text;
	const spacious = join(blocks, true);
	if (spacious.length <= height) return spacious;
	const lines = join(blocks, false);
	if (lines.length <= height) return lines;
	const start = blocks.findIndex((_, index) => index >= anchor || join(blocks.slice(index), false).length <= height);
	const opening = join(blocks.slice(0, start), false).length;
	const first = Math.max(0, Math.min(Math.max(opening, lines.length - height), opening + scroll));
	const up = first > 0 ? signs.more.up : '';
	if (first + height >= lines.length) return marked(lines.slice(first, first + height), up);
	return [...marked(lines.slice(first, first + height - 1), up), [span(`${signs.more.down} ${more}`, 'faint')]];
}

function join(blocks: StepText['blocks'], spaced: boolean): Line[] {
	return blocks.flatMap((rows, index) => (spaced && index > 0 ? [line(''), ...rows] : rows));
}

/** A sign at the end of the first row: there is more above. */
function marked(lines: Line[], sign: string): Line[] {
	return sign === '' ? lines : lines.map((row, index) => (index === 0 ? [...row, span(` ${sign}`, 'faint')] : row));
}
