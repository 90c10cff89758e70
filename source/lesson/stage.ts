/*
 * Stages: the world in which a step, or a part of it, plays
 *
 * A stage is where it begins and what will happen. Steps that speak of the same
 * events share a stage: a prediction, the run that decides it, and what is
 * observed and explained afterwards. Beginnings are histories that nobody
 * plays; whoever wants to see something forks them.
 */
import {fork, type History} from '../engine/history.js';
import {beginHistory} from './begin-lab.js';
import {playOut} from './feed.js';
import type {Lesson} from './lesson.js';
import type {Query} from './query.js';
import type {Step, StepOf} from './schema.js';
import type {Stimulus} from './stimulus.js';

export interface Stage {
	/** Steps and parts with the same key share one live world. */
	key: string;
	/** One world, or the two of a compare. */
	starts: readonly History[];
	stimuli: readonly Stimulus[];
}

export interface Stages {
	/** The stage of a step, or of one of its parts; `undefined` for a step without a world. */
	of(step: Step, part?: string): Stage | undefined;
	/** A history in which the stimuli of the stage have happened, and the tick before which they began. Do not play it; fork it. */
	played(stage: Stage, side?: number): {history: History; since: number};
	/** The same stimuli in another lab. */
	playedIn(stage: Stage, lab: string): {history: History; since: number};
}

/** Stages of a lesson, built when they are asked for and kept. */
export function createStages(lesson: Lesson): Stages {
	const stages = new Map<string, Stage>();
	const plays = new Map<string, History>();
	const labs = new Map<string, History>();

	const labStart = (id: string, seed: number | undefined): History => {
		const key = `${id} ${seed ?? ''}`;
		const start = labs.get(key) ?? beginLab(lesson, id, seed);
		labs.set(key, start);
		return start;
	};
	const keep = (key: string, make: () => Omit<Stage, 'key'>): Stage => {
		const stage = stages.get(key) ?? {key, ...make()};
		stages.set(key, stage);
		return stage;
	};
	const playedFrom = (key: string, start: History, stimuli: readonly Stimulus[]): {history: History; since: number} => {
		let history = plays.get(key);
		if (!history) {
			history = fork(start);
			playOut(history, stimuli);
			plays.set(key, history);
		}
		return {history, since: start.cursor};
	};
	const played: Stages['played'] = (stage, side = 0) => playedFrom(`${stage.key} ${side}`, stage.starts[side] as History, stage.stimuli);
	const stepNamed = (id: string): Step => {
		const step = lesson.steps.find((candidate) => candidate.id === id);
		if (!step) throw new RangeError(`there is no step "${id}"`);
		return step;
	};
	const start = (place: {lab?: string | undefined; from?: string | undefined; seed?: number | undefined}): History | undefined => {
		if (place.lab !== undefined) return labStart(place.lab, place.seed);
		if (place.from === undefined) return undefined;
		const stage = of(stepNamed(place.from));
		return stage && played(stage).history;
	};
	const single = (key: string, begin: History | undefined, stimuli: readonly Stimulus[]): Stage | undefined =>
		begin && keep(key, () => ({starts: [begin], stimuli}));

	const round = (step: StepOf<'act'>, part: string | undefined): Stage => {
		const index = Math.max(
			0,
			step.rounds.findIndex((candidate) => candidate.key === part),
		);
		const {key, lab, stimulus} = step.rounds[index] as StepOf<'act'>['rounds'][number];
		return keep(`${step.id}/${key}`, () => {
			const before = step.rounds[index - 1];
			if (lab === undefined && !before) throw new RangeError(`the first round of "${step.id}" has no lab`);
			const begin = lab === undefined ? played(round(step, before?.key)).history : labStart(lab, undefined);
			return {starts: [begin], stimuli: stimulus};
		});
	};
	const claim = (step: StepOf<'recap'>, part: string | undefined): Stage => {
		const found = step.claims.find((candidate) => candidate.key === part) ?? (step.claims[0] as StepOf<'recap'>['claims'][number]);
		const {query} = found;
		const evidence: Stimulus[] = query.kind === 'reach' ? [...found.when, attemptOf(query)] : found.when;
		return keep(`${step.id}/${found.key}`, () => ({starts: [labStart(found.lab, undefined)], stimuli: evidence}));
	};
	const of: Stages['of'] = (step, part) => {
		switch (step.kind) {
			case 'read':
			case 'bridge':
			case 'build':
			case 'sandbox':
				return single(step.id, start(step), []);
			case 'recall':
			case 'predict':
				return single(step.id, start(step), step.stimulus);
			case 'run':
				return of(stepNamed(step.of[0] as string));
			case 'observe':
			case 'explain':
				return of(stepNamed(step.from));
			case 'compare':
				return keep(step.id, () => ({starts: step.sides.map((side) => labStart(side.lab, undefined)), stimuli: step.stimulus}));
			case 'features': {
				const row = step.rows.find((candidate) => candidate.key === part) ?? (step.rows[0] as StepOf<'features'>['rows'][number]);
				return keep(`${step.id}/${row.key}`, () => ({starts: row.labs.map((lab) => labStart(lab, undefined)), stimuli: row.stimulus}));
			}
			case 'budget':
				return undefined;
			case 'act':
				return round(step, part);
			case 'repair':
				return single(step.id, start(step), step.symptom);
			case 'recap':
				return claim(step, part);
			default:
				return step satisfies never;
		}
	};
	return {
		of,
		played,
		playedIn: (stage, lab) => playedFrom(`${stage.key} in ${lab}`, labStart(lab, undefined), stage.stimuli),
	};
}

/** A lab with its set-up commands done and everything quiet. Throws a RangeError for a lab that the kernel would refuse. */
export function beginLab(lesson: Lesson, id: string, seed?: number): History {
	const lab = lesson.labs[id];
	if (!lab) throw new RangeError(`there is no lab "${id}"`);
	return beginHistory(seed === undefined ? lab : {...lab, seed}, id);
}

/** What shows whether somebody is reached. */
function attemptOf({from, to, tcp}: Extract<Query, {kind: 'reach'}>): Stimulus {
	if (tcp === undefined) return {kind: 'ping', from, to, count: 1};
	return {kind: 'command', on: from, run: `curl http://${to}:${tcp}/`};
}
