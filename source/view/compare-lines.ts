/** What differs between two labs: the rows that were marked beforehand, and what the engine found on each side. */

import type {Part} from '../lesson/part.js';
import {partsOf} from '../lesson/part.js';
import type {Play} from '../lesson/play.js';
import {plainProse} from '../lesson/prose.js';
import type {Value} from '../lesson/query.js';
import {sideNamesOf} from '../lesson/side-names.js';
import type {Catalogue} from '../locale/en.js';
import {wrapText} from './cell-width.js';
import type {Glyphs} from './glyphs.js';
import {type Line, line, span} from './token.js';

export interface DifferenceRow {
	what: string;
	left: string;
	right: string;
	verdict: string;
	differs: boolean;
	/** Was it predicted rightly? */
	expected: boolean;
}

export function valueText(value: Value, words: Catalogue): string {
	if (typeof value === 'boolean') return value ? words.compare.yes : words.compare.no;
	if (typeof value === 'object') return value.length === 0 ? words.compare.nobody : value.join(', ');
	if (value === 'absent' || value === 'none') return words.compare.unknown;
	return String(value);
}

/** Rows of the table of differences; empty before it may be shown. */
export function differenceRows(play: Play, words: Catalogue, signs: Glyphs): DifferenceRow[] {
	const {step, record, prose} = play;
	const part = partsOf(step)[0] as Part | undefined;
	if (step.kind !== 'compare' || !part || !play.isRevealed(step, part)) return [];
	const truth = play.truth(step, part);
	const marked = record.attempts.at(-1)?.answer ?? [];
	return step.rows.map(({key}) => {
		const [left, right] = truth.rows?.[key] ?? ['', ''];
		const differs = truth.right.includes(key);
		const wasRight = differs === marked.includes(key);
		const word = differs ? words.compare.differs : words.compare.same;
		return {
			what: plainProse(prose.entries.options[key] ?? []),
			left: valueText(left, words),
			right: valueText(right, words),
			verdict: `${wasRight ? signs.ok : signs.wrong} ${word}`,
			differs,
			expected: wasRight,
		};
	});
}

/** Narrowest pane in which the differences stand in a table. */
export const TABLE_WIDTH = 70;

/** The differences as a list, where a table would be cut. */
export function differenceLines(
	rows: readonly DifferenceRow[],
	sides: readonly [string, string],
	width: number,
	words: Catalogue,
	signs: Glyphs,
): Line[] {
	return rows.flatMap((row) => {
		const [sign, token] = row.expected ? [signs.ok, 'ok' as const] : [signs.wrong, 'wrong' as const];
		const values = row.differs ? `${sides[0]}: ${row.left}; ${sides[1]}: ${row.right}` : `${words.compare.both}: ${row.left}`;
		return [
			...wrapText(row.what, width - 2).map((text, index) => [span(index === 0 ? `${sign} ` : '  ', token), span(text, 'strong')]),
			...wrapText(values, width - 4).map((text) => line(`    ${text}`)),
		];
	});
}

/** Names of the two sides in the words of the lesson. */
export function sideNames({step, prose}: Play): [string, string] {
	return sideNamesOf(step, prose);
}
