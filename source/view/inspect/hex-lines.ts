/** The octets of a frame as rows of hex: the octets of the field under the cursor in brackets, those that the hop changed with its sign before them. */
import type {Inspected} from '../../console/inspect/inspection.js';
import {MARK_SIGNS, type Octet, octetRows, offsetText} from '../../console/inspect/octet-lines.js';
import {type Line, type Span, span} from '../token.js';
import {MARK_TOKENS, windowStart} from './field-lines.js';

/** Columns of a row: offset, octets with a sign before each, a bracket; and letters where they fit. */
export function hexWidth(perRow: number, letters: boolean): number {
	return 5 + perRow * 3 + 1 + (letters ? 1 + perRow : 0);
}

/** Rows in a window around the octets `from` to `to`. */
export function hexLines(
	{frame, marks}: Inspected,
	{from, to}: {from: number; to: number},
	{perRow, letters, height}: {perRow: number; letters: boolean; height: number},
): Line[] {
	const rows = octetRows(frame.bytes, marks, perRow);
	const first = windowStart(Math.floor(from / perRow), rows.length, height);
	return rows.slice(first, first + height).map((row) => hexLine(row, from, to, perRow, letters));
}

function hexLine(row: readonly Octet[], from: number, to: number, perRow: number, letters: boolean): Line {
	const isIn = ({at}: Octet): boolean => at >= from && at < to;
	const octets = row.flatMap((octet, index): Span[] => {
		const before = row[index - 1];
		const opens = isIn(octet) && (!before || !isIn(before));
		const closes = before !== undefined && isIn(before) && !isIn(octet);
		const sign = opens ? '[' : closes ? ']' : MARK_SIGNS[octet.mark];
		const token = MARK_TOKENS[octet.mark];
		return [span(sign, opens || closes ? 'focus' : token), span(octet.hex, isIn(octet) ? 'cursor' : token)];
	});
	const last = row.at(-1);
	const end = span(last && isIn(last) ? ']' : ' ', 'focus');
	const rest = ' '.repeat((perRow - row.length) * 3 + 1);
	const text = letters ? [span(rest), ...row.map((octet) => span(octet.letter, isIn(octet) ? 'cursor' : 'faint'))] : [];
	return [span(`${offsetText(row[0]?.at ?? 0)} `, 'faint'), ...octets, end, ...text];
}
