/*
 * Looking up a table
 *
 * The best flow of a table is found, credited, and its actions run. A resubmit
 * may look the frame up as if it had come by another port; what the actions
 * see is the real one.
 *
 * A walk must end. A step to a higher table is free, for there are only so many; any
 * other deepens, and a depth of 64 ends the walk, as do 4096 steps in all. Then all that was
 * translated is thrown away: outputs before the loop are not sent either.
 *
 * A table miss is a drop. Only for controllers that speak OpenFlow before 1.3 it is a
 * packet-in, unless the lookup was a `resubmit`.
 *
 * Follows xlate_table_action, xlate_recursively, xlate_resubmit_resource_check, rule_dpif_lookup_from_table. Not modelled: table-mods of
 * OpenFlow 1.1 and 1.2 that let a miss go on to the next table, fragment handling other than `normal`.
 */
import type {Action} from '../../flow/action.js';
import {lookUpRule} from '../../flow/flow-tables.js';
import {FRAG_ANY, KEY_WORDS, WORD} from '../../flow/key.js';
import type {Rule} from '../../flow/rule.js';
import {wantsMisses} from '../controller/controller-link.js';
import {noteLooked, noteRule} from './report.js';
import {note, type RunActions, type Translation} from './translation.js';

export const MAX_DEPTH = 64;
const MAX_RESUBMITS = 4096;

const MISS_TO_CONTROLLER: readonly Action[] = [{kind: 'controller', maxLength: 0xffff, reason: 'no_match', controllerId: 0}];

interface WalkOptions {
	/** A miss may become a packet-in. */
	mayPacketIn: boolean;
	isLast: boolean;
	/** Instead of just running the actions: on a copy, behind a patch port. */
	run?: RunActions;
}

/** Looks up `table` as if the frame had come by `inPort`, and runs the actions of the flow that it finds. */
export function walkTable(translation: Translation, inPort: number, table: number, options: WalkOptions): void {
	if (!mayGoOn(translation)) return;
	const {table: oldTable, rule: oldRule, tableMiss, cookie, depth} = translation;
	const deepens = table <= oldTable ? 1 : 0;
	translation.table = table;
	const found = lookUp(translation, inPort, options.mayPacketIn);
	creditRuleOf(translation, found);
	noteRule(translation, table, found);
	translation.resubmits++;
	translation.recursion += deepens;
	enterRule(translation, found);
	(options.run ?? translation.run)(translation, found.actions, options.isLast);
	translation.recursion -= deepens;
	Object.assign(translation, {rule: oldRule, tableMiss, cookie, depth, table: oldTable});
}

/** What a table says to a frame: the actions of a flow, or of a miss. */
export interface Found {
	rule: Rule | undefined;
	/** A miss that is sent to a controller. */
	toController: boolean;
	actions: readonly Action[];
}

/** Looks up the current table; adds what was looked at to the mask, and credits the table. */
export function lookUp(translation: Translation, inPort: number, mayPacketIn: boolean): Found {
	const {bridge, flow, mask, table} = translation;
	const realPort = flow[WORD.inPort] as number;
	const ports = flow[WORD.tp] as number;
	flow[WORD.inPort] = inPort;
	// A fragment is looked up as if it had no ports.
	if ((((flow[WORD.nw] as number) >>> 24) & FRAG_ANY) !== 0) flow[WORD.tp] = 0;
	const before = translation.request.tracing ? mask.slice() : undefined;
	const rule = lookUpRule(bridge.tables, table, flow, mask, translation.horizon);
	flow[WORD.inPort] = realPort;
	flow[WORD.tp] = ports;
	if (before) noteLooked(translation, before, 'lookup');
	translation.credits.push({kind: 'table', bridge: bridge.name, table, matched: rule !== undefined});
	if (rule) return {rule, toController: false, actions: rule.actions};
	const toController = mayPacketIn && wantsMisses(bridge);
	if (!toController) translation.drop = 'ovs-table-miss';
	return {rule: undefined, toController, actions: toController ? MISS_TO_CONTROLLER : []};
}

/** The flow is in force: its actions run from here on. */
export function enterRule(translation: Translation, {rule}: Found): void {
	translation.rule = rule?.id;
	translation.cookie = rule?.cookie ?? 0n;
	translation.tableMiss = rule !== undefined && rule.priority === 0 && isCatchAll(rule);
	if (rule?.actions.every(({kind}) => kind === 'drop')) translation.drop = 'ovs-flow-drop';
}

export function creditRuleOf(translation: Translation, {rule}: Found): void {
	if (rule) translation.credits.push({kind: 'rule', bridge: translation.bridge.name, rule: rule.id});
}

/** Is there anything left of what one frame may cost? */
export function mayGoOn(translation: Translation): boolean {
	const fail = (error: 'too-deep' | 'too-many-resubmits' | 'stack-too-deep', text: string): boolean => {
		note(translation, {kind: 'ovs-remark', text, level: 'error'});
		translation.error = error;
		return false;
	};
	if (translation.recursion >= MAX_DEPTH) return fail('too-deep', `over max translation depth ${MAX_DEPTH}`);
	if (translation.resubmits >= MAX_RESUBMITS) return fail('too-many-resubmits', `over ${MAX_RESUBMITS} resubmit actions`);
	if (translation.stack.length >= MAX_STACK) return fail('stack-too-deep', 'resubmits yielded over 64 kB of stack');
	return true;
}

/** Values on the stack: at most 64 kB, of which each takes up to 17 octets. */
const MAX_STACK = 4096;

function isCatchAll({match}: Rule): boolean {
	for (let at = 0; at < KEY_WORDS; at++) if (match.mask[at] !== 0) return false;
	return true;
}
