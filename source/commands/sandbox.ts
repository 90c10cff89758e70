/** `sandbox`: a lab to try things in, without a lesson. It is one of the program's own, by name, or a file. */
import {readFileSync} from 'node:fs';
import {basename} from 'node:path';
import {didYouMean} from '../console/did-you-mean.js';
import type {Lab} from '../engine/lab.js';
import type {LabText} from '../lesson/lab-text.js';
import type {Lesson} from '../lesson/lesson.js';
import {sandboxLesson} from '../lesson/sandbox.js';
import {en} from '../locale/en.js';
import {it} from '../locale/it.js';
import {listLabs, openLab} from '../platform/lessons.js';
import {noMoreWords, UsageError} from './usage-error.js';

export type SandboxLab = {kind: 'lesson'; lesson: Lesson} | {kind: 'wrong'; problems: readonly string[]};

/** The lab that opens when none is named. */
const STARTER = 'starter';

/** The lab of `words`, a name, a path or nothing, as a lesson of one step. Throws a `UsageError` when there is no such lab. */
export async function openSandbox([word = STARTER, ...rest]: readonly string[]): Promise<SandboxLab> {
	noMoreWords('sandbox LAB', rest);
	const own = openLab(word);
	if (own) return {kind: 'lesson', lesson: asLesson(own, word)};
	const read = await readFile(word);
	if (read.kind === 'failed') return {kind: 'wrong', problems: read.problems.map(({line, message}) => `${word}:${line}: ${message}`)};
	return {kind: 'lesson', lesson: asLesson(read.lab, basename(word).replace(/\.ya?ml$/, ''))};
}

function asLesson(lab: Lab, name: string): Lesson {
	if (lab.machines.length === 0) {
		const command = lab.budget ? 'budget' : 'explosion';
		throw new UsageError(`The lab ${name} has no machines; vswitch-lab ${command} ${name} opens it.`);
	}
	return sandboxLesson(lab, name, {en: en.sandbox, it: it.sandbox});
}

/** The parser is loaded only for a file. */
async function readFile(path: string): Promise<LabText> {
	try {
		const text = readFileSync(path, 'utf8');
		return (await import('../lesson/lab-text.js')).readLab(text);
	} catch (error) {
		throw new UsageError(noSuchLab(path, (error as NodeJS.ErrnoException).code));
	}
}

function noSuchLab(word: string, code: string | undefined): string {
	if (code === 'EISDIR') return `Cannot open the lab ${word}: that is a folder.`;
	if (code !== 'ENOENT') return `Cannot open the lab ${word}: ${code}.`;
	const near = didYouMean(
		word,
		listLabs().map(({name}) => name),
	);
	return `There is no lab and no file "${word}". ${near === undefined ? 'See vswitch-lab list labs.' : `Did you mean "${near}"?`}`;
}
