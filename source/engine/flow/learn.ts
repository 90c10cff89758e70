/*
 * The action learn: a frame that adds a flow
 *
 * `learn` writes a flow-mod out of a template and the frame at hand: what the new flow
 * matches, loads and where it outputs is taken from fields of this frame or is
 * constant. The message is a strict modify with a cookie: the first frame adds the flow, the following ones find it
 * as it would be made and only renew its time, so that hard timeouts run from the last frame that
 * taught it.
 *
 * The cached answer depends on every field that the template reads.
 *
 * Follows lib/learn.c (learn_execute, learn_mask) and ofproto/ofproto.c (ofproto_flow_mod_init_for_learn,
 * ofproto_flow_mod_learn).
 */
import {type Action, type LearnSpec, OFPP} from './action.js';
import {ANY_GROUP, ANY_PORT, KEEP_COOKIE} from './apply-flow-mod.js';
import {findExactly} from './classifier.js';
import {ones, readSubfield, writeSubfield} from './field-access.js';
import type {FlowMod} from './flow-mod.js';
import {applyFlowMod, type FlowTables, type Removed} from './flow-tables.js';
import type {GroupTable} from './group.js';
import type {FlowKey, FlowMask} from './key.js';
import {matchAll} from './match.js';
import {isEqual} from './plain-equal.js';
import type {Rule} from './rule.js';
import {isHidden, rulesWithCookie} from './rule-store.js';
import {putMatchSubfield} from './syntax/match-field.js';

export type LearnAction = Extract<Action, {kind: 'learn'}>;

/** `unchanged` renewed a flow that was there; `limit` learned nothing, because there are as many as the action allows. */
export type LearnResult = {kind: 'learned'} | {kind: 'unchanged'} | {kind: 'limit'} | {kind: 'refused'; error: string};

/** The message that the action makes of this key (learn_execute). */
export function learnedFlowMod(action: LearnAction, key: FlowKey): FlowMod {
	const match = matchAll();
	const actions: Action[] = [];
	if (action.finIdleTimeout > 0 || action.finHardTimeout > 0)
		actions.push({kind: 'fin-timeout', idleTimeout: action.finIdleTimeout, hardTimeout: action.finHardTimeout});
	for (const spec of action.specs) {
		const value = typeof spec.source === 'bigint' ? spec.source : readSubfield(key, spec.source);
		if (spec.kind === 'match') putMatchSubfield(match, spec.to, value);
		else addAction(actions, spec, value);
	}
	return {
		command: 'modify-strict',
		table: action.table,
		priority: action.priority,
		match,
		actions,
		cookie: action.cookie,
		matchCookie: 0n,
		cookieMask: 0n,
		idleTimeout: action.idleTimeout,
		hardTimeout: action.hardTimeout,
		importance: 0,
		outPort: ANY_PORT,
		outGroup: ANY_GROUP,
		flags: {
			sendFlowRemoved: action.sendFlowRemoved,
			checkOverlap: false,
			resetCounts: false,
			noPacketCounts: false,
			noByteCounts: false,
		},
	};
}

function addAction(actions: Action[], spec: Exclude<LearnSpec, {kind: 'match'}>, value: bigint): void {
	if (spec.kind === 'load') {
		const from = BigInt(spec.to.from);
		const mask = ones(spec.to.bits) << from;
		actions.push({kind: 'set-field', field: spec.to.field, value: (value << from) & mask, mask, flavour: 'load'});
		return;
	}
	if (isOutput(value)) actions.push({kind: 'output', port: Number(value)});
}

/** A port that is learned must be an ordinary one or one of few reserved ones; else the flow does not output. */
function isOutput(port: bigint): boolean {
	if (port > 0xffffn) return false;
	const number = Number(port);
	return number < OFPP.max || number === OFPP.inPort || number === OFPP.flood || number === OFPP.local || number === OFPP.all;
}

/** Adds what the action reads of a key to `mask` (learn_mask). */
export function learnMask(action: LearnAction, mask: FlowMask): void {
	for (const {source} of action.specs) if (typeof source !== 'bigint') writeSubfield(mask, source, ones(source.bits));
}

/** The flow as the action would make it from this key, if there is one that needs no change. */
export function learnedRule(tables: FlowTables, action: LearnAction, key: FlowKey): Rule | undefined {
	return sameRule(tables, learnedFlowMod(action, key));
}

/** The flow with the match that the action makes of this key, whatever else it is. */
export function knownRule(tables: FlowTables, action: LearnAction, key: FlowKey): Rule | undefined {
	return ruleLike(tables, learnedFlowMod(action, key));
}

function ruleLike(tables: FlowTables, {table: number, priority, match}: FlowMod): Rule | undefined {
	const table = tables.tables.get(number);
	return table && tables.rules.get(findExactly(table.classifier, priority, match) ?? -1);
}

function sameRule(tables: FlowTables, mod: FlowMod): Rule | undefined {
	const rule = ruleLike(tables, mod);
	if (rule === undefined) return undefined;
	const isSame =
		rule.idleTimeout === mod.idleTimeout &&
		rule.hardTimeout === mod.hardTimeout &&
		rule.importance === mod.importance &&
		(mod.cookie === KEEP_COOKIE || mod.cookie === rule.cookie) &&
		isEqual(rule.flags, mod.flags) &&
		isEqual(rule.actions, mod.actions);
	return isSame ? rule : undefined;
}

/** Are there as many flows with the cookie of the action as it allows? */
export function isFull(tables: FlowTables, {limit, cookie, table}: LearnAction): boolean {
	if (limit === 0) return false;
	const alike = rulesWithCookie(tables, cookie).filter((other) => other.table === table && !isHidden(other));
	return alike.length >= limit;
}

/** Learns from a key, or renews what was learned from one like it. `removed` gets flows that had to give way. */
export function learn(
	tables: FlowTables,
	action: LearnAction,
	key: FlowKey,
	now: number,
	removed: Removed[],
	groups?: GroupTable,
): LearnResult {
	const mod = learnedFlowMod(action, key);
	const rule = sameRule(tables, mod);
	if (rule !== undefined) {
		rule.modified = now;
		return {kind: 'unchanged'};
	}
	if (isFull(tables, action)) return {kind: 'limit'};
	const result = applyFlowMod(tables, mod, now, removed, groups);
	return result.kind === 'done' ? {kind: 'learned'} : result;
}
