/*
 * Checks of length: a screen of prose is short
 *
 * A step shows its text with the question, and after the attempt what came of
 * it. Each has at most 60 words; options and goals are no prose. Whether it fits
 * the rows of a terminal is the view's to say.
 */
import type {LessonProse, StepProse} from '../lesson.js';
import {partsOf} from '../part.js';
import {plainBlocks, plainProse} from '../prose.js';
import {hasGoals, isPiecewise, type Step} from '../schema.js';
import type {CheckContext} from './context.js';

const MOST_WORDS = 60;

/** One screen of prose. */
export interface ProseScreen {
	name: string;
	words: number;
}

/** Reports screens of prose that are too long, in every language. */
export function checkScreens(context: CheckContext): void {
	for (const prose of Object.values(context.lesson.prose)) checkLocale(context, prose);
}

function checkLocale(context: CheckContext, prose: LessonProse): void {
	for (const step of context.lesson.steps) {
		const words = prose.steps[step.id];
		if (!words) continue;
		for (const screen of screensOf(step, words)) {
			if (screen.words > MOST_WORDS)
				context.prose(
					'length',
					prose.locale,
					words.line,
					`step "${step.id}", ${screen.name}: ${screen.words} words`,
					`At most ${MOST_WORDS}: say less.`,
				);
		}
	}
}

/** The screens of prose that a step can show, the longest of each sort. */
function screensOf(step: Step, words: StepProse): ProseScreen[] {
	const text = plainBlocks(words.text);
	const question = plainBlocks(words.question);
	const after = [words.explanation, words.slide, words.today].flatMap(plainBlocks);
	const feedback = Object.values(words.entries.feedback).map(plainProse);
	const screen = (name: string, texts: readonly string[]): ProseScreen => ({name, words: countWords(texts)});
	if (step.kind === 'read' || step.kind === 'bridge' || step.kind === 'sandbox') return [screen('text', [...text, ...after])];
	if (step.kind === 'run') return [screen('text', text), screen('explanation', after)];
	if (step.kind === 'build') return [screen('text', text), screen('explanation', after)];
	if (isPiecewise(step)) {
		const leads = partsOf(step).map((part) => plainProse(words.entries.rounds[part.key] ?? []));
		return [
			...leads.map((lead, index) => screen(`question ${index + 1}`, [...text, lead, ...question])),
			screen('explanation', [longest(feedback), ...after]),
		];
	}
	const outcome = hasGoals(step) ? [longest(feedback)] : [longest(feedback), ...after];
	return [
		screen('question', [...text, ...question]),
		screen('outcome', outcome),
		...(hasGoals(step) ? [screen('explanation', after)] : []),
	];
}

function countWords(texts: readonly string[]): number {
	return texts.flatMap((text) => text.split(/\s+/)).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function longest(texts: readonly string[]): string {
	return texts.reduce((best, text) => (countWords([text]) > countWords([best]) ? text : best), '');
}
