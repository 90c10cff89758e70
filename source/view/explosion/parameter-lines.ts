/** The parameters of a fabric as rows, the one under the keyboard with its arrows. */
import type {FabricParameters} from '../../engine/fabric/parameters.js';
import {type ExplosionWords, FIELDS} from '../../locale/explosion-words.js';
import {fitText, textWidth} from '../cell-width.js';
import type {Glyphs} from '../glyphs.js';
import {type Line, span} from '../token.js';
import {type Beside, besideText, fieldText} from './fields.js';

/** Rows that can be chosen; the last one is what stands beside. */
export const ROWS = FIELDS.length + 1;

export interface ParameterView {
	parameters: FabricParameters;
	beside: Beside;
	/** Row under the keyboard. */
	cursor: number;
	/** Number that is being written; '' for none. */
	typed: string;
}

/** As many rows as there is room for, the one under the keyboard among them. */
export function parameterLines(
	{parameters, beside, cursor, typed}: ParameterView,
	{width, height}: {width: number; height: number},
	words: ExplosionWords,
	signs: Glyphs,
): Line[] {
	const values = [
		...FIELDS.map((field) => [words.fields[field], fieldText(field, parameters, words)] as const),
		[words.fields.compare, besideText(beside, words)] as const,
	];
	const first = Math.max(0, Math.min(cursor - Math.floor(height / 2), values.length - height));
	return values.slice(first, first + height).map(([name, value], at): Line => {
		const isHere = first + at === cursor;
		const isTyped = isHere && typed !== '';
		const shown = isTyped ? typed : value;
		const room = width - 2 - textWidth(shown) - (isHere ? 4 : 2);
		const {left, right} = signs.frame;
		return [
			span(isHere ? `${signs.pointer} ` : '  ', 'focus'),
			span(fitText(name, room), isHere ? 'focus' : 'text'),
			...(isHere ? [span(isTyped ? '  ' : `${left} `, 'key')] : [span(' ')]),
			span(shown, isHere ? 'focus' : 'strong'),
			...(isTyped ? [span(' ', 'cursor')] : isHere ? [span(` ${right}`, 'key')] : []),
		];
	});
}
