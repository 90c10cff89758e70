/** The rows around the panes: header, rules with the names of panes on them, footer. */
import {fitText, textWidth} from './cell-width.js';
import type {Glyphs} from './glyphs.js';
import {type Line, plainText, type Span, span, type Token} from './token.js';

/** Cells of a row. */
export function lineWidth(line: Line): number {
	return textWidth(plainText(line));
}

/** Left and right ends of a row, with the left one cut where both do not fit. */
export function spread(left: Line, right: Line, width: number, fill = ' ', fillToken: Token = 'text'): Line {
	const room = width - lineWidth(right);
	const shown = cutLine(left, Math.max(0, room));
	return [...shown, span(fill.repeat(Math.max(0, room - lineWidth(shown))), fillToken), ...cutLine(right, width)];
}

/** The beginning of a row that fits. */
export function cutLine(line: Line, width: number): Line {
	let used = 0;
	const kept: Span[] = [];
	for (const part of line) {
		let text = '';
		for (const character of part.text) {
			const cells = textWidth(character);
			if (used + cells > width) return [...kept, {...part, text}];
			used += cells;
			text += character;
		}
		kept.push(part);
	}
	return kept;
}

/** A row of exactly `width` cells. */
export function fillLine(line: Line, width: number): Line {
	const cut = cutLine(line, width);
	const rest = width - lineWidth(cut);
	return rest > 0 ? [...cut, span(' '.repeat(rest))] : cut;
}

export interface HeaderModel {
	lesson: string;
	title: string;
	/** Kind of the step in a word; '' on the map. */
	kind: string;
	/** Place in the lesson, from 1; 0 where there is none. */
	step: number;
	steps: readonly ('done' | 'here' | 'ahead')[];
	mode: string;
}

/** ` macvlan · VEPA needs a mirror     predict 4/12  ●●●◐○○   LESSON ` */
export function headerLine(model: HeaderModel, width: number, signs: Glyphs): Line {
	const place = model.step > 0 ? `${model.kind} ${model.step}/${model.steps.length}` : model.kind;
	const dots = model.steps.map((state) => signs.step[state]).join('');
	const right = [span(place, 'strong'), ...(dots ? [span(`  ${dots}`, 'faint')] : []), span(`   ${model.mode} `, 'title')];
	const short = [span(` ${place} `, 'strong'), span(`${model.mode} `, 'title')];
	const left = [span(` ${model.lesson}`, 'title'), ...(model.title ? [span(` ${signs.separator} ${model.title}`, 'strong')] : [])];
	const fits = lineWidth(left) + lineWidth(right) + 2 <= width;
	return spread(left, fits ? right : short, width);
}

/** A rule across the screen, with a branch where the line between left and right meets it. */
export function ruleLine(width: number, divider: number, meets: 'above' | 'below' | 'both', signs: Glyphs): Line {
	const arms = {above: 'll-l', below: '-lll', both: 'llll'}[meets];
	const dash = signs.line('-l-l');
	if (divider < 0) return [span(dash.repeat(width), 'rule')];
	return [span(dash.repeat(divider) + signs.line(arms) + dash.repeat(width - divider - 1), 'rule')];
}

export interface Tab {
	name: string;
	active: boolean;
	focused: boolean;
}

/** Names of panes on a rule; those that do not fit are left out on the side away from the active one. */
export function tabLine(tabs: readonly Tab[], right: Line, width: number, signs: Glyphs): Line {
	const dash = signs.line('-l-l');
	const room = width - lineWidth(right) - 3;
	let first = 0;
	const active = Math.max(
		0,
		tabs.findIndex((tab) => tab.active),
	);
	const sizeFrom = (from: number, to: number): number => tabs.slice(from, to + 1).reduce((sum, tab) => sum + textWidth(tab.name) + 3, 0);
	while (first < active && sizeFrom(first, active) > room) first++;
	let last = active;
	while (last + 1 < tabs.length && sizeFrom(first, last + 1) <= room) last++;
	const parts: Span[] = [span(first > 0 ? `${dash}${signs.ellipsis}` : dash, 'rule')];
	for (const tab of tabs.slice(first, last + 1)) {
		parts.push(
			span(tab.active ? ` ${signs.pointer}${tab.name}` : ` ${tab.name}`, tab.focused ? 'focus' : tab.active ? 'heading' : 'faint'),
		);
		parts.push(span(tab.active ? ' ' : '  ', 'rule'));
	}
	if (last < tabs.length - 1) parts.push(span(signs.ellipsis, 'faint'), span(' ', 'rule'));
	return spread(parts, [...right, span(dash, 'rule')], width, dash, 'rule');
}

/** A key of the footer and its word. */
export interface FooterKey {
	key: string;
	word: string;
}

/** `space play  . step` at the left, `? keys  q map` at the right, a message instead of what is left between. */
export function footerLine(left: readonly FooterKey[], right: readonly FooterKey[], message: string, width: number): Line {
	const spans = (keys: readonly FooterKey[]): Span[] => keys.flatMap(({key, word}) => [span(key, 'key'), span(` ${word}  `, 'text')]);
	const end = [span(' '), ...spans(right)];
	let shown = [...left];
	const said = message === '' ? [] : [span(message, 'message'), span('  ')];
	const total = (): number => 1 + lineWidth(spans(shown)) + lineWidth(said) + lineWidth(end);
	while (shown.length > 0 && total() > width) shown = shown.slice(0, -1);
	const room = Math.max(0, width - lineWidth(end) - 1);
	const fitted = lineWidth(said) > room ? [span(fitText(message, room), 'message')] : said;
	return spread([span(' '), ...spans(shown)], [...fitted, ...end], width);
}
