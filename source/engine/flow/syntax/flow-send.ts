/*
 * Sending a flow
 *
 * ovs-ofctl takes the first flow format that can carry all of a flow, or says that none can; the switch checks
 * what it got once more, fills in what the version leaves open, and drops what the match cannot mean.
 *
 * Follows lib/ofp-flow.c (ofputil_encode_flow_mod, ofputil_decode_flow_mod), utilities/ovs-ofctl.c (open_vconn_for_flow_mod).
 */
import {KEEP_COOKIE} from '../apply-flow-mod.js';
import {PROTOCOL} from '../field.js';
import type {FlowMod} from '../flow-mod.js';
import {WORD} from '../key.js';
import {copyMatch} from '../match.js';
import {carryActions} from './action-carry.js';
import {checkActions, openCheck} from './action-check.js';
import {findOrderFault} from './action-order.js';
import {carryMatch, saysAllTwelve} from './match-carry.js';
import {type Normalization, normalizeMatch} from './normalize.js';
import {chooseFormat, noFormat, OF10_ANY, type OpenFlowVersion, versionNumber} from './protocol.js';
import type {Problem} from './reading.js';

/** The error that the switch answers with, by name. */
export interface Refusal {
	kind: 'refused';
	error: string;
}

/** ovs-ofctl logs this before it sends, whatever comes of it. */
export interface Logged {
	/** The match as it was typed and as it is without what it cannot mean. */
	normalized?: Normalization;
}

export type FlowReading =
	/** `format` is a bit of PROTOCOL: how the flow was sent. */
	({kind: 'parsed'; mod: FlowMod; version: OpenFlowVersion; format: number} | Problem | Refusal) & Logged;

/** No condition on the group (OFPG_ANY). */
export const ANY_GROUP = 0xffff_ffff;

/** What the switch gets of `mod` over a connection of `version`. */
export function sendFlow(mod: FlowMod, usable: number, version: OpenFlowVersion): FlowReading {
	const normalized = normalizeMatch(copyMatch(mod.match));
	return {...carryFlow(mod, usable, version), ...(normalized ? {normalized} : {})};
}

function carryFlow(mod: FlowMod, usable: number, version: OpenFlowVersion): FlowReading {
	const number = versionNumber(version);
	const format = chooseFormat(usable, number);
	if (format === 0) return {kind: 'error', message: noFormat(usable, number)};
	const wire = carryMatch(mod.match, format);
	if (wire.kind === 'refused') return wire;
	const carried = carryActions(mod.actions, number, mod.match);
	if (carried.kind === 'refused') return carried;
	const sent: FlowMod = {...mod, match: wire.match, actions: carried.actions, flags: {...mod.flags}};
	if (number === 10) sendFlow10(sent, format);
	else sendFlow11(sent, number);
	const error = checkSent(sent, format);
	if (error) return {kind: 'refused', error};
	normalizeMatch(sent.match);
	return {kind: 'parsed', mod: sent, version, format};
}

/** What the switch finds wrong: actions, their order, metadata that only the switch itself may match. */
function checkSent(mod: FlowMod, format: number): string | undefined {
	const order = findOrderFault(mod.actions, 'flow');
	// The error has no number in 1.0.
	if (order) return format & OF10_ANY ? 'NXBRC_UNENCODABLE_ERROR' : order.error;
	const check = openCheck(mod.match, mod.table);
	checkActions(check, mod.actions);
	if (check.error) return check.error;
	if ((check.formats & format) === 0) return 'OFPBAC_MATCH_INCONSISTENT';
	const isHidden = mod.match.mask[WORD.dpHash] !== 0 || (mod.match.mask[WORD.recirc] !== 0 && mod.match.key[WORD.recirc] !== 0);
	return mod.command === 'add' && isHidden ? 'OFPBRC_EPERM' : undefined;
}

const STANDARD = PROTOCOL.of10Std | PROTOCOL.of10StdTid;

function sendFlow10(mod: FlowMod, format: number): void {
	if (format & STANDARD && saysAllTwelve(mod.match)) mod.priority = 0xffff;
	mod.importance = 0;
	mod.outGroup = ANY_GROUP;
	if (mod.command === 'add') {
		mod.flags.resetCounts = true;
		if (mod.table === 255) mod.table = 0;
	} else {
		mod.flags.resetCounts = false;
	}
}

function sendFlow11(mod: FlowMod, number: number): void {
	const isDelete = mod.command.startsWith('delete');
	if (mod.table === 255 && (!isDelete || number === 11)) mod.table = 0;
	if (mod.command !== 'add' || number < 14) mod.importance = 0;
	if (mod.command === 'add' && number === 11) mod.flags.resetCounts = true;
	// From 1.2 on a modification keeps cookies; in 1.1 it may add, and then the cookie is the new one.
	if (mod.command.startsWith('modify') && !(number === 11 && mod.cookieMask === 0n)) mod.cookie = KEEP_COOKIE;
}
