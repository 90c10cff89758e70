/** `/proc/net/bonding/bond0`: the bonding driver's own report (bond_procfs.c, bond_info_show_master, bond_info_show_slave). */
import {
	type AdPort,
	type BondDevice,
	type BondingMode,
	type ChurnState,
	type Slave,
	type SlaveLink,
	usesHash,
	XMIT_HASH_POLICIES,
	type XmitHashPolicy,
} from '../../engine/devices/bonding/bond-device.js';
import {activeAggregator, aggregatorOf} from '../../engine/devices/bonding/lacp-port.js';
import {activePorts} from '../../engine/devices/bonding/lacp-selection.js';
import {formatMac} from '../../engine/mac.js';
import type {LacpInfo} from '../../engine/protocol/lacp.js';
import {deviceAt, type Machine, type World} from '../../engine/world.js';

/** bond_version; the kernel of the lab has the release whose driver this follows. */
const DRIVER = 'Ethernet Channel Bonding Driver: v6.12';
/** bond_mode_name */
const MODE_NAMES: Readonly<Record<BondingMode, string>> = {
	'balance-rr': 'load balancing (round-robin)',
	'active-backup': 'fault-tolerance (active-backup)',
	'balance-xor': 'load balancing (xor)',
	broadcast: 'fault-tolerance (broadcast)',
	'802.3ad': 'IEEE 802.3ad Dynamic link aggregation',
};
/** bond_slave_link_status */
const LINK_NAMES: Readonly<Record<SlaveLink, string>> = {up: 'up', fail: 'going down', down: 'down', back: 'going back'};
/** bond_3ad_churn_desc */
const CHURN_NAMES: Readonly<Record<ChurnState, string>> = {monitoring: 'monitoring', churned: 'churned', none: 'none'};
/** Their numbers, where these differ from the place in the list. */
const POLICY_NUMBERS: Partial<Record<XmitHashPolicy, number>> = {'vlan+srcmac': 5};

export function printBondReport(world: World, bond: BondDevice): string {
	return [DRIVER, '', masterReport(world, bond), ...bond.slaves.map((slave) => slaveReport(world, bond, slave))].join('\n');
}

function masterReport(world: World, bond: BondDevice): string {
	const {options, current, primary} = bond;
	const {mode, miimon, xmitHashPolicy} = options;
	const nameOf = (id: number) => (id === -1 ? 'None' : deviceAt(world, id).name);
	const number = POLICY_NUMBERS[xmitHashPolicy] ?? XMIT_HASH_POLICIES.indexOf(xmitHashPolicy);
	const lines = [
		`Bonding Mode: ${MODE_NAMES[mode]}`,
		...(usesHash(bond) ? [`Transmit Hash Policy: ${xmitHashPolicy} (${number})`] : []),
		...(mode === 'active-backup'
			? [
					`Primary Slave: ${nameOf(primary)}${primary === -1 ? '' : ` (primary_reselect ${options.primaryReselect})`}`,
					`Currently Active Slave: ${nameOf(current)}`,
				]
			: []),
		`MII Status: ${bond.carrier ? 'up' : 'down'}`,
		`MII Polling Interval (ms): ${miimon}`,
		`Up Delay (ms): ${options.updelay * miimon}`,
		`Down Delay (ms): ${options.downdelay * miimon}`,
		'Peer Notification Delay (ms): 0',
		...(mode === '802.3ad' ? lacpReport(bond) : []),
		'',
	];
	return lines.join('\n');
}

function lacpReport(bond: BondDevice): string[] {
	const {options, system} = bond;
	const active = activeAggregator(bond);
	return [
		'',
		'802.3ad info',
		`LACP active: ${options.lacpActive ? 'on' : 'off'}`,
		`LACP rate: ${options.lacpFast ? 'fast' : 'slow'}`,
		`Min links: ${options.minLinks}`,
		`Aggregator selection policy (ad_select): ${options.adSelect}`,
		`System priority: ${system.priority}`,
		`System MAC address: ${formatMac(system.mac)}`,
		...(active
			? [
					'Active Aggregator Info:',
					`\tAggregator ID: ${active.id}`,
					`\tNumber of ports: ${activePorts(bond, active)}`,
					`\tActor Key: ${active.actorKey}`,
					`\tPartner Key: ${active.partnerKey}`,
					`\tPartner Mac Address: ${formatMac(active.partnerSystem)}`,
				]
			: [`bond ${bond.name} has no active aggregator`]),
	];
}

function slaveReport(world: World, bond: BondDevice, slave: Slave): string {
	const {port} = slave;
	return [
		`Slave Interface: ${deviceAt(world, slave.device).name}`,
		`MII Status: ${LINK_NAMES[slave.link]}`,
		...(slave.speed === 0 ? ['Speed: Unknown', 'Duplex: Unknown'] : [`Speed: ${slave.speed} Mbps`, 'Duplex: full']),
		`Link Failure Count: ${slave.failures}`,
		`Permanent HW addr: ${formatMac(slave.permanentMac)}`,
		'Slave queue ID: 0',
		...(port ? portReport(bond, port) : []),
		'',
	].join('\n');
}

function portReport(bond: BondDevice, port: AdPort): string[] {
	const aggregator = aggregatorOf(bond, port);
	if (!aggregator) return ['Aggregator ID: N/A'];
	return [
		`Aggregator ID: ${aggregator.id}`,
		`Actor Churn State: ${CHURN_NAMES[port.actorChurn]}`,
		`Partner Churn State: ${CHURN_NAMES[port.partnerChurn]}`,
		`Actor Churned Count: ${port.actorChurns}`,
		`Partner Churned Count: ${port.partnerChurns}`,
		'details actor lacp pdu:',
		...pduReport('port key', {
			systemPriority: bond.system.priority,
			system: bond.system.mac,
			key: port.key,
			portPriority: port.priority,
			port: port.number,
			state: port.state,
		}),
		'details partner lacp pdu:',
		...pduReport('oper key', port.partner),
	];
}

function pduReport(keyName: string, info: LacpInfo): string[] {
	return [
		`    system priority: ${info.systemPriority}`,
		`    system mac address: ${formatMac(info.system)}`,
		`    ${keyName}: ${info.key}`,
		`    port priority: ${info.portPriority}`,
		`    port number: ${info.port}`,
		`    port state: ${info.state}`,
	];
}

/** The bonds of a machine. */
export function bondsOf(world: World, {devices}: Machine): BondDevice[] {
	return devices.flatMap((id) => {
		const device = deviceAt(world, id);
		return device.kind === 'bond' ? [device] : [];
	});
}
