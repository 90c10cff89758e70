/**
 * A slave as a port of LACP (bond_3ad.c, bond_3ad_bind_slave, ad_update_actor_keys)
 *
 * Which links may be bundled, the key says: ten bits that the administrator sets, five for the speed, and one that is
 * set for full duplex. A link of another speed has another key and never joins; one that is down has the key 0 and
 * takes no part.
 */
import {LACP_STATE, type LacpInfo} from '../../protocol/lacp.js';
import type {AdPort, Aggregator, BondDevice, Slave} from './bond-device.js';

/** Of the key (AD_DUPLEX_KEY_MASKS, AD_SPEED_KEY_MASKS). */
export const DUPLEX_KEY = 0x1;
const SPEED_KEY = 0x3e;
const PORT_PRIORITY = 0xff;
/** Ticks between chances to send: three a second. */
export const TX_TICKS = 3;

/** Mb/s, in the order of their numbers from 1 on (enum ad_link_speed_type). */
const SPEEDS = [1, 10, 100, 1000, 2500, 5000, 10000, 14000, 20000, 25000, 40000, 50000, 56000, 100000, 200000, 400000, 800000];

/** What is taken for the partner until one speaks (ad_initialize_port). */
export function defaultPartner(): LacpInfo {
	return {systemPriority: 0xffff, system: 0, key: 1, portPriority: PORT_PRIORITY, port: 1, state: 0};
}

/** Gives a new slave its port and its aggregator. */
export function bindPort(bond: BondDevice, slave: Slave): void {
	const {options, slaves} = bond;
	const before = slaves.at(-1)?.port?.number ?? 0;
	const port: AdPort = {
		number: before + 1,
		priority: PORT_PRIORITY,
		adminKey: options.userPortKey << 6,
		key: 0,
		state: LACP_STATE.aggregation | (options.lacpActive ? LACP_STATE.activity : 0) | (options.lacpFast ? LACP_STATE.timeout : 0),
		partner: defaultPartner(),
		aggregator: 0,
		enabled: true,
		begin: true,
		lacpEnabled: true,
		matched: false,
		selected: false,
		readyN: false,
		ready: false,
		needToTransmit: false,
		rx: 'start',
		rxTimer: 0,
		periodic: 'start',
		periodicTimer: 0,
		mux: 'start',
		muxTimer: 0,
		txTimer: TX_TICKS,
		churning: false,
		actorChurn: 'monitoring',
		actorChurnTimer: 0,
		actorChurns: 0,
		partnerChurn: 'monitoring',
		partnerChurnTimer: 0,
		partnerChurns: 0,
	};
	slave.port = port;
	updateKeys(slave, port, false);
	slave.aggregator = emptyAggregator(++bond.aggregators);
}

export function emptyAggregator(id: number): Aggregator {
	return {id, individual: false, actorKey: 0, partnerSystem: 0, partnerSystemPriority: 0, partnerKey: 0, ports: [], active: false};
}

/** What the port says of itself. */
export function actorOf(bond: BondDevice, port: AdPort): LacpInfo {
	return {
		systemPriority: bond.system.priority,
		system: bond.system.mac,
		key: port.key,
		portPriority: port.priority,
		port: port.number,
		state: port.state,
	};
}

/** Computes the keys from the speed of the link; `reset`: the link is down. A new speed begins everything anew. */
export function updateKeys(slave: Slave, port: AdPort, reset: boolean): void {
	const before = port.key;
	port.adminKey &= ~(SPEED_KEY | DUPLEX_KEY);
	const speed = reset || slave.link !== 'up' ? 0 : SPEEDS.indexOf(slave.speed) + 1;
	const isDuplex = !reset && slave.link === 'up';
	if (!reset) port.adminKey |= (speed << 1) | (isDuplex ? DUPLEX_KEY : 0);
	port.key = port.adminKey;
	if (port.key === before) return;
	port.lacpEnabled = isDuplex;
	if (!reset && speed !== 0 && isDuplex && (before & SPEED_KEY) >> 1 !== speed) port.begin = true;
}

/** The aggregator that the port belongs to. */
export function aggregatorOf(bond: BondDevice, port: AdPort): Aggregator | undefined {
	return port.aggregator === 0 ? undefined : bond.slaves.find(({aggregator}) => aggregator?.id === port.aggregator)?.aggregator;
}

/** The active aggregator (__get_active_agg). */
export function activeAggregator(bond: BondDevice): Aggregator | undefined {
	return bond.slaves.find(({aggregator}) => aggregator?.active)?.aggregator;
}

/** Slaves whose ports belong to `aggregator`, the one that joined last first. */
export function portsOf(bond: BondDevice, aggregator: Aggregator): (Slave & {port: AdPort})[] {
	return aggregator.ports.flatMap((id) => {
		const slave = bond.slaves.find(({device}) => device === id);
		return slave?.port ? [slave as Slave & {port: AdPort}] : [];
	});
}
