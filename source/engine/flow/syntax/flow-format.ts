/*
 * Flows as `ovs-ofctl dump-flows` writes them (lib/ofp-flow.c, ofputil_flow_stats_format)
 *
 * The switch sends its flows in the version in which it is asked, so what is printed is not what
 * was added: `mod_vlan_vid` of a flow of 1.0 is `push_vlan,set_field` to who asks in 1.3. When the
 * output goes into a pipe the messages themselves are printed, with a header and in 1.0 with
 * ages; on a terminal, with names, or without statistics only the flows.
 */
import type {Rule} from '../rule.js';
import {carryActions} from './action-carry.js';
import {formatActions} from './action-format.js';
import {carryMatch} from './match-carry.js';
import {formatMatch} from './match-format.js';
import {chooseDumpFormat, type OpenFlowVersion, type VersionNumber, versionNumber} from './protocol.js';
import {NO_PORT_NAMES, type PortNames} from './reading.js';

export interface DumpOptions {
	/** `-O`; OpenFlow10 unless said otherwise. */
	version?: OpenFlowVersion;
	/** World time, ns. */
	now: number;
	/** `--names`, or a terminal. */
	ports?: PortNames;
	/** The message as it came, into a pipe: with ages in 1.0. */
	raw?: boolean;
	/** False for `--no-stats`. */
	stats?: boolean;
}

const MILLISECOND = 1_000_000;

/** One line of `dump-flows`, with the blank in front. */
export function formatFlowLine(
	rule: Rule,
	{version = 'OpenFlow10', now, ports = NO_PORT_NAMES, raw = false, stats = true}: DumpOptions,
): string {
	const number = versionNumber(version);
	const age = Math.floor(now / MILLISECOND) - Math.floor(rule.created / MILLISECOND);
	const seconds = Math.floor(age / 1000);
	const parts: string[] = [];
	if (stats || rule.cookie !== 0n) parts.push(`cookie=0x${rule.cookie.toString(16)}, `);
	if (stats) parts.push(`duration=${formatDuration(age)}, `);
	if (stats || rule.table !== 0) parts.push(`table=${rule.table}, `);
	if (stats) parts.push(`n_packets=${rule.packets}, n_bytes=${rule.bytes}, `);
	if (rule.idleTimeout) parts.push(`idle_timeout=${rule.idleTimeout}, `);
	if (rule.hardTimeout) parts.push(`hard_timeout=${rule.hardTimeout}, `);
	if (number >= 13) parts.push(...flagWords(rule.flags));
	if (number >= 14 && rule.importance) parts.push(`importance=${rule.importance}, `);
	if (raw && stats && number === 10) {
		const hardAge = ageInSeconds(now, rule.modified);
		parts.push(`idle_age=${ageInSeconds(now, rule.used)}, `);
		if (hardAge !== seconds) parts.push(`hard_age=${hardAge}, `);
	}
	const told = toldRule(rule, number);
	const match = formatMatch(told.match, ports, rule.priority);
	return ` ${parts.join('')}${match === '' ? '' : `${match} `}actions=${formatActions(told.actions, ports)}`;
}

/** What a flow matches and does, as the switch tells it in a version (10 to 15). */
export function toldRule(rule: Rule, number: VersionNumber): Pick<Rule, 'match' | 'actions'> {
	const wire = carryMatch(rule.match, chooseDumpFormat(number));
	const carried = carryActions(rule.actions, number, rule.match);
	return {
		match: wire.kind === 'carried' ? wire.match : rule.match,
		actions: carried.kind === 'carried' ? carried.actions : rule.actions,
	};
}

/** Seconds with milliseconds where there are any (ofp_print_duration). */
export function formatDuration(milliseconds: number): string {
	const rest = milliseconds % 1000;
	return `${Math.floor(milliseconds / 1000)}${rest === 0 ? '' : `.${String(rest).padStart(3, '0')}`}s`;
}

/** Whole seconds since `then`, at most what 16 bits hold (age_secs). */
function ageInSeconds(now: number, then: number): number {
	return Math.min(Math.floor((Math.floor(now / MILLISECOND) - Math.floor(then / MILLISECOND)) / 1000), 0xfffe);
}

function flagWords(flags: Rule['flags']): string[] {
	return [
		...(flags.sendFlowRemoved ? ['send_flow_rem '] : []),
		...(flags.checkOverlap ? ['check_overlap '] : []),
		...(flags.resetCounts ? ['reset_counts '] : []),
		...(flags.noPacketCounts ? ['no_packet_counts '] : []),
		...(flags.noByteCounts ? ['no_byte_counts '] : []),
	];
}

/** Number of the type of a message and its name, as the first line of a dump has them. */
export function dumpHeader(version: OpenFlowVersion, message: 'flow' | 'group-desc' | 'aggregate', xid = 2): string {
	const names = {flow: 'FLOW', 'group-desc': 'GROUP_DESC', aggregate: 'AGGREGATE'};
	const number = versionNumber(version);
	const isNicira = number === 10;
	const versionText = isNicira ? '' : ` (OF1.${number - 10})`;
	return `${isNicira ? 'NXST' : 'OFPST'}_${names[message]} reply${versionText} (xid=0x${xid.toString(16)}):`;
}
