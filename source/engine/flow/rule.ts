/** A flow of an OpenFlow table (struct rule): what it matches, what it does, how long it lives, what it has counted. */
import type {Action} from './action.js';
import type {Match} from './match.js';

/** Ids of rules are never reused within a bridge. */
export type RuleId = number;

export const DEFAULT_PRIORITY = 32768;

export interface Rule {
	id: RuleId;
	/** 0 to 254. */
	table: number;
	/** 0 to 65535; a hidden flow of the switch itself has more. */
	priority: number;
	match: Match;
	actions: Action[];
	cookie: bigint;
	/** Seconds; 0 is never. */
	idleTimeout: number;
	hardTimeout: number;
	/** Entries with a lower one go first when a table that evicts is full. */
	importance: number;
	flags: {sendFlowRemoved: boolean; checkOverlap: boolean; resetCounts: boolean; noPacketCounts: boolean; noByteCounts: boolean};
	/** World times in ns. */
	created: number;
	modified: number;
	used: number;
	packets: number;
	bytes: number;
}
