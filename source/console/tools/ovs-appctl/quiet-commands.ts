/**
 * What the daemon says of what nobody uses here: RSTP, CFM, BFD, QoS, tunnels without the kernel, and its log
 * (lib/rstp.c, cfm.c, bfd.c, tnl-neigh-cache.c, tnl-ports.c, vlog.c; vswitchd/bridge.c, qos_unixctl_show).
 */

import {notModelled} from '../../complaint.js';
import {type Asked, type DaemonAnswer, type DaemonCommand, refuse, text} from './daemon-command.js';

const NONE = {usage: '', wants: [0, 0], names: []} as const;
const NEIGHBOURS = `${'IP'.padEnd(46)}${'MAC'.padEnd(20)}Bridge\n${'='.repeat(74)}\n`;

/** Lists objects of which there are none. */
function nobody(word: string, usage: string, names: DaemonCommand['names'], help: string, refusal: string): DaemonCommand {
	return {word, usage, wants: [0, 1], names, help, run: ({args}) => (args.length === 0 ? text('') : refuse(refusal))};
}

export const QUIET_COMMANDS: readonly DaemonCommand[] = [
	nobody('rstp/show', '[bridge]', ['ovs-bridge'], 'bridges with RSTP: none', 'No such RSTP object'),
	nobody('cfm/show', '[interface]', ['ovs-interface'], 'ports with CFM: none', 'no such CFM object'),
	nobody('bfd/show', '[interface]', ['ovs-interface'], 'ports with BFD: none', 'no such bfd object'),
	{word: 'qos/show', usage: 'interface', wants: [1, 1], names: ['ovs-interface'], help: 'queues of a port: none', run: showQos},
	...['tnl/arp/show', 'tnl/neigh/show'].map(
		(word): DaemonCommand => ({
			...NONE,
			word,
			help: 'neighbours that the daemon itself has asked for: the kernel does it',
			run: neighbours,
		}),
	),
	...['tnl/arp/aging', 'tnl/neigh/aging'].map(
		(word): DaemonCommand => ({
			...NONE,
			word,
			usage: '[SECS]',
			wants: [0, 1],
			help: 'how long they are kept, seconds',
			run: ({args}) => {
				if (args.length > 0) throw notModelled(`ovs-appctl ${word} SECS`, `ovs-appctl ${word}`);
				return text('900');
			},
		}),
	),
	{
		...NONE,
		word: 'tnl/egress_port_range',
		usage: 'min max',
		wants: [0, 2],
		help: 'source ports of tunnels',
		run: ({args}) => {
			if (args.length > 0) throw notModelled('ovs-appctl tnl/egress_port_range MIN MAX', 'ovs-appctl tnl/egress_port_range');
			return text('Tunnel UDP source port range: 32768-61000');
		},
	},
	{
		...NONE,
		word: 'tnl/ports/show',
		usage: '-v',
		wants: [0, 1],
		help: 'ports at which the daemon itself waits for tunnels: the kernel does it',
		run: (asked) => {
			refuseOwnTunnels(asked, 'tnl/ports/show');
			return text('Listening ports:\n');
		},
	},
	{...NONE, word: 'vlog/list', help: 'what goes into the log, by module', run: () => text(levels())},
	{...NONE, word: 'vlog/list-pattern', help: 'how lines of the log look', run: () => text(PATTERNS)},
];

function showQos({switchd, args: [name = '']}: Asked): DaemonAnswer {
	const isPort = switchd.bridges.some(({ofPorts}) => [...ofPorts.values()].some((port) => port.name === name));
	return isPort ? text(`QoS not configured on ${name}\n`) : refuse('no such interface');
}

function neighbours(asked: Asked): DaemonAnswer {
	refuseOwnTunnels(asked, 'tnl/neigh/show');
	return text(NEIGHBOURS);
}

/** With the userspace datapath the daemon encapsulates by itself. */
function refuseOwnTunnels({switchd, place}: Asked, word: string): void {
	const isOwn = switchd.bridges.some(
		({type, ofPorts}) => type === 'netdev' && [...ofPorts.values()].some((port) => port.type === 'vxlan' || port.type === 'gre'),
	);
	if (isOwn && place) throw notModelled(`ovs-appctl ${word} with tunnels of the userspace datapath`, 'ovs-appctl dpctl/show');
}

/** In the order of their names (lib/vlog.c, vlog_get_levels). */
const MODULES: readonly string[] = [
	...'backtrace bfd bond bridge bundle bundles cfm collectors command_line'.split(' '),
	...'connmgr conntrack conntrack_tp coverage ct_dpif daemon daemon_unix dns_resolve dpdk'.split(' '),
	...'dpif dpif_lookup_autovalidator dpif_lookup_generic dpif_mfex_extract_study dpif_netdev dpif_netdev_extract dpif_netdev_impl dpif_netdev_lookup dpif_netlink'.split(
		' ',
	),
	...'dpif_netlink_rtnl entropy fail_open fatal_signal flow hmap in_band ipf ipfix'.split(' '),
	...'jsonrpc lacp lldp lldpd lldpd_structs lockfile memory meta_flow native_tnl'.split(' '),
	...'netdev netdev_afxdp netdev_dummy netdev_linux netdev_offload netdev_offload_tc netdev_vport netflow netlink'.split(' '),
	...'netlink_conntrack netlink_notifier netlink_socket nx_match odp_execute odp_execute_impl odp_util ofp_actions ofp_bundle'.split(' '),
	...'ofp_connection ofp_errors ofp_flow ofp_group ofp_match ofp_meter ofp_monitor ofp_msgs ofp_packet'.split(' '),
	...'ofp_port ofp_protocol ofp_queue ofp_table ofp_util ofproto ofproto_dpif ofproto_dpif_mirror ofproto_dpif_monitor'.split(' '),
	...'ofproto_dpif_rid ofproto_dpif_upcall ofproto_dpif_xlate ofproto_xlate_cache ovs_lldp ovs_numa ovs_rcu ovs_replay ovs_router'.split(
		' ',
	),
	...'ovs_thread ovsdb_cs ovsdb_error ovsdb_idl ox_stat pcap pmd_perf poll_loop process'.split(' '),
	...'rconn reconnect route_table rstp rstp_sm sflow sha1 signals socket_util'.split(' '),
	...'socket_util_unix stp stream stream_fd stream_replay stream_ssl stream_tcp stream_unix svec'.split(' '),
	...'system_stats tc timeval tunnel unixctl userspace_tso util uuid vconn'.split(' '),
	...'vconn_stream vlog vswitchd'.split(' '),
];

function levels(): string {
	const rows = MODULES.map((name) => `${name.padEnd(16)}  ${' OFF'.padStart(4)}       INFO       INFO\n`);
	return `                 console    syslog    file\n                 -------    ------    ------\n${rows.join('')}`;
}

const PATTERNS = [
	'         prefix                            format',
	'         ------                            ------',
	'SYSLOG   <%B> %D{%h %e %T} %E %A:          ovs|%05N|%c%T|%p|%m',
	'CONSOLE  none                              %D{%Y-%m-%dT%H:%M:%SZ}|%05N|%c%T|%p|%m',
	'FILE     none                              %D{%Y-%m-%dT%H:%M:%S.###Z}|%05N|%c%T|%p|%m',
	'',
].join('\n');
