/** Does it fit? And does the simulation agree with what was published? In sentences. */
import type {Outcome} from '../../engine/budget/outcome.js';
import {batchOf, coresOf, type Path, payloadOf, type Setup} from '../../engine/budget/path.js';
import {linkText} from '../../engine/budget/sheet.js';
import {type Sum, sumOf} from '../../engine/budget/sum.js';
import type {Catalogue} from '../../locale/en.js';
import type {Token} from '../token.js';
import {bitsText, nsText, percentText, rateText, timesText} from './numbers.js';

export interface Sentence {
	text: string;
	token: Token;
}

/** Whether the slowest worker keeps up with a full link. */
export function verdictOf(path: Path, setup: Setup, words: Catalogue): Sentence {
	const {decimal} = words.tables;
	const sum = sumOf(path, setup);
	const {ns, budget} = sum.workers[sum.slowest] as Sum['workers'][number];
	const worker = path.workers[sum.slowest];
	if (!worker || ns === 0) return {text: words.budget.nothing, token: 'faint'};
	if (sum.fits)
		return {
			text: words.budget.fits(nsText(ns, decimal), nsText(budget, decimal), percentText(ns / budget, decimal)),
			token: 'ok',
		};
	const text =
		coresOf(sum.slowest, setup) === setup.cores && sum.slowest === 0
			? words.budget.tooSlow(nsText(ns, decimal), nsText(budget, decimal), timesText(ns / budget, decimal), sum.coresNeeded)
			: words.budget.tooSlowThread(words.budget.workers[worker.id], nsText(ns, decimal), nsText(budget, decimal));
	return {text, token: 'wrong'};
}

/** The published total and how far the outcome is from it, or that there is none. `isReady` says that the path is as it was offered. */
export function publishedSentences(path: Path, setup: Setup, outcome: Outcome, isReady: boolean, words: Catalogue): Sentence[] {
	const {decimal} = words.tables;
	const {budget} = words;
	if (!isReady) return [{text: budget.changed, token: 'faint'}];
	const {published} = path;
	if (!published) return [{text: budget.noPublished, token: 'faint'}];
	const value =
		published.unit === 'packets' ? rateText(published.value, decimal) : `${bitsText(published.value, decimal)} ${budget.payload}`;
	const said: Sentence = {text: budget.published(value, published.source), token: 'text'};
	const sameConditions =
		setup.frame === published.frame &&
		setup.cores === 1 &&
		setup.ring === undefined &&
		batchOf(path, 0, setup) === path.workers[0]?.batch &&
		(setup.link === published.link || published.value < 1e9 / sumOf(path, setup).slot);
	if (!sameConditions) return [said, {text: budget.otherConditions(published.frame, linkText(published.link)), token: 'faint'}];
	const simulated = published.unit === 'packets' ? outcome.packetsPerSecond : outcome.packetsPerSecond * payloadOf(published.frame) * 8;
	const off = Math.abs(simulated - published.value) / published.value;
	return [
		said,
		{
			text: budget.agrees(percentText(off, decimal), percentText(published.margin, decimal)),
			token: off <= published.margin ? 'ok' : 'wrong',
		},
	];
}
