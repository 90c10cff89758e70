/*
 * Predicates: a query and what its value must be
 *
 * Goals of a build or a repair, and the claims of a recap, are predicates. With
 * `when` the stimuli are first played on a copy of the world, so a goal may say
 * "if vm1 pinged vm2 now, the echo request would cross the cable twice".
 */
import * as z from 'zod';
import {type Query, querySchema, sameValue, type Value, valueSchema} from './query.js';
import {stimulusSchema} from './stimulus.js';

const test = z.union([
	z.strictObject({is: valueSchema}),
	z.strictObject({not: valueSchema}),
	/** The set holds this name. */
	z.strictObject({has: z.string()}),
	z.strictObject({lacks: z.string()}),
	z.strictObject({atLeast: z.number()}),
	z.strictObject({atMost: z.number()}),
]);
export type Test = z.output<typeof test>;

export const predicateSchema = z.strictObject({
	query: querySchema,
	when: z.array(stimulusSchema).default([]),
	must: test,
});
export type Predicate = z.output<typeof predicateSchema>;

export type {Query};

/** Does a value pass the test? A number test of something else than a number fails. */
export function passes(wanted: Test, value: Value): boolean {
	if ('is' in wanted) return sameValue(wanted.is, value);
	if ('not' in wanted) return !sameValue(wanted.not, value);
	if ('has' in wanted) return typeof value === 'object' && value.includes(wanted.has);
	if ('lacks' in wanted) return typeof value === 'object' && !value.includes(wanted.lacks);
	if ('atLeast' in wanted) return typeof value === 'number' && value >= wanted.atLeast;
	return typeof value === 'number' && value <= wanted.atMost;
}
