/**
 * The action `learn`: a frame adds a flow (xlate_learn_action)
 *
 * All lookups of a translation see the tables as they were when it began (tables_version), so the frame that
 * taught a flow does not meet it: it only has to look at the fields that the flow matches (`horizon`). A flow that
 * is there already, and that the frame makes another, stays as it was until the translation is over.
 */

import {unWildcardSubfield, writeSubfield} from '../../flow/field-access.js';
import type {Removed} from '../../flow/flow-tables.js';
import type {FlowKey} from '../../flow/key.js';
import {isFull, knownRule, type LearnAction, type LearnResult, learn, learnedFlowMod, learnedRule, learnMask} from '../../flow/learn.js';
import {formatMatch} from '../../flow/syntax/match-format.js';
import type {OvsCause} from '../cause.js';
import type {OvsBridge} from '../vswitchd.js';
import {textOf} from './report.js';
import {noteSubfield} from './set-header.js';
import {note, type Translation} from './translation.js';

export function runLearn(translation: Translation, action: LearnAction): void {
	const {bridge, flow, mask, request} = translation;
	learnMask(action, mask);
	if (!request.stats && request.tracing) {
		note(translation, {kind: 'ovs-remark', text: 'suppressing side effects, so learn action ignored', level: 'warning'});
		return;
	}
	if (request.tracing) note(translation, {kind: 'ovs-remark', text: describe(action, flow)});
	const key = flow.slice();
	const success = request.stats ? learnNow(translation, action, key) : mayLearnLater(translation, action, key);
	if (action.resultTo) {
		unWildcardSubfield(mask, action.resultTo);
		writeSubfield(flow, action.resultTo, success ? 1n : 0n);
		noteSubfield(translation, action.resultTo);
	}
	if (success) translation.credits.push({kind: 'learned-flow', bridge: bridge.name, action, key});
	else note(translation, {kind: 'ovs-remark', text: 'Limit exceeded, learn failed'});
}

/** False when there are too many flows. */
function learnNow(translation: Translation, action: LearnAction, key: FlowKey): boolean {
	const {bridge, learned, request, report, depth, horizon} = translation;
	const known = knownRule(bridge.tables, action, key);
	if (known !== undefined && known.id < horizon && learnedRule(bridge.tables, action, key) === undefined) {
		if (isFull(bridge.tables, action)) return false;
		learned.push({bridge, action, key, reportAt: report.length, depth});
		return true;
	}
	const result = learnFlow(bridge, action, key, request.now);
	if (result.kind === 'refused') note(translation, refusal(result.error));
	return result.kind !== 'limit';
}

/** The answer of a frame that could not be taught now is not one that may be kept. */
function mayLearnLater(translation: Translation, action: LearnAction, key: FlowKey): boolean {
	if (action.limit > 0 && !learnedRule(translation.bridge.tables, action, key)) translation.uncacheable = true;
	return true;
}

/** Changes the flows that the frame has taught anew; what goes wrong is noted where the action stands. */
export function learnAll({request, learned, report}: Translation): void {
	let noted = 0;
	for (const {bridge, action, key, reportAt, depth} of learned) {
		const result = learnFlow(bridge, action, key, request.now);
		if (result.kind === 'refused' && request.tracing) report.splice(reportAt + noted++, 0, {depth, cause: refusal(result.error)});
	}
}

function refusal(error: string): OvsCause {
	return {kind: 'ovs-remark', text: `LEARN action execution failed (${error}).`, level: 'error'};
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
