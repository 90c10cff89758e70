/*
 * Checks of the prose: the same ids in every language, nothing missing
 *
 * Each locale says something for every option, goal, round and hint that the
 * machine half has, and for nothing else. A translation was made from the source
 * as it is now. Words that the field writes otherwise are found.
 */

import {figureKeys} from '../figure.js';
import {questionOf} from '../grade.js';
import type {EntrySection, LessonProse, StepProse} from '../lesson.js';
import {SOURCE_LOCALE} from '../lesson.js';
import {type Part, partsOf, UNIT} from '../part.js';
import {plainBlocks, plainProse} from '../prose.js';
import {NUMBER_FEEDBACK} from '../question.js';
import {hasGoals, isPiecewise, isTwoSided, type Step, sideKeys} from '../schema.js';
import {type CheckContext, sectionLine} from './context.js';

/** Spellings that the glossary of the course does not have, and what it has. */
const AVOID: readonly (readonly [RegExp, string])[] = [
	[/\bpassthrough\b/i, 'passthru'],
	[/\bCAM table\b/i, 'FDB'],
	[/\bmaster\/slave\b/i, 'lower and upper device'],
	[/\bhyper-visor\b/i, 'hypervisor'],
	[/\bhair-pin\b/i, 'hairpin'],
];

/** Reports words that are missing, left over, out of date or not the field's. */
export function checkWords(context: CheckContext): void {
	const {lesson} = context;
	if (!lesson.prose[SOURCE_LOCALE]) context.prose('locales', SOURCE_LOCALE, 1, 'there is no source prose', 'Write en.md.');
	for (const prose of Object.values(lesson.prose)) {
		checkLists(context, prose);
		checkSteps(context, prose);
		checkGlossary(context, prose);
		if (prose.locale !== SOURCE_LOCALE) checkTranslation(context, prose);
	}
}

/** Objectives, misconceptions and glossary have words in every language. */
function checkLists(context: CheckContext, prose: LessonProse): void {
	for (const list of ['objectives', 'misconceptions', 'glossary'] as const) {
		const line = sectionLine(context, prose.locale, list);
		for (const key of context.lesson[list]) {
			if (!prose[list][key])
				context.prose('ids', prose.locale, line, `${list}: there are no words for "${key}"`, `Add "- ${key}: …" under {#${list}}.`);
		}
		for (const key of Object.keys(prose[list])) {
			if (!context.lesson[list].includes(key))
				context.prose(
					'ids',
					prose.locale,
					line,
					`${list}: "${key}" is not in lesson.yaml`,
					`Add it to "${list}" there, or remove it here.`,
				);
		}
	}
}

function checkSteps(context: CheckContext, prose: LessonProse): void {
	const {locale} = prose;
	for (const step of context.lesson.steps) {
		const words = prose.steps[step.id];
		if (!words) {
			context.prose('ids', locale, 1, `there are no words for step "${step.id}"`, `Add "## … {#${step.id}}".`);
			continue;
		}
		checkEntries(context, locale, step, words);
		checkBlocks(context, locale, step, words);
		checkSpelling(context, locale, words);
		const source = context.lesson.prose[SOURCE_LOCALE]?.steps[step.id];
		if (source && source.hints.length !== words.hints.length)
			context.prose(
				'ids',
				locale,
				words.line,
				`step "${step.id}" has ${words.hints.length} hints, the source has ${source.hints.length}`,
				'Translate them all.',
			);
	}
	for (const [id, words] of Object.entries(prose.steps)) {
		if (!context.lesson.steps.some((step) => step.id === id))
			context.prose('ids', locale, words.line, `there is no step "${id}"`, 'Use an id of lesson.yaml, or remove the section.');
	}
}

/** Keys that a section of a step must have; those in `may` can be there. */
function wantedEntries(step: Step): Readonly<Record<EntrySection, {must: readonly string[]; may: readonly string[]}>> {
	const parts = partsOf(step);
	const named = parts.filter((part) => part.ask !== 'point');
	const isTyped = parts.some((part) => part.ask === 'number');
	const options =
		step.kind === 'recap' || step.kind === 'features'
			? []
			: [...new Set([...named.flatMap((part) => part.options), ...(isTyped ? [UNIT] : [])])];
	const keys = parts.map((part) => part.key);
	const isRounds = isPiecewise(step);
	const goals = hasGoals(step) ? step.goals.map((goal) => goal.id) : [];
	const none = {must: [], may: []};
	return {
		options: {must: options, may: []},
		feedback: {must: isRounds ? keys : [...new Set(parts.flatMap((part) => judgedKeys(step, part)))], may: []},
		rounds: isRounds ? {must: keys, may: []} : none,
		said: step.kind === 'features' ? {must: keys, may: []} : none,
		now: step.kind === 'features' ? {must: keys, may: []} : none,
		sides: isTwoSided(step) ? {must: sideKeys(step), may: []} : none,
		figure: {must: figureKeys(step.figure), may: []},
		goals: {must: goals, may: []},
		pass: {must: goals, may: []},
		fail: {must: goals, may: []},
	};
}

/** What may be said of an answer to a part: something to each option, or to each way of missing a number. */
function judgedKeys(step: Step, part: Part): readonly string[] {
	const question = questionOf(step, part.key);
	return question?.ask === 'number' ? [...question.traps.map(({key}) => key), ...NUMBER_FEEDBACK] : part.options;
}

function checkEntries(context: CheckContext, locale: string, step: Step, words: StepProse): void {
	for (const [section, {must, may}] of Object.entries(wantedEntries(step)) as [EntrySection, {must: string[]; may: string[]}][]) {
		const given = words.entries[section];
		for (const key of must) {
			if (!given[key] || plainProse(given[key]).trim() === '')
				context.prose(
					section === 'feedback' ? 'feedback' : 'ids',
					locale,
					words.line,
					`step "${step.id}", ${section}: there are no words for "${key}"`,
					`Add "- ${key}: …" under "### ${section}".`,
				);
		}
		for (const key of Object.keys(given)) {
			if (!must.includes(key) && !may.includes(key))
				context.prose(
					'ids',
					locale,
					words.line,
					`step "${step.id}", ${section}: "${key}" is not in lesson.yaml`,
					'Use a key of lesson.yaml, or remove the line.',
				);
		}
	}
}

/** Sections that a kind of step cannot do without. */
function checkBlocks(context: CheckContext, locale: string, step: Step, words: StepProse): void {
	const need = (section: string, isThere: boolean): void => {
		if (!isThere) context.prose('ids', locale, words.line, `step "${step.id}" has no ${section}`, `Add "### ${section}".`);
	};
	if (step.kind === 'read' && words.text.length === 0)
		context.prose('ids', locale, words.line, `step "${step.id}" has no text`, 'Write it below the heading.');
	const asks = partsOf(step).length > 0 && step.kind !== 'recap' && step.kind !== 'features';
	if (asks) need('question', words.question.length > 0);
	need('notes', words.notes.length > 0);
	if (asks && step.kind !== 'act') need('explanation', words.explanation.length > 0 || words.today.length > 0 || hasGoals(step));
	if (hasGoals(step)) {
		need('hint', words.hints.length >= 2);
		need('explanation', words.explanation.length > 0);
	}
	if (words.slide.length > 0 !== words.today.length > 0)
		context.prose('ids', locale, words.line, `step "${step.id}" has only one of "slide" and "today"`, 'Say both, or neither.');
	if (words.today.length > 0 && step.cite.length === 0 && locale === SOURCE_LOCALE)
		context.machine(
			'cite',
			['steps', context.lesson.steps.indexOf(step)],
			`step "${step.id}" corrects the lecture without a source`,
			'Add "cite".',
		);
}

function checkSpelling(context: CheckContext, locale: string, words: StepProse): void {
	const text = wordsOf(words).join(' ');
	for (const [pattern, right] of AVOID) {
		const found = pattern.exec(text)?.[0];
		if (found) context.prose('glossary', locale, words.line, `"${found}" is not the word of the course`, `Write "${right}".`);
	}
}

/** Every term of the glossary is used where students read. */
function checkGlossary(context: CheckContext, prose: LessonProse): void {
	const text = Object.values(prose.steps).flatMap(wordsOf).join(' ').toLowerCase();
	for (const [key, spans] of Object.entries(prose.glossary)) {
		const terms = spans.filter((span) => span.kind === 'strong').map((span) => span.text.toLowerCase());
		const line = sectionLine(context, prose.locale, 'glossary');
		if (terms.length === 0) context.prose('glossary', prose.locale, line, `"${key}" names no term`, 'Write the term in **bold** first.');
		else if (!terms.some((term) => text.includes(term)))
			context.prose('glossary', prose.locale, line, `the lesson never says "${terms[0]}"`, 'Use the term, or take it out of the glossary.');
	}
}

function checkTranslation(context: CheckContext, prose: LessonProse): void {
	const own = context.files[prose.locale]?.sections ?? [];
	for (const source of context.files[SOURCE_LOCALE]?.sections ?? []) {
		const translated = own.find((section) => section.id === source.id);
		if (!translated) continue;
		if (translated.madeFrom === undefined)
			context.prose(
				'translation',
				prose.locale,
				translated.line,
				`"${source.id}" does not say which source it was made from`,
				`Compare it with ${SOURCE_LOCALE}.md, then run "author stamp".`,
			);
		else if (translated.madeFrom !== source.print)
			context.prose(
				'translation',
				prose.locale,
				translated.line,
				`"${source.id}" was made from an older source`,
				`Compare it with ${SOURCE_LOCALE}.md, then run "author stamp".`,
			);
	}
}

/** All words of a step that a student reads. */
export function wordsOf(words: StepProse): string[] {
	const {text, question, explanation, slide, today, hints, entries} = words;
	return [
		words.title,
		...[text, question, explanation, slide, today, ...hints].flatMap((blocks) => plainBlocks(blocks)),
		...Object.values(entries).flatMap((section) => Object.values(section).map(plainProse)),
	];
}
