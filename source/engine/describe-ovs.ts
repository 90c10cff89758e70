/** World to lab: Open vSwitch, as its database and its tables have it. */

import type {OvsBridgeLab} from './build-ovs.js';
import {describeFlows, describeGroup} from './describe-flows.js';
import {describeAddresses} from './describe-programs.js';
import type {OpenFlowVersion} from './flow/syntax/protocol.js';
import type {OvsLab, OvsPortLab} from './lab-ovs.js';
import {formatMac} from './mac.js';
import {interfacesOf} from './ovs/configure/configure-bridges.js';
import {
	type Database,
	datumOf,
	flagOf,
	numberOf,
	numbersOf,
	type Row,
	rootOf,
	rowsIn,
	settingsOf,
	textOf,
	textsOf,
} from './ovs/database/database.js';
import {listMacs} from './ovs/mac/mac-learning.js';
import {bridgeNamed, LOCAL, type OfPort, type OvsBridge, ofPortNamed} from './ovs/vswitchd.js';
import {deviceNamed, type Machine, type World} from './world.js';

/** What the machine runs; nothing when Open vSwitch is not installed. */
export function describeOvs({vswitchd}: Machine): {ovs?: OvsLab} {
	if (!vswitchd) return {};
	const {release, datapathOverride, running, database} = vswitchd;
	return {
		ovs: {
			release: `${Math.floor(release / 100)}.${release % 100}`,
			...(datapathOverride === undefined ? {} : {datapathOverride}),
			otherConfig: settingsIn(rootOf(database), 'other_config'),
			running,
		},
	};
}

function settingsIn(row: Row, column: string): Record<string, string> {
	return Object.fromEntries(settingsOf(row, column));
}

type Common = Pick<OvsBridgeLab, 'name' | 'mac' | 'mtu' | 'up' | 'addresses' | 'dhcp'>;

/** The bridge whose local device is called `name`. */
export function describeOvsBridge(world: World, machine: Machine, common: Common): OvsBridgeLab | undefined {
	const switchd = machine.vswitchd;
	const bridge = switchd && bridgeNamed(switchd, common.name);
	const row = switchd && [...switchd.database.tables.Bridge.values()].find((each) => textOf(each, 'name') === common.name);
	if (!switchd || !bridge || !row) return undefined;
	const {database} = switchd;
	const {hwaddr, ...otherConfig} = settingsIn(row, 'other_config');
	const failMode = textOf(row, 'fail_mode');
	const ports = bridge.ports.filter(({name}) => name !== bridge.name);
	const rows = new Map(rowsIn(database, 'Bridge', row, 'ports').map((port) => [textOf(port, 'name'), port]));
	const mtu = localMtu(database, common.name);
	return {
		name: common.name,
		up: common.up,
		addresses: common.addresses,
		...(common.dhcp ? {dhcp: true} : {}),
		...(hwaddr === undefined ? {} : {mac: hwaddr}),
		...(mtu === undefined ? {} : {mtu}),
		kind: 'ovs-bridge',
		datapathType: bridge.type === 'netdev' ? 'netdev' : 'system',
		...(failMode === '' ? {} : {failMode: failMode as 'standalone' | 'secure'}),
		controllers: rowsIn(database, 'Bridge', row, 'controller').map((each) => textOf(each, 'target')),
		protocols: textsOf(row, 'protocols') as OpenFlowVersion[],
		stp: flagOf(row, 'stp_enable'),
		mcastSnooping: flagOf(row, 'mcast_snooping_enable'),
		floodVlans: [...numbersOf(row, 'flood_vlans')],
		otherConfig,
		ports: ports.flatMap(({name}) => {
			const port = rows.get(name);
			return port ? [describePort(world, machine, database, bridge, port)] : [];
		}),
		mirrors: describeMirrors(database, row),
		...describeFlows(bridge),
		groups: [...bridge.groups.groups.values()].map(describeGroup),
		stations: listMacs(bridge.macs, world.now)
			.filter((entry) => entry.static)
			.map(({mac, vlan, port}) => ({mac: formatMac(mac), vlan, port: stationPort(bridge, port)})),
		tables: describeTables(database, row),
		...describeExports(database, row),
	};
}

function localMtu(database: Database, name: string): number | undefined {
	const row = [...database.tables.Interface.values()].find((each) => textOf(each, 'name') === name);
	return row && numberOf(row, 'mtu_request');
}

/** `fdb/add` names an interface, and the table the port that it belongs to. */
function stationPort(bridge: OvsBridge, name: string): string {
	const [first = -1] = bridge.ports.find((port) => port.name === name)?.members ?? [];
	return bridge.ofPorts.get(first)?.name ?? name;
}

function describePort(world: World, machine: Machine, database: Database, bridge: OvsBridge, row: Row): OvsPortLab {
	const interfaces = interfacesOf(database, row);
	const [first] = interfaces as [Row, ...Row[]];
	const tag = numberOf(row, 'tag');
	const vlanMode = textOf(row, 'vlan_mode');
	const lacp = textOf(row, 'lacp');
	const type = (textOf(first, 'type') || 'system') as OvsPortLab['type'];
	const device = type === 'internal' ? deviceNamed(world, machine, textOf(first, 'name')) : undefined;
	const isBond = interfaces.length > 1;
	const mac = textOf(first, 'mac');
	const mtu = numberOf(first, 'mtu_request');
	return {
		name: textOf(row, 'name'),
		type,
		...(isBond ? {} : ofportOf(bridge, first)),
		options: settingsIn(first, 'options'),
		...(tag === undefined ? {} : {tag}),
		trunks: [...numbersOf(row, 'trunks')],
		cvlans: [...numbersOf(row, 'cvlans')],
		...(vlanMode === '' ? {} : {vlanMode: vlanMode as NonNullable<OvsPortLab['vlanMode']>}),
		protected: flagOf(row, 'protected'),
		fakeBridge: flagOf(row, 'fake_bridge'),
		...(isBond ? {bond: describeBond(bridge, row, interfaces)} : {}),
		...(lacp === '' ? {} : {lacp: lacp as NonNullable<OvsPortLab['lacp']>}),
		otherConfig: settingsIn(row, 'other_config'),
		flags: flagsOf(ofPortNamed(bridge, textOf(first, 'name'))),
		...(mtu === undefined ? {} : {mtu}),
		...(mac === '' ? {} : {mac}),
		up: device?.up ?? true,
		addresses: device ? describeAddresses(world, device).addresses : [],
	};
}

/** The number that it has, as a wish: it shall have it again. */
function ofportOf(bridge: OvsBridge, row: Row): {ofport?: number} {
	const number = ofPortNamed(bridge, textOf(row, 'name'))?.number ?? numberOf(row, 'ofport_request');
	return number === undefined || number === LOCAL ? {} : {ofport: number};
}

function describeBond(bridge: OvsBridge, row: Row, interfaces: readonly Row[]): NonNullable<OvsPortLab['bond']> {
	const mode = textOf(row, 'bond_mode');
	return {
		members: interfaces.map((each) => ({
			device: textOf(each, 'name'),
			...ofportOf(bridge, each),
			otherConfig: settingsIn(each, 'other_config'),
		})),
		...(mode === '' ? {} : {mode: mode as 'active-backup'}),
		updelay: numberOf(row, 'bond_updelay') ?? 0,
		downdelay: numberOf(row, 'bond_downdelay') ?? 0,
	};
}

function flagsOf(port: OfPort | undefined): OvsPortLab['flags'] {
	const {noReceive, noReceiveStp, noFlood, noForward, noPacketIn} = port?.config ?? {};
	const flags: [boolean | undefined, OvsPortLab['flags'][number]][] = [
		[noReceive, 'no-receive'],
		[noReceiveStp, 'no-receive-stp'],
		[noFlood, 'no-flood'],
		[noForward, 'no-forward'],
		[noPacketIn, 'no-packet-in'],
	];
	return flags.flatMap(([set, name]) => (set ? [name] : []));
}

function describeMirrors(database: Database, row: Row): OvsBridgeLab['mirrors'] {
	return rowsIn(database, 'Bridge', row, 'mirrors').map((mirror) => {
		const names = (column: string) => rowsIn(database, 'Mirror', mirror, column).map((port) => textOf(port, 'name'));
		const [outputPort] = names('output_port');
		const outputVlan = numberOf(mirror, 'output_vlan');
		const snaplen = numberOf(mirror, 'snaplen');
		return {
			name: textOf(mirror, 'name'),
			selectAll: flagOf(mirror, 'select_all'),
			selectSrc: names('select_src_port').sort(),
			selectDst: names('select_dst_port').sort(),
			selectVlan: [...numbersOf(mirror, 'select_vlan')],
			...(outputPort === undefined ? {} : {outputPort}),
			...(outputVlan === undefined ? {} : {outputVlan}),
			...(snaplen === undefined ? {} : {snaplen}),
		};
	});
}

function describeTables(database: Database, row: Row): OvsBridgeLab['tables'] {
	const {keys, values} = datumOf('Bridge', row, 'flow_tables');
	return keys.flatMap((table, index) => {
		const config = database.tables.Flow_Table.get(values[index] as string);
		if (!config) return [];
		const flowLimit = numberOf(config, 'flow_limit');
		const overflow = textOf(config, 'overflow_policy');
		return [
			{
				table: table as number,
				...(flowLimit === undefined ? {} : {flowLimit}),
				...(overflow === '' ? {} : {overflow: overflow as 'refuse' | 'evict'}),
				prefixes: [...textsOf(config, 'prefixes')],
			},
		];
	});
}

/** A number where there is one. */
function numberAs<Key extends string>(row: Row, column: string, key: Key): {[K in Key]?: number} {
	const value = numberOf(row, column);
	return (value === undefined ? {} : {[key]: value}) as {[K in Key]?: number};
}

function describeExports(database: Database, row: Row): Pick<OvsBridgeLab, 'netflow' | 'sflow' | 'ipfix'> {
	const [netflow] = rowsIn(database, 'Bridge', row, 'netflow');
	const [sflow] = rowsIn(database, 'Bridge', row, 'sflow');
	const [ipfix] = rowsIn(database, 'Bridge', row, 'ipfix');
	const targets = (each: Row) => [...textsOf(each, 'targets')];
	const agent = sflow ? textOf(sflow, 'agent') : '';
	return {
		...(netflow
			? {
					netflow: {
						targets: targets(netflow),
						activeTimeout: numberOf(netflow, 'active_timeout') ?? 0,
						...numberAs(netflow, 'engine_type', 'engineType'),
						...numberAs(netflow, 'engine_id', 'engineId'),
						addIdToInterface: flagOf(netflow, 'add_id_to_interface'),
					},
				}
			: {}),
		...(sflow
			? {
					sflow: {
						targets: targets(sflow),
						...numberAs(sflow, 'sampling', 'sampling'),
						...numberAs(sflow, 'polling', 'polling'),
						...numberAs(sflow, 'header', 'header'),
						...(agent === '' ? {} : {agent}),
					},
				}
			: {}),
		...(ipfix
			? {
					ipfix: {
						targets: targets(ipfix),
						...numberAs(ipfix, 'sampling', 'sampling'),
						...numberAs(ipfix, 'obs_domain_id', 'obsDomain'),
						...numberAs(ipfix, 'obs_point_id', 'obsPoint'),
						...numberAs(ipfix, 'cache_active_timeout', 'cacheActiveTimeout'),
						...numberAs(ipfix, 'cache_max_flows', 'cacheMaxFlows'),
					},
				}
			: {}),
	};
}
