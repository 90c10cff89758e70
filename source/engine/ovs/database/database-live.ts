/*
 * Columns that change by themselves (vswitchd/bridge.c, iface_refresh_stats, port_refresh_stp_status and so on)
 *
 * The real daemon writes counters every five seconds, and states when they change. Here
 * whoever reads has them worked out as they are now, and time passes without work.
 *
 * Not modelled: `status` of interfaces with another driver than veth.
 */
import type {BridgeId} from '../../devices/bridge/bridge-device.js';
import {formatMac} from '../../mac.js';
import type {DeviceId} from '../../netdev.js';
import {deviceAt, type World} from '../../world.js';
import {type StpPort, stpRoleOf} from '../stp/entity.js';
import type {OfPort, OvsBridge, OvsPort, Vswitchd} from '../vswitchd.js';
import {type Atom, type Database, type Datum, type Row, textOf} from './database.js';
import type {TableName} from './database-schema.js';
import {portStatistics} from './device-statistics.js';

type Live = Record<string, Datum>;

/** The database as a reader finds it now. The rows of `database` stay as they are. */
export function liveDatabase(world: World, switchd: Vswitchd): Database {
	const {database} = switchd;
	if (!switchd.running) return database;
	const last = lastStpChange(switchd);
	const table = (name: TableName, live: (row: Row) => Live | undefined): Map<string, Row> => {
		const rows = [...database.tables[name].values()].map((row): [string, Row] => {
			const columns = live(row);
			return [row.uuid, columns ? {uuid: row.uuid, columns: {...row.columns, ...columns}} : row];
		});
		return new Map(rows);
	};
	const bridges = byName(switchd.bridges, (bridge) => [bridge]);
	const ports = byName(switchd.bridges, (bridge) => bridge.ports.map((port) => ({name: port.name, bridge, port})));
	const ofPorts = byName(switchd.bridges, (bridge) => [...bridge.ofPorts.values()].map((port) => ({name: port.name, bridge, port})));
	const mirrors = new Map(switchd.bridges.flatMap((bridge) => bridge.mirrors.map((mirror) => [mirror.uuid, mirror] as const)));
	return {
		version: database.version,
		tables: {
			...database.tables,
			Bridge: table('Bridge', (row) => bridgeStatus(bridges.get(textOf(row, 'name')))),
			Port: table('Port', (row) => {
				const found = ports.get(textOf(row, 'name'));
				return found && portStatus(found.bridge, found.port, last);
			}),
			Interface: table('Interface', (row) => {
				const found = ofPorts.get(textOf(row, 'name'));
				return found && interfaceStatus(world, switchd, found.bridge, found.port);
			}),
			Mirror: table('Mirror', (row) => {
				const found = mirrors.get(row.uuid);
				return found && {statistics: mapOf({tx_packets: found.packets, tx_bytes: found.bytes})};
			}),
		},
	};
}

function byName<T extends {name: string}>(bridges: readonly OvsBridge[], of: (bridge: OvsBridge) => T[]): Map<string, T> {
	return new Map(bridges.flatMap((bridge) => of(bridge).map((found) => [found.name, found] as const)));
}

function mapOf(values: Readonly<Record<string, Atom>>): Datum {
	const keys = Object.keys(values).sort();
	return {keys, values: keys.map((key) => values[key] as Atom)};
}

// --- spanning tree

function bridgeStatus(bridge: OvsBridge | undefined): Live {
	const stp = bridge?.stp;
	if (!stp) return {};
	return {
		status: mapOf({
			stp_bridge_id: stpIdText(stp.id),
			stp_designated_root: stpIdText(stp.designatedRoot),
			stp_root_path_cost: String(stp.rootPathCost),
		}),
	};
}

function stpIdText({priority, mac}: BridgeId): string {
	return `${priority.toString(16).padStart(4, '0')}.${formatMac(mac).replaceAll(':', '')}`;
}

/** States are written when one of them changes: that is when the seconds of all were counted. */
function lastStpChange(switchd: Vswitchd): number {
	return Math.max(0, ...switchd.bridges.flatMap(({stp}) => stp?.ports.map(({since}) => since) ?? []));
}

function portStatus(bridge: OvsBridge, port: OvsPort, last: number): Live {
	if (port.bond) return {bond_active_slave: {keys: [formatMac(port.bond.activeMac)], values: []}};
	const {stp} = bridge;
	const found = stp?.ports.find(({ofPort}) => ofPort === port.members[0]);
	return stp && found ? {status: stpStatus(found, stpRoleOf(stp, found), last), statistics: stpStatistics(found)} : {};
}

function stpStatus({id, shown, since}: StpPort, role: string, last: number): Datum {
	const seconds = Math.max(0, Math.floor((last - since) / 1e9));
	return mapOf({stp_port_id: String(id), stp_state: shown, stp_sec_in_state: String(seconds), stp_role: role});
}

function stpStatistics({sent, received, malformed}: StpPort): Datum {
	return mapOf({stp_tx_count: sent, stp_rx_count: received, stp_error_count: malformed});
}

// --- interfaces

function interfaceStatus(world: World, switchd: Vswitchd, bridge: OvsBridge, port: OfPort): Live {
	const lacp = bridge.ports.find(({members}) => members.includes(port.number))?.lacp;
	const member = lacp?.members.find((candidate) => candidate.member === port.number);
	const driver = switchd.datapathOverride === undefined && port.device !== -1 ? driverOf(world, port.device) : undefined;
	return {
		statistics: mapOf(portStatistics(world, switchd, bridge, port)),
		...(driver ? {status: mapOf(driver)} : {}),
		...(member ? {lacp_current: {keys: [member.status !== 'defaulted'], values: []}} : {}),
	};
}

/** What a veth says of its driver (ETHTOOL_GDRVINFO). */
const VETH = {driver_name: 'veth', driver_version: '1.0', firmware_version: ''};

function driverOf(world: World, id: DeviceId): typeof VETH | undefined {
	const device = deviceAt(world, id);
	return device.kind === 'nic' && world.links[device.link]?.kind === 'virtual' ? VETH : undefined;
}
