/** `replay`: plays recordings of real switches on the engine, and with `--check` says whether the two agree. */
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {isOtherJson, parseRecording} from '../replay/recording.js';
import {writeSteps, writeVerdict} from '../replay/report.js';
import {judge, type Verdict} from '../replay/verdict.js';
import {UsageError} from './usage-error.js';

export type ReplayOptions = {readonly check: boolean; readonly json: boolean; readonly allowSkips: boolean};

/** Where the command writes. */
export type ReplayOutput = {readonly out: (text: string) => void; readonly problem: (text: string) => void};

type Found = {readonly file: string; readonly verdict: Verdict};

const standard: ReplayOutput = {
	out: (text) => process.stdout.write(`${text}\n`),
	problem: (text) => process.stderr.write(`${text}\n`),
};

/**
 * Plays the recordings in `paths`: files, or folders with everything in them that ends in `.json`.
 * Returns the exit code: 0 when nothing failed and nothing was skipped (or skips are allowed), 1 otherwise, 2 when a file is no recording.
 */
export async function replay(paths: readonly string[], options: ReplayOptions, output: ReplayOutput = standard): Promise<number> {
	const files = paths.flatMap((path) => filesOf(path));
	if (files.length === 0) {
		throw new UsageError(
			paths.length === 0 ? 'replay needs a recording: vswitch-lab replay FILE|DIR…' : `There is no .json file in ${paths.join(', ')}.`,
		);
	}
	const found: Found[] = [];
	for (const {file, inFolder} of files) {
		const text = attempt(file, () => readFileSync(file, 'utf8'));
		const verdict = inFolder && isOtherJson(text) ? otherJson : judge(parseRecording(text), options.check);
		found.push({file, verdict});
		if (verdict.kind === 'wrong') {
			for (const {line, path, message} of verdict.problems) {
				output.problem(`${file}:${line}: ${path === '' ? '' : `${path}: `}${message}`);
			}
		} else if (!options.json) {
			writeFound(file, verdict, options, output);
		}
	}
	const count = (kind: Verdict['kind']): number => found.filter(({verdict}) => verdict.kind === kind).length;
	const [passed, failed, skipped] = [count('passed'), count('failed'), count('skipped')];
	if (options.json) {
		output.out(JSON.stringify({recordings: found.map(({file, verdict}) => ({file, ...verdict})), passed, failed, skipped}, undefined, 2));
	} else if (options.check) {
		output.out(`${passed} passed, ${failed} failed, ${skipped} skipped`);
	}
	if (count('wrong') > 0) {
		return 2;
	}
	return failed === 0 && (skipped === 0 || options.allowSkips) ? 0 : 1;
}

function writeFound(file: string, verdict: Exclude<Verdict, {kind: 'wrong'}>, {check}: ReplayOptions, {out}: ReplayOutput): void {
	if (!check && verdict.steps.length > 0) {
		out([verdict.name, ...writeSteps(verdict.steps)].join('\n'));
	}
	const lines = writeVerdict(verdict, file);
	if (lines.length > 0) {
		out(lines.join('\n'));
	}
}

const otherJson: Verdict = {kind: 'skipped', name: '', steps: [], reasons: ['this is no recording, it has no "format"']};

function filesOf(path: string, inFolder = false): {readonly file: string; readonly inFolder: boolean}[] {
	const stat = attempt(path, () => statSync(path, {throwIfNoEntry: false}));
	if (!stat) {
		throw new UsageError(`There is no file or folder ${path}.`);
	}
	if (!stat.isDirectory()) {
		return [{file: path, inFolder}];
	}
	return attempt(path, () => readdirSync(path, {withFileTypes: true}))
		.sort((a, b) => (a.name < b.name ? -1 : 1))
		.flatMap((entry) => (entry.isDirectory() || entry.name.endsWith('.json') ? filesOf(join(path, entry.name), true) : []));
}

/** Does something with a file or folder; what the system refuses is a mistake on the command line. */
function attempt<Result>(path: string, action: () => Result): Result {
	try {
		return action();
	} catch (error) {
		throw new UsageError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
	}
}
