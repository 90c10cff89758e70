/*
 * The sandbox of a step: a copy of its world, to try things in
 *
 * It begins with the moment that was looked at, with its past and without what was
 * still to come of the step. Whatever is typed in it can be taken back and done
 * again; the step knows nothing of it.
 */
import {fork} from '../engine/history.js';
import {type Deeds, lastDeed, redid, type TypedCommand, typed, undid} from './deeds.js';
import type {Scene} from './scene.js';
import {beginLine, retype, type SceneLine, type Typist, whenDone, withoutLater} from './scene-line.js';

export interface StepSandbox {
	/** The copy; another one after each `undo` and `redo`. */
	readonly scene: Scene;
	/** What was typed in it. */
	readonly deeds: Deeds;
	/** Begins a line. */
	begin(typist: Typist): SceneLine;
	/** Takes the last command back that did something, with what only looked after it; `undefined` when there is none. */
	undo(): TypedCommand | undefined;
	redo(): TypedCommand | undefined;
}

/** A sandbox that begins as `scene` is now. */
export function openSandbox(scene: Scene): StepSandbox {
	const begin = copyOf(scene);
	let live = copyOf(scene);
	let deeds: Deeds = {commands: [], undone: []};

	const rebuild = (next: Deeds): void => {
		deeds = next;
		live = copyOf(begin);
		for (const command of deeds.commands) retype(live, command);
	};
	return {
		get scene() {
			return live;
		},
		get deeds() {
			return deeds;
		},
		begin(typist) {
			live = withoutLater(live, deeds.commands, () => copyOf(begin));
			const line = beginLine(live, typist);
			return whenDone(line, () => {
				deeds = typed(deeds, line.command);
			});
		},
		undo() {
			const taken = deeds.commands[lastDeed(deeds.commands)];
			if (taken) rebuild(undid(deeds));
			return taken;
		},
		redo() {
			const again = deeds.undone[0];
			if (again) rebuild(redid(deeds));
			return again;
		},
	};
}

/** The same moment in a world of its own, in which nothing is still to come. */
function copyOf({stage, histories, starts, order, at}: Scene): Scene {
	return {
		stage: {key: `${stage.key} sandbox`, starts: stage.starts, stimuli: []},
		histories: histories.map(fork),
		starts,
		fed: 0,
		order: order.slice(0, at),
		at,
		shells: histories.map(() => new Map()),
	};
}
