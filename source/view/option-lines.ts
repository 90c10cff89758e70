/** Options of a question as rows: to choose from, and judged. */
import type {ProseSpan} from '../lesson/prose.js';
import type {Catalogue} from '../locale/en.js';
import {textWidth} from './cell-width.js';
import type {Glyphs} from './glyphs.js';
import {hang, wrapSpans} from './prose-lines.js';
import {type Line, line, span, type Token} from './token.js';

/** One option in the words of the lesson. */
export interface Option {
	key: string;
	label: readonly ProseSpan[];
}

export interface Choosing {
	options: readonly Option[];
	chosen: readonly string[];
	/** Option at which the keyboard is; -1 when it is elsewhere. */
	cursor: number;
	/** One of them, several, or all in an order. */
	marks: Marks;
}

/** How options are marked: one of them, several of them, each with its place. */
export type Marks = 'one' | 'several' | 'places';

/** The mark of an option in an answer. */
function markOf(key: string, answer: readonly string[], marks: Marks, signs: Glyphs): string {
	const at = answer.indexOf(key);
	if (marks === 'places') return at === -1 ? signs.check.off : `[${at + 1}]`;
	const box = marks === 'one' ? signs.radio : signs.check;
	return at === -1 ? box.off : box.on;
}

/** Options to choose from, each with its number. */
export function choiceLines({options, chosen, cursor, marks}: Choosing, width: number, signs: Glyphs): Line[] {
	return options.flatMap(({key, label}, index) => {
		const isOn = chosen.includes(key);
		const mark = `${index === cursor ? signs.pointer : ' '}${index + 1} ${markOf(key, chosen, marks, signs)} `;
		const token: Token = index === cursor ? 'focus' : isOn ? 'chosen' : 'text';
		return hang(mark, wrapSpans(label, width - textWidth(mark), token), token);
	});
}

export interface Judged {
	options: readonly Option[];
	answer: readonly string[];
	right: readonly string[];
	marks: Marks;
}

/** What was predicted beside what was so, option by option. */
export function judgedLines({options, answer, right, marks}: Judged, width: number, words: Catalogue, signs: Glyphs): Line[] {
	const heads = width >= 44 ? [words.verdict.predicted, words.verdict.actual] : [words.verdict.you, words.verdict.fact];
	const columns = heads.map((head) => Math.max(textWidth(head), 3) + 1);
	const rows = options.flatMap(({key, label}) => {
		const [said, is] = [answer, right].map((keys) => markOf(key, keys, marks, signs)) as [string, string];
		const wrong = said !== is;
		const sides = [said, is].map((mark, index) => mark.padEnd(columns[index] ?? 4)).join('');
		const isSaid = answer.includes(key);
		const sign = wrong ? signs.wrong : isSaid ? signs.ok : ' ';
		return hang(
			`${sign} ${sides}`,
			wrapSpans(label, width - 2 - sides.length, wrong ? 'wrong' : isSaid ? 'ok' : 'faint'),
			wrong ? 'wrong' : isSaid ? 'ok' : 'faint',
		);
	});
	return [line(`  ${heads.map((head, index) => head.padEnd(columns[index] ?? 4)).join('')}`, 'heading'), ...rows];
}

/** The three grades of confidence on one row; the one in brackets is chosen. */
export function confidenceLine(
	chosen: keyof Catalogue['question']['confidence'] | undefined,
	focused: boolean,
	words: Catalogue,
	signs: Glyphs,
): Line {
	const grades = (['low', 'mid', 'high'] as const).map((grade) => {
		const word = words.question.confidence[grade];
		return span(grade === chosen ? `(${word}) ` : ` ${word}  `, grade === chosen ? 'chosen' : 'text');
	});
	return [span(`${focused ? signs.pointer : ' '}${words.question.sure} `, focused ? 'focus' : 'text'), ...grades];
}
