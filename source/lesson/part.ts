/*
 * Parts: what a step asks, piece by piece
 *
 * Most steps ask one thing; an act asks once a frame, a recap once a claim. All
 * of them are parts: options to choose from, one or several of them right. A
 * prediction is answered once and stands; elsewhere a wrong answer may be mended
 * once, and after the second the right one is shown.
 */
import {optionKeys, type Question} from './question.js';
import type {Step} from './schema.js';

export interface Part {
	/** Unique in its step: `question`, `difference`, `locate`, or the key of a round or a claim. */
	key: string;
	ask: Question['ask'];
	/** What can be pointed at. */
	at: 'ports' | 'machines' | undefined;
	/** None for a number: it is typed. */
	options: readonly string[];
	/** Of a number: the share by which an answer may miss. */
	tolerance: number;
	/** Answers that are taken before the right one is shown. */
	tries: number;
}

/** Key of the unit of a number among the words of the options. */
export const UNIT = 'unit';

/** Who can do it: both sides of a feature, only the first, only the second, or neither. */
export const WHO = ['both', 'first', 'second', 'neither'] as const;

const TRUE_FALSE = ['true', 'false'] as const;

/** The parts of a step, in order; none for steps that only show. */
export function partsOf(step: Step): Part[] {
	switch (step.kind) {
		case 'predict':
		case 'budget':
			return [questionPart('question', step.question, 1)];
		case 'recall':
		case 'observe':
		case 'explain':
			return [questionPart('question', step.question, 2)];
		case 'compare':
			return [{key: 'difference', ask: 'many', at: undefined, options: step.rows.map((row) => row.key), tolerance: 0, tries: 1}];
		case 'act':
			return step.rounds.map((round) => questionPart(round.key, round.question, 2));
		case 'features':
			return step.rows.map((row) => ({key: row.key, ask: 'one', at: undefined, options: [...WHO], tolerance: 0, tries: 1}));
		case 'repair':
			return [questionPart('locate', step.locate, 2)];
		case 'recap':
			return step.claims.map((claim) => ({key: claim.key, ask: 'one', at: undefined, options: TRUE_FALSE, tolerance: 0, tries: 1}));
		case 'read':
		case 'run':
		case 'build':
		case 'sandbox':
		case 'bridge':
			return [];
		default:
			return step satisfies never;
	}
}

function questionPart(key: string, question: Question, tries: number): Part {
	const at = question.ask === 'point' ? question.at : undefined;
	const tolerance = question.ask === 'number' ? question.tolerance : 0;
	return {key, ask: question.ask, at, options: optionKeys(question), tolerance, tries};
}
