/** A source teaches, and what came of it is counted (mac_learning_update with its coverage counters). */
import {countEvent} from '../coverage.js';
import type {Credit} from '../translate/translation.js';
import type {OvsBridge, Vswitchd} from '../vswitchd.js';
import {type Learned, learnFrom} from './mac-learning.js';

/** As `learnFrom`. */
export function learnCounted({coverage}: Vswitchd, bridge: OvsBridge, credit: Extract<Credit, {kind: 'learn'}>, now: number): Learned {
	const {staticNotMoved} = bridge.macs.statistics;
	const learned = learnFrom(bridge, credit, now);
	if (learned.kind === 'learned') {
		countEvent(coverage, 'mac_learning_learned', now);
		if (learned.evicted) countEvent(coverage, 'mac_learning_evicted', now);
	}
	if (learned.kind === 'moved') countEvent(coverage, 'mac_learning_moved', now);
	if (bridge.macs.statistics.staticNotMoved > staticNotMoved) countEvent(coverage, 'mac_learning_static_none_move', now);
	return learned;
}
