/** A lab that a word of the command line names: one of the program's own, or a file. */
import {readFileSync} from 'node:fs';
import {basename} from 'node:path';
import {didYouMean} from '../console/did-you-mean.js';
import type {Lab} from '../engine/lab.js';
import {type LabText, readLab} from '../lesson/lab-text.js';
import {listLabs, openLab} from '../platform/labs.js';
import {UsageError} from './usage-error.js';

export type NamedLab = {kind: 'lab'; lab: Lab; name: string} | {kind: 'wrong'; problems: readonly string[]};

/** Opens it; problems are one line each, with file and line. Throws a `UsageError` when there is no such lab. */
export function labNamed(word: string): NamedLab {
	const own = openLab(word);
	if (own) return {kind: 'lab', lab: own, name: word};
	const read = readFile(word);
	if (read.kind === 'failed') return {kind: 'wrong', problems: read.problems.map(({line, message}) => `${word}:${line}: ${message}`)};
	return {kind: 'lab', lab: read.lab, name: basename(word).replace(/\.ya?ml$/, '')};
}

function readFile(path: string): LabText {
	try {
		return readLab(readFileSync(path, 'utf8'));
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		if (code === undefined) throw error;
		throw new UsageError(noSuchLab(path, code));
	}
}

function noSuchLab(word: string, code: string): string {
	if (code === 'EISDIR') return `Cannot open the lab ${word}: that is a folder.`;
	if (code !== 'ENOENT') return `Cannot open the lab ${word}: ${code}.`;
	const near = didYouMean(
		word,
		listLabs().map(({name}) => name),
	);
	return `There is no lab and no file "${word}". ${near === undefined ? 'See vswitch-lab list labs.' : `Did you mean "${near}"?`}`;
}
