/** From the lab file to columns of the database. */
import type {OvsBridgeLab} from '../../build-ovs.js';
import type {OvsMirrorLab, OvsPortLab} from '../../lab-ovs.js';
import {type Database, type OvsdbOperation, type OvsdbValue, rowNamed} from '../database/database.js';
import {type Columns, setOf, settings} from './configuration.js';

/** Without the columns that are `undefined`. */
function defined(columns: Record<string, OvsdbValue | undefined>): Columns {
	return Object.fromEntries(Object.entries(columns).filter((entry): entry is [string, OvsdbValue] => entry[1] !== undefined));
}

/** A set that is not written down when it is empty. */
function some(atoms: readonly (string | number)[]): OvsdbValue | undefined {
	return atoms.length === 0 ? undefined : setOf(...atoms);
}

function someSettings(pairs: Readonly<Record<string, string>>): OvsdbValue | undefined {
	return Object.keys(pairs).length === 0 ? undefined : settings(pairs);
}

/** Columns of table Bridge; controllers come with `exportOperations`. */
export function bridgeColumns(bridge: OvsBridgeLab): Columns {
	const hwaddr = bridge.mac === undefined ? {} : {hwaddr: bridge.mac};
	return defined({
		datapath_type: bridge.datapathType === 'system' ? undefined : bridge.datapathType,
		fail_mode: bridge.failMode,
		protocols: some(bridge.protocols),
		stp_enable: bridge.stp || undefined,
		mcast_snooping_enable: bridge.mcastSnooping || undefined,
		flood_vlans: some(bridge.floodVlans),
		other_config: someSettings({...bridge.otherConfig, ...hwaddr}),
	});
}

/** Columns of tables Port and Interface, the latter for one member of a bond. */
export function portColumns(
	port: OvsPortLab,
	member: {ofport?: number | undefined; otherConfig: Record<string, string>} = {ofport: port.ofport, otherConfig: {}},
): {port: Columns; interface: Columns} {
	const {bond} = port;
	return {
		port: defined({
			tag: port.tag,
			trunks: some(port.trunks),
			cvlans: some(port.cvlans),
			vlan_mode: port.vlanMode,
			protected: port.protected || undefined,
			fake_bridge: port.fakeBridge || undefined,
			lacp: port.lacp,
			bond_mode: bond?.mode,
			bond_updelay: bond?.updelay || undefined,
			bond_downdelay: bond?.downdelay || undefined,
			other_config: someSettings(port.otherConfig),
		}),
		interface: defined({
			type: port.type === 'system' ? undefined : port.type,
			ofport_request: member.ofport,
			options: someSettings(port.options),
			mac: port.mac,
			mtu_request: port.mtu,
			other_config: someSettings(member.otherConfig),
		}),
	};
}

/** A mirror on a bridge. Ports that are not there are not watched. */
export function mirrorOperations(database: Database, bridge: string, mirror: OvsMirrorLab): OvsdbOperation[] {
	const row = rowNamed(database, 'Bridge', bridge);
	if (!row) return [];
	const ports = (names: readonly string[]): OvsdbValue => ({
		set: names.flatMap((name) => {
			const port = rowNamed(database, 'Port', name);
			return port ? [{uuid: port.uuid}] : [];
		}),
	});
	const columns = defined({
		name: mirror.name,
		select_all: mirror.selectAll || undefined,
		select_src_port: mirror.selectSrc.length > 0 ? ports(mirror.selectSrc) : undefined,
		select_dst_port: mirror.selectDst.length > 0 ? ports(mirror.selectDst) : undefined,
		select_vlan: some(mirror.selectVlan),
		output_port: mirror.outputPort === undefined ? undefined : ports([mirror.outputPort]),
		output_vlan: mirror.outputVlan,
		snaplen: mirror.snaplen,
	});
	return [
		{op: 'insert', table: 'Mirror', name: 'mirror', row: columns},
		{op: 'mutate', table: 'Bridge', uuid: row.uuid, column: 'mirrors', mutator: 'insert', value: {named: 'mirror'}},
	];
}

/** What the lab says of single tables. */
export function tableOperations(database: Database, {name, tables}: OvsBridgeLab): OvsdbOperation[] {
	const row = rowNamed(database, 'Bridge', name);
	if (!row) return [];
	return tables.flatMap(({table, flowLimit, overflow, prefixes}): OvsdbOperation[] => {
		const id = `table-${table}`;
		const columns = defined({flow_limit: flowLimit, overflow_policy: overflow, prefixes: some(prefixes)});
		return [
			{op: 'insert', table: 'Flow_Table', name: id, row: columns},
			{op: 'mutate', table: 'Bridge', uuid: row.uuid, column: 'flow_tables', mutator: 'insert', value: {map: [[table, {named: id}]]}},
		];
	});
}

/** Controllers, NetFlow, sFlow and IPFIX of a bridge. */
export function exportOperations(database: Database, bridge: OvsBridgeLab): OvsdbOperation[] {
	const row = rowNamed(database, 'Bridge', bridge.name);
	if (!row) return [];
	const {netflow, sflow, ipfix} = bridge;
	const refer = (table: string, column: string, columns: Columns): OvsdbOperation[] => [
		{op: 'insert', table, name: column, row: columns},
		{op: 'update', table: 'Bridge', uuid: row.uuid, row: {[column]: {named: column}}},
	];
	const controllers = bridge.controllers.flatMap((target, index): OvsdbOperation[] => [
		{op: 'insert', table: 'Controller', name: `controller-${index}`, row: {target}},
		{op: 'mutate', table: 'Bridge', uuid: row.uuid, column: 'controller', mutator: 'insert', value: {named: `controller-${index}`}},
	]);
	return [
		...controllers,
		...(netflow
			? refer(
					'NetFlow',
					'netflow',
					defined({
						targets: setOf(...netflow.targets),
						active_timeout: netflow.activeTimeout || undefined,
						engine_type: netflow.engineType,
						engine_id: netflow.engineId,
						add_id_to_interface: netflow.addIdToInterface || undefined,
					}),
				)
			: []),
		...(sflow
			? refer(
					'sFlow',
					'sflow',
					defined({
						targets: setOf(...sflow.targets),
						sampling: sflow.sampling,
						polling: sflow.polling,
						header: sflow.header,
						agent: sflow.agent,
					}),
				)
			: []),
		...(ipfix
			? refer(
					'IPFIX',
					'ipfix',
					defined({
						targets: setOf(...ipfix.targets),
						sampling: ipfix.sampling,
						obs_domain_id: ipfix.obsDomain,
						obs_point_id: ipfix.obsPoint,
						cache_active_timeout: ipfix.cacheActiveTimeout,
						cache_max_flows: ipfix.cacheMaxFlows,
					}),
				)
			: []),
	];
}
