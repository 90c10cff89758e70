/*
 * Checks that only the engine can make
 *
 * Labs that build, questions that have an answer, distractors that would be true
 * where they claim to be, goals that are open at the start, met by the solution
 * and not by a wrong attempt, and two labs of a compare that differ in what they
 * say and in nothing else.
 */
import {buildWorld} from '../../engine/build-world.js';
import {fork, type History} from '../../engine/history.js';
import {notAllowed} from '../allowed-tools.js';
import {ask} from '../ask.js';
import {playOut} from '../feed.js';
import {metGoals} from '../goals.js';
import {questionOf, truthOf} from '../grade.js';
import {labDifferences} from '../lab-difference.js';
import {type Part, partsOf} from '../part.js';
import {toolsOf} from '../prompt.js';
import {distractorsOf, isNear, rightKeys} from '../question.js';
import {type GoalStep, hasGoals, type Step, type StepOf} from '../schema.js';
import {createStages, type Stages} from '../stage.js';
import type {Typed} from '../stimulus.js';
import type {CheckContext} from './context.js';

/** Reports what the engine says against a lesson. */
export function checkEngine(context: CheckContext): void {
	if (!checkLabs(context)) return;
	const stages = createStages(context.lesson);
	context.lesson.steps.forEach((step, index) => {
		try {
			checkStep(context, stages, step, index);
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			context.machine('engine', ['steps', index], `step "${step.id}" cannot be played: ${error.message}`, 'Name only what is in the lab.');
		}
	});
}

function checkLabs({lesson, machine}: CheckContext): boolean {
	let good = true;
	for (const [id, lab] of Object.entries(lesson.labs)) {
		const built = buildWorld(lab);
		if (built.kind === 'built') continue;
		good = false;
		for (const problem of built.problems)
			machine(
				'engine',
				['labs', id],
				`lab "${id}" cannot be built: ${problem.path}: ${problem.message}`,
				'Mend the lab; the kernel would refuse it too.',
			);
	}
	return good;
}

function checkStep(context: CheckContext, stages: Stages, step: Step, index: number): void {
	for (const part of partsOf(step)) checkPart(context, stages, step, index, part);
	if (hasGoals(step)) checkGoals(context, stages, step, index);
	if (step.kind === 'compare') checkVaries(context, step, index);
}

/** The engine picks among the options, and picks well: one of `one`, some but not all of a set. */
function checkPart(context: CheckContext, stages: Stages, step: Step, index: number, part: Part): void {
	const {right, value} = truthOf(stages, step, part);
	const path = ['steps', index];
	const found = `the engine says ${JSON.stringify(value)}`;
	if (part.ask === 'one' && right.length !== 1)
		context.machine(
			'answers',
			path,
			`"${step.id}/${part.key}": ${right.length} options are right; ${found}`,
			'Give exactly one option that value.',
		);
	if (part.ask === 'number') {
		checkNumber(context, stages, step, path, part);
		return;
	}
	if (part.ask !== 'one' && right.length === 0)
		context.machine(
			'answers',
			path,
			`"${step.id}/${part.key}": no option is right; ${found}`,
			'Add an option that is, or ask something else.',
		);
	const isWhole = right.length === part.options.length;
	if (part.ask === 'order' && right.length > 0 && !isWhole)
		context.machine(
			'answers',
			path,
			`"${step.id}/${part.key}": some options have no place in the order; ${found}`,
			'Ask only for what the engine lists.',
		);
	if ((part.ask === 'many' || part.ask === 'point') && isWhole)
		context.machine('answers', path, `"${step.id}/${part.key}": every option is right`, 'Add a distractor.');
	const question = questionOf(step, part.key);
	const stage = stages.of(step, part.key);
	if (!question || !stage) return;
	for (const option of distractorsOf(question)) {
		if (option.belief === undefined || !Object.hasOwn(context.lesson.labs, option.belief)) continue;
		const {history, since} = stages.playedIn(stage, option.belief);
		const believed = rightKeys(question, ask(question.query, history, since).value);
		if (question.ask === 'order') {
			if (believed.join() === right.join())
				context.machine(
					'beliefs',
					path,
					`"${step.id}": the order in lab "${option.belief}" is the right one too`,
					'Name a lab in which it would be another one.',
				);
			continue;
		}
		const isRight = right.includes(option.key);
		if (!isRight && !believed.includes(option.key))
			context.machine(
				'beliefs',
				path,
				`"${step.id}": option "${option.key}" is not right in lab "${option.belief}" either`,
				'Name a lab in which it would be right.',
			);
		if (isRight && believed.includes(option.key))
			context.machine(
				'beliefs',
				path,
				`"${step.id}": option "${option.key}" is right, and in lab "${option.belief}" as well`,
				'A belief of a right option is a lab in which it would be wrong.',
			);
	}
}

/** The engine answers with a number, and no trap is near enough to be right. */
function checkNumber(context: CheckContext, stages: Stages, step: Step, path: (string | number)[], part: Part): void {
	const question = questionOf(step, part.key);
	if (question?.ask !== 'number') return;
	const {value} = truthOf(stages, step, part);
	if (typeof value !== 'number') {
		const found = `the engine says ${JSON.stringify(value)}`;
		context.machine('answers', path, `"${step.id}/${part.key}": ${found}, which is no number`, 'Ask for what the engine counts.');
		return;
	}
	for (const trap of question.traps) {
		if (isNear(trap.value, value, question.tolerance))
			context.machine(
				'answers',
				path,
				`"${step.id}/${part.key}": the trap "${trap.key}" is right; the engine says ${value}`,
				'Expect another mistake, or allow less.',
			);
	}
}

function checkGoals(context: CheckContext, stages: Stages, step: GoalStep, index: number): void {
	const stage = stages.of(step);
	if (!stage) return;
	const begin = stages.played(stage).history;
	const open = (history: History): string[] => {
		const met = metGoals(step.goals, history);
		return step.goals.map((goal) => goal.id).filter((id) => !met.includes(id));
	};
	if (open(begin).length === 0)
		context.machine(
			'goals',
			['steps', index, 'goals'],
			`all goals of "${step.id}" are met at the start`,
			'Begin in a world in which one is not.',
		);
	const missed = open(typed(begin, step.solution));
	if (missed.length > 0)
		context.machine(
			'goals',
			['steps', index, 'solution'],
			`the solution of "${step.id}" leaves open: ${missed.join(', ')}`,
			'Mend the solution, or the goal.',
		);
	step.wrong.forEach((wrong, at) => {
		if (open(typed(begin, wrong.commands)).length === 0)
			context.machine(
				'goals',
				['steps', index, 'wrong', at],
				`"${wrong.id}" meets all goals of "${step.id}"`,
				'Add the goal that it should miss.',
			);
	});
	const tools = step.solution.flatMap(({run}) => (notAllowed(step, run) ? toolsOf(run) : []));
	for (const tool of new Set(tools)) {
		if (step.allow && !step.allow.includes(tool))
			context.machine('goals', ['steps', index, 'allow'], `the solution of "${step.id}" uses ${tool}, which is not allowed`, 'Allow it.');
	}
}

function typed(begin: History, commands: readonly Typed[]): History {
	const history = fork(begin);
	playOut(
		history,
		commands.map(({on, run}) => ({kind: 'command', on, run})),
		new Map(),
	);
	return history;
}

function checkVaries(context: CheckContext, step: StepOf<'compare'>, index: number): void {
	const [a, b] = step.sides.map((side) => context.lesson.labs[side.lab]);
	if (!a || !b) return;
	const found = labDifferences(a, b);
	for (const difference of found) {
		if (!step.varies.includes(difference))
			context.machine(
				'compare',
				['steps', index, 'varies'],
				`the labs of "${step.id}" also differ in ${difference}`,
				'Make it equal, or say so under "varies".',
			);
	}
	for (const named of step.varies) {
		if (!found.includes(named))
			context.machine(
				'compare',
				['steps', index, 'varies'],
				`the labs of "${step.id}" do not differ in ${named}`,
				'Take it out, or make it differ.',
			);
	}
}
