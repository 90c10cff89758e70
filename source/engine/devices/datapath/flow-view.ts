/** A megaflow as others see it. */
import type {FlowKey, FlowMask} from '../../flow/key.js';
import type {DatapathAction} from './datapath-action.js';
import {type FlowCache, type FlowIndex, keyOf, maskOf} from './flow-cache.js';
import {BYTES, PACKETS, RECORD, TCP_FLAGS, USED} from './flow-row.js';

export interface FlowView {
	/** The key of the frame that made it, and which bits of it matter; `KEY_WORDS` words each. */
	match: {key: FlowKey; mask: FlowMask};
	packets: number;
	bytes: number;
	/** World time of the last hit, ns; -1 never. */
	used: number;
	/** TCP flags of all packets together. */
	tcpFlags: number;
	actions: readonly DatapathAction[];
}

export function flowView(cache: FlowCache, flow: FlowIndex): FlowView {
	const number = (which: number): number => cache.records[flow * RECORD + which] as number;
	return {
		match: {key: keyOf(cache, flow), mask: maskOf(cache, flow)},
		packets: number(PACKETS),
		bytes: number(BYTES),
		used: number(USED),
		tcpFlags: number(TCP_FLAGS),
		actions: cache.actions[flow] as readonly DatapathAction[],
	};
}
