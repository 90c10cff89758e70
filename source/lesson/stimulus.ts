/*
 * Stimuli: what a lesson does to a world
 *
 * A stimulus is one thing from outside: a ping, a frame, a command, a pause.
 * Machines are named as in the lab; a machine stands for its first device, its
 * first address or its MAC, whichever is meant. The engine is deterministic, so
 * a list of stimuli is all that a step has to say about what will happen.
 */
import * as z from 'zod';

/** `vm1`, or `vm1/eth0` where a machine has several devices. */
export const placeSchema = z.string().regex(/^[\w.-]+(?:\/[\w.-]+)?$/, 'a place is written machine or machine/device');

const pingSchema = z.strictObject({
	kind: z.literal('ping'),
	/** Machine that pings. */
	from: placeSchema,
	/** Machine or IPv4 address. */
	to: z.string(),
	count: z.int().min(1).max(10).default(1),
});

const frameSchema = z.strictObject({
	kind: z.literal('frame'),
	/** Device that sends. */
	from: placeSchema,
	/** Destination: a place, a MAC, or `broadcast`. */
	to: z.string(),
	/** Source address: a place or a MAC; the sender's own when left out. */
	as: z.string().optional(),
});

const commandSchema = z.strictObject({
	kind: z.literal('command'),
	/** Machine at whose prompt it is typed. */
	on: z.string(),
	run: z.string(),
});

const waitSchema = z.strictObject({
	kind: z.literal('wait'),
	/** Milliseconds of logical time. */
	ms: z.number().positive().max(600_000),
});

export const stimulusSchema = z.discriminatedUnion('kind', [pingSchema, frameSchema, commandSchema, waitSchema]);
export type Stimulus = z.output<typeof stimulusSchema>;

/** A command at a prompt, as solutions list it. */
export const typedSchema = z.strictObject({on: z.string(), run: z.string()});
export type Typed = z.output<typeof typedSchema>;
