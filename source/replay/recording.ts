/*
 * Reading recordings
 *
 * The schema is strict, so that nothing that a recording expects is passed over in
 * silence: what is well-formed but unknown here is a named reason to count the
 * recording as skipped, what is malformed is a mistake with its line.
 */
import * as z from 'zod';
import {type JsonLines, type JsonPath, scanJson} from './json-lines.js';
import {type Recording, recordingSchema} from './recording-schema.js';

/** Something wrong with a recording: its line in the file, its JSON path and what is wrong. */
export interface RecordingProblem {
	line: number;
	path: string;
	message: string;
}

export type Parsed =
	/** `strangers`: what the recording says and nobody here understands. `problemAt` finds the line of what comes to light later. */
	| {kind: 'recording'; recording: Recording; strangers: string[]; problemAt: (path: JsonPath, message: string) => RecordingProblem}
	/** A recording of a system that is not simulated. */
	| {kind: 'foreign'; name: string; why: string}
	| {kind: 'wrong'; problems: RecordingProblem[]};

const header = z.object({format: z.literal(1), name: z.string(), device: z.object({type: z.string()})});
const SIMULATED = ['linux-bridge', 'macvlan', 'ovs'];

/** Is this JSON that does not even say that it is a recording? */
export function isOtherJson(text: string): boolean {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value !== 'object' || value === null || !('format' in value);
	} catch {
		return false;
	}
}

/** Reads the text of a recording. */
export function parseRecording(text: string): Parsed {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		const {mistake} = scanJson(text);
		return {kind: 'wrong', problems: [{path: '', line: mistake?.line ?? 1, message: mistake?.message ?? 'this is not JSON'}]};
	}
	const head = header.safeParse(value);
	if (!head.success) return {kind: 'wrong', problems: problemsOf(text, head.error.issues)};
	const {name, device: under} = head.data;
	if (!SIMULATED.includes(under.type)) return {kind: 'foreign', name, why: `device type ${under.type} is not simulated`};

	const strangers = takeStrangers(value);
	const parsed = recordingSchema.safeParse(value);
	if (!parsed.success) return {kind: 'wrong', problems: problemsOf(text, parsed.error.issues)};
	const problems = contradictions(parsed.data);
	if (problems.length > 0) return {kind: 'wrong', problems: problemsOf(text, problems)};
	const problemAt = (path: JsonPath, message: string): RecordingProblem => problemOf(scanJson(text), path, message);
	return {kind: 'recording', recording: parsed.data, strangers, problemAt};
}

/** Takes the keys that the schema does not know out of `value`; returns their paths. */
function takeStrangers(value: unknown): string[] {
	const result = recordingSchema.safeParse(value);
	if (result.success) return [];
	return result.error.issues.flatMap((issue) => {
		if (issue.code !== 'unrecognized_keys') return [];
		const owner = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], value) as Record<string, unknown>;
		return issue.keys.map((key) => {
			delete owner[key];
			return writePath([...(issue.path as JsonPath), key]);
		});
	});
}

interface Issue {
	path: PropertyKey[];
	message: string;
}

/** What a schema cannot see: names that lead nowhere, expectations that fit no stimulus. */
function contradictions({device, stimuli, expect, endpoints, links}: Recording): Issue[] {
	const issues: Issue[] = [];
	const names = endpoints.map(({name}) => name);
	if (expect.length !== stimuli.length) {
		issues.push({path: ['expect'], message: `there are ${stimuli.length} stimuli and ${expect.length} expectations`});
	}
	if (device.type !== 'ovs') {
		const needs = (path: PropertyKey[], port: {mac?: string | undefined} | undefined): void => {
			if (port && port.mac === undefined) issues.push({path, message: 'this port needs a MAC address'});
		};
		for (const [index, {port}] of endpoints.entries()) needs(['endpoints', index, 'port'], port);
		for (const [index, {ends}] of links.entries()) for (const [at, end] of ends.entries()) needs(['links', index, 'ends', at], end);
	}
	for (const [index, {id, from, t}] of stimuli.entries()) {
		if (expect[index] && expect[index].id !== id)
			issues.push({path: ['expect', index, 'id'], message: `this stands at the place of "${id}"`});
		if (from !== undefined && !names.includes(from))
			issues.push({path: ['stimuli', index, 'from'], message: `there is no endpoint "${from}"`});
		if (t < (stimuli[index - 1]?.t ?? 0)) issues.push({path: ['stimuli', index, 't'], message: 'stimuli stand in order of time'});
	}
	return issues;
}

function problemsOf(text: string, issues: readonly Issue[]): RecordingProblem[] {
	const lines = scanJson(text);
	return issues.map(({path, message}) => problemOf(lines, path as JsonPath, message));
}

function problemOf(lines: JsonLines, path: JsonPath, message: string): RecordingProblem {
	return {path: writePath(path), line: lines.lineOf(path), message};
}

/** `stimuli[0].src` */
function writePath(path: JsonPath): string {
	return path
		.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
		.join('')
		.replace(/^\./, '');
}
