/** What `ip -d link` says of a bridge and of its ports (bridge_print_opt, bridge_slave_print_opt of iproute2 6.1). */
import type {Bridge, BridgeId, BridgePort} from '../../engine/devices/bridge/bridge-device.js';
import {bridgeIdOf, portIdOf} from '../../engine/devices/bridge/stp-state.js';
import {timeLeft} from '../../engine/devices/bridge/timer.js';
import {formatMac} from '../../engine/mac.js';
import {deviceAt, type World} from '../../engine/world.js';
import {all, both, mask, NOTHING, onOff, type Piece, words} from './piece.js';
import {CENTISECOND, formatTimer} from './timer.js';

const bit = (name: string, value: boolean, word = name): Piece => both(name, value ? 1 : 0, `${word} ${value ? 1 : 0} `);

const centiseconds = (name: string, time: number): Piece => both(name, Math.round(time / CENTISECOND));

function timer(world: World, name: string, value: number): Piece {
	const text = formatTimer(timeLeft(value, world.now));
	return both(name, {digits: text.trim()}, `${name} ${text} `);
}

/** What the lab does not model has the kernel's default. */
export function bridgeDetails(world: World, bridge: Bridge): Piece {
	const {stp} = bridge;
	const id = formatUnpadded(bridgeIdOf(bridge));
	const {vlanFiltering: isVlanAware} = world.kernel;
	return all(
		centiseconds('forward_delay', stp.forwardDelay),
		centiseconds('hello_time', stp.helloTime),
		centiseconds('max_age', stp.maxAge),
		centiseconds('ageing_time', bridge.ageing),
		bit('stp_state', stp.enabled),
		both('priority', stp.priority),
		bit('vlan_filtering', bridge.vlanFiltering),
		isVlanAware ? both('vlan_protocol', bridge.vlanProtocol === 0x88a8 ? '802.1ad' : '802.1Q') : undefined,
		both('bridge_id', id),
		// iproute2 6.1 prints the bridge's own id for the root.
		both('root_id', id, `designated_root ${id} `),
		both('root_port', stp.rootPort),
		both('root_path_cost', stp.rootPathCost),
		bit('topology_change', stp.topologyChange),
		bit('topology_change_detected', stp.topologyChangeDetected),
		timer(world, 'hello_timer', stp.helloTimer),
		timer(world, 'tcn_timer', stp.tcnTimer),
		timer(world, 'topology_change_timer', stp.topologyChangeTimer),
		timer(world, 'gc_timer', bridge.gcTimer),
		// Newer than the tool whose text this is, so only where it says something.
		bridge.fdbMaxLearned === 0 ? undefined : all(both('fdb_n_learned', bridge.fdb.learned), both('fdb_max_learned', bridge.fdbMaxLearned)),
		isVlanAware
			? all(both('vlan_default_pvid', bridge.vlanDefaultPvid), bit('vlan_stats_enabled', false), bit('vlan_stats_per_port', false))
			: undefined,
		mask('group_fwd_mask', bridge.groupFwdMask),
		both('group_addr', '01:80:c2:00:00:00', 'group_address 01:80:c2:00:00:00 '),
		bit('mcast_snooping', bridge.mcast.snooping),
		bit('no_linklocal_learn', bridge.noLinklocalLearn),
		bit('mcast_vlan_snooping', false),
		both('mcast_router', 1),
		bit('mcast_query_use_ifaddr', false),
		bit('mcast_querier', bridge.mcast.querier),
		FIXED,
	);
}

/** Some counts and intervals have other names in JSON. */
const FIXED: Piece = all(
	both('mcast_hash_elasticity', 16),
	both('mcast_hash_max', 4096),
	both('mcast_last_member_cnt', 2, 'mcast_last_member_count 2 '),
	both('mcast_startup_query_cnt', 2, 'mcast_startup_query_count 2 '),
	both('mcast_last_member_intvl', 100, 'mcast_last_member_interval 100 '),
	both('mcast_membership_intvl', 26000, 'mcast_membership_interval 26000 '),
	both('mcast_querier_intvl', 25500, 'mcast_querier_interval 25500 '),
	both('mcast_query_intvl', 12500, 'mcast_query_interval 12500 '),
	both('mcast_query_response_intvl', 1000, 'mcast_query_response_interval 1000 '),
	both('mcast_startup_query_intvl', 3124, 'mcast_startup_query_interval 3124 '),
	both('mcast_stats_enabled', 0),
	both('mcast_igmp_version', 2),
	both('mcast_mld_version', 1),
	both('nf_call_iptables', 0),
	both('nf_call_ip6tables', 0),
	both('nf_call_arptables', 0),
);

/** The switches of a port that `ip` and `bridge` name alike, in their order. */
export function portSwitches(port: BridgePort): Piece {
	return all(
		onOff('hairpin', port.hairpin),
		onOff('guard', port.guard),
		onOff('root_block', port.rootBlock),
		onOff('fastleave', port.fastLeave),
		onOff('learning', port.learning),
		onOff('flood', port.flood),
	);
}

/** A port, behind `bridge_slave `. */
export function portDetails(world: World, port: BridgePort): Piece {
	const {stp} = port;
	const root = formatUnpadded(stp.designatedRoot);
	const designated = formatUnpadded(stp.designatedBridge);
	return all(
		both('state', port.state),
		both('priority', port.priority),
		both('cost', port.cost),
		portSwitches(port),
		mask('id', portIdOf(port), 'port_id'),
		mask('no', port.number, 'port_no'),
		both('designated_port', stp.designatedPort),
		both('designated_cost', stp.designatedCost),
		both('bridge_id', designated, `designated_bridge ${designated} `),
		both('root_id', root, `designated_root ${root} `),
		timer(world, 'hold_timer', stp.holdTimer),
		timer(world, 'message_age_timer', stp.messageAgeTimer),
		timer(world, 'forward_delay_timer', stp.forwardDelayTimer),
		bit('topology_change_ack', stp.topologyChangeAck),
		bit('config_pending', stp.configPending),
		onOff('proxy_arp', false),
		onOff('proxy_arp_wifi', false),
		both('multicast_router', port.multicastRouter, `mcast_router ${port.multicastRouter} `),
		words(onOff('mcast_fast_leave', port.fastLeave).text),
		onOff('mcast_flood', port.mcastFlood),
		onOff('bcast_flood', port.bcastFlood),
		onOff('mcast_to_unicast', false),
		onOff('neigh_suppress', false),
		mask('group_fwd_mask', port.groupFwdMask),
		both('group_fwd_mask_str', maskNames(port.groupFwdMask)),
		onOff('vlan_tunnel', false),
		onOff('isolated', port.isolated),
		onOff('locked', port.locked),
		port.backupPort === -1 ? NOTHING : both('backup_port', deviceAt(world, port.backupPort).name),
	);
}

/** Octets without leading zeros (ether_ntoa): `8000.2:0:0:0:b0:0`. */
function formatUnpadded(id: BridgeId): string {
	const octets = formatMac(id.mac).split(':');
	return `${id.priority.toString(16).padStart(4, '0')}.${octets.map((octet) => Number.parseInt(octet, 16).toString(16)).join(':')}`;
}

const MASK_NAMES: Readonly<Record<number, string>> = {0: 'stp', 2: 'lacp', 14: 'lldp'};

function maskNames(bits: number): string {
	const names = [...Array(16).keys()]
		.filter((number) => (bits & (1 << number)) !== 0)
		.map((number) => MASK_NAMES[number] ?? `0x${(1 << number).toString(16)}`);
	return names.length === 0 ? '0x0' : names.join(',');
}
