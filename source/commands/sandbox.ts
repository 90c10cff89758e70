/** `sandbox`: a lab to try things in, without a lesson. */
import {readFileSync} from 'node:fs';
import {basename} from 'node:path';
import {readLab} from '../lesson/lab-text.js';
import type {Lesson} from '../lesson/lesson.js';
import {sandboxLesson} from '../lesson/sandbox.js';
import {STARTER_LAB} from '../lesson/starter-lab.js';
import {en} from '../locale/en.js';
import {it} from '../locale/it.js';
import {noMoreWords, UsageError} from './usage-error.js';

export type SandboxLab = {kind: 'lesson'; lesson: Lesson} | {kind: 'wrong'; problems: readonly string[]};

/** The lab of `words`, a path or nothing, as a lesson of one step. Throws a `UsageError` when there is no such file. */
export function openSandbox([path, ...rest]: readonly string[]): SandboxLab {
	noMoreWords('sandbox LAB', rest);
	const read = readLab(path === undefined ? STARTER_LAB : textOf(path));
	if (read.kind === 'failed') return {kind: 'wrong', problems: read.problems.map(({line, message}) => `${path}:${line}: ${message}`)};
	if (read.lab.machines.length === 0) {
		const command = read.lab.fabric ? 'explosion' : 'budget';
		throw new UsageError(`The lab ${path} has no machines; vswitch-lab ${command} ${path} opens it.`);
	}
	const name = path === undefined ? 'sandbox' : basename(path).replace(/\.ya?ml$/, '');
	return {kind: 'lesson', lesson: sandboxLesson(read.lab, name, {en: en.sandbox, it: it.sandbox})};
}

function textOf(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'that is a folder' : (code ?? 'it cannot be read');
		throw new UsageError(`Cannot open the lab ${path}: ${why}. A lab is a YAML file; without one, vswitch-lab sandbox opens a small lab.`);
	}
}
