/** A table of features: what is so today about the row in front, and the whole table once every row was tried. */
import {type Part, partsOf} from '../lesson/part.js';
import type {Play} from '../lesson/play.js';
import {plainProse} from '../lesson/prose.js';
import {sideNamesOf} from '../lesson/side-names.js';
import {fitText, textWidth} from './cell-width.js';
import {hang, wrapSpans} from './prose-lines.js';
import {type TextStyle, whoText} from './text-style.js';
import {type Line, span} from './token.js';

/** What is so today about the row in front, with its source; nothing before it is answered. */
export function featureLines({step, part, record, prose}: Play, {width, words}: TextStyle): Line[] {
	if (step.kind !== 'features' || !part || !record.closed.includes(part.key)) return [];
	const row = step.rows.find(({key}) => key === part.key);
	const now = prose.entries.now[part.key] ?? [];
	return [
		...wrapSpans([{kind: 'strong', text: `${words.slide.today}: `}, ...now], width),
		...(row ? wrapSpans([{kind: 'text', text: row.cite}], width, 'faint') : []),
	];
}

/** Every row with who can do it as the engine found, and a sign for whether that was said. */
export function overviewLines(play: Play, {width, words, signs}: TextStyle): Line[] {
	const {step, record, prose} = play;
	if (step.kind !== 'features') return [];
	const names = sideNamesOf(step, prose);
	const titles = step.rows.map(({key}) => plainProse(prose.entries.rounds[key] ?? []));
	const column = Math.min(Math.max(...titles.map(textWidth)), Math.max(10, width - 24));
	const rows = partsOf(step).flatMap((part: Part, index) => {
		const [who = 'neither'] = play.truth(step, part).right;
		const wasRight = record.attempts.find((attempt) => attempt.part === part.key)?.right === true;
		const token = wasRight ? 'ok' : 'wrong';
		const text = [{kind: 'text' as const, text: whoText(who, names, words)}];
		return hang(
			`${wasRight ? signs.ok : signs.wrong} ${fitText(titles[index] ?? '', column)} `,
			wrapSpans(text, Math.max(8, width - column - 3)),
			token,
		);
	});
	return [[span(words.features.table, 'heading')], ...rows];
}
