/** Two paths side by side: the same packets into both, and which one did better. */
import type {Outcome} from '../../engine/budget/outcome.js';
import {coresOf, type Path, type Setup} from '../../engine/budget/path.js';
import {sumOf} from '../../engine/budget/sum.js';
import type {Catalogue} from '../../locale/en.js';
import {fitText, textWidth} from '../cell-width.js';
import type {Glyphs} from '../glyphs.js';
import {type Line, span, type Token} from '../token.js';
import {pathName} from './budget-names.js';
import {durationText, nsText, percentText, rateText} from './numbers.js';

export interface Side {
	path: Path;
	outcome: Outcome;
}

/** A row a figure; the better one has a sign. A core that is less busy because it loses packets is not better. */
export function versusLines(sides: readonly [Side, Side], setup: Setup, width: number, words: Catalogue, signs: Glyphs): Line[] {
	const {budget} = words;
	const label = Math.min(12, Math.max(8, Math.floor(width * 0.27)));
	const cell = Math.max(8, Math.floor((width - label) / 2));
	const row = (name: string, of: (side: Side) => [number, string] | undefined, best?: 'least' | 'most'): Line => {
		const [left, right] = sides.map(of);
		const better = (mine: typeof left, yours: typeof left): boolean =>
			best !== undefined &&
			mine !== undefined &&
			yours !== undefined &&
			(best === 'least' ? mine[0] < yours[0] * 0.999 : mine[0] > yours[0] * 1.001);
		const shown = (mine: typeof left, yours: typeof left) => {
			const wins = better(mine, yours);
			const token: Token = wins ? 'ok' : 'text';
			return [span(wins ? `${signs.ok} ` : '  ', 'ok'), span(fitText(mine?.[1] ?? '-', cell - 2), token)];
		};
		return [span(fitText(name, label), 'faint'), ...shown(left, right), ...shown(right, left)];
	};
	const latency =
		(key: 'mean' | 'p99' | 'max') =>
		({outcome}: Side): [number, string] | undefined =>
			outcome.latency && [outcome.latency[key], durationText(outcome.latency[key], words.tables.decimal)];
	const slowest = ({path}: Side): [number, string] => {
		const sum = sumOf(path, setup);
		const ns = sum.workers[sum.slowest]?.ns ?? 0;
		return [ns, nsText(ns, words.tables.decimal)];
	};
	return [
		[
			span(' '.repeat(label)),
			...sides.flatMap(({path}) => [span('  '), span(fitText(short(pathName(path, words), cell - 2), cell - 2), 'heading')]),
		],
		row(budget.columns.ns, slowest, 'least'),
		row(budget.handled, ({outcome}) => [outcome.packetsPerSecond, rateText(outcome.packetsPerSecond, words.tables.decimal)], 'most'),
		row(budget.dropped, ({outcome}) => [outcome.dropShare, percentText(outcome.dropShare, words.tables.decimal)], 'least'),
		row(budget.latency, latency('mean'), 'least'),
		row(budget.quantiles.p99, latency('p99'), 'least'),
		row(budget.quantiles.max, latency('max'), 'least'),
		row(`${budget.busy} ${budget.places.host}`, loadOf('host', setup, words)),
		row(`${budget.busy} ${budget.places.guest}`, loadOf('guest', setup, words)),
		row(budget.columns.host, ({outcome}) => [outcome.hostPerPacket, nsText(outcome.hostPerPacket, words.tables.decimal)], 'least'),
		row(budget.columns.guest, ({outcome}) => [outcome.guestPerPacket, nsText(outcome.guestPerPacket, words.tables.decimal)], 'least'),
	];
}

/** Time of cores on one side, as a share of one core's. */
function loadOf(place: 'host' | 'guest', setup: Setup, words: Catalogue): (side: Side) => [number, string] {
	return ({path, outcome}) => {
		const load = path.workers.reduce(
			(sum, worker, index) => sum + (worker.place === place ? (outcome.workers[index]?.load ?? 0) * coresOf(index, setup) : 0),
			0,
		);
		return [load, percentText(load, words.tables.decimal)];
	};
}

function short(text: string, width: number): string {
	return textWidth(text) <= width ? text : fitText(text, width);
}
