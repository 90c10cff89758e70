/** What the daemon writes back: numbers, addresses, links, errors (vswitchd/bridge.c, iface_refresh_netdev_status). */
import type {Device} from '../../device.js';
import {isDummy, worksForDaemon} from '../../devices/datapath/dummy.js';
import {formatMac} from '../../mac.js';
import {deviceAt, deviceOfKind, type Machine, type World} from '../../world.js';
import {type OfPort, type OvsBridge, ofPortNamed, type Vswitchd} from '../vswitchd.js';
import {type Atom, type Database, type Datum, datumOf, equalData, numberOf, type Row, rootOf, textOf} from './database.js';
import {commitDraft, createDraft, draftRow, setDatum} from './database-draft.js';
import type {TableName} from './database-schema.js';

/** Values by column; `undefined` empties it. */
type Status = Record<string, Atom | undefined>;

export function writeColumns(database: Database, table: TableName, uuid: string, status: Status): void {
	const row = database.tables[table].get(uuid);
	if (!row) return;
	const data: Record<string, Datum> = {};
	let changes = false;
	for (const column in status) {
		const value = status[column];
		const datum = row.columns[column];
		if (datum ? datum.keys.length === 1 && datum.keys[0] === value : value === undefined) continue;
		data[column] = {keys: value === undefined ? [] : [value], values: []};
		changes = true;
	}
	if (changes) writeData(database, table, uuid, data);
}

/** Writes whole values; a row that is not there is nobody's business. */
export function writeData(database: Database, table: TableName, uuid: string, data: Readonly<Record<string, Datum>>): void {
	const draft = createDraft(database);
	for (const [column, datum] of Object.entries(data)) {
		const row = draftRow(draft, table, uuid);
		if (row && !equalData(datumOf(table, row, column), datum)) setDatum(draft, table, row, column, datum);
	}
	if (draft.touched.size === 0) return;
	commitDraft(draft);
	// Only transactions count.
	database.version--;
}

/** The daemon has taken over the configuration as it is now. */
export function writeCurrent(switchd: Vswitchd): void {
	const root = rootOf(switchd.database);
	const next = numberOf(root, 'next_cfg') ?? 0;
	if ((numberOf(root, 'cur_cfg') ?? 0) !== next) writeColumns(switchd.database, 'Open_vSwitch', root.uuid, {cur_cfg: next});
}

const DATAPATH_TYPES = ['netdev', 'system'];
const INTERFACE_TYPES = [
	'afxdp',
	'afxdp-nonpmd',
	'bareudp',
	'erspan',
	'geneve',
	'gre',
	'gtpu',
	'internal',
	'ip6erspan',
	'ip6gre',
	'lisp',
	'patch',
	'stt',
	'system',
	'tap',
	'vxlan',
];

/** What this daemon could do, for whoever asks (discover_types). */
export function writeTypes(switchd: Vswitchd): void {
	const {database} = switchd;
	const root = rootOf(database);
	const dummies = switchd.datapathOverride ? ['dummy', 'dummy-internal', 'dummy-pmd'] : [];
	writeData(database, 'Open_vSwitch', root.uuid, {
		datapath_types: {keys: [...dummies.slice(0, 1), ...DATAPATH_TYPES], values: []},
		iface_types: {keys: [...INTERFACE_TYPES, ...dummies].sort(), values: []},
		dpdk_version: {keys: ['none'], values: []},
	});
}

/** An interface that works; its links follow with `refreshStatus`. */
export function writePort(database: Database, row: Row, port: OfPort): void {
	writeColumns(database, 'Interface', row.uuid, {ofport: port.number, error: undefined});
}

/** Links of a port as they are now. */
function statusOf(world: World, port: OfPort): Status {
	const device = port.device === -1 ? undefined : deviceAt(world, port.device);
	const isReal = device !== undefined && !isDummy(world, device.id);
	const megabits = isReal ? speedOf(world, device) : undefined;
	const speed = megabits === undefined ? undefined : megabits * 1_000_000;
	return {
		mac_in_use: formatMac(port.mac),
		admin_state: !device || device.up ? 'up' : 'down',
		link_state: !device || worksForDaemon(world, device.id) ? 'up' : 'down',
		link_resets: 0,
		link_speed: speed,
		duplex: speed === undefined ? undefined : 'full',
		mtu: device?.mtu,
		ifindex: isReal ? device.ifindex : 0,
	};
}

/** Mb/s, both ways, over copper: what a device of the host says of itself (ETHTOOL_GSET); internal ports of the kernel say nothing. */
export function speedOf(world: World, device: Device): number | undefined {
	if (device.kind === 'nic') return device.speed;
	// A tap.
	return device.kind === 'ovs-internal' && deviceOfKind(world, device.datapath, 'datapath')?.type === 'netdev' ? 10_000 : undefined;
}

/** An interface that could not be made (iface_clear_db_record). */
export function writeFailure(database: Database, row: Row, error: string | undefined): void {
	const cleared = ['admin_state', 'duplex', 'link_speed', 'link_state', 'mac_in_use', 'mtu', 'ifindex', 'lacp_current'];
	writeColumns(database, 'Interface', row.uuid, {...Object.fromEntries(cleared.map((name) => [name, undefined])), ofport: -1, error});
}

/** Links and addresses of all ports of a machine (run_status_update). */
export function refreshStatus(world: World, machine: Machine): void {
	const {vswitchd} = machine;
	if (!vswitchd) return;
	const {database} = vswitchd;
	const ports = new Map<string, {bridge: OvsBridge; port: OfPort}>();
	for (const bridge of vswitchd.bridges) for (const port of bridge.ofPorts.values()) ports.set(port.name, {bridge, port});
	for (const row of [...database.tables.Interface.values()]) {
		const found = ports.get(textOf(row, 'name'));
		if (!found) continue;
		const error = found.port.type === 'patch' ? {error: patchError(vswitchd, found.bridge, found.port)} : {};
		writeColumns(database, 'Interface', row.uuid, {...statusOf(world, found.port), ...error});
	}
}

/** One end of a patch is nothing: the other must be there, in the same datapath, and name this one (ofport_update_peer). */
function patchError(switchd: Vswitchd, bridge: OvsBridge, port: OfPort): string | undefined {
	for (const other of switchd.bridges) {
		const peer = other.datapath === bridge.datapath ? ofPortNamed(other, port.peer ?? '') : undefined;
		if (peer?.peer === port.name) return undefined;
	}
	return `No usable peer '${port.peer}' exists in '${bridge.type}' datapath.`;
}
