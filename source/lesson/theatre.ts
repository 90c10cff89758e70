/*
 * The live worlds of a lesson
 *
 * One scene a stage, opened when it is first looked at, and rebuilt from what the
 * session remembers: steps that were played are played to the end, commands that
 * were typed are typed again at the tick at which they came.
 */
import type {History} from '../engine/history.js';
import {machineNamed} from '../engine/world.js';
import {guardOf} from './allowed-tools.js';
import {createDebriefs, type Debriefs} from './debrief/debriefs.js';
import {metGoals} from './goals.js';
import {type Truth, truthOf} from './grade.js';
import type {Lesson} from './lesson.js';
import {type Part, partsOf} from './part.js';
import {forward, forwardToEnd, isOver, openScene, type Scene, type SceneEvent, seek} from './scene.js';
import {beginLine, retype, type SceneLine, type Typist, withoutLater} from './scene-line.js';
import {type GoalStep, isPromptStep, type PromptStep, type Step} from './schema.js';
import {frontPart, type StepRecord} from './session.js';
import {createStages, type Stage} from './stage.js';

export interface Theatre {
	/** The scene of a step, of its part in front; `undefined` where a step has no world. */
	scene(step: Step): Scene | undefined;
	/** Opens the scene of a step as it was left: `seen` ticks known, the moment at `position`. */
	resume(step: Step, position: number, seen: number): void;
	forward(step: Step): SceneEvent | undefined;
	seek(step: Step, position: number): void;
	toEnd(step: Step): void;
	/** Nothing more to see, or nothing at all? */
	isOver(step: Step): boolean;
	/** Begins a line where the scene is now; whatever was still to come of a symptom comes first. */
	begin(step: PromptStep, typist: Typist): SceneLine;
	hasMachine(step: Step, name: string): boolean;
	metGoals(step: GoalStep): string[];
	readonly debriefs: Debriefs;
	/** Drops the live worlds of a step; they are built anew when they are needed. */
	forget(step: Step): void;
	truth(step: Step, part: Part): Truth;
	played(step: Step, part: Part): {history: History; since: number} | undefined;
	playedIn(step: Step, part: Part, lab: string): {history: History; since: number};
}

/** Live worlds of `lesson`; `recordAt` tells what the session knows of a step now. */
export function createTheatre(lesson: Lesson, recordAt: (step: Step) => StepRecord): Theatre {
	const stages = createStages(lesson);
	const scenes = new Map<string, Scene>();
	const truths = new Map<string, Truth>();

	const stageOf = (step: Step): Stage | undefined => stages.of(step, frontPart(step, recordAt(step))?.key);
	const scene: Theatre['scene'] = (step) => {
		const stage = stageOf(step);
		if (!stage) return undefined;
		const known = scenes.get(stage.key);
		if (known) return known;
		const opened = openScene(stage);
		scenes.set(stage.key, opened);
		rebuild(opened, step);
		return opened;
	};
	const rebuild = (opened: Scene, step: Step): void => {
		if (isPromptStep(step)) for (const command of recordAt(step).commands) retype(opened, command, guardOf(step));
		else if (wasSeen(opened, step)) forwardToEnd(opened);
	};
	/** Did the learner see this scene to its end? Steps that share it speak for it. */
	const wasSeen = (opened: Scene, step: Step): boolean => {
		switch (step.kind) {
			case 'recall':
			case 'act':
			case 'features':
			case 'recap': {
				const part = frontPart(step, recordAt(step));
				return part !== undefined && recordAt(step).closed.includes(part.key);
			}
			case 'compare':
				return recordAt(step).ran;
			case 'predict':
			case 'run':
				return lesson.steps.some((other) => other.kind === 'run' && stages.of(other)?.key === opened.stage.key && recordAt(other).ran);
			case 'observe':
			case 'explain':
				return true;
			default:
				return false;
		}
	};
	const only = (step: Step): History => {
		const history = scene(step)?.histories[0];
		if (!history) throw new RangeError(`step "${step.id}" has no world`);
		return history;
	};

	return {
		scene,
		resume(step, position, seen) {
			const stage = stageOf(step);
			if (!stage) return;
			const opened = openScene(stage);
			scenes.set(stage.key, opened);
			if (isPromptStep(step)) rebuild(opened, step);
			seek(opened, seen);
			seek(opened, position);
		},
		forward(step) {
			const opened = scene(step);
			return opened && forward(opened);
		},
		seek(step, position) {
			const opened = scene(step);
			if (opened) seek(opened, position);
		},
		toEnd(step) {
			const opened = scene(step);
			if (opened) forwardToEnd(opened);
		},
		isOver(step) {
			const opened = scene(step);
			return opened === undefined || isOver(opened);
		},
		begin(step, typist) {
			const shown = scene(step) as Scene;
			const opened = withoutLater(shown, recordAt(step).commands, () => openScene(shown.stage), guardOf(step));
			scenes.set(shown.stage.key, opened);
			// A scene that was wound back is typed into where it is.
			if (opened.fed < opened.stage.stimuli.length) forwardToEnd(opened);
			return beginLine(opened, typist, guardOf(step));
		},
		hasMachine: (step, name) => machineNamed(only(step).world, name) !== undefined,
		debriefs: createDebriefs(stages, recordAt),
		metGoals: (step) => metGoals(step.goals, only(step)),
		forget(step) {
			const keys = [stages.of(step)?.key, ...partsOf(step).map((part) => stages.of(step, part.key)?.key)];
			for (const key of keys) if (key !== undefined) scenes.delete(key);
		},
		truth(step, part) {
			const key = `${step.id} ${part.key}`;
			const known = truths.get(key) ?? truthOf(stages, step, part);
			truths.set(key, known);
			return known;
		},
		played(step, part) {
			const stage = stages.of(step, part.key);
			return stage && stages.played(stage);
		},
		playedIn: (step, part, lab) => stages.playedIn(stages.of(step, part.key) as Stage, lab),
	};
}
