/** `sandbox`: a lab to try things in, without a lesson. */
import type {Lesson} from '../lesson/lesson.js';
import {sandboxLesson} from '../lesson/sandbox.js';
import {en} from '../locale/en.js';
import {it} from '../locale/it.js';
import {openLab} from '../platform/labs.js';
import {noMoreWords, UsageError} from './usage-error.js';

export type SandboxLab = {kind: 'lesson'; lesson: Lesson} | {kind: 'wrong'; problems: readonly string[]};

/** The lab that opens when none is named. */
const STARTER = 'starter';

/** The lab of `words`, a name, a path or nothing, as a lesson of one step. Throws a `UsageError` when there is no such lab. */
export async function openSandbox([word = STARTER, ...rest]: readonly string[]): Promise<SandboxLab> {
	noMoreWords('sandbox LAB', rest);
	const own = openLab(word);
	// The parser is loaded only for a file.
	const named = own ? {kind: 'lab' as const, lab: own, name: word} : (await import('./lab-word.js')).labNamed(word);
	if (named.kind === 'wrong') return named;
	const {lab, name} = named;
	if (lab.machines.length > 0) return {kind: 'lesson', lesson: sandboxLesson(lab, name, {en: en.sandbox, it: it.sandbox})};
	throw new UsageError(`The lab ${word} has no machines; vswitch-lab ${lab.budget ? 'budget' : 'explosion'} ${word} opens it.`);
}
