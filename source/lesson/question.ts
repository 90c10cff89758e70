/*
 * Questions: options, and the query that picks among them
 *
 * `one` asks for the option whose value the query has; `many` for all options
 * that are members of the query's set; `point` is the same with devices or
 * machines on the topology as options. `order` asks for all options in the order
 * in which the query lists them. `number` asks for the query's number, in the unit that the
 * prose names; foreseen mistakes are its traps. Words for options and feedback stand in
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

const orderSchema = z.strictObject({
	ask: z.literal('order'),
	/** Its list names the value of every option; what else it names is left out. */
	query: querySchema,
	options: z
		.array(z.strictObject({key: keySchema, value: z.string(), ...distractor}))
		.min(3)
		.max(6),
});

const numberSchema = z.strictObject({
	ask: z.literal('number'),
	query: querySchema,
	/** What is still right, as a share of the right number. */
	tolerance: z.number().min(0).max(0.5).default(0),
	/** Wrong numbers that are to be expected, and what they reveal. */
	traps: z
		.array(z.strictObject({key: keySchema, value: z.number(), misconception: z.string().optional()}))
		.min(1)
		.max(6),
});

export const questionSchema = z.discriminatedUnion('ask', [oneSchema, manySchema, pointSchema, orderSchema, numberSchema]);
export type Question = z.output<typeof questionSchema>;

/** Option keys that the learner chose: one of them for `one`, all in their order for `order`; for `number` the digits that were typed. */
export type Answer = readonly string[];

/** The answer that is right when the query has this value. */
export function rightKeys(question: Question, value: Value): string[] {
	switch (question.ask) {
		case 'one':
			return question.options.filter((option) => sameValue(option.value, value)).map((option) => option.key);
		case 'many':
			return question.options.filter((option) => isMember(option.value, value)).map((option) => option.key);
		case 'point':
			return question.options.filter((option) => isMember(option.key, value)).map((option) => option.key);
		case 'order':
			return inOrder(question.options, typeof value === 'object' ? value : []);
		case 'number':
			return typeof value === 'number' ? [String(value)] : [];
		default:
			return question satisfies never;
	}
}

/** Option keys of a question, in the author's order; a number has none. */
export function optionKeys(question: Question): string[] {
	return question.ask === 'number' ? [] : question.options.map((option) => option.key);
}

/** What may be said of a wrong answer: the options of a question, or the traps of a number. */
export function distractorsOf(
	question: Question,
): readonly {key: string; misconception?: string | undefined; belief?: string | undefined}[] {
	return question.ask === 'number' ? question.traps : question.options;
}

/** Keys of the feedback to a number: its traps, and what is said to a right one, to one that is too large and to one too small. */
export const NUMBER_FEEDBACK = ['right', 'above', 'below'] as const;

/** Keys that were judged wrongly: chosen and not right, then right and not chosen, in the author's order each. Of a number the key of its feedback. */
export function misjudged(question: Question, right: readonly string[], answer: Answer): string[] {
	if (question.ask === 'number') return mistaken(question, right, answer);
	if (question.ask === 'order') return answer.filter((key, index) => right[index] !== key);
	const keys = optionKeys(question);
	const wrong = keys.filter((key) => answer.includes(key) && !right.includes(key));
	return question.ask === 'one' ? wrong : [...wrong, ...keys.filter((key) => !answer.includes(key) && right.includes(key))];
}

/** The trap that an answer fell into, or the side on which it missed. */
function mistaken({traps, tolerance}: Extract<Question, {ask: 'number'}>, [right = '']: readonly string[], [typed = '']: Answer): string[] {
	const said = readNumber(typed);
	const is = Number(right);
	if (said === undefined || isNear(said, is, tolerance)) return [];
	const trap = traps.find(({value}) => isNear(said, value, tolerance));
	return [trap?.key ?? (said > is ? 'above' : 'below')];
}

/** A number as people write it: digits, with a point or a comma before the decimals. `undefined` for everything else. */
export function readNumber(text: string): number | undefined {
	return /^-?\d{1,15}(?:[.,]\d{1,15})?$/.test(text) ? Number(text.replace(',', '.')) : undefined;
}

/** Is a number within a share of another one? */
export function isNear(said: number, is: number, tolerance: number): boolean {
	return Math.abs(said - is) <= tolerance * Math.abs(is) + Number.EPSILON * Math.abs(is);
}

function inOrder(options: readonly {key: string; value: string}[], listed: readonly string[]): string[] {
	const placed = options.filter(({value}) => listed.includes(value));
	return placed.sort((a, b) => listed.indexOf(a.value) - listed.indexOf(b.value)).map(({key}) => key);
}

function isMember(name: string, value: Value): boolean {
	return typeof value === 'object' ? value.includes(name) : value === name;
}
