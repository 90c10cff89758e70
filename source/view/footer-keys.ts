/** Which keys the footer names: the five to seven that are of use now. */
import type {Play} from '../lesson/play.js';
import {isOver} from '../lesson/scene.js';
import {isPromptStep} from '../lesson/schema.js';

/** What the footer may name; `ui/keys.ts` knows the keys, the locale the words. */
export type FooterIntent =
	| 'choose'
	| 'confirm'
	| 'play'
	| 'forward'
	| 'backward'
	| 'why'
	| 'hint'
	| 'solution'
	| 'console'
	| 'next-step'
	| 'next-pane'
	| 'undo'
	| 'copy'
	| 'zoom';

export interface FooterState {
	asking: boolean;
	focus: 'text' | 'picture' | 'tables' | 'events' | 'console';
}

export function footerIntents(play: Play, {asking, focus}: FooterState): FooterIntent[] {
	const {step, record, prose} = play;
	const scene = play.scene;
	const hint = record.hints < prose.hints.length ? (['hint'] as const) : [];
	if (focus === 'console') return [];
	if (focus === 'events') return ['confirm', 'why', 'next-pane', 'zoom', 'copy'];
	if (focus === 'tables') return ['why', 'next-pane', 'zoom', 'copy'];
	if (asking)
		return [
			'choose',
			'confirm',
			...(play.mayPlay() ? (['forward'] as const) : []),
			...hint,
			'next-pane',
			...(record.attempts.length > 0 ? (['solution'] as const) : []),
		];
	const told = play.part !== undefined && record.closed.includes(play.part.key);
	if (isPromptStep(step) && !play.isDone())
		return [...(told ? (['next-step'] as const) : []), 'console', 'forward', 'backward', 'why', ...hint, 'undo', 'next-pane'];
	if (step.kind === 'bridge') return ['copy', 'zoom', 'next-step', 'next-pane'];
	const canPlay = play.mayPlay() && scene !== undefined && (scene.stage.stimuli.length > 0 || !isOver(scene));
	const time = canPlay ? (['play', 'forward', 'backward', 'why'] as const) : [];
	const goesOn = play.isDone() || !canPlay || told;
	return [...(goesOn ? (['next-step'] as const) : []), ...time, 'next-pane', ...hint];
}
