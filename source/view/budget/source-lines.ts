/** What a stage is: what it does, how sure its price is, and who says so. */
import {costAt, rangeAt, type Stage} from '../../engine/budget/cost.js';
import type {Catalogue} from '../../locale/en.js';
import {fitText, textWidth, wrapText} from '../cell-width.js';
import {type Line, line, span, type Token} from '../token.js';
import {stageName, stageWhat, timesOf} from './budget-names.js';
import {durationText, nsText, percentText} from './numbers.js';

export function sourceLines(stage: Stage, frame: number, width: number, words: Catalogue): Line[] {
	const {budget} = words;
	const {why, falls, shareOf, exclusive} = budget.screen;
	const label = Math.max(...Object.values(why).map(textWidth)) + 2;
	const row = (name: string, text: string, token: Token = 'text'): Line[] =>
		wrapText(text, Math.max(8, width - label)).map(
			(part, index): Line => [span(fitText(index === 0 ? name : '', label), 'faint'), span(part, token)],
		);
	const {low, high} = rangeAt(stage, frame);
	const share = stage.share === 1 ? '' : `, ${shareOf(percentText(stage.share, words.tables.decimal))}`;
	return [
		line(fitText(stageName(stage, words), width), 'title'),
		...wrapText(stageWhat(stage, words), width).map((text) => line(text)),
		...row(
			why.price,
			`${durationText(costAt(stage, frame), words.tables.decimal)}${stage.times === 1 ? '' : `, ${timesOf({...stage, share: 1}, words)}`}`,
			'strong',
		),
		...(low === high ? [] : row(why.range, `${nsText(low, words.tables.decimal)} - ${nsText(high, words.tables.decimal)} ns`)),
		...row(why.falls, `${falls[stage.kind]}${share}${stage.exclusive ? `, ${exclusive}` : ''}`),
		...row(why.evidence, budget.evidence[stage.evidence], stage.evidence === 'recalled' ? 'warning' : 'text'),
		...(stage.source === '' ? [] : row(why.source, stage.source, 'faint')),
	];
}
