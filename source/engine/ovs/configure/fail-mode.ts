/**
 * What a bridge does without a controller (ofproto/connmgr.c, connmgr_flushed, connmgr_set_fail_mode)
 *
 * Standalone it is a learning switch: one flow, of lowest priority, that says NORMAL.
 * Secure it has no flow. When that changes, all flows go.
 */

import {OFPP} from '../../flow/action.js';
import type {FlowMod} from '../../flow/flow-mod.js';
import {applyFlowMod} from '../../flow/flow-tables.js';
import {matchAll} from '../../flow/match.js';
import type {OvsBridge} from '../vswitchd.js';

/** A flow-mod that says nothing: all flows of all tables, no conditions. */
export function blankFlowMod(): FlowMod {
	return {
		command: 'delete',
		table: 255,
		priority: 0,
		match: matchAll(),
		actions: [],
		cookie: 0n,
		matchCookie: 0n,
		cookieMask: 0n,
		idleTimeout: 0,
		hardTimeout: 0,
		importance: 0,
		outPort: OFPP.none,
		outGroup: 0xffff_ffff,
		flags: {sendFlowRemoved: false, checkOverlap: false, resetCounts: false, noPacketCounts: false, noByteCounts: false},
	};
}

/** Forgets all flows; a standalone bridge without controllers gets its one flow back (ofproto_flush_flows). */
export function flushFlows(bridge: OvsBridge, hasControllers: boolean, now: number): void {
	applyFlowMod(bridge.tables, blankFlowMod(), now, []);
	if (hasControllers || bridge.failMode === 'secure') return;
	const normal: FlowMod = {...blankFlowMod(), command: 'add', table: 0, actions: [{kind: 'output', port: OFPP.normal}]};
	applyFlowMod(bridge.tables, normal, now, []);
}

/** Sets the mode; without controllers a change begins with a clean table. */
export function setFailMode(bridge: OvsBridge, mode: OvsBridge['failMode'], hasControllers: boolean, now: number): void {
	if (bridge.failMode === mode) return;
	bridge.failMode = mode;
	if (!hasControllers) flushFlows(bridge, hasControllers, now);
}
