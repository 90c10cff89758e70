/** What the daemon writes back: numbers, addresses, links, errors (vswitchd/bridge.c, iface_refresh_netdev_status). */
import {formatMac} from '../mac.js';
import {isOperational} from '../netdev.js';
import {deviceAt, type Machine, type World} from '../world.js';
import {type Atom, type Database, numberOf, type Row, rootOf} from './database.js';
import {commitDraft, createDraft, draftRow, setDatum} from './database-draft.js';
import type {TableName} from './database-schema.js';
import type {OfPort, Vswitchd} from './vswitchd.js';

/** Values by column; `undefined` empties it. */
type Status = Record<string, Atom | undefined>;

export function writeColumns(database: Database, table: TableName, uuid: string, status: Status): void {
	const draft = createDraft(database);
	for (const [column, value] of Object.entries(status)) {
		const row = draftRow(draft, table, uuid);
		if (row) setDatum(draft, table, row, column, {keys: value === undefined ? [] : [value], values: []});
	}
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

/** An interface that works. */
export function writePort(world: World, database: Database, row: Row, port: OfPort): void {
	writeColumns(database, 'Interface', row.uuid, {ofport: port.number, error: undefined, ...statusOf(world, port)});
}

/** Links of a port as they are now. */
export function statusOf(world: World, port: OfPort): Status {
	const device = port.device === -1 ? undefined : deviceAt(world, port.device);
	const speed = device?.kind === 'nic' ? device.speed * 1_000_000 : undefined;
	return {
		mac_in_use: formatMac(port.mac),
		admin_state: !device || device.up ? 'up' : 'down',
		link_state: !device || isOperational(device) ? 'up' : 'down',
		link_resets: 0,
		link_speed: speed,
		duplex: speed === undefined ? undefined : 'full',
		mtu: device?.mtu,
		ifindex: device?.ifindex ?? 0,
	};
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
	const ports = new Map<string, OfPort>();
	for (const bridge of vswitchd.bridges) for (const port of bridge.ofPorts.values()) ports.set(port.name, port);
	for (const row of [...vswitchd.database.tables.Interface.values()]) {
		const port = ports.get(String(row.columns.name?.keys[0]));
		if (port) writeColumns(vswitchd.database, 'Interface', row.uuid, statusOf(world, port));
	}
}
