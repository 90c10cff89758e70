/** Verdicts as text. */
import {writeTags} from './compare.js';
import type {Divergence} from './divergence.js';
import type {Delivered, FdbRow} from './recording-schema.js';
import type {Step, Verdict} from './verdict.js';

/** All frames of a recording, who received each, and the FDBs whenever they changed. */
export function writeSteps(steps: readonly Step[]): string[] {
	let before = '';
	return steps.flatMap((step) => {
		const tables = Object.entries(step.observation.fdb).map(
			([name, rows]) => `      fdb ${name}: ${rows.map(writeRow).join(', ') || 'empty'}`,
		);
		const changed = tables.join('\n') !== before;
		before = tables.join('\n');
		return [writeStep(step), ...(changed ? tables : [])];
	});
}

/** One line about a verdict, and with a failure the block that shows where belief and fact part. */
export function writeVerdict(verdict: Exclude<Verdict, {kind: 'wrong'}>, file: string): string[] {
	switch (verdict.kind) {
		case 'played':
			return [];
		case 'passed':
			return [`passed   ${verdict.name}`];
		case 'skipped':
			return [`skipped  ${verdict.name === '' ? file : `${verdict.name} (${file})`}: ${verdict.reasons.join('; ')}`];
		case 'failed':
			return [`FAILED   ${verdict.name} (${file})`, ...writeDivergence(verdict.divergence, verdict.steps)];
		default:
			return verdict satisfies never;
	}
}

function writeDivergence({id, what, expected, got}: Divergence, steps: readonly Step[]): string[] {
	const step = steps.find(({stimulus}) => stimulus.id === id);
	const missing = without(expected, got);
	const surplus = without(got, expected);
	const mark = (line: string, sign: string): string => `    ${sign} ${line === '' ? '(nothing)' : line}`;
	return [
		...(step ? [writeStep(step)] : ['  initial state']),
		`    ${what}: "-" is only in the recording, "+" only in the engine`,
		...expected.filter((line) => !missing.includes(line)).map((line) => mark(line, ' ')),
		...missing.map((line) => mark(line, '-')),
		...surplus.map((line) => mark(line, '+')),
	];
}

/** `a` without one of each item of `b`. */
function without(a: readonly string[], b: readonly string[]): string[] {
	const rest = [...b];
	return a.filter((line) => {
		const at = rest.indexOf(line);
		if (at !== -1) rest.splice(at, 1);
		return at === -1;
	});
}

function writeStep({stimulus, observation}: Step): string {
	const {id, t} = stimulus;
	const head = `  ${id.padEnd(4)}${t.toFixed(1).padStart(6)} s  `;
	if (stimulus.do) {
		const {answer} = observation;
		const text = answer ? `$ ${answer.cmd}` : stimulus.do.op;
		const said = answer && answer.rc !== 0 ? `  -> ${answer.rc} ${answer.stderr.split('\n')[0] ?? ''}` : '';
		return `${head}${text}${said}`;
	}
	const tags = writeTags(stimulus);
	const received = observation.delivered ?? [];
	const to = received.length > 0 ? received.map(writeDelivered).join(', ') : 'nobody';
	return `${head}${stimulus.from}: ${stimulus.src} > ${stimulus.dst}${tags ? ` (${tags})` : ''}  received by ${to}`;
}

function writeDelivered(entry: Delivered): string {
	const details = [entry.pkttype, writeTags(entry)].filter(Boolean).join(', ');
	return `${entry.to} (${details})`;
}

function writeRow({mac, port, state, flags}: FdbRow): string {
	return [mac, port, state, ...(flags ?? [])].filter(Boolean).join(' ');
}
