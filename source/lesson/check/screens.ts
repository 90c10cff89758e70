/*
 * Checks of length: every screen of a step is short, and fits
 *
 * At 80x24 the text stands in a pane of 31 columns and 19 rows. A step shows two
 * screens of prose: what is asked, and what came of it. Each has at most 60 words
 * beside its options, and fits its pane without scrolling.
 */
import type {LessonProse, StepProse} from '../lesson.js';
import {type Part, partsOf} from '../part.js';
import {type Block, plainBlocks, plainProse} from '../prose.js';
import {isPromptStep, type Step} from '../schema.js';
import type {CheckContext} from './context.js';

export const MOST_WORDS = 60;
/** The text pane of a screen of 80x24. */
export const PANE = {columns: 31, rows: 19} as const;
/** Columns that a number and a check box take before an option. */
const OPTION_INDENT = 6;

/** One screen of prose. */
export interface ProseScreen {
	name: string;
	/** Words of prose, without those of options and goals. */
	words: number;
	rows: number;
}

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
			if (screen.rows > PANE.rows)
				context.prose(
					'fits',
					prose.locale,
					words.line,
					`step "${step.id}", ${screen.name}: ${screen.rows} rows of ${PANE.columns} columns`,
					`The pane has ${PANE.rows} at 80x24: say less.`,
				);
		}
	}
}

/** The screens of prose that a step can show, the longest of each sort. */
export function screensOf(step: Step, words: StepProse): ProseScreen[] {
	const screens: ProseScreen[] = [];
	const add = (name: string, prose: readonly string[][], fixedRows = 0): void => {
		const groups = prose.filter((group) => group.length > 0);
		const rows = groups.flat().reduce((sum, text) => sum + rowsOf(text, PANE.columns), 0);
		screens.push({name, words: countWords(groups.flat()), rows: rows + Math.max(0, groups.length - 1) + fixedRows});
	};
	const after = [plainBlocks(words.explanation), labelled(words.slide), labelled(words.today)];
	const parts = partsOf(step);
	if (parts.length === 0) {
		// Goals are a list of their own; a run explains itself when it is over.
		const goals = isPromptStep(step) ? goalRows(words) + 1 : 0;
		if (step.kind === 'run') {
			add('text', [plainBlocks(words.text)]);
			add('explanation', after, 2);
		} else if (isPromptStep(step)) {
			add('text', [plainBlocks(words.text)], goals);
			add('explanation', after, goals);
		} else add('text', [plainBlocks(words.text), ...after]);
		return screens;
	}
	for (const part of parts) {
		const lead = plainProse(words.entries.rounds[part.key] ?? []);
		const confidence = step.kind === 'predict' ? 2 : 0;
		add(
			`question ${part.key}`,
			[plainBlocks(words.text), lead === '' ? [] : [lead], plainBlocks(words.question)],
			optionRows(part, words) + 1 + confidence,
		);
	}
	if (isPromptStep(step)) add('prompt', [plainBlocks(words.text)], goalRows(words) + 1);
	const isRounds = step.kind === 'act' || step.kind === 'recap';
	const last = isRounds ? '' : 'outcome';
	const feedback = longest(Object.values(words.entries.feedback).map(plainProse));
	if (last) add('outcome', [[feedback], ...(isPromptStep(step) ? [] : after)], 2);
	else {
		add('outcome', [[feedback]], 2);
		add('explanation', after);
	}
	return screens;
}

function labelled(blocks: readonly Block[]): string[] {
	const lines = plainBlocks(blocks);
	return lines.length === 0 ? [] : ['…', ...lines];
}

function optionRows(part: Part, words: StepProse): number {
	if (part.ask === 'point') return 0;
	return part.options.reduce(
		(sum, key) => sum + rowsOf(plainProse(words.entries.options[key] ?? []) || key, PANE.columns - OPTION_INDENT),
		0,
	);
}

function goalRows(words: StepProse): number {
	return Object.values(words.entries.goals).reduce((sum, spans) => sum + rowsOf(plainProse(spans), PANE.columns - 2), 0);
}

/** Rows of a text broken at spaces. */
export function rowsOf(text: string, columns: number): number {
	let rows = 1;
	let used = 0;
	for (const word of text.split(/\s+/).filter(Boolean)) {
		const joined = used === 0 ? word.length : used + 1 + word.length;
		if (joined <= columns) used = joined;
		else {
			if (used > 0) rows++;
			rows += Math.ceil(word.length / columns) - 1;
			used = word.length % columns || columns;
		}
	}
	return rows;
}

function countWords(texts: readonly string[]): number {
	return texts.flatMap((text) => text.split(/\s+/)).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function longest(texts: readonly string[]): string {
	return texts.reduce((best, text) => (rowsOf(text, PANE.columns) > rowsOf(best, PANE.columns) ? text : best), '');
}
