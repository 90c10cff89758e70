/** What bridges and tunnels know, as `bridge monitor` tells of it. */
import type {Device} from '../../../engine/device.js';
import {mdbRows, routerPortRows} from '../../../engine/devices/bridge/mdb-report.js';
import {fdbOf} from '../../../engine/devices/bridge/ports.js';
import {deviceAt} from '../../../engine/world.js';
import type {Options, Place} from '../../command.js';
import {entryRow, type FdbRow, printFdbRow} from '../../print/fdb.js';
import {vxlanRowsOf} from '../../print/fdb-vxlan.js';
import {printMdb} from '../../print/mdb.js';
import {words} from '../../print/piece.js';
import {printVlan} from '../../print/vlan.js';
import type {Sight, Table} from './message.js';

/** Entries of all bridges, newest first as the kernel flushes them, and of tunnels. That one is used or grows old is no message. */
export function fdbTable({world}: Place, devices: readonly Device[], {statistics}: Options): Table {
	const entries = new Map<string, Sight>();
	for (const device of devices) {
		for (const [key, row] of rowsOf(device)) {
			const {mac, vid, state, flags, remote} = row;
			const shown: FdbRow = state === 'stale' ? {...row, state: ''} : row;
			entries.set(`${device.id} ${vid} ${mac} ${key}`, {
				said: printFdbRow(shown, true, statistics > 0),
				same: `${row.device.id} ${shown.state} ${flags} ${remote?.rest.text}`,
			});
		}
	}
	return {label: '[NEIGH]', entries};

	function rowsOf(device: Device): [key: string, row: FdbRow][] {
		if (device.kind === 'bridge')
			return fdbOf(device, world.now).map((entry) => ['', entryRow(entry, deviceAt(world, entry.device), device)]);
		return device.kind === 'vxlan' ? vxlanRowsOf(world, device).map((row) => [row.remote?.dst.text ?? '', row]) : [];
	}
}

/** Members of groups, and ports behind which a router was heard. */
export function mdbTable({world}: Place, devices: readonly Device[], {details, statistics}: Options): Table {
	const entries = new Map<string, Sight>();
	for (const bridge of devices) {
		if (bridge.kind !== 'bridge') continue;
		const lines = printMdb(world, bridge, {details, statistics: statistics > 0, vid: undefined});
		for (const [index, {group, port, vid, state}] of mdbRows(bridge, world).entries()) {
			const said = lines[index];
			if (said) entries.set(`${bridge.id} ${vid} ${group} ${port}`, {said, same: state});
		}
		for (const {port} of routerPortRows(bridge, world))
			entries.set(`${bridge.id} router ${port}`, {said: words(`router port dev ${port} master ${bridge.name}\n`)});
	}
	return {label: '[MDB]', entries};
}

/** VIDs, one by one. */
export function vlanTable({world}: Place, devices: readonly Device[]): Table {
	const entries = devices.flatMap((device) =>
		printVlan(world, device).map(({vid, said}): [string, Sight] => [`${device.id} ${vid}`, {said}]),
	);
	return {label: '[VLAN]', entries: new Map(entries)};
}
