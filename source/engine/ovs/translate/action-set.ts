/*
 * Action sets
 *
 * `write_actions` runs nothing; it puts actions into a set that runs when the walk is over, and the buckets
 * of a group are such sets too. A set has an order of its own, whatever the order in which
 * it was filled: tags off, tags on, TTL, then headers, and one action at the end that sends.
 * Of most kinds only the last counts; a group outranks an output. Without an
 * action that sends, nothing in the set runs.
 *
 * Follows OpenFlow 1.3.5 section 5.10; ofpacts_execute_action_set (lib/ofp-actions.c).
 */
import {type Action, type ActionKind, OFPP} from '../../flow/action.js';
import {textOf} from './report.js';
import {note, type Translation} from './translation.js';

/** Once each, in this order. */
const SLOTS: readonly ActionKind[] = ['strip-vlan', 'push-vlan', 'dec-ttl'];
/** One of them, the last in this list. */
const FINAL: readonly ActionKind[] = ['resubmit', 'output', 'group'];
/** As often as they come, as they come. */
const HEADERS: ReadonlySet<ActionKind> = new Set([
	'set-field',
	'move',
	'set-eth-dst',
	'set-eth-src',
	'set-ip-dscp',
	'set-ip-ecn',
	'set-ip-ttl',
	'set-ipv4-dst',
	'set-ipv4-src',
	'set-l4-dst',
	'set-l4-src',
	'set-queue',
	'set-tunnel',
	'set-vlan-pcp',
	'set-vlan-vid',
]);

/** The actions of a set, in the order in which they run. */
export function orderActionSet(set: readonly Action[]): Action[] {
	let last: Action | undefined;
	for (const action of set) {
		const rank = rankOf(action);
		if (rank !== -1 && (!last || rank >= rankOf(last))) last = action;
	}
	if (!last) return [];
	const slots = SLOTS.flatMap((kind) => set.findLast((action) => action.kind === kind) ?? []);
	return [...slots, ...set.filter(({kind}) => HEADERS.has(kind)), last];
}

/** The walk is over: the set runs (xlate_action_set). */
export function executeActionSet(translation: Translation): void {
	const actions = orderActionSet(translation.actionSet);
	translation.actionSet = [];
	if (actions.length === 0) return;
	const {depth} = translation;
	translation.inActionSet = true;
	note(translation, {kind: 'ovs-remark', text: '--. Executing action set:', level: 'step'});
	translation.depth = depth + 1;
	translation.run(translation, actions, true);
	translation.depth = depth;
	translation.inActionSet = false;
}

/** write_actions (xlate_write_actions__). */
export function writeActions(translation: Translation, actions: readonly Action[]): void {
	for (const action of actions) {
		if (translation.actionSetHasGroup) break;
		if (action.kind === 'output') translation.actionSetOutput = action.port;
		if (action.kind === 'controller') translation.actionSetOutput = OFPP.controller;
		if (action.kind === 'group') {
			translation.actionSetOutput = OFPP.unset;
			translation.actionSetHasGroup = true;
		}
	}
	translation.actionSet.push(...actions);
}

export function clearActionSet(translation: Translation): void {
	translation.actionSet = [];
	translation.actionSetOutput = OFPP.unset;
	translation.actionSetHasGroup = false;
}

/** `is`, or `was` before it is cleared. */
export function noteActionSet(translation: Translation, verb: 'is' | 'was'): void {
	if (!translation.request.tracing) return;
	const actions = orderActionSet(translation.actionSet);
	note(translation, {kind: 'ovs-remark', text: `action set ${verb}${actions.length === 0 ? ' empty' : `: ${textOf(actions)}`}`});
}

/** An output to a controller is an output; one that cuts the frame is another action, which a set does not have. */
function rankOf(action: Action): number {
	if (action.kind === 'controller') return FINAL.indexOf('output');
	if (action.kind === 'output' && action.maxLength !== undefined && action.port !== OFPP.controller) return -1;
	return FINAL.indexOf(action.kind);
}
