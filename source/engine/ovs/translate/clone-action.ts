/*
 * Actions on a copy
 *
 * What `clone(…)` does to the frame is undone for what follows, and so is what happens behind
 * a patch port. Mostly no copy is needed for that: the headers that were changed are written back before the next
 * output. Only what cannot be undone (a copy that was cut) is done to a copy in the datapath.
 *
 * Follows clone_xlate_actions (ofproto-dpif-xlate.c). Not modelled: `clone` around meters.
 */
import type {DatapathAction} from '../../devices/datapath/datapath-action.js';
import {OFPP} from '../../flow/action.js';
import {executeActionSet} from './action-set.js';
import {commitFlow} from './commit-flow.js';
import {finishFreezing, type Step} from './recirculate.js';
import type {Translation} from './translation.js';

export function cloneActions(translation: Translation, steps: readonly Step[], isLast: boolean): void {
	const {stack, actionSet, actionSetOutput, flow} = translation;
	const before = flow.slice();
	translation.stack = [...stack];
	translation.actionSet = [...actionSet];
	if (isLast || steps.every(canBeUndone)) runToTheEnd(translation, steps, isLast);
	else runOnCopy(translation, steps);
	Object.assign(translation, {actionSet, actionSetOutput, stack});
	flow.set(before);
}

function runOnCopy(translation: Translation, steps: readonly Step[]): void {
	commitFlow(translation);
	const base = translation.base.slice();
	const {actions} = translation;
	const inner: DatapathAction[] = [];
	translation.actions = inner;
	runToTheEnd(translation, steps, true);
	translation.actions = actions;
	if (inner.length > 0) actions.push({kind: 'clone', actions: inner});
	translation.base.set(base);
}

/** Runs actions, and then what they left: their action set, or the way on after a freeze. */
export function runToTheEnd(translation: Translation, steps: readonly Step[], isLast: boolean): void {
	translation.run(translation, steps, isLast);
	if (!translation.freezing) executeActionSet(translation);
	if (translation.freezing) finishFreezing(translation);
}

/** reversible_actions */
function canBeUndone(step: Step): boolean {
	if (step.kind === 'meter') return false;
	return step.kind !== 'output' || step.maxLength === undefined || step.port === OFPP.controller;
}
