/** A question for a number: the field in which it is typed, and what was typed beside what is so. */

import type {StepProse} from '../lesson/lesson.js';
import {UNIT} from '../lesson/part.js';
import {plainProse} from '../lesson/prose.js';
import type {Catalogue} from '../locale/en.js';
import type {Glyphs} from './glyphs.js';
import {hang, wrapSpans} from './prose-lines.js';
import type {TextStyle} from './text-style.js';
import {type Line, span} from './token.js';

/** Digits after which a number that does not end is cut. */
const DIGITS = 4;

/** What a number counts, with the blank before it; '' where the prose names nothing. */
export function unitOf(prose: StepProse): string {
	const unit = plainProse(prose.entries.options[UNIT] ?? []);
	return unit === '' ? '' : ` ${unit}`;
}

/** A number as the language writes it. */
export function numberText(text: string, words: Catalogue): string {
	const value = Number(text.replace(',', '.'));
	if (!Number.isFinite(value)) return text;
	return words.question.number(String(Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS))));
}

/** The field with what is typed so far, or left as it was committed. */
export function fieldLine(typed: string, unit: string, isOpen: boolean, signs: Glyphs): Line {
	const token = isOpen ? 'focus' : 'chosen';
	return [span(`${isOpen ? signs.pointer : ' '} `, token), span(`${typed}${isOpen ? signs.cursor : ''}`, token), span(unit)];
}

/** Said and so, in a sentence; without an answer only what is so. */
export function judgedNumberLines(
	typed: string | undefined,
	right: string,
	isRight: boolean,
	unit: string,
	{width, words, signs}: TextStyle,
): Line[] {
	const is = numberText(right, words);
	const text = typed === undefined ? words.verdict.isNumber(is, unit) : words.verdict.saidNumber(numberText(typed, words), is, unit);
	const token = isRight ? 'ok' : 'wrong';
	return hang(`${isRight ? signs.ok : signs.wrong} `, wrapSpans([{kind: 'text', text}], width - 2, token), token);
}
