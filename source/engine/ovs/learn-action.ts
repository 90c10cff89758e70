/** The action `learn`: a frame adds a flow, at once, so that a later resubmit of the same frame sees it (xlate_learn_action). */

import type {Removed} from '../flow/flow-tables.js';
import type {FlowKey} from '../flow/key.js';
import {type LearnAction, type LearnResult, learn, learnedFlowMod, learnMask} from '../flow/learn.js';
import {formatMatch} from '../flow/syntax/match-format.js';
import {textOf} from './report.js';
import {note, type Translation} from './translation.js';
import type {OvsBridge} from './vswitchd.js';

export function runLearn(translation: Translation, action: LearnAction): void {
	const {bridge, flow, mask, request, credits} = translation;
	learnMask(action, mask);
	credits.push({kind: 'learned-flow', bridge: bridge.name, action, key: flow.slice()});
	if (!request.stats) {
		note(translation, {kind: 'ovs-remark', text: 'suppressing side effects, so learn action ignored', level: 'warning'});
		return;
	}
	if (request.tracing) note(translation, {kind: 'ovs-remark', text: describe(action, flow)});
	const result = learnFlow(bridge, action, flow, request.now);
	if (result.kind === 'limit') note(translation, {kind: 'ovs-remark', text: 'Limit exceeded, learn failed'});
	if (result.kind === 'refused')
		note(translation, {kind: 'ovs-remark', text: `LEARN action execution failed (${result.error}).`, level: 'error'});
}

/** Adds or renews the flow that `action` makes of `key`. */
export function learnFlow(bridge: OvsBridge, action: LearnAction, key: FlowKey, now: number): LearnResult {
	const removed: Removed[] = [];
	return learn(bridge.tables, action, key, now, removed, bridge.groups);
}

function describe(action: LearnAction, key: FlowKey): string {
	const mod = learnedFlowMod(action, key);
	const parts = [`table=${mod.table} ${formatMatch(mod.match)}`.trimEnd(), `priority=${mod.priority}`];
	if (mod.cookie !== 0n) parts.push(`cookie=0x${mod.cookie.toString(16)}`);
	if (mod.idleTimeout !== 0) parts.push(`idle=${mod.idleTimeout}`);
	if (mod.hardTimeout !== 0) parts.push(`hard=${mod.hardTimeout}`);
	if (mod.flags.sendFlowRemoved) parts.push('send_flow_rem');
	return `${parts.join(' ')} actions=${textOf(mod.actions) || 'drop'}`;
}
