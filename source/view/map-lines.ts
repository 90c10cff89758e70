/** The course as a path: one station a lesson, with its state in words. */
import type {LessonState} from '../lesson/progress.js';
import type {Catalogue} from '../locale/en.js';
import {textWidth, wrapText} from './cell-width.js';
import type {Glyphs} from './glyphs.js';
import {type Line, line, span} from './token.js';

export interface Station {
	id: string;
	title: string;
	summary: string;
	minutes: number;
	state: LessonState;
	/** Titles of lessons that come before this one and are not done. */
	after: readonly string[];
	/** Title of the step in front. */
	step: string;
}

/** Rows of the map; `cursor` is the station under the keyboard. */
export function mapLines(
	stations: readonly Station[],
	cursor: number,
	width: number,
	words: Catalogue,
	signs: Glyphs,
): {lines: Line[]; first: number} {
	const left = stations.reduce((sum, {state}) => sum + state.left, 0);
	const lines: Line[] = [
		...wrapText(`${words.map.intro} ${words.map.courseLeft(left)}`, Math.min(76, width)).map((text) => line(text)),
		line(''),
	];
	let first = 0;
	for (const [index, station] of stations.entries()) {
		const isHere = index === cursor;
		if (isHere) first = lines.length;
		const sign = station.state.kind === 'done' ? signs.step.done : station.state.kind === 'begun' ? signs.step.here : signs.step.ahead;
		const path = index === stations.length - 1 ? '  ' : signs.tree.through;
		const {state} = station;
		const time = state.kind === 'begun' ? words.map.left(state.left) : words.map.minutes(station.minutes);
		const facts = [time, stateText(state, words)];
		// A long title keeps its row; the state is never cut, it goes below.
		const beside = textWidth(station.title) + textWidth(facts.join('   ')) + 7 <= width;
		lines.push([
			span(isHere ? `${signs.pointer} ` : '  ', 'focus'),
			span(`${sign} `, station.state.kind === 'done' ? 'ok' : 'chosen'),
			span(station.title, isHere ? 'focus' : 'strong'),
			...(beside ? [span(`   ${facts.join('   ')}`, 'faint')] : []),
		]);
		const told = [
			beside ? '' : facts.join(', '),
			words.map.predictions(station.state.predictions.right, station.state.predictions.made),
			...(station.after.length > 0 ? [words.map.after(station.after.join(', '))] : []),
		];
		const under = (text: string, token: 'text' | 'faint' | 'hint' = 'faint'): void => {
			for (const row of wrapText(text, Math.min(72, width - 6))) lines.push([span(`  ${path}  `, 'rule'), span(row, token)]);
		};
		if (isHere) under(station.summary, 'text');
		for (const text of told) if (text !== '') under(text);
		if (isHere) under(invitation(station, words), 'hint');
		if (index < stations.length - 1) lines.push([span(`  ${path}`, 'rule')]);
	}
	for (const [index, row] of wrapText(words.map.hint, Math.min(76, width)).entries())
		lines.push(...(index === 0 ? [line('')] : []), line(row, 'faint'));
	return {lines, first};
}

export function stateText(state: LessonState, words: Catalogue): string {
	switch (state.kind) {
		case 'new':
			return words.map.states.new;
		case 'begun':
			return words.map.states.begun(state.step, state.steps);
		case 'done':
			return words.map.states.done(state.skipped);
		default:
			return state.kind satisfies never;
	}
}

function invitation(station: Station, words: Catalogue): string {
	if (station.state.kind === 'begun') return words.map.resume(station.step);
	return station.state.kind === 'done' ? words.map.review : words.map.begin;
}
