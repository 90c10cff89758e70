/**
 * The action `check_pkt_larger`: the length is no part of the key, so the datapath decides, and the rest of the actions is
 * translated twice, with the bit set and with the bit clear (xlate_check_pkt_larger).
 */
import type {DatapathAction} from '../../devices/datapath/datapath-action.js';
import type {Action} from '../../flow/action.js';
import {writeSubfield} from '../../flow/field-access.js';
import {runToTheEnd} from './clone-action.js';
import {commitFlow} from './commit-flow.js';
import type {Step} from './recirculate.js';
import type {Translation} from './translation.js';

export function checkPacketLength(
	translation: Translation,
	{length, to}: Extract<Action, {kind: 'check-packet-larger'}>,
	rest: readonly Step[],
): void {
	const {flow, stack, actionSet, actionSetOutput, actions, exit} = translation;
	const before = flow.slice();
	commitFlow(translation);
	const base = translation.base.slice();
	const branch = (value: bigint): DatapathAction[] => {
		const inner: DatapathAction[] = [];
		translation.actions = inner;
		translation.stack = [...stack];
		translation.actionSet = [...actionSet];
		translation.exit = exit;
		writeSubfield(flow, to, value);
		runToTheEnd(translation, rest, true);
		translation.base.set(base);
		flow.set(before);
		translation.actionSetOutput = actionSetOutput;
		return inner;
	};
	const greater = branch(1n);
	const lessOrEqual = branch(0n);
	Object.assign(translation, {actions, stack, actionSet, exit});
	actions.push({kind: 'check-packet-length', length, greater, lessOrEqual});
}
