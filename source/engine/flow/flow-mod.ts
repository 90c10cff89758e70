/** A request to change the flows of a switch (struct ofputil_flow_mod). */
import type {Action} from './action.js';
import type {Match} from './match.js';

export const FLOW_COMMANDS = ['add', 'modify', 'modify-strict', 'delete', 'delete-strict'] as const;
export type FlowCommand = (typeof FLOW_COMMANDS)[number];

export interface FlowMod {
	command: FlowCommand;
	/** 0 to 254, or 255: all tables (only to delete or modify). */
	table: number;
	priority: number;
	match: Match;
	actions: Action[];
	/** New cookie of what is added. */
	cookie: bigint;
	/** Only flows whose cookie agrees in the bits of `cookieMask` are modified or deleted. */
	matchCookie: bigint;
	cookieMask: bigint;
	/** Seconds; 0 is never. */
	idleTimeout: number;
	hardTimeout: number;
	importance: number;
	/** Deletes only flows that output there; OFPP.none is no condition. */
	outPort: number;
	/** Deletes only flows that send to this group; 0xffffffff is no condition. */
	outGroup: number;
	flags: {sendFlowRemoved: boolean; checkOverlap: boolean; resetCounts: boolean; noPacketCounts: boolean; noByteCounts: boolean};
}

/** An OpenFlow error by its name: `OFPFMFC_OVERLAP`. */
export type OpenFlowResult = {kind: 'done'} | {kind: 'refused'; error: string};
