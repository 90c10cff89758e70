/*
 * Questions: options, and the query that picks among them
 *
 * `one` asks for the option whose value the query has; `many` for all options
 * that are members of the query's set; `point` is the same with devices or
 * machines on the topology as options. Words for options and feedback stand in
 * the prose under the option's key. A distractor names the misconception that it
 * reveals, and may name the lab in which it would be true: then the first event
 * at which belief and fact part is found by running both.
 */
import * as z from 'zod';
import {querySchema, sameValue, type Value, valueSchema} from './query.js';

export const keySchema = z.string().regex(/^[a-z0-9][\w./-]*$/i, 'a key has letters, digits, ".", "/", "_" or "-"');

const distractor = {
	/** Id of the misconception that choosing this (or, in a set, leaving it out) reveals. */
	misconception: z.string().optional(),
	/** Lab in which choosing this would be right. */
	belief: z.string().optional(),
};

const oneSchema = z.strictObject({
	ask: z.literal('one'),
	query: querySchema,
	options: z
		.array(z.strictObject({key: keySchema, value: valueSchema, ...distractor}))
		.min(2)
		.max(6),
});

const manySchema = z.strictObject({
	ask: z.literal('many'),
	query: querySchema,
	options: z
		.array(z.strictObject({key: keySchema, value: z.string(), ...distractor}))
		.min(2)
		.max(8),
});

const pointSchema = z.strictObject({
	ask: z.literal('point'),
	/** What on the topology can be pointed at. */
	at: z.enum(['ports', 'machines']),
	query: querySchema,
	/** Keys are places: `vm1/eth0`, or `vm1`. */
	options: z
		.array(z.strictObject({key: keySchema, ...distractor}))
		.min(2)
		.max(16),
});

export const questionSchema = z.discriminatedUnion('ask', [oneSchema, manySchema, pointSchema]);
export type Question = z.output<typeof questionSchema>;

/** Option keys that the learner chose; one of them for `one`. */
export type Answer = readonly string[];

/** The keys that are right when the query has this value. */
export function rightKeys(question: Question, value: Value): string[] {
	switch (question.ask) {
		case 'one':
			return question.options.filter((option) => sameValue(option.value, value)).map((option) => option.key);
		case 'many':
			return question.options.filter((option) => isMember(option.value, value)).map((option) => option.key);
		case 'point':
			return question.options.filter((option) => isMember(option.key, value)).map((option) => option.key);
		default:
			return question satisfies never;
	}
}

/** Option keys of a question, in the author's order. */
export function optionKeys(question: Question): string[] {
	return question.options.map((option) => option.key);
}

/** Keys that were judged wrongly: chosen and not right, then right and not chosen, in the author's order each. */
export function misjudged(question: Question, right: readonly string[], answer: Answer): string[] {
	const keys = optionKeys(question);
	const wrong = keys.filter((key) => answer.includes(key) && !right.includes(key));
	return question.ask === 'one' ? wrong : [...wrong, ...keys.filter((key) => !answer.includes(key) && right.includes(key))];
}

function isMember(name: string, value: Value): boolean {
	return typeof value === 'object' ? value.includes(name) : value === name;
}
