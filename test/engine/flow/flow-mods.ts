import type {FlowMod} from '../../../source/engine/flow/flow-mod.js';
import {matchAll} from '../../../source/engine/flow/match.js';

/** A flow-mod that adds a flow to table 0 which drops everything, but for what `parts` say. */
export function flowMod(parts: Partial<FlowMod>): FlowMod {
	return {
		command: 'add',
		table: 0,
		priority: 32768,
		match: matchAll(),
		actions: [],
		cookie: 0n,
		matchCookie: 0n,
		cookieMask: 0n,
		idleTimeout: 0,
		hardTimeout: 0,
		importance: 0,
		outPort: 0xffff,
		outGroup: 0xffffffff,
		flags: {sendFlowRemoved: false, checkOverlap: false, resetCounts: false, noPacketCounts: false, noByteCounts: false},
		...parts,
	};
}
