/** What `ip -d link` tells of bonds and their slaves (iproute2, bond_print_opt, bond_slave_print_opt; bond_netlink.c, bond_fill_info, bond_fill_slave_info). */
import type {BondDevice, Slave, SlaveLink} from '../../engine/devices/bonding/bond-device.js';
import {activeAggregator} from '../../engine/devices/bonding/lacp-port.js';
import {activePorts} from '../../engine/devices/bonding/lacp-selection.js';
import {formatMac} from '../../engine/mac.js';
import {LACP_STATE} from '../../engine/protocol/lacp.js';
import {deviceAt, type World} from '../../engine/world.js';

const LINK_NAMES: Readonly<Record<SlaveLink, string>> = {up: 'UP', fail: 'GOING_DOWN', down: 'DOWN', back: 'GOING_BACK'};

const STATE_NAMES: Readonly<Record<keyof typeof LACP_STATE, string>> = {
	activity: 'active',
	timeout: 'short_timeout',
	aggregation: 'aggregating',
	synchronization: 'in_sync',
	collecting: 'collecting',
	distributing: 'distributing',
	defaulted: 'defaulted',
	expired: 'expired',
};

export function bondDetails(world: World, bond: BondDevice): string {
	const {options, current, primary} = bond;
	const {mode, miimon} = options;
	const nameOf = (id: number) => deviceAt(world, id).name;
	return [
		`bond mode ${mode}`,
		...(mode === 'active-backup' && current !== -1 ? [`active_slave ${nameOf(current)}`] : []),
		`miimon ${miimon} updelay ${options.updelay * miimon} downdelay ${options.downdelay * miimon} peer_notify_delay 0 use_carrier 1`,
		'arp_interval 0 arp_missed_max 2 arp_validate none arp_all_targets any',
		...(mode === 'active-backup' && primary !== -1 ? [`primary ${nameOf(primary)}`] : []),
		`primary_reselect ${options.primaryReselect} fail_over_mac none xmit_hash_policy ${options.xmitHashPolicy} resend_igmp 1`,
		`num_grat_arp ${options.peerNotifications} all_slaves_active ${options.allSlavesActive ? 1 : 0} min_links ${options.minLinks}`,
		`lp_interval 1 packets_per_slave ${options.packetsPerSlave} lacp_active ${options.lacpActive ? 'on' : 'off'}`,
		`lacp_rate ${options.lacpFast ? 'fast' : 'slow'} ad_select ${options.adSelect}`,
		...(mode === '802.3ad' ? lacpDetails(bond) : []),
		'tlb_dynamic_lb 1',
	].join(' ');
}

function lacpDetails(bond: BondDevice): string[] {
	const active = activeAggregator(bond);
	const {systemPriority, userPortKey, actorSystem} = bond.options;
	return [
		...(active
			? [
					`ad_aggregator ${active.id} ad_num_ports ${activePorts(bond, active)} ad_actor_key ${active.actorKey}`,
					`ad_partner_key ${active.partnerKey} ad_partner_mac ${formatMac(active.partnerSystem)}`,
				]
			: []),
		`ad_actor_sys_prio ${systemPriority} ad_user_port_key ${userPortKey} ad_actor_system ${formatMac(actorSystem)}`,
	];
}

/** With a blank at the end. */
export function bondSlaveDetails({backup, link, failures, permanentMac, port}: Slave): string {
	return [
		`bond_slave state ${backup ? 'BACKUP' : 'ACTIVE'} mii_status ${LINK_NAMES[link]} link_failure_count ${failures}`,
		`perm_hwaddr ${formatMac(permanentMac)} queue_id 0 prio 0`,
		...(port && port.aggregator !== 0
			? [
					`ad_aggregator_id ${port.aggregator} ad_actor_oper_port_state ${port.state} ad_actor_oper_port_state_str ${stateNames(port.state)}`,
					`ad_partner_oper_port_state ${port.partner.state} ad_partner_oper_port_state_str ${stateNames(port.partner.state)}`,
				]
			: []),
		'',
	].join(' ');
}

function stateNames(state: number): string {
	const names = Object.entries(LACP_STATE).flatMap(([key, bit]) => (state & bit ? [STATE_NAMES[key as keyof typeof LACP_STATE]] : []));
	return `<${names.join(',')}>`;
}
