/** The fields of a frame as rows: a sign for what the hop did, the layer or the field, its value. */
import type {InspectionRow} from '../../console/inspect/inspection.js';
import {MARK_SIGNS} from '../../console/inspect/octet-lines.js';
import type {Mark} from '../../engine/dissect/difference.js';
import {fitText} from '../cell-width.js';
import type {Glyphs} from '../glyphs.js';
import {type Line, span, type Token} from '../token.js';

/** How octets and fields of a mark look; the sign beside them says the same. */
export const MARK_TOKENS: Readonly<Record<Mark, Token>> = {same: 'text', changed: 'changed', added: 'added', removed: 'drop'};

/** Rows in a window around the cursor. */
export function fieldLines(
	rows: readonly InspectionRow[],
	cursor: number,
	{width, height}: {width: number; height: number},
	signs: Glyphs,
): Line[] {
	const first = windowStart(cursor, rows.length, height);
	return rows.slice(first, first + height).map((row, index) => fieldLine(row, first + index === cursor, width, signs));
}

function fieldLine(row: InspectionRow, here: boolean, width: number, signs: Glyphs): Line {
	const sign = MARK_SIGNS[row.mark];
	const head = `${here ? signs.pointer : ' '}${sign} `;
	const text = row.kind === 'layer' ? row.layer.title : `  ${row.field.label}: ${row.field.text}`;
	const token: Token = here ? 'cursor' : row.mark !== 'same' ? MARK_TOKENS[row.mark] : row.kind === 'layer' ? 'heading' : 'text';
	return [span(head, here ? 'focus' : MARK_TOKENS[row.mark]), span(fitText(text, Math.max(1, width - 3)), token)];
}

/** The first row of a window of `height` in which `cursor` is near the middle. */
export function windowStart(cursor: number, rows: number, height: number): number {
	return Math.max(0, Math.min(cursor - Math.floor(height / 2), rows - height));
}
