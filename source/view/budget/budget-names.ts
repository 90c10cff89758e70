/** What the parts of a budget are called: by the locale, and those of one's own by themselves. */

import type {Stage} from '../../engine/budget/cost.js';
import type {Path, Worker} from '../../engine/budget/path.js';
import {entryOf} from '../../engine/entry-of.js';
import type {Catalogue} from '../../locale/en.js';
import {decimalText} from '../../locale/locale.js';

export function pathName({id}: Path, words: Catalogue): string {
	return entryOf(words.budget.paths, id)?.name ?? id;
}

/** What the path is, in half a sentence; '' for one of one's own. */
export function pathWhat({id}: Path, words: Catalogue): string {
	return entryOf(words.budget.paths, id)?.what ?? '';
}

export function stageName({id}: Pick<Stage, 'id'>, words: Catalogue): string {
	return entryOf(words.budget.costs, id)?.name ?? id;
}

export function stageWhat({id}: Pick<Stage, 'id'>, words: Catalogue): string {
	return entryOf(words.budget.costs, id)?.what ?? '';
}

/** `kernel (softirq), host, 2 cores` */
export function workerTitle({id, place}: Worker, cores: number, words: Catalogue): string {
	const {budget} = words;
	const name = budget.workers[id];
	return name === budget.places[place] ? `${name}, ${budget.cores(cores)}` : budget.worker(name, budget.places[place], budget.cores(cores));
}

/** The sign behind a price that is no measurement; '' behind one that is. */
export function markOf({evidence}: Pick<Stage, 'evidence'>, words: Catalogue): string {
	return evidence === 'measured' || evidence === 'derived' ? '' : words.budget.marks[evidence];
}

/** `×10`, `2 %`, or nothing. */
export function timesOf({times, share}: Stage, {tables}: Catalogue): string {
	return `${times === 1 ? '' : `×${times}`}${share === 1 ? '' : `${times === 1 ? '' : ' '}${decimalText(String(Math.round(share * 1000) / 10), tables.decimal)}%`}`;
}
