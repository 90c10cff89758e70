/*
 * Do the actions fit the match (lib/ofp-actions.c, ofpacts_check)?
 *
 * From OpenFlow 1.1 on a flow that sets an IPv4 address must match IPv4, one that pops a tag must
 * match a tag, and so on; an action before may have made it so. Such flows are not refused but
 * cannot be said in those versions, 1.0 alone takes them. Fields of set_field, load, move and
 * their like must always fit, and ports and tables must exist.
 *
 * The check walks over the actions with the key of the match; what the walk knows at an
 * action (is there a tag? which protocol?) is needed again to carry the action in another
 * version (`action-carry.ts`).
 */
import {type Action, type LearnSpec, OFPP, type Subfield} from '../action.js';
import {toField} from '../field.js';
import {hasPrerequisites} from '../field-access.js';
import {type FlowKey, FRAG_LATER, VLAN_PRESENT, WORD} from '../key.js';
import {type Match, matchAll} from '../match.js';
import {putMatchSubfield} from './match-field.js';
import {OF10_ANY} from './protocol.js';
import {ANY_FORMAT} from './reading.js';

export interface Check {
	/** What the frame is known to be at this action; the walk changes it. */
	key: FlowKey;
	/** Table of the flow; 255 when none was said. */
	table: number;
	/** Flow formats in which the actions so far can be said. */
	formats: number;
	/** Name of the OpenFlow error that was found. */
	error: string | undefined;
	/** What stands in the log about it. */
	log?: string;
}

const INCONSISTENT = 'OFPBAC_MATCH_INCONSISTENT';
const BAD_PORT = 'OFPBAC_BAD_OUT_PORT';
const MAX_METER = 0xffff_0000;

export function openCheck(match: Match, table: number): Check {
	return {key: match.key.slice(), table, formats: ANY_FORMAT, error: undefined};
}

/** Checks actions one after the other, up to the first error. */
export function checkActions(check: Check, actions: readonly Action[]): void {
	for (const action of actions) {
		check.error ??= checkAction(check, action);
		if (check.error) return;
	}
}

/** Is there a tag at this action? */
export function hasTag(check: Check): boolean {
	return ((check.key[WORD.vlan] as number) & VLAN_PRESENT) !== 0;
}

/** Protocol number that the match asks for; 0 when it asks for none. */
export function protocolOf(check: Check): number {
	return (check.key[WORD.nw] as number) & 0xff;
}

/** Checks one action and walks over it; the name of an error, or nothing. */
export function checkAction(check: Check, action: Action): string | undefined {
	switch (action.kind) {
		case 'output':
			return isOutputPort(action.port) ? undefined : BAD_PORT;
		case 'enqueue':
			return action.port < OFPP.max || action.port === OFPP.inPort || action.port === OFPP.local ? undefined : BAD_PORT;
		case 'set-vlan-vid':
		case 'set-vlan-pcp':
			if (!hasTag(check) && !action.pushIfNeeded) check.formats &= OF10_ANY;
			setTag(check);
			return undefined;
		case 'strip-vlan':
			if (!hasTag(check)) check.formats &= OF10_ANY;
			check.key[WORD.vlan] = check.key[WORD.innerVlan] as number;
			check.key[WORD.innerVlan] = 0;
			return undefined;
		case 'push-vlan':
			if ((check.key[WORD.innerVlan] as number) & VLAN_PRESENT) return 'OFPBAC_BAD_TAG';
			check.key[WORD.innerVlan] = check.key[WORD.vlan] as number;
			check.key[WORD.vlan] = 0;
			setTag(check);
			return undefined;
		case 'set-ipv4-src':
		case 'set-ipv4-dst':
			return consistent(check, etherType(check) === 0x0800);
		case 'set-ip-dscp':
		case 'set-ip-ecn':
		case 'set-ip-ttl':
		case 'dec-ttl':
			return consistent(check, isIp(check));
		case 'set-l4-src':
		case 'set-l4-dst':
			return consistent(check, isIp(check) && !isLaterFragment(check) && [6, 17, 132].includes(protocolOf(check)));
		case 'fin-timeout':
			return consistent(check, protocolOf(check) === 6);
		case 'set-field':
			return checkSetField(check, action);
		case 'output-field':
		case 'push':
			return checkSource(check.key, action.source);
		case 'pop':
		case 'multipath':
			return checkDestination(check.key, action.to);
		case 'move':
			return checkSource(check.key, action.from) ?? checkDestination(check.key, action.to);
		case 'learn':
			return checkLearn(check.key, action.specs);
		case 'clone':
			return checkNested(check, action.actions, true);
		case 'write-actions':
			return checkNested(check, action.actions, false);
		case 'goto-table':
			return check.table !== 255 && action.table <= check.table ? 'OFPBIC_BAD_TABLE_ID' : undefined;
		case 'meter':
			return action.meter === 0 || action.meter > MAX_METER ? 'OFPMMFC_INVALID_METER' : undefined;
		default:
			return undefined;
	}
}

/** Can a frame be sent there (ofpact_check_output_port)? */
function isOutputPort(port: number): boolean {
	return port < OFPP.max || (port >= OFPP.inPort && port <= OFPP.local);
}

function consistent(check: Check, fits: boolean): undefined {
	if (!fits) check.formats &= OF10_ANY;
	return undefined;
}

function etherType(check: Check): number {
	return (check.key[WORD.etherType] as number) >>> 16;
}

function isIp(check: Check): boolean {
	return etherType(check) === 0x0800 || etherType(check) === 0x86dd;
}

function isLaterFragment(check: Check): boolean {
	return (((check.key[WORD.nw] as number) >>> 24) & FRAG_LATER) !== 0;
}

function setTag(check: Check): void {
	check.key[WORD.vlan] = (check.key[WORD.vlan] as number) | VLAN_PRESENT;
}

function checkSetField(check: Check, action: Extract<Action, {kind: 'set-field'}>): string | undefined {
	const field = toField(action.field);
	if (!hasPrerequisites(check.key, field) || (field.name === 'vlan_vid' && !hasTag(check))) {
		check.log = `ofp_actions|WARN|set_field ${field.name} lacks correct prerequisites`;
		return INCONSISTENT;
	}
	if (field.name === 'vlan_tci') {
		check.key[WORD.vlan] = ((check.key[WORD.vlan] as number) & ~0xffff) | (Number(action.value) & 0xffff);
	}
	return undefined;
}

function checkSource(key: FlowKey, source: Subfield): string | undefined {
	return hasPrerequisites(key, toField(source.field)) ? undefined : INCONSISTENT;
}

function checkDestination(key: FlowKey, to: Subfield): string | undefined {
	return checkSource(key, to) ?? (toField(to.field).writable ? undefined : 'OFPBAC_BAD_SET_ARGUMENT');
}

/** Sources must fit this flow, destinations the learned one, as far as its clauses before have said what it matches. */
function checkLearn(key: FlowKey, specs: readonly LearnSpec[]): string | undefined {
	const learned = matchAll();
	for (const spec of specs) {
		const fault = typeof spec.source === 'bigint' ? undefined : checkSource(key, spec.source);
		if (fault) return fault;
		if (spec.kind === 'output') continue;
		const misfit = spec.kind === 'load' ? checkDestination(learned.key, spec.to) : checkSource(learned.key, spec.to);
		if (misfit) return misfit;
		if (spec.kind !== 'match' || typeof spec.source !== 'bigint') continue;
		putMatchSubfield(learned, spec.to, spec.source);
	}
	return undefined;
}

/** Actions inside an action see the frame as it is there; what they do to it is forgotten. */
function checkNested(check: Check, actions: readonly Action[], countsFormats: boolean): string | undefined {
	const inner: Check = {key: check.key.slice(), table: check.table, formats: ANY_FORMAT, error: undefined};
	checkActions(inner, actions);
	if (countsFormats) check.formats &= inner.formats;
	return inner.error;
}
