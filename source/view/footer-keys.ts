/** Which keys the footer names: the five to seven that are of use now. */

import {lastDeed} from '../lesson/deeds.js';
import type {Play} from '../lesson/play.js';
import {isOver, lengthOf, positionOf, type Scene} from '../lesson/scene.js';
import {isPromptOpen} from '../lesson/schema.js';

/** What the footer may name; `ui/keys.ts` knows the keys, the locale the words. */
export type FooterIntent =
	| 'choose'
	| 'confirm'
	| 'play'
	| 'forward'
	| 'backward'
	| 'why'
	| 'inspect'
	| 'hint'
	| 'solution'
	| 'console'
	| 'next-step'
	| 'next-pane'
	| 'undo'
	| 'reset'
	| 'copy'
	| 'zoom';

export interface FooterState {
	asking: boolean;
	focus: 'text' | 'picture' | 'tables' | 'events' | 'console';
}

export function footerIntents(play: Play, {asking, focus}: FooterState): FooterIntent[] {
	const {step, record, prose} = play;
	const scene = play.scene;
	const told = play.part !== undefined && record.closed.includes(play.part.key);
	// After the answer a hint has come too late.
	const hint = record.hints < prose.hints.length && !told && !play.isDone() ? (['hint'] as const) : [];
	const time = play.mayPlay() && scene !== undefined ? timeKeys(play, scene) : [];
	if (focus === 'console') return [];
	if (play.sandbox && focus === 'text') return sandboxKeys(play, time);
	if (focus === 'events') return ['confirm', 'why', 'inspect', 'next-pane', 'zoom', 'copy'];
	if (focus === 'tables') return ['why', 'inspect', 'next-pane', 'zoom', 'copy'];
	if (asking)
		return [
			// A number is typed, not chosen.
			...(play.part?.ask === 'number' ? [] : (['choose'] as const)),
			'confirm',
			...hint,
			...(record.attempts.some(({part}) => part === play.part?.key) ? (['solution'] as const) : []),
			...time.filter((intent) => intent === 'forward' || intent === 'backward'),
			'next-pane',
		];
	if (isPromptOpen(step, play.isDone())) {
		if (told) return ['next-step', 'console', ...time, 'next-pane'];
		const undo = lastDeed(record.commands) !== -1 ? (['undo'] as const) : [];
		const goesOn = step.kind === 'sandbox' && play.lesson.steps.at(-1) !== step ? (['next-step'] as const) : [];
		return [...goesOn, 'console', ...hint, ...undo, ...time.filter((intent) => intent !== 'play'), 'next-pane'];
	}
	if (step.kind === 'bridge') return ['copy', 'zoom', 'next-step', 'next-pane'];
	// A comparison is answered first and watched then; only after that it goes on.
	const goesOn = play.isDone() || time.length === 0 || (told && step.kind !== 'compare');
	return [...(goesOn ? (['next-step'] as const) : []), ...time, 'next-pane', ...hint];
}

/** Beside the prompt of a sandbox. */
function sandboxKeys({sandbox}: Play, time: readonly FooterIntent[]): FooterIntent[] {
	const undo = lastDeed(sandbox?.deeds.commands ?? []) !== -1 ? (['undo', 'reset'] as const) : [];
	return ['console', ...undo, ...time.filter((intent) => intent !== 'play'), 'next-pane'];
}

/** The keys of time that do something at this place: nothing lies before the beginning, nothing after the end. */
function timeKeys(play: Play, scene: Scene): FooterIntent[] {
	if (scene.stage.stimuli.length === 0 && isOver(scene) && lengthOf(scene) === 0) return [];
	const more = positionOf(scene) < lengthOf(scene) || !isOver(scene);
	const before = positionOf(scene) > 0;
	const seen = play.history !== undefined && lengthOf(scene) > 0;
	return ['play', ...(more ? (['forward'] as const) : []), ...(before ? (['backward'] as const) : []), ...(seen ? (['why'] as const) : [])];
}
