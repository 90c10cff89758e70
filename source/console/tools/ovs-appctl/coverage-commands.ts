/** `coverage/*`: how often something happened in the daemon (lib/coverage.c). */
import {COVERAGE_EVENTS, coverageRows} from '../../../engine/ovs/coverage.js';
import {notModelled} from '../../complaint.js';
import {printCoverage} from '../../print/coverage.js';
import {type Asked, type DaemonAnswer, type DaemonCommand, refuse, text} from './daemon-command.js';

export const COVERAGE_COMMANDS: readonly DaemonCommand[] = [
	{
		word: 'coverage/show',
		usage: '',
		wants: [0, 0],
		names: [],
		help: 'what happened in the daemon, how often, and how often of late',
		run: ({place, switchd}) => {
			const rows = coverageRows(switchd.coverage, place.world.now);
			return text(printCoverage(rows, COVERAGE_EVENTS.length - rows.length));
		},
	},
	{
		word: 'coverage/read-counter',
		usage: 'COUNTER',
		wants: [1, 1],
		names: ['text'],
		help: 'how often one thing happened',
		run: readCounter,
	},
];

function readCounter({place, switchd, args: [name = '']}: Asked): DaemonAnswer {
	if (NOT_COUNTED.has(name)) throw notModelled(`counter ${name}`, 'ovs-appctl coverage/show');
	if (!COVERAGE_EVENTS.some((event) => event === name)) return refuse('No such counter');
	const row = coverageRows(switchd.coverage, place.world.now).find((each) => each.name === name);
	return text(`${row?.total ?? 0}\n`);
}

/** Counters of the real daemon that are not here. */
const NOT_COUNTED: ReadonlySet<string> = new Set([
	...'bridge_reconfigure ccmap_expand ccmap_shrink cmap_expand cmap_shrink connmgr_async_unsent conntrack_full'.split(' '),
	...'conntrack_invalid_tcp_flags conntrack_l3csum_err conntrack_l4csum_err conntrack_lookup_natted_miss'.split(' '),
	...'conntrack_tcp_seq_chk_bypass conntrack_tcp_seq_chk_failed datapath_drop_hw_miss_recover'.split(' '),
	...'datapath_drop_invalid_bond datapath_drop_invalid_port datapath_drop_invalid_tnl_port datapath_drop_lock_error'.split(' '),
	...'datapath_drop_meter datapath_drop_nsh_decap_error datapath_drop_recirc_error datapath_drop_rx_invalid_packet'.split(' '),
	...'datapath_drop_sample_error datapath_drop_tunnel_pop_error datapath_drop_tunnel_push_error'.split(' '),
	...'datapath_drop_upcall_error datapath_drop_userspace_action_error dpif_destroy dpif_execute_with_help'.split(' '),
	...'dpif_flow_flush dpif_flow_get dpif_meter_del dpif_meter_get dpif_meter_set dpif_port_add dpif_port_del dpif_purge'.split(' '),
	...'drop_action_bridge_not_found drop_action_congestion drop_action_forwarding_disabled'.split(' '),
	...'drop_action_invalid_tunnel_metadata drop_action_no_recirculation_context drop_action_of_pipeline'.split(' '),
	...'drop_action_recirculation_conflict drop_action_recursion_too_deep drop_action_stack_too_deep'.split(' '),
	...'drop_action_too_many_mpls_labels drop_action_too_many_resubmit drop_action_unsupported_packet_type'.split(' '),
	...'dumped_duplicate_flow dumped_new_flow flow_extract handler_duplicate_upcall hindex_expand hindex_pathological'.split(' '),
	...'hindex_reserve hindex_shrink hmap_expand hmap_pathological hmap_reserve hmap_shrink ipf_l3csum_err'.split(' '),
	...'ipf_stuck_frag_list_purged lockfile_error lockfile_lock lockfile_unlock mcast_snooping_expired'.split(' '),
	...'mcast_snooping_learned miniflow_extract_ipv4_pkt_len_error miniflow_extract_ipv4_pkt_too_short'.split(' '),
	...'miniflow_extract_ipv6_pkt_len_error miniflow_extract_ipv6_pkt_too_short miniflow_malloc netdev_add_router'.split(' '),
	...'netdev_arp_lookup netdev_get_ethtool netdev_get_hwaddr netdev_get_ifindex netdev_get_stats'.split(' '),
	...'netdev_push_header_drops netdev_received netdev_send_prepare_drops netdev_sent netdev_set_ethtool'.split(' '),
	...'netdev_set_hwaddr netdev_set_policing netlink_overflow netlink_received netlink_recv_jumbo netlink_sent'.split(' '),
	...'nln_changed ofmonitor_pause ofmonitor_resume ofproto_dpif_expired ofproto_flush ofproto_queue_req'.split(' '),
	...'ofproto_recv_openflow ofproto_reinit_ports ofproto_update_port packet_in_overflow poll_create_node'.split(' '),
	...'poll_zero_timeout process_start pstream_open rconn_discarded rconn_overflow rconn_queued rconn_sent rev_bond'.split(' '),
	...'rev_port_toggled rev_reconfigure rev_rstp revalidate_missed_dp_flow revalidate_missing_dp_flow route_table_dump'.split(' '),
	...'seq_change stream_open tc_netlink_malformed_reply txn_aborted txn_error txn_incomplete txn_not_locked txn_success'.split(' '),
	...'txn_try_again txn_unchanged txn_uncommitted ukey_dp_change ukey_invalid_stat_reset ukey_replace_contention'.split(' '),
	...'unixctl_received unixctl_replied upcall_ukey_contention upcall_ukey_replace util_xalloc vconn_open vconn_received'.split(' '),
	...'vconn_sent xlate_actions_oversize xlate_actions_too_many_output'.split(' '),
]);
