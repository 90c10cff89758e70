/** The top of the screen: the path, what it runs on with the keys that change it, and the verdict. */
import {batchOf, type Path, ringOf, type Setup} from '../../engine/budget/path.js';
import {linkText} from '../../engine/budget/sheet.js';
import type {Traffic} from '../../engine/budget/traffic.js';
import type {Catalogue} from '../../locale/en.js';
import {lineWidth} from '../bar-lines.js';
import {wrapText} from '../cell-width.js';
import type {Glyphs} from '../glyphs.js';
import {type Line, line, type Span, span} from '../token.js';
import {pathName, pathWhat} from './budget-names.js';
import {rateText} from './numbers.js';
import {verdictOf} from './verdict.js';

export interface SettingsView {
	path: Path;
	/** Place among the paths, from 1. */
	place: number;
	places: number;
	other: Path | undefined;
	setup: Setup;
	traffic: Traffic;
	width: number;
	words: Catalogue;
	signs: Glyphs;
}

export function settingsLines({path, place, places, other, setup, traffic, width, words, signs}: SettingsView): Line[] {
	const {budget} = words;
	const {settings} = budget.screen;
	const name: Line = [
		span(`${signs.pointer} `, 'focus'),
		span(pathName(path, words), 'focus'),
		span(`  ${place}/${places}`, 'faint'),
		...(other ? [span(`  ${budget.versus} `, 'faint'), span(pathName(other, words), 'strong')] : []),
	];
	const what = pathWhat(path, words);
	const items: [string, string, string][] = [
		['l', '', linkText(setup.link)],
		['f', '', `${setup.frame} B`],
		['c', settings.cores, String(setup.cores)],
		['r', settings.ring, String(ringOf(path, 0, setup))],
		['b', settings.batch, String(batchOf(path, 0, setup))],
		['o', '', traffic.rate === undefined ? budget.fullLink : rateText(traffic.rate, words.tables.decimal)],
		['t', '', budget.arrivals[traffic.arrivals]],
	];
	const verdict = verdictOf(path, setup, words);
	const sign = verdict.token === 'ok' ? signs.ok : verdict.token === 'wrong' ? signs.wrong : ' ';
	return [
		lineWidth(name) + what.length + 4 <= width && what !== '' ? [...name, span(`  ${what}`, 'faint')] : name,
		...packed(
			items.map(([key, label, value]) => [span(key, 'key'), span(label === '' ? ' ' : ` ${label} `, 'faint'), span(value, 'strong')]),
			width,
		),
		...wrapText(verdict.text, width - 2).map(
			(text, index): Line => [span(index === 0 ? `${sign} ` : '  ', verdict.token), span(text, verdict.token)],
		),
	];
}

/** Items in as many rows as they need. */
function packed(items: readonly Span[][], width: number): Line[] {
	const rows: Span[][] = [];
	for (const item of items) {
		const last = rows.at(-1);
		if (last && lineWidth(last) + 2 + lineWidth(item) <= width) last.push(span('  '), ...item);
		else rows.push([...item]);
	}
	return rows.length === 0 ? [line('')] : rows;
}
