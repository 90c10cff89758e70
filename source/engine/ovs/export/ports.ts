/**
 * What exporters say of ports: numbers of interfaces of the host, not of OpenFlow (dpif_sflow_add_port,
 * dpif_ipfix_add_port). A dummy device has the number that its row gives it (`options:ifindex`), or none; several
 * tunnels share a datapath port, and the last of them stands for all.
 *
 * Not modelled: the device of the kernel behind a tunnel port (`vxlan_sys_4789`), which would have a number.
 */
import {deviceAt, type World} from '../../world.js';
import {type Database, settingOf, textOf} from '../database/database.js';
import type {OfPort, OvsBridge, Vswitchd} from '../vswitchd.js';
import type {ExportPort} from './flow-export.js';

export function exportPorts(world: World, switchd: Vswitchd, bridge: OvsBridge): Map<number, ExportPort> {
	const ports = new Map<number, ExportPort>();
	for (const port of bridge.ofPorts.values()) {
		if (port.datapathPort === -1) continue;
		const tunnel = port.type === 'vxlan' || port.type === 'gre' ? port.type : undefined;
		ports.set(port.datapathPort, {number: port.number, name: port.name, ifindex: ifindexOf(world, switchd, port), tunnel});
	}
	return ports;
}

function ifindexOf(world: World, {database, datapathOverride}: Vswitchd, {name, device}: OfPort): number {
	if (device === -1) return 0;
	if (datapathOverride === undefined) return deviceAt(world, device).ifindex;
	const number = Number(settingOfInterface(database, name, 'ifindex') ?? '0');
	return Number.isInteger(number) && number > 0 ? number : 0;
}

function settingOfInterface(database: Database, name: string, key: string): string | undefined {
	for (const row of database.tables.Interface.values()) if (textOf(row, 'name') === name) return settingOf(row, 'options', key);
	return undefined;
}
