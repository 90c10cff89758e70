/** What may follow `type bridge` (bridge_parse_opt). Times are in hundredths of a second. */

import type {BridgeOptions} from '../../engine/devices/bridge/bridge-change.js';
import {entryOf} from '../../engine/entry-of.js';
import type {Keyword} from '../command.js';
import {Complaint, wrongArgument} from '../complaint.js';
import {scan} from '../grammar.js';
import {CENTISECOND} from '../print/timer.js';
import {BRIDGE_USAGE} from '../usage/link-kinds.js';
import {readUnsigned} from '../values.js';

const DEFAULTS = 'leave it out: the lab has the default of the kernel';
const NOT_A_ROUTER = 'mcast_router of a port';

/** In the order in which `ip` tries them. */
export const BRIDGE_OPTIONS: readonly Keyword[] = [
	{word: 'forward_delay', short: true, takes: 'number', help: 'spanning tree: time in listening and in learning, 1/100 s'},
	{word: 'hello_time', short: true, takes: 'number', help: 'spanning tree: time between BPDUs, 1/100 s'},
	{word: 'max_age', short: true, takes: 'number', help: 'spanning tree: life of a BPDU, 1/100 s'},
	{word: 'ageing_time', short: true, takes: 'number', help: 'life of an FDB entry, 1/100 s; 0 makes a hub'},
	{word: 'stp_state', short: true, takes: 'number', help: 'spanning tree: 1 on, 0 off'},
	{word: 'priority', short: true, takes: 'number', help: 'spanning tree: the lowest becomes root'},
	{word: 'vlan_filtering', short: true, takes: 'number', help: 'look at VLAN tags: 1 on, 0 off'},
	{word: 'vlan_protocol', short: true, takes: 'text', help: '802.1Q or 802.1ad'},
	{word: 'group_fwd_mask', short: true, takes: 'number', help: 'link-local groups to forward'},
	{word: 'group_address', short: true, takes: 'mac', help: 'address of BPDUs', instead: DEFAULTS},
	{word: 'no_linklocal_learn', takes: 'number', help: 'do not learn from link-local frames: 1 on, 0 off'},
	{word: 'fdb_flush', short: true, help: 'forget what was learned'},
	{word: 'fdb_max_learned', takes: 'number', help: 'most entries that are learned, 0 is no limit (Linux 6.7, iproute2 6.8)'},
	{word: 'vlan_default_pvid', short: true, takes: 'number', help: 'VLAN that a new port gets, 0 is none'},
	{word: 'vlan_stats_enabled', short: true, takes: 'number', help: 'counters of VLANs', instead: 'ip -s link'},
	{word: 'vlan_stats_per_port', short: true, takes: 'number', help: 'counters of VLANs', instead: 'ip -s link'},
	{word: 'mcast_router', short: true, takes: 'number', help: 'host as multicast router', instead: NOT_A_ROUTER},
	{word: 'mcast_snooping', short: true, takes: 'number', help: 'read IGMP and MLD: 1 on, 0 off'},
	{word: 'mcast_vlan_snooping', takes: 'number', help: 'snooping for each VLAN', instead: 'mcast_snooping'},
	{word: 'mcast_query_use_ifaddr', short: true, takes: 'number', help: 'source of queries', instead: DEFAULTS},
	{word: 'mcast_querier', short: true, takes: 'number', help: 'ask who listens: 1 on, 0 off'},
	...[
		'mcast_hash_elasticity',
		'mcast_hash_max',
		'mcast_last_member_count',
		'mcast_startup_query_count',
		'mcast_last_member_interval',
		'mcast_membership_interval',
		'mcast_querier_interval',
		'mcast_query_interval',
		'mcast_query_response_interval',
		'mcast_startup_query_interval',
		'mcast_stats_enabled',
		'mcast_igmp_version',
		'mcast_mld_version',
		'nf_call_iptables',
		'nf_call_ip6tables',
		'nf_call_arptables',
	].map((word): Keyword => ({word, short: true, takes: 'number', help: 'multicast and filter details', instead: DEFAULTS})),
	{word: 'help', short: true, help: 'help'},
];

const TIMES = {forward_delay: 'forwardDelay', hello_time: 'helloTime', max_age: 'maxAge', ageing_time: 'ageing'} as const;
const SWITCHES = {
	vlan_filtering: 'vlanFiltering',
	mcast_snooping: 'mcastSnooping',
	mcast_querier: 'mcastQuerier',
	no_linklocal_learn: 'noLinklocalLearn',
} as const;
const NUMBERS = {priority: 'priority', group_fwd_mask: 'groupFwdMask', vlan_default_pvid: 'vlanDefaultPvid'} as const;
const PROTOCOLS: Readonly<Record<string, number>> = {'802.1Q': 0x8100, '802.1q': 0x8100, '802.1ad': 0x88a8};

/** Options, and whether the FDB is to be flushed. */
export interface BridgeRequest {
	options: BridgeOptions;
	flush: boolean;
}

export function readBridgeOptions(words: readonly string[]): BridgeRequest {
	const options: BridgeOptions = {};
	let flush = false;
	for (const {keyword, value} of scan('type bridge', words, BRIDGE_OPTIONS)) {
		const number = (limit: number): number => {
			const read = readUnsigned(value, limit);
			if (read === undefined) throw wrongArgument(value, `invalid ${keyword}`);
			return read;
		};
		if (isKey(TIMES, keyword)) options[TIMES[keyword]] = number(0xffff_ffff) * CENTISECOND;
		else if (isKey(SWITCHES, keyword)) options[SWITCHES[keyword]] = number(0xff) !== 0;
		else if (isKey(NUMBERS, keyword)) options[NUMBERS[keyword]] = number(0xffff);
		else if (keyword === 'fdb_max_learned') options.fdbMaxLearned = number(0xffff_ffff);
		else if (keyword === 'stp_state') options.stp = number(0xffff_ffff) !== 0;
		else if (keyword === 'vlan_protocol') {
			options.vlanProtocol = entryOf(PROTOCOLS, value) ?? number(0xffff);
		} else if (keyword === 'fdb_flush') flush = true;
		else if (keyword === 'help') throw new Complaint(BRIDGE_USAGE, 1);
		else throw new Complaint(`bridge: unknown command "${value}"?\n${BRIDGE_USAGE}`, 1);
	}
	return {options, flush};
}

function isKey<Table extends object>(table: Table, key: string | undefined): key is Extract<keyof Table, string> {
	return key !== undefined && Object.hasOwn(table, key);
}
