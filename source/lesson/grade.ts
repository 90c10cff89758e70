/*
 * Grading: the engine's answer to a part of a step
 *
 * The stimulus is played on a copy and the query is asked; what comes out says which
 * options are right. So the key can never disagree with what the learner will
 * see, and a change of the engine or of the lab changes it by itself.
 */
import type {NodeId} from '../engine/trace.js';
import {ask, tryOut} from './ask.js';
import type {Finding} from './finding.js';
import type {Part} from './part.js';
import {passes} from './predicate.js';
import type {Value} from './query.js';
import {type Answer, isNear, type Question, readNumber, rightKeys} from './question.js';
import {isReckoning, reckon} from './reckoning.js';
import type {Step, StepOf} from './schema.js';
import type {Stages} from './stage.js';

/** The truth about a part. */
export interface Truth {
	/** Keys of the options that are right, in the author's order, or in the order asked for; of a number its digits. */
	right: readonly string[];
	/** What the query found; of a compare, the values of all rows are in `rows`. */
	value: Value;
	/** Ticks in which it can be seen. */
	evidence: readonly NodeId[];
	/** Values of a compare's rows, by key: one a side. */
	rows?: Readonly<Record<string, readonly [Value, Value]>>;
}

/** Is this answer exactly the truth, or near enough where a number is asked for? */
export function isRight({ask: asked, tolerance}: Part, {right}: Truth, answer: Answer): boolean {
	if (asked === 'number') {
		const said = readNumber(answer[0] ?? '');
		return said !== undefined && right.length === 1 && isNear(said, Number(right[0]), tolerance);
	}
	return answer.length === right.length && answer.every((key, index) => (asked === 'order' ? right[index] === key : right.includes(key)));
}

/** Asks the engine about a part. */
export function truthOf(stages: Stages, step: Step, part: Part): Truth {
	switch (step.kind) {
		case 'recall':
		case 'predict':
		case 'budget':
		case 'observe':
		case 'explain':
			return questionTruth(stages, step, step.question);
		case 'repair':
			return questionTruth(stages, step, step.locate);
		case 'act': {
			const round = step.rounds.find((candidate) => candidate.key === part.key) as StepOf<'act'>['rounds'][number];
			return questionTruth(stages, step, round.question, part.key);
		}
		case 'compare':
			return compareTruth(stages, step);
		case 'features':
			return featureTruth(stages, step, part.key);
		case 'recap':
			return claimTruth(stages, step, part.key);
		case 'read':
		case 'run':
		case 'build':
		case 'sandbox':
		case 'bridge':
			throw new RangeError(`step "${step.id}" asks nothing`);
		default:
			return step satisfies never;
	}
}

/** The question of a part, where it has one of its own. */
export function questionOf(step: Step, part: string): Question | undefined {
	switch (step.kind) {
		case 'recall':
		case 'predict':
		case 'budget':
		case 'observe':
		case 'explain':
			return step.question;
		case 'repair':
			return step.locate;
		case 'act':
			return step.rounds.find((round) => round.key === part)?.question;
		default:
			return undefined;
	}
}

function questionTruth(stages: Stages, step: Step, question: Question, part?: string): Truth {
	const {value, evidence} = findingOf(stages, step, question, part);
	return {right: rightKeys(question, value), value, evidence};
}

function findingOf(stages: Stages, step: Step, {query}: Question, part: string | undefined): Finding {
	if (isReckoning(query)) return reckon(query);
	const stage = stages.of(step, part);
	if (!stage) throw new RangeError(`step "${step.id}" asks about no world`);
	const {history, since} = stages.played(stage);
	return ask(query, history, since);
}

/** Who can: the predicate is tried on both sides. */
function featureTruth(stages: Stages, step: StepOf<'features'>, key: string): Truth {
	const stage = stages.of(step, key);
	const row = step.rows.find((candidate) => candidate.key === key);
	if (!stage || !row) throw new RangeError(`there is no feature "${key}"`);
	const values = [0, 1].map((side) => {
		const {history, since} = stages.played(stage, side);
		return ask(row.query, history, since).value;
	}) as [Value, Value];
	const [first, second] = values.map((value) => passes(row.must, value));
	const who = first ? (second ? 'both' : 'first') : second ? 'second' : 'neither';
	return {right: [who], value: who, evidence: [], rows: {[key]: values}};
}

function compareTruth(stages: Stages, step: StepOf<'compare'>): Truth {
	const stage = stages.of(step);
	if (!stage) throw new RangeError(`step "${step.id}" compares no worlds`);
	const sides = [stages.played(stage, 0), stages.played(stage, 1)] as const;
	const rows: Record<string, readonly [Value, Value]> = {};
	for (const row of step.rows) {
		const [a, b] = sides.map(({history, since}) => ask(row.query, history, since).value) as [Value, Value];
		rows[row.key] = [sorted(a), sorted(b)];
	}
	const right = Object.entries(rows).flatMap(([key, [a, b]]) => (JSON.stringify(a) === JSON.stringify(b) ? [] : [key]));
	return {right, value: right, evidence: [], rows};
}

function claimTruth(stages: Stages, step: StepOf<'recap'>, key: string): Truth {
	const claim = step.claims.find((candidate) => candidate.key === key) as StepOf<'recap'>['claims'][number];
	const stage = stages.of(step, key);
	if (!stage) throw new RangeError(`claim "${key}" has no world`);
	const {met, finding} = tryOut(claim, stage.starts[0] as (typeof stage.starts)[number]);
	return {right: [met ? 'true' : 'false'], value: finding.value, evidence: finding.evidence};
}

/** Sets in one order, so that two of them read alike. */
function sorted(value: Value): Value {
	return typeof value === 'object' ? [...value].sort() : value;
}
