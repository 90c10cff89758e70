/** The catalogue as a list to choose from. */
import {CATALOGUE} from '../../engine/budget/catalogue.js';
import {costAt} from '../../engine/budget/cost.js';
import type {Catalogue} from '../../locale/en.js';
import {fitText} from '../cell-width.js';
import type {Glyphs} from '../glyphs.js';
import {type Line, line, span} from '../token.js';
import {markOf, stageName, stageWhat} from './budget-names.js';
import {nsText} from './numbers.js';

export function costList(cursor: number, frame: number, size: {width: number; height: number}, words: Catalogue, signs: Glyphs): Line[] {
	const body = Math.max(1, size.height - 2);
	const first = Math.max(0, Math.min(cursor - Math.floor(body / 2), CATALOGUE.length - body));
	const rows = CATALOGUE.slice(first, first + body).map((cost, index): Line => {
		const isHere = first + index === cursor;
		const mark = markOf(cost, words);
		return [
			span(isHere ? `${signs.pointer} ` : '  ', 'focus'),
			span(fitText(stageName(cost, words), 19), isHere ? 'cursor' : 'text'),
			span(`${nsText(costAt(cost, frame), words.tables.decimal).padStart(7)}${mark === '' ? ' ' : mark} `, isHere ? 'cursor' : 'text'),
			span(fitText(stageWhat(cost, words), Math.max(0, size.width - 31)), 'faint'),
		];
	});
	return [line(fitText(words.budget.screen.add, size.width), 'heading'), ...rows];
}
