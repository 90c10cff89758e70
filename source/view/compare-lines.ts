/** What differs between two labs: the rows that were marked beforehand, and what the engine found on each side. */

import type {Part} from '../lesson/part.js';
import {partsOf} from '../lesson/part.js';
import type {Play} from '../lesson/play.js';
import {plainProse} from '../lesson/prose.js';
import type {Value} from '../lesson/query.js';
import type {Catalogue} from '../locale/en.js';
import type {Glyphs} from './glyphs.js';

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
