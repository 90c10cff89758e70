/** The sandboxes of a lesson: one a step, kept while the lesson is open, at most one of them looked at. */
import {DONE, type Intention, type Reply, refuse} from './intention.js';
import {positionOf} from './scene.js';
import {runToEnd} from './scene-line.js';
import type {Stand} from './stand.js';
import {openSandbox, type StepSandbox} from './step-sandbox.js';

export interface Sandboxes {
	/** The one that is looked at. */
	readonly open: StepSandbox | undefined;
	/** Turns to that of the step in front, a new one where there was none. False where the step has no world. */
	enter(): boolean;
	leave(): void;
	/** Throws that of the step in front away; an open one begins anew. */
	renew(): void;
	/** What becomes of an intention while one is open; `undefined` while none is. */
	act(intention: Intention): Reply | undefined;
}

export function createSandboxes(stand: Stand): Sandboxes {
	const kept = new Map<string, StepSandbox>();
	let open: StepSandbox | undefined;

	const sandboxes: Sandboxes = {
		get open() {
			return open;
		},
		enter() {
			const scene = stand.theatre.scene(stand.step);
			if (!scene) return false;
			open = kept.get(stand.step.id) ?? openSandbox(scene);
			kept.set(stand.step.id, open);
			return true;
		},
		leave() {
			open = undefined;
		},
		renew() {
			kept.delete(stand.step.id);
			if (open) sandboxes.enter();
		},
		act(intention) {
			if (!open) return undefined;
			switch (intention.kind) {
				case 'type': {
					const from = positionOf(open.scene);
					return {kind: 'printed', from, printout: runToEnd(open.begin(intention))};
				}
				case 'undo':
					return open.undo() ? DONE : refuse('nothing-to-undo');
				case 'redo':
					return open.redo() ? DONE : refuse('nothing-to-redo');
				case 'reset':
					sandboxes.renew();
					return DONE;
				case 'choose':
				case 'toggle':
				case 'sure':
				case 'commit':
				case 'hint':
				case 'solution':
				case 'note':
				case 'next':
				case 'skip':
				case 'previous':
				case 'go':
					return refuse('in-sandbox');
				default:
					return intention satisfies never;
			}
		},
	};
	return sandboxes;
}
