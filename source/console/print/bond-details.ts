/** What `ip -d link` tells of bonds and their slaves (iproute2, bond_print_opt, bond_slave_print_opt; bond_netlink.c, bond_fill_info, bond_fill_slave_info). */
import type {BondDevice, Slave, SlaveLink} from '../../engine/devices/bonding/bond-device.js';
import {activeAggregator} from '../../engine/devices/bonding/lacp-port.js';
import {activePorts} from '../../engine/devices/bonding/lacp-selection.js';
import {formatMac} from '../../engine/mac.js';
import {LACP_STATE} from '../../engine/protocol/lacp.js';
import {deviceAt, type World} from '../../engine/world.js';
import {all, both, nested, type Piece} from './piece.js';

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

export function bondDetails(world: World, bond: BondDevice): Piece {
	const {options, current, primary} = bond;
	const {mode, miimon} = options;
	const device = (name: string, id: number) => (mode === 'active-backup' && id !== -1 ? both(name, deviceAt(world, id).name) : undefined);
	return all(
		both('mode', mode),
		device('active_slave', current),
		both('miimon', miimon),
		both('updelay', options.updelay * miimon),
		both('downdelay', options.downdelay * miimon),
		both('peer_notify_delay', 0),
		both('use_carrier', 1),
		both('arp_interval', 0),
		both('arp_missed_max', 2),
		both('arp_validate', null, 'arp_validate none '),
		both('arp_all_targets', 'any'),
		device('primary', primary),
		both('primary_reselect', options.primaryReselect),
		both('fail_over_mac', 'none'),
		both('xmit_hash_policy', options.xmitHashPolicy),
		both('resend_igmp', 1),
		both('num_peer_notif', options.peerNotifications, `num_grat_arp ${options.peerNotifications} `),
		both('all_slaves_active', options.allSlavesActive ? 1 : 0),
		both('min_links', options.minLinks),
		both('lp_interval', 1),
		both('packets_per_slave', options.packetsPerSlave),
		lacpWord('lacp_active', options.lacpActive ? 'on' : 'off'),
		lacpWord('lacp_rate', options.lacpFast ? 'fast' : 'slow'),
		both('ad_select', options.adSelect),
		mode === '802.3ad' ? lacpDetails(bond) : undefined,
		both('tlb_dynamic_lb', 1),
	);
}

/** JSON has `ad_` before the name. */
function lacpWord(name: string, value: string | number): Piece {
	return both(`ad_${name}`, value, `${name} ${value} `);
}

function lacpDetails(bond: BondDevice): Piece {
	const active = activeAggregator(bond);
	const {systemPriority, userPortKey, actorSystem} = bond.options;
	const info = (name: string, value: string | number) => both(name, value, `ad_${name} ${value} `);
	return all(
		active &&
			nested(
				'ad_info',
				all(
					info('aggregator', active.id),
					info('num_ports', activePorts(bond, active)),
					info('actor_key', active.actorKey),
					info('partner_key', active.partnerKey),
					info('partner_mac', formatMac(active.partnerSystem)),
				),
			),
		both('ad_actor_sys_prio', systemPriority),
		both('ad_user_port_key', userPortKey),
		both('ad_actor_system', formatMac(actorSystem)),
	);
}

/** A slave, behind `bond_slave `. */
export function bondSlaveDetails({backup, link, failures, permanentMac, port}: Slave): Piece {
	return all(
		both('state', backup ? 'BACKUP' : 'ACTIVE'),
		both('mii_status', LINK_NAMES[link]),
		both('link_failure_count', failures),
		both('perm_hwaddr', formatMac(permanentMac)),
		both('queue_id', 0),
		both('prio', 0),
		port && port.aggregator !== 0
			? all(both('ad_aggregator_id', port.aggregator), portState('actor', port.state), portState('partner', port.partner.state))
			: undefined,
	);
}

function portState(end: 'actor' | 'partner', state: number): Piece {
	const name = `ad_${end}_oper_port_state`;
	const names = Object.entries(LACP_STATE).flatMap(([key, bit]) => (state & bit ? [STATE_NAMES[key as keyof typeof LACP_STATE]] : []));
	return all(both(name, state), both(`${name}_str`, names, `${name}_str <${names.join(',')}> `));
}
