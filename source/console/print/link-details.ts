/** The third and fourth line of `ip -d link`: what kind of device it is and how it is set up. */

import type {Device} from '../../engine/device.js';
import {slaveOf} from '../../engine/devices/bonding/bond-device.js';
import type {Bridge, BridgeId, BridgePort} from '../../engine/devices/bridge/bridge-device.js';
import {portOf} from '../../engine/devices/bridge/ports.js';
import {bridgeIdOf, portIdOf} from '../../engine/devices/bridge/stp-state.js';
import {timeLeft} from '../../engine/devices/bridge/timer.js';
import type {Macvlan} from '../../engine/devices/macvlan-device.js';
import {TPID_8021AD} from '../../engine/frame.js';
import {formatMac, type Mac} from '../../engine/mac.js';
import {deviceAt, deviceOfKind, macvlansOn, type World} from '../../engine/world.js';
import {bondDetails, bondSlaveDetails} from './bond-details.js';
import {isTap, isVirtualPair, masterOf} from './link-line.js';
import {CENTISECOND, formatTimer} from './timer.js';
import {gretapDetails, vxlanDetails} from './tunnel-details.js';

/** ` promiscuity 0  allmulti 0 … ` and the lines after it, without the last line end. */
export function linkDetails(world: World, device: Device, isLink: boolean): string {
	const kind = kindDetails(world, device);
	const bridge = deviceOfKind(world, device.master, 'bridge');
	const port = bridge && portOf(bridge, device.id);
	const bond = deviceOfKind(world, device.master, 'bond');
	const slave = bond && slaveOf(bond, device.id);
	return (
		` promiscuity ${promiscuityOf(world, device)}  allmulti ${device.allmulti} minmtu ${device.kind === 'vlan' ? 0 : 68} maxmtu ${largestMtu(world, device)} ` +
		(kind === undefined ? '' : `\n    ${kind} `) +
		(port ? `\n    bridge_slave ${portDetails(world, port)}` : '') +
		(slave ? `\n    ${bondSlaveDetails(slave)}` : '') +
		(masterOf(world, device)?.kind === 'datapath' ? '\n    openvswitch_slave ' : '') +
		tail(isLink, queuesOf(world, device), offloadOf(device))
	);
}

function largestMtu(world: World, device: Device): number {
	if (device.kind === 'gretap') return 0;
	return isTap(world, device) ? 65521 : 65535;
}

/** A tunnel has the offloads of the device below, if it is bound to one. */
function offloadOf(device: Device): number {
	return device.kind === 'gretap' || (device.kind === 'vxlan' && device.lower === -1) ? 65536 : 524280;
}

function queuesOf(world: World, device: Device): number {
	if (device.kind === 'bond') return 16;
	return isVirtualPair(world, device) ? 2 : 1;
}

export function loopbackDetails(isLink: boolean): string {
	return ` promiscuity 0  allmulti 0 minmtu 0 maxmtu 0 ${tail(isLink, 1)}`;
}

/** What the kernel tells of every device's queues and offloads; a lab has one size for all. */
function tail(isLink: boolean, queues: number, offload = 524280): string {
	const mode = isLink ? 'addrgenmode eui64 ' : '';
	return `${mode}numtxqueues ${queues} numrxqueues ${queues} gso_max_size 65536 gso_max_segs 65535 tso_max_size ${offload} tso_max_segs 65535 gro_max_size 65536 `;
}

/**
 * A veth has no filter for further unicast addresses, so the kernel makes it promiscuous
 * while it has any (__dev_set_rx_mode, uc_promisc).
 */
function promiscuityOf(world: World, device: Device): number {
	return device.promiscuity + (isVirtualPair(world, device) && device.unicast.length > 0 ? 1 : 0);
}

function kindDetails(world: World, device: Device): string | undefined {
	switch (device.kind) {
		case 'nic':
			return isVirtualPair(world, device) ? 'veth' : undefined;
		case 'vf':
		case 'failover':
		case 'vlan-switch':
		case 'vmware-switch':
		case 'vmknic':
		case 'vmnet':
		case 'user-network':
			return undefined;
		case 'macvlan':
		case 'macvtap':
			return `${device.kind} ${macvlanDetails(world, device)}`;
		case 'bridge':
			return `bridge ${bridgeDetails(world, device)}`;
		case 'bond':
			return bondDetails(world, device);
		case 'vlan':
			return `vlan protocol ${device.protocol === TPID_8021AD ? '802.1ad' : '802.1Q'} id ${device.vid} <REORDER_HDR>`;
		case 'vxlan':
			return vxlanDetails(world, device);
		case 'gretap':
			return gretapDetails(world, device);
		case 'datapath':
		case 'ovs-internal':
			return isTap(world, device) ? 'tun type tap pi off vnet_hdr on persist off' : 'openvswitch';
		default:
			return device satisfies never;
	}
}

/** macvlan_print_opt */
function macvlanDetails(world: World, device: Macvlan): string {
	const siblings = macvlansOn(world, deviceAt(world, device.lower));
	const words = [
		`mode ${device.mode}`,
		...(device.nopromisc ? ['nopromisc'] : []),
		...(device.nodst ? ['nodst'] : []),
		`bcqueuelen ${device.bcqueuelen}`,
		// One queue serves all on a lower device; it is as long as the longest that was asked for.
		`usedbcqueuelen ${Math.max(...siblings.map(({bcqueuelen}) => bcqueuelen))}`,
	];
	if (device.mode === 'source') words.push(`remotes (${device.sources.length})`, ...byBucket(device.sources).map(formatMac));
	return words.join(' ');
}

/** The kernel lists the sources bucket by bucket of its table, newest first (macvlan_eth_hash, hash_64). */
function byBucket(sources: readonly Mac[]): Mac[] {
	const bucket = (mac: Mac): bigint => {
		const octets = mac.toString(16).padStart(12, '0').match(/../g) ?? [];
		const word = BigInt(`0x${octets.reverse().join('')}`) << 16n;
		return BigInt.asUintN(64, word * 0x61c8864680b583ebn) >> 56n;
	};
	return sources.toReversed().sort((a, b) => Number(bucket(a) - bucket(b)));
}

/** bridge_print_opt. What the lab does not model has the kernel's default. */
function bridgeDetails(world: World, bridge: Bridge): string {
	const {stp, mcast} = bridge;
	const id = formatUnpadded(bridgeIdOf(bridge));
	const timer = (name: string, value: number) => `${name} ${formatTimer(timeLeft(value, world.now))}`;
	const centiseconds = (value: number) => Math.round(value / CENTISECOND);
	const filtering = bridge.vlanFiltering ? 1 : 0;
	return [
		`forward_delay ${centiseconds(stp.forwardDelay)} hello_time ${centiseconds(stp.helloTime)} max_age ${centiseconds(stp.maxAge)}`,
		`ageing_time ${centiseconds(bridge.ageing)} stp_state ${stp.enabled ? 1 : 0} priority ${stp.priority} vlan_filtering ${filtering}`,
		...(world.kernel.vlanFiltering ? [`vlan_protocol ${bridge.vlanProtocol === 0x88a8 ? '802.1ad' : '802.1Q'}`] : []),
		// iproute2 6.1 prints the bridge's own id for the root.
		`bridge_id ${id} designated_root ${id} root_port ${stp.rootPort} root_path_cost ${stp.rootPathCost}`,
		`topology_change ${stp.topologyChange ? 1 : 0} topology_change_detected ${stp.topologyChangeDetected ? 1 : 0}`,
		timer('hello_timer', stp.helloTimer),
		timer('tcn_timer', stp.tcnTimer),
		timer('topology_change_timer', stp.topologyChangeTimer),
		timer('gc_timer', bridge.gcTimer),
		// Newer than the tool whose text this is, so only where it says something.
		...(bridge.fdbMaxLearned === 0 ? [] : [`fdb_n_learned ${bridge.fdb.learned} fdb_max_learned ${bridge.fdbMaxLearned}`]),
		...(world.kernel.vlanFiltering ? [`vlan_default_pvid ${bridge.vlanDefaultPvid} vlan_stats_enabled 0 vlan_stats_per_port 0`] : []),
		`group_fwd_mask ${hex(bridge.groupFwdMask)} group_address 01:80:c2:00:00:00`,
		`mcast_snooping ${mcast.snooping ? 1 : 0} no_linklocal_learn ${bridge.noLinklocalLearn ? 1 : 0} mcast_vlan_snooping 0`,
		`mcast_router 1 mcast_query_use_ifaddr 0 mcast_querier ${mcast.querier ? 1 : 0}`,
		'mcast_hash_elasticity 16 mcast_hash_max 4096 mcast_last_member_count 2 mcast_startup_query_count 2',
		'mcast_last_member_interval 100 mcast_membership_interval 26000 mcast_querier_interval 25500 mcast_query_interval 12500',
		'mcast_query_response_interval 1000 mcast_startup_query_interval 3124 mcast_stats_enabled 0',
		'mcast_igmp_version 2 mcast_mld_version 1 nf_call_iptables 0 nf_call_ip6tables 0 nf_call_arptables 0',
	].join(' ');
}

/** bridge_slave_print_opt, with a blank at the end. */
function portDetails(world: World, port: BridgePort): string {
	const {stp} = port;
	const id = portIdOf(port);
	const timer = (name: string, value: number) => `${name} ${formatTimer(timeLeft(value, world.now))}`;
	const fastLeave = onOff(port.fastLeave);
	return [
		`state ${port.state} priority ${port.priority} cost ${port.cost} hairpin ${onOff(port.hairpin)} guard ${onOff(port.guard)}`,
		`root_block ${onOff(port.rootBlock)} fastleave ${fastLeave} learning ${onOff(port.learning)} flood ${onOff(port.flood)}`,
		`port_id ${hex(id)} port_no ${hex(port.number)} designated_port ${stp.designatedPort} designated_cost ${stp.designatedCost}`,
		`designated_bridge ${formatUnpadded(stp.designatedBridge)} designated_root ${formatUnpadded(stp.designatedRoot)}`,
		timer('hold_timer', stp.holdTimer),
		timer('message_age_timer', stp.messageAgeTimer),
		timer('forward_delay_timer', stp.forwardDelayTimer),
		`topology_change_ack ${stp.topologyChangeAck ? 1 : 0} config_pending ${stp.configPending ? 1 : 0} proxy_arp off proxy_arp_wifi off`,
		`mcast_router ${port.multicastRouter} mcast_fast_leave ${fastLeave} mcast_flood ${onOff(port.mcastFlood)} bcast_flood ${onOff(port.bcastFlood)}`,
		`mcast_to_unicast off neigh_suppress off group_fwd_mask ${hex(port.groupFwdMask)} group_fwd_mask_str ${maskNames(port.groupFwdMask)}`,
		`vlan_tunnel off isolated ${onOff(port.isolated)} locked ${onOff(port.locked)}`,
		...(port.backupPort === -1 ? [] : [`backup_port ${deviceAt(world, port.backupPort).name}`]),
		'',
	].join(' ');
}

export function onOff(value: boolean): 'on' | 'off' {
	return value ? 'on' : 'off';
}

/** printf %#x: zero has no prefix. */
function hex(value: number): string {
	return value === 0 ? '0' : `0x${value.toString(16)}`;
}

/** Octets without leading zeros (ether_ntoa): `8000.2:0:0:0:b0:0`. */
function formatUnpadded(id: BridgeId): string {
	const octets = formatMac(id.mac).split(':');
	return `${id.priority.toString(16).padStart(4, '0')}.${octets.map((octet) => Number.parseInt(octet, 16).toString(16)).join(':')}`;
}

const MASK_NAMES: Readonly<Record<number, string>> = {0: 'stp', 2: 'lacp', 14: 'lldp'};

function maskNames(mask: number): string {
	const names = [...Array(16).keys()].filter((bit) => (mask & (1 << bit)) !== 0).map((bit) => MASK_NAMES[bit] ?? hex(1 << bit));
	return names.length === 0 ? '0x0' : names.join(',');
}
