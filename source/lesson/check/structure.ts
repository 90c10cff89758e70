/*
 * Checks of the arc: what a lesson is made of, whatever it says
 *
 * Predict early and often, run only what was predicted, never read twice in a
 * row, most steps need an answer, and everything that is named is there.
 */

import {questionOf} from '../grade.js';
import {partsOf} from '../part.js';
import {distractorsOf} from '../question.js';
import {isReckoning} from '../reckoning.js';
import {hasGoals, isPiecewise, isPrediction, isPromptStep, type Step} from '../schema.js';
import type {CheckContext} from './context.js';

const FEWEST = 8;
const MOST = 16;
const FEWEST_MINUTES = 10;
const MOST_MINUTES = 20;
const ANSWERED_SHARE = 0.6;

/** Reports where a lesson leaves the arc, and names that lead nowhere. */
export function checkStructure(context: CheckContext): void {
	const {steps} = context.lesson;
	checkIds(context);
	checkArc(context);
	checkTime(context);
	steps.forEach((step, index) => {
		checkPlaces(context, step, index);
		checkMisconceptions(context, step, index);
	});
}

function checkIds({lesson, machine}: CheckContext): void {
	const seen = new Set<string>();
	lesson.steps.forEach((step, index) => {
		if (seen.has(step.id))
			machine('ids', ['steps', index, 'id'], `step id "${step.id}" is here a second time`, 'Give every step an id of its own.');
		seen.add(step.id);
		for (const part of partsOf(step)) {
			const keys = part.options;
			const twice = keys.find((key, at) => keys.indexOf(key) !== at);
			if (twice !== undefined)
				machine(
					'ids',
					['steps', index],
					`option "${twice}" of step "${step.id}" is here a second time`,
					'Give every option a key of its own.',
				);
		}
		const keys = [...partsOf(step).map((part) => part.key), ...(hasGoals(step) ? [...step.goals, ...step.wrong].map((one) => one.id) : [])];
		const twice = keys.find((key, at) => keys.indexOf(key) !== at);
		if (twice !== undefined)
			machine('ids', ['steps', index], `"${twice}" is twice in step "${step.id}"`, 'Give every part and every goal a key of its own.');
	});
}

function checkArc({lesson, machine}: CheckContext): void {
	const {steps} = lesson;
	if (steps.length < FEWEST || steps.length > MOST)
		machine('arc', ['steps'], `the lesson has ${steps.length} steps`, `Make it ${FEWEST} to ${MOST}: join or split.`);
	if (!steps.slice(0, 3).some(isPrediction))
		machine(
			'arc',
			['steps', Math.min(2, steps.length - 1)],
			'no prediction in the first three steps',
			'Ask for a prediction by the third step.',
		);
	steps.forEach((step, index) => {
		if (step.kind === 'read' && steps[index - 1]?.kind === 'read')
			machine(
				'arc',
				['steps', index, 'kind'],
				`step "${step.id}" is the second "read" in a row`,
				'Put a question between them, or join them.',
			);
	});
	const answered = steps.filter((step) => partsOf(step).length > 0 || hasGoals(step)).length;
	if (answered < steps.length * ANSWERED_SHARE)
		machine(
			'arc',
			['steps'],
			`only ${answered} of ${steps.length} steps need an answer`,
			'At least 60% should: turn a "read" into a question.',
		);
}

function checkTime({lesson, machine}: CheckContext): void {
	const {minutes} = lesson;
	if (minutes < FEWEST_MINUTES || minutes > MOST_MINUTES)
		machine('time', ['minutes'], `the lesson takes ${minutes} minutes`, `Plan ${FEWEST_MINUTES} to ${MOST_MINUTES}.`);
	const planned = lesson.steps.reduce((sum, step) => sum + step.time, 0);
	if (Math.abs(planned - minutes) > 1)
		machine(
			'time',
			['minutes'],
			`the steps take ${planned.toFixed(1)} minutes together, the lesson says ${minutes}`,
			'Make them agree within a minute.',
		);
}

/** Labs and steps that a step names, and the rule that a run follows its prediction. */
function checkPlaces(context: CheckContext, step: Step, index: number): void {
	const {lesson, machine} = context;
	const before = lesson.steps.slice(0, index);
	const lab = (id: string | undefined, path: (string | number)[]): void => {
		if (id !== undefined && !Object.hasOwn(lesson.labs, id))
			machine('places', ['steps', index, ...path], `there is no lab "${id}"`, `The labs are ${Object.keys(lesson.labs).join(', ')}.`);
	};
	const earlier = (id: string, path: (string | number)[]): Step | undefined => {
		const found = before.find((other) => other.id === id);
		if (!found) machine('places', ['steps', index, ...path], `"${id}" is no earlier step`, 'Name a step that comes before this one.');
		return found;
	};
	if ('lab' in step) lab(step.lab, ['lab']);
	if ('from' in step && step.from !== undefined) {
		const from = earlier(step.from, ['from']);
		if (from && (isPromptStep(from) || isPiecewise(from) || from.kind === 'compare' || from.kind === 'budget'))
			machine('places', ['steps', index, 'from'], `step "${from.id}" leaves no one world behind`, 'Go on from a run, or begin in a lab.');
		if (step.kind === 'observe' && from && from.kind !== 'run')
			machine('places', ['steps', index, 'from'], `"${step.id}" observes "${from.id}", which is no run`, 'Observe the events of a run.');
	}
	if ('lab' in step && 'from' in step && step.lab !== undefined && step.from !== undefined)
		machine('places', ['steps', index], `step "${step.id}" has both "lab" and "from"`, 'Keep one of them.');
	if ((step.kind === 'predict' || step.kind === 'recall' || isPromptStep(step)) && step.lab === undefined && step.from === undefined)
		machine('places', ['steps', index], `step "${step.id}" stands in no world`, 'Give it a "lab" or a "from".');
	if (step.figure && 'lab' in step && step.lab !== undefined)
		machine(
			'places',
			['steps', index, 'figure'],
			`step "${step.id}" has a world and a figure`,
			'Keep one of them: they stand in the same place.',
		);
	switch (step.kind) {
		case 'budget':
			if (!isReckoning(step.question.query))
				machine('places', ['steps', index, 'question'], `"${step.id}" asks about a world`, 'A budget step asks "budget" or "fabric".');
			return;
		case 'run': {
			const predictions = step.of.map((id, at) => earlier(id, ['of', at]));
			for (const [at, prediction] of predictions.entries()) {
				if (prediction && prediction.kind !== 'predict')
					machine('places', ['steps', index, 'of', at], `"${prediction.id}" is no prediction`, 'A run decides predictions only.');
			}
			const [first, ...others] = predictions.filter((one) => one?.kind === 'predict');
			for (const other of others) {
				if (JSON.stringify([first?.lab, first?.from, first?.stimulus]) !== JSON.stringify([other?.lab, other?.from, other?.stimulus]))
					machine(
						'places',
						['steps', index, 'of'],
						`the predictions of "${step.id}" are not about the same events`,
						'Give them the same lab and stimulus.',
					);
			}
			return;
		}
		case 'compare':
			step.sides.forEach((side, at) => {
				lab(side.lab, ['sides', at, 'lab']);
			});
			return;
		case 'act':
			step.rounds.forEach((round, at) => {
				lab(round.lab, ['rounds', at, 'lab']);
			});
			if (step.rounds[0]?.lab === undefined)
				machine('places', ['steps', index, 'rounds', 0], 'the first round stands in no world', 'Give it a "lab".');
			return;
		case 'features':
			step.rows.forEach((row, at) => {
				row.labs.forEach((id, side) => {
					lab(id, ['rows', at, 'labs', side]);
				});
			});
			return;
		case 'recap':
			step.claims.forEach((claim, at) => {
				lab(claim.lab, ['claims', at, 'lab']);
			});
			return;
		default:
	}
}

/** Misconceptions are declared; a distractor of a prediction names one, so that a wrong answer means something. */
function checkMisconceptions({lesson, machine}: CheckContext, step: Step, index: number): void {
	for (const part of partsOf(step)) {
		const question = questionOf(step, part.key);
		const options = question ? distractorsOf(question) : [];
		for (const option of options) {
			if (option.misconception !== undefined && !lesson.misconceptions.includes(option.misconception))
				machine(
					'misconceptions',
					['steps', index],
					`"${option.misconception}" of step "${step.id}" is not declared`,
					'List it under "misconceptions".',
				);
			if (option.belief !== undefined && !Object.hasOwn(lesson.labs, option.belief))
				machine(
					'places',
					['steps', index],
					`there is no lab "${option.belief}", the belief of option "${option.key}"`,
					`The labs are ${Object.keys(lesson.labs).join(', ')}.`,
				);
		}
		if (isPrediction(step) && question && !options.some((option) => option.misconception !== undefined))
			machine(
				'misconceptions',
				['steps', index],
				`no option of prediction "${step.id}" names a misconception`,
				'Say which false idea a distractor reveals.',
			);
	}
	const named = step.kind === 'compare' || step.kind === 'features' ? step.rows : step.kind === 'recap' ? step.claims : [];
	for (const {key, misconception} of named) {
		if (misconception !== undefined && !lesson.misconceptions.includes(misconception))
			machine('misconceptions', ['steps', index], `"${misconception}" of "${key}" is not declared`, 'List it under "misconceptions".');
	}
}
