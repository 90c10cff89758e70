/** A step in sentences: prose, options, outcomes and events as plain lines. */

import type {History} from '../../engine/history.js';
import {causesOf, nodeById, type TraceNode} from '../../engine/trace.js';
import type {PartFacts, StepFacts} from '../../lesson/facts.js';
import type {Figure} from '../../lesson/figure.js';
import type {StepProse} from '../../lesson/lesson.js';
import {type Block, plainBlocks, plainProse} from '../../lesson/prose.js';
import type {Value} from '../../lesson/query.js';
import type {Scene, SceneEvent} from '../../lesson/scene.js';
import type {Catalogue} from '../../locale/en.js';
import {answerText, optionName} from '../../view/answer-text.js';
import {eventLine} from '../../view/event-lines.js';
import {figureLines} from '../../view/figure-lines.js';
import {ASCII} from '../../view/glyphs.js';
import {plainText} from '../../view/token.js';

/** Paragraphs of blocks, one string each. */
export function paragraphs(blocks: readonly Block[]): string[] {
	return plainBlocks(blocks);
}

/** The heading of a step and its text. */
export function openingOf(facts: StepFacts, words: Catalogue): string[] {
	const {step, prose, number, count} = facts;
	return ['', words.plain.step(number, count, prose.title, words.stepKinds[step.kind]), ...paragraphs(prose.text)];
}

/** Columns of a figure in linear text. */
const FIGURE_WIDTH = 72;

/** A figure in sentences: a number a line, then whose they are. */
export function figureText(figure: Figure | undefined, prose: StepProse, words: Catalogue): string[] {
	return figure ? figureLines(figure, prose, {width: FIGURE_WIDTH, words, signs: ASCII}).map((row) => plainText(row).trimEnd()) : [];
}

/** What a part asks: lead, question, numbered options. */
export function questionOf(part: PartFacts, words: Catalogue): string[] {
	const isClaim = part.part.options.includes('true') && part.options.every((option) => option.label.length === 0);
	const number =
		part.count > 1
			? [
					part.feature
						? words.features.row(part.number, part.count)
						: isClaim
							? words.question.claim(part.number, part.count)
							: words.question.round(part.number, part.count),
				]
			: [];
	const lead = plainProse(part.lead);
	return [
		...(lead === '' ? number : [`${number.join('')}: ${lead}`]),
		...(part.feature ? [`${words.slide.said}: ${plainProse(part.feature.said)}`] : []),
		...(part.feature ? [words.features.who] : paragraphs(part.question)),
		...part.options.map((option, index) => `  ${index + 1}. ${optionName(part, option, words)}`),
	];
}

/** What came of an answer that may be judged. */
export function outcomeOf(part: PartFacts, words: Catalogue, history: History | undefined): string[] {
	if (part.right === undefined) return [];
	const lines = [part.right ? words.verdict.right : words.verdict.wrong];
	if (part.revealed && !part.right) {
		if (part.attempt) lines.push(words.plain.youSaid(answerText(part, part.attempt.answer, words)));
		lines.push(words.plain.itWas(answerText(part, part.truth ?? [], words)));
	}
	lines.push(...part.feedback.map(plainProse));
	if (part.feature) lines.push(`${words.slide.today}: ${plainProse(part.feature.now)} (${part.feature.cite})`);
	const node = part.parting?.tick !== undefined && history ? nodeById(history.trace, part.parting.tick) : undefined;
	if (node && history) {
		const event = eventLine(history.world, node, words);
		lines.push(words.plain.parted(`${event.time}, ${event.place} ${event.text}.`));
	}
	return lines;
}

/** Explanation, and what the lecture says against what is so today. */
export function explanationOf(facts: StepFacts, words: Catalogue): string[] {
	const said = paragraphs(facts.slide);
	const today = paragraphs(facts.today);
	return [
		...paragraphs(facts.explanation),
		...(said.length > 0 ? [`${words.slide.said}: ${said.join(' ')}`] : []),
		...(today.length > 0 ? [`${words.slide.today}: ${today.join(' ')}`] : []),
	];
}

/** The rows of a compare, one sentence each. */
export function tableOf(part: PartFacts, sides: readonly string[], words: Catalogue): string[] {
	return part.rows.map(({label, values, differs}) => {
		const [left, right] = values.map((value, index) => `${sides[index] ?? ''} ${valueText(value, words)}`);
		return words.plain.table(plainProse(label), left ?? '', right ?? '', differs ? words.compare.differs : words.compare.same);
	});
}

/** Is there something to say? A timer that only looks at the clock is no event for people. */
export function isTold(node: TraceNode): boolean {
	return node.frame !== undefined || causesOf(node).length > 0;
}

/** An event as one sentence. */
export function eventSentence(scene: Scene, {side, node}: SceneEvent, sides: readonly string[], words: Catalogue): string {
	const {world} = scene.histories[side] as History;
	const {time, place, text} = eventLine(world, node, words);
	const sentence = `${time}, ${place} ${text}.`;
	const name = sides[side];
	return `  ${scene.histories.length > 1 && name !== undefined ? words.plain.side(name, sentence) : sentence}`;
}

/** A value in words. */
export function valueText(value: Value, words: Catalogue): string {
	if (typeof value === 'boolean') return value ? words.compare.yes : words.compare.no;
	if (typeof value === 'object') return value.length === 0 ? words.compare.nobody : value.join(', ');
	return String(value);
}
