/*
 * A sandbox: a lab without a lesson
 *
 * It is played like a lesson of one step that has a prompt and no goals, so that screen, linear text, timeline and
 * undo are the same. Nothing of it is kept.
 */
import type {Lab} from '../engine/lab.js';
import type {Lesson, LessonProse, StepProse} from './lesson.js';
import type {Block} from './prose.js';

/** Words of a sandbox in one language. */
export interface SandboxWords {
	/** One string a paragraph. */
	intro(machines: string): readonly string[];
}

/** The id of the lesson that a sandbox is, and of its step. */
const SANDBOX = 'sandbox';

/** A lab, called `name`, as a lesson. `words` by locale. */
export function sandboxLesson(lab: Lab, name: string, words: Readonly<Record<string, SandboxWords>>): Lesson {
	const machines = lab.machines.map((machine) => machine.name).join(', ');
	const on = (lab.machines.find(({role}) => role === 'host') ?? lab.machines[0])?.name ?? '';
	return {
		format: 1,
		id: SANDBOX,
		order: 1,
		minutes: 60,
		prerequisites: [],
		objectives: [],
		misconceptions: [],
		glossary: [],
		labs: {lab},
		steps: [{id: SANDBOX, time: 1, cite: [], kind: 'sandbox', lab: 'lab', on}],
		prose: Object.fromEntries(
			Object.entries(words).map(([locale, {intro}]) => [locale, proseOf(locale, name, [aboutIn(lab, locale), ...intro(machines)])]),
		),
	};
}

/** What the lab of a sandbox shows, or nothing. */
export function aboutOf({labs}: Lesson, locale: string): string {
	return labs.lab ? aboutIn(labs.lab, locale) : '';
}

function aboutIn({about}: Lab, locale: string): string {
	return about[locale] ?? about.en ?? '';
}

/** Is this lesson a sandbox? */
export function isSandbox({id}: Lesson): boolean {
	return id === SANDBOX;
}

function proseOf(locale: string, title: string, paragraphs: readonly string[]): LessonProse {
	const text = paragraphs
		.filter((paragraph) => paragraph !== '')
		.map((paragraph): Block => ({kind: 'paragraph', spans: [{kind: 'text', text: paragraph}]}));
	const step: StepProse = {
		id: SANDBOX,
		title,
		line: 1,
		text,
		question: [],
		entries: {options: {}, feedback: {}, rounds: {}, said: {}, now: {}, sides: {}, figure: {}, goals: {}, pass: {}, fail: {}},
		hints: [],
		explanation: [],
		slide: [],
		today: [],
		notes: [],
	};
	return {locale, title, summary: [], objectives: {}, misconceptions: {}, glossary: {}, steps: {[SANDBOX]: step}};
}
