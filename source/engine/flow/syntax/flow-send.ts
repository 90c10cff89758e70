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
import {carryActions} from './action-carry.js';
import {checkActions, openCheck} from './action-check.js';
import {carryMatch, saysAllTwelve} from './match-carry.js';
import {type Normalization, normalizeMatch} from './normalize.js';
import {chooseFormat, noFormat, type OpenFlowVersion, versionNumber} from './protocol.js';
import type {Problem} from './reading.js';

/** The error that the switch answers with, by name. */
export interface Refusal {
	kind: 'refused';
	error: string;
}

export type FlowReading =
	/** `normalized`: the match was widened, and the log of the switch says so. */
	{kind: 'parsed'; mod: FlowMod; version: OpenFlowVersion; normalized?: Normalization} | Problem | Refusal;

/** No condition on the group (OFPG_ANY). */
export const ANY_GROUP = 0xffff_ffff;

/** What the switch gets of `mod` over a connection of `version`. */
export function sendFlow(mod: FlowMod, usable: number, version: OpenFlowVersion): FlowReading {
	const number = versionNumber(version);
	const format = chooseFormat(usable, number);
	if (format === 0) {
		return {kind: 'error', message: noFormat(usable, number)};
	}
	const match = carryMatch(mod.match, format);
	const carried = carryActions(mod.actions, number, mod.match);
	if (carried.kind === 'refused') return carried;
	const sent: FlowMod = {...mod, match, actions: carried.actions, flags: {...mod.flags}};
	if (number === 10) sendFlow10(sent, format);
	else sendFlow11(sent, number);
	const check = openCheck(match, sent.table);
	checkActions(check, sent.actions);
	if (check.error) return {kind: 'refused', error: check.error};
	if ((check.formats & format) === 0) return {kind: 'refused', error: 'OFPBAC_MATCH_INCONSISTENT'};
	const normalized = normalizeMatch(match);
	return {kind: 'parsed', mod: sent, version, ...(normalized ? {normalized} : {})};
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
