/** Flows of OpenFlow tables as `dump-flows` writes them (lib/ofp-flow.c, ofputil_flow_stats_format). */
import type {Rule} from '../../engine/flow/rule.js';
import {formatActions} from '../../engine/flow/syntax/action-format.js';
import {formatMatch} from '../../engine/flow/syntax/match-format.js';
import type {PortNames} from '../../engine/flow/syntax/reading.js';

const MILLISECOND = 1_000_000;

export interface FlowPrint {
	ports: PortNames;
	/** `--no-stats` leaves out what is counted. */
	statistics: boolean;
	/** Seconds since the flow was used, since it was changed: Nicira's statistics of OpenFlow 1.0 have them. */
	ages: boolean;
}

/** Seconds, with three decimals unless they are whole (ofp_print_duration). `time` in ns; the daemon's clock has milliseconds. */
export function printDuration(time: number): string {
	const milliseconds = Math.floor(time / MILLISECOND);
	const rest = milliseconds % 1000;
	return `${Math.floor(milliseconds / 1000)}${rest === 0 ? '' : `.${String(rest).padStart(3, '0')}`}s`;
}

/** One flow at world time `now`, ns. */
export function printFlow(rule: Rule, now: number, {ports, statistics, ages}: FlowPrint): string {
	const {cookie, table, packets, bytes, idleTimeout, hardTimeout, flags, importance, match, priority, actions, created, modified, used} =
		rule;
	const seconds = (since: number): number => Math.floor(Math.floor((now - since) / MILLISECOND) / 1000);
	const hardAge = seconds(modified);
	const head = [
		...(statistics || cookie !== 0n ? [`cookie=0x${cookie.toString(16)}, `] : []),
		...(statistics ? [`duration=${printDuration(now - created)}, `] : []),
		...(statistics || table !== 0 ? [`table=${table}, `] : []),
		...(statistics ? [`n_packets=${packets}, n_bytes=${bytes}, `] : []),
		...(idleTimeout ? [`idle_timeout=${idleTimeout}, `] : []),
		...(hardTimeout ? [`hard_timeout=${hardTimeout}, `] : []),
		printFlags(flags),
		...(importance ? [`importance=${importance}, `] : []),
		...(statistics && ages ? [`idle_age=${seconds(used)}, `] : []),
		...(statistics && ages && hardAge !== seconds(created) ? [`hard_age=${hardAge}, `] : []),
	];
	const words = formatMatch(match, ports, priority);
	return `${head.join('')}${words === '' ? '' : `${words} `}actions=${formatActions(actions, ports)}`;
}

/** `send_flow_rem reset_counts `: each with a blank behind it (ofputil_flow_mod_flags_format). */
export function printFlags(flags: Partial<Rule['flags']> & {checkOverlap?: boolean}): string {
	const words = [
		...(flags.sendFlowRemoved ? ['send_flow_rem'] : []),
		...(flags.checkOverlap ? ['check_overlap'] : []),
		...(flags.resetCounts ? ['reset_counts'] : []),
		...(flags.noPacketCounts ? ['no_packet_counts'] : []),
		...(flags.noByteCounts ? ['no_byte_counts'] : []),
	];
	return words.map((word) => `${word} `).join('');
}
