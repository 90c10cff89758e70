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
	/** One of them, or several. */
	single: boolean;
}

/** Options to choose from, each with its number. */
export function choiceLines({options, chosen, cursor, single}: Choosing, width: number, signs: Glyphs): Line[] {
	const box = single ? signs.radio : signs.check;
	return options.flatMap(({key, label}, index) => {
		const isOn = chosen.includes(key);
		const mark = `${index === cursor ? signs.pointer : ' '}${index + 1} ${isOn ? box.on : box.off} `;
		const token: Token = index === cursor ? 'focus' : isOn ? 'chosen' : 'text';
		return hang(mark, wrapSpans(label, width - textWidth(mark), token), token);
	});
}

export interface Judged {
	options: readonly Option[];
	answer: readonly string[];
	right: readonly string[];
	single: boolean;
}

/** What was predicted beside what was so, option by option. */
export function judgedLines({options, answer, right, single}: Judged, width: number, words: Catalogue, signs: Glyphs): Line[] {
	const box = single ? signs.radio : signs.check;
	const heads = width >= 44 ? [words.verdict.predicted, words.verdict.actual] : [words.verdict.you, words.verdict.fact];
	const columns = heads.map((head) => Math.max(textWidth(head), 3) + 1);
	const rows = options.flatMap(({key, label}) => {
		const [said, is] = [answer.includes(key), right.includes(key)];
		const wrong = said !== is;
		const marks = [said, is].map((on, index) => (on ? box.on : box.off).padEnd(columns[index] ?? 4)).join('');
		const sign = wrong ? signs.wrong : said ? signs.ok : ' ';
		return hang(
			`${sign} ${marks}`,
			wrapSpans(label, width - 2 - marks.length, wrong ? 'wrong' : said ? 'ok' : 'faint'),
			wrong ? 'wrong' : said ? 'ok' : 'faint',
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
