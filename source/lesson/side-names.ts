/** The two sides of a step by name. */
import type {StepProse} from './lesson.js';
import {plainProse} from './prose.js';
import {isTwoSided, type Step, sideKeys} from './schema.js';

/** Names of the two sides in the words of the lesson, or their keys; empty where the step has none. */
export function sideNamesOf(step: Step, prose: StepProse): [string, string] {
	if (!isTwoSided(step)) return ['', ''];
	const [first = '', second = ''] = sideKeys(step).map((key) => plainProse(prose.entries.sides[key] ?? []) || key);
	return [first, second];
}
