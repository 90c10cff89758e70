/*
 * The machine half of a lesson: lesson.yaml
 *
 * What a lesson is, without a word of prose: its labs, its steps, the questions
 * and the goals, all as data. Words stand in `<locale>.md` under the same ids.
 * Nothing here says what is right: questions name queries (query.ts) and goals
 * name predicates (predicate.ts), and the engine answers.
 *
 * A step stands in a world. `lab` begins a new one; `from` goes on in the world
 * that another step left behind. A run has neither: it plays the stimulus of the
 * prediction that it follows, in the same world.
 */
import * as z from 'zod';
import {budgetSchema} from '../engine/lab-budget.js';
import {figureSchema} from './figure.js';
import {lessonLabSchema} from './lab-variant.js';
import {predicateSchema} from './predicate.js';
import {querySchema} from './query.js';
import {keySchema, questionSchema} from './question.js';
import {placeSchema, stimulusSchema, typedSchema} from './stimulus.js';

const idSchema = z.string().regex(/^[a-z][a-z0-9-]*$/, 'an id has small letters, digits and "-" and starts with a letter');

/** Tables that can stand beside the topology. */
export const TABLES = [
	'fdb',
	'flows',
	'megaflows',
	'ports',
	'bonds',
	'vnics',
	'uplinks',
	'vfs',
	'nat',
	'leases',
	'routes',
	'macvlan',
	'counters',
	'filters',
	'arp',
	'frames',
] as const;
export type TableName = (typeof TABLES)[number];

const common = {
	id: idSchema,
	/** Minutes that an instructor plans for the step. */
	time: z.number().positive().max(10),
	/** Where the rule stands: RFC, IEEE clause, kernel file, manual page. */
	cite: z.array(z.string()).default([]),
	/** Table that is in front when the step opens. */
	table: z.enum(TABLES).optional(),
	/** What stands beside the text of a step without a world. */
	figure: figureSchema.optional(),
};

/** Where a step stands. At most one of the two; a figure needs none. */
const place = {
	lab: idSchema.optional(),
	/** Step whose world goes on here. */
	from: idSchema.optional(),
	/** Overrides the seed of the lab. */
	seed: z.int().nonnegative().optional(),
};

const stimulus = z.array(stimulusSchema).min(1);
const goal = predicateSchema.extend({id: keySchema});
export type Goal = z.output<typeof goal>;

/** What a prompt step needs: goals, a way that reaches them, ways that do not. */
const prompt = {
	/** Machine at whose prompt the step opens. */
	on: z.string(),
	/** Tools that may be used; all when left out. The prose says why the others may not. */
	allow: z.array(z.string()).optional(),
	goals: z.array(goal).min(1).max(6),
	solution: z.array(typedSchema).min(1),
	/** Plausible attempts that must not reach the goals. */
	wrong: z.array(z.strictObject({id: keySchema, commands: z.array(typedSchema).min(1)})).min(1),
};

const readSchema = z.strictObject({...common, ...place, kind: z.literal('read')});
const recallSchema = z.strictObject({...common, ...place, kind: z.literal('recall'), stimulus, question: questionSchema});
const predictSchema = z.strictObject({...common, ...place, kind: z.literal('predict'), stimulus, question: questionSchema});
const runSchema = z.strictObject({
	...common,
	kind: z.literal('run'),
	/** Predictions that this run decides; all over one stimulus. */
	of: z.array(idSchema).min(1),
});
const observeSchema = z.strictObject({...common, from: idSchema, kind: z.literal('observe'), question: questionSchema});
const explainSchema = z.strictObject({...common, from: idSchema, kind: z.literal('explain'), question: questionSchema});

const compareSchema = z.strictObject({
	...common,
	kind: z.literal('compare'),
	/** Two labs under one clock. */
	sides: z.tuple([z.strictObject({key: keySchema, lab: idSchema}), z.strictObject({key: keySchema, lab: idSchema})]),
	/** All that differs between them: `vm1/eth0.mode`. */
	varies: z.array(z.string()).min(1),
	stimulus,
	/** Rows of the table of differences. The learner marks those that will differ; the engine knows. */
	rows: z
		.array(z.strictObject({key: keySchema, query: querySchema, misconception: z.string().optional()}))
		.min(2)
		.max(6),
});

const actSchema = z.strictObject({
	...common,
	kind: z.literal('act'),
	/** The device that the learner plays. */
	as: placeSchema,
	/** Frames, one by one. A round without a lab goes on in the world of the round before. */
	rounds: z
		.array(z.strictObject({key: keySchema, lab: idSchema.optional(), stimulus, question: questionSchema}))
		.min(2)
		.max(8),
});

const buildSchema = z.strictObject({...common, ...place, ...prompt, kind: z.literal('build')});
const repairSchema = z.strictObject({
	...common,
	...place,
	...prompt,
	kind: z.literal('repair'),
	/** What the complaint looks like; the learner says where it goes wrong before touching anything. */
	symptom: stimulus,
	locate: questionSchema,
});

const featuresSchema = z.strictObject({
	...common,
	kind: z.literal('features'),
	/** Names of the two sides; the prose has their words. */
	sides: z.tuple([keySchema, keySchema]),
	/** One feature a row: a pair of labs, with the commands for it as their set-up. The learner says who can; the engine knows. */
	rows: z
		.array(
			predicateSchema.omit({when: true}).extend({
				key: keySchema,
				labs: z.tuple([idSchema, idSchema]),
				stimulus,
				/** Where the truth of today stands. */
				cite: z.string(),
				misconception: z.string().optional(),
			}),
		)
		.min(2)
		.max(12),
});

const budgetStepSchema = z.strictObject({
	...common,
	kind: z.literal('budget'),
	/** A reckoning: about a time budget or a fabric. */
	question: questionSchema,
	/** Shown once it is answered. */
	ledger: budgetSchema.optional(),
});

const recapSchema = z.strictObject({
	...common,
	kind: z.literal('recap'),
	/** Claims, true or false: the predicate knows. The evidence is the world in which it was tried. */
	claims: z
		.array(predicateSchema.extend({key: keySchema, lab: idSchema, misconception: z.string().optional()}))
		.min(3)
		.max(5),
});

const bridgeSchema = z.strictObject({
	...common,
	...place,
	kind: z.literal('bridge'),
	/** Commands for a real machine, to copy. */
	script: z.string(),
});

/** A prompt without goals: whatever is typed is right. */
const sandboxSchema = z.strictObject({...common, ...place, kind: z.literal('sandbox'), on: z.string()});

const stepSchema = z.discriminatedUnion('kind', [
	readSchema,
	recallSchema,
	predictSchema,
	runSchema,
	observeSchema,
	explainSchema,
	compareSchema,
	actSchema,
	featuresSchema,
	budgetStepSchema,
	buildSchema,
	repairSchema,
	recapSchema,
	bridgeSchema,
	sandboxSchema,
]);

export const lessonSchema = z.strictObject({
	/** Format of this file. */
	format: z.literal(1),
	id: idSchema,
	/** Place in the course. */
	order: z.int().positive(),
	minutes: z.int().min(1).max(60),
	prerequisites: z.array(idSchema).default([]),
	/** Ids; the words are in the prose. */
	objectives: z.array(keySchema).min(1),
	misconceptions: z.array(keySchema).default([]),
	glossary: z.array(keySchema).default([]),
	labs: z.record(idSchema, lessonLabSchema),
	steps: z.array(stepSchema).min(1),
});

export type LessonFile = z.output<typeof lessonSchema>;
export type Step = z.output<typeof stepSchema>;
export type StepKind = Step['kind'];
export type StepOf<K extends StepKind> = Extract<Step, {kind: K}>;
/** Steps with a prompt. */
export type PromptStep = StepOf<'build' | 'repair' | 'sandbox'>;
/** Steps that are done when goals are met. */
export type GoalStep = StepOf<'build' | 'repair'>;

/** Does this step show two worlds side by side? */
export function isTwoSided(step: Step): step is StepOf<'compare' | 'features'> {
	return step.kind === 'compare' || step.kind === 'features';
}

/** Keys of the two sides; the prose has their words. */
export function sideKeys(step: StepOf<'compare' | 'features'>): [string, string] {
	return step.kind === 'compare' ? [step.sides[0].key, step.sides[1].key] : step.sides;
}

/** Does this step ask piece by piece, each piece in a world of its own? */
export function isPiecewise(step: Step): step is StepOf<'act' | 'recap' | 'features'> {
	return step.kind === 'act' || step.kind === 'recap' || step.kind === 'features';
}

/** Is its question answered before anything is seen, with a word on how sure one is? */
export function isPrediction(step: Step): step is StepOf<'predict' | 'budget'> {
	return step.kind === 'predict' || step.kind === 'budget';
}

/** Has this step a prompt? */
export function isPromptStep(step: Step): step is PromptStep {
	return step.kind === 'sandbox' || hasGoals(step);
}

/** Is there something to type at the prompt of this step? Without goals there always is. */
export function isPromptOpen(step: Step, done: boolean): boolean {
	return step.kind === 'sandbox' || (hasGoals(step) && !done);
}

/** Has this step goals to reach? */
export function hasGoals(step: Step): step is GoalStep {
	return step.kind === 'build' || step.kind === 'repair';
}
