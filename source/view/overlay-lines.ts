/** What lies over a lesson: the keys, the actions by name. */
import type {Catalogue} from '../locale/en.js';
import {fitText, textWidth, wrapText} from './cell-width.js';
import type {Glyphs} from './glyphs.js';
import {type Line, line, span} from './token.js';

/** A group of keys with what they do, as the help shows it. */
export interface KeyGroup {
	title: string;
	keys: readonly {key: string; text: string}[];
}

/** Groups in one column, or in two where there is room. */
export function helpLines(groups: readonly KeyGroup[], width: number): Line[] {
	const columns = width >= 78 ? 2 : 1;
	const columnWidth = Math.floor((width - (columns - 1) * 2) / columns);
	const blocks = groups.map((group) => groupLines(group, columnWidth));
	if (columns === 1) return blocks.flatMap((block) => [...block, line('')]);
	const total = blocks.reduce((sum, block) => sum + block.length + 1, 0);
	const left: Line[] = [];
	const right: Line[] = [];
	for (const block of blocks) {
		// The first group stands at the left however long it is.
		const goesLeft = left.length === 0 || (left.length + block.length <= total / 2 + 2 && right.length === 0);
		(goesLeft ? left : right).push(...block, line(''));
	}
	return Array.from({length: Math.max(left.length, right.length)}, (_, row): Line => {
		const first = left[row] ?? [];
		const used = first.reduce((sum, part) => sum + textWidth(part.text), 0);
		return [...first, span(' '.repeat(Math.max(0, columnWidth - used) + 2)), ...(right[row] ?? [])];
	});
}

function groupLines({title, keys}: KeyGroup, width: number): Line[] {
	const keyWidth = Math.max(...keys.map(({key}) => textWidth(key))) + 2;
	return [
		line(title, 'heading'),
		...keys.flatMap(({key, text}) =>
			wrapText(text, width - keyWidth).map((part, index): Line => [span(fitText(index === 0 ? key : '', keyWidth), 'key'), span(part)]),
		),
	];
}

/** Actions that match what was typed; the one under the cursor stands out. */
export function paletteLines(
	actions: readonly {name: string; key: string}[],
	text: string,
	at: number,
	size: {width: number; height: number},
	words: Catalogue,
	signs: Glyphs,
): Line[] {
	const body = Math.max(1, size.height - 2);
	const first = Math.max(0, Math.min(at - Math.floor(body / 2), actions.length - body));
	const rows = actions.slice(first, first + body).map(({name, key}, index): Line => {
		const focused = first + index === at;
		return [
			span(focused ? `${signs.pointer} ` : '  ', 'focus'),
			span(fitText(key, 12), 'key'),
			span(fitText(name, Math.max(0, size.width - 14)), focused ? 'focus' : 'text'),
		];
	});
	const none = rows.length === 0 ? [line(`  ${words.messages.noMatch}`, 'faint')] : [];
	return [[span(words.palette.prompt, 'key'), span(text, 'command'), span(' ', 'cursor')], line(''), ...rows, ...none];
}
