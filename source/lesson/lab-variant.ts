/*
 * Labs of a lesson, and variants of them
 *
 * A lesson names its labs. A variant is another lab with some options set
 * otherwise or some machines left out, so that what differs between two labs
 * stands in the file and is all that differs. `set` names a device; an option of a
 * bridge port is set at the port's device, or at the port where that is no device
 * (a patch, a tunnel, a bond of Open vSwitch).
 */

import * as z from 'zod';
import {entryOf} from '../engine/entry-of.js';
import {type Lab, labSchema} from '../engine/lab.js';
import {setOption} from './lab-option.js';
import {placeSchema} from './stimulus.js';

const variantSchema = z.strictObject({
	base: z.string(),
	set: z.record(placeSchema, z.record(z.string(), z.unknown())).default({}),
	/** Machines that are not there, with their links. */
	without: z.array(z.string()).default([]),
	/** Further commands to run first. */
	setup: z.array(z.strictObject({on: z.string(), run: z.string()})).default([]),
});
export type Variant = z.output<typeof variantSchema>;

export const lessonLabSchema = z.union([variantSchema, labSchema]);
export type LessonLab = z.output<typeof lessonLabSchema>;

/** Path inside the lab and message, as the engine reports problems of a lab. */
export interface VariantProblem {
	path: (string | number)[];
	message: string;
}

export type ResolvedLab = {kind: 'lab'; lab: Lab} | {kind: 'problems'; problems: VariantProblem[]};

/** Resolves the lab `id`, following `base`. */
export function resolveLab(labs: Readonly<Record<string, LessonLab>>, id: string, seen: readonly string[] = []): ResolvedLab {
	const found = entryOf(labs, id);
	if (!found) return {kind: 'problems', problems: [{path: ['base'], message: `there is no lab "${id}"`}]};
	if (!('base' in found)) return {kind: 'lab', lab: found};
	if (seen.includes(id)) return {kind: 'problems', problems: [{path: ['base'], message: `lab "${id}" is its own base`}]};
	const base = resolveLab(labs, found.base, [...seen, id]);
	return base.kind === 'lab' ? vary(base.lab, found) : base;
}

function vary(base: Lab, variant: Variant): ResolvedLab {
	const lab = structuredClone(base) as Lab;
	const problems: VariantProblem[] = [];
	for (const name of variant.without) {
		if (!lab.machines.some((machine) => machine.name === name))
			problems.push({path: ['without'], message: `there is no machine "${name}" in lab "${variant.base}"`});
		lab.machines = lab.machines.filter((machine) => machine.name !== name);
		lab.links = lab.links.filter((link) => !link.ends.some((end) => end.startsWith(`${name}/`)));
		lab.rows = lab.rows.map((row) => row.filter((machine) => machine !== name));
	}
	for (const [place, options] of Object.entries(variant.set)) {
		for (const [option, value] of Object.entries(options)) {
			const message = setOption(lab, place, option, value);
			if (message) problems.push({path: ['set', place, option], message});
		}
	}
	lab.setup = [...lab.setup, ...variant.setup];
	if (problems.length > 0) return {kind: 'problems', problems};
	const checked = labSchema.safeParse(lab);
	if (checked.success) return {kind: 'lab', lab: checked.data};
	return {
		kind: 'problems',
		problems: checked.error.issues.map((issue) => ({path: ['set'], message: `${issue.path.join('.')}: ${issue.message}`})),
	};
}
