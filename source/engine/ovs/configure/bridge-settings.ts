/** What a bridge is set to once its ports are there: addresses, VLANs, bonds, mirrors, tables (vswitchd/bridge.c, the last part of bridge_reconfigure). */

import {worksForDaemon} from '../../devices/datapath/dummy.js';
import {lowerMacChanged} from '../../devices/stacking.js';
import {isGroup, type Mac, parseMac} from '../../mac.js';
import type {Sink} from '../../sink.js';
import {deviceAt, deviceOfKind, type Machine, type World} from '../../world.js';
import {configureBond, runBond} from '../bond/bond-run.js';
import {configureLacp} from '../bond/lacp.js';
import {configureControllers, controllersConfigured} from '../controller/controllers.js';
import {flagOf, numberOf, numbersOf, type Row, settingOf, textOf} from '../database/database.js';
import {writeColumns, writePort} from '../database/database-status.js';
import {configureInBand} from '../in-band.js';
import {forgetPort} from '../mac/mac-flush.js';
import {setFloodVlans, setMacAgeing, setMacTableSize} from '../mac/mac-settings.js';
import {configureSnooping} from '../snooping/snooping-settings.js';
import {configureStp} from '../stp/ovs-stp.js';
import {readStp} from '../stp/stp-settings.js';
import {LOCAL, type OfPort, type OvsBridge, type OvsPort, type Vswitchd} from '../vswitchd.js';
import {chooseAddress, chooseBridgeMac, chooseDatapathId, refreshMac} from './bridge-address.js';
import {membersOf, type WantedPort} from './configure-bridges.js';
import {adjustMtu} from './configure-datapath.js';
import {configureExports} from './configure-exports.js';
import {configureMirrors} from './configure-mirrors.js';
import {requestMtu} from './configure-ports.js';
import {configureTables} from './configure-tables.js';
import {flushFlows, setFailMode} from './fail-mode.js';
import {applyVlans, readBond, readLacp, readLacpMembers, readVlans} from './port-settings.js';
import {booleanSetting, integerSetting, vlanBits} from './settings.js';

export function completeBridge(
	world: World,
	machine: Machine,
	switchd: Vswitchd,
	bridge: OvsBridge,
	row: Row,
	wanted: ReadonlyMap<string, WantedPort>,
	out: Sink,
): void {
	const {database} = switchd;
	configureAddress(world, switchd, bridge, row);
	for (const port of bridge.ports) {
		const config = wanted.get(port.name);
		if (config) configurePort(world, switchd, bridge, port, config, row);
	}
	adjustMtu(world, database, bridge);
	configureMirrors(database, bridge, row);
	setFloodVlans(bridge, vlanBits(numbersOf(row, 'flood_vlans')));
	bridge.forwardBpdu = booleanSetting(row, 'forward-bpdu', false);
	setMacAgeing(bridge.macs, integerSetting(row, 'mac-aging-time', 0));
	setMacTableSize(bridge.macs, integerSetting(row, 'mac-table-size', 0));
	bridge.vlanLimit = switchd.settings.vlanLimit;
	bridge.description = settingOf(row, 'other_config', 'dp-desc');
	bridge.serial = settingOf(row, 'other_config', 'dp-sn');
	const end = {world, machine, switchd, bridge, out};
	const begins = configureControllers(end, row);
	const hasControllers = bridge.controllers.length > 0;
	// With the first controller, and without the last, the switch begins anew (connmgr_set_controllers).
	if (begins) flushFlows(bridge, hasControllers, world.now);
	setFailMode(bridge, textOf(row, 'fail_mode') === 'secure' ? 'secure' : 'standalone', hasControllers, world.now);
	controllersConfigured(end);
	configureInBand(database, bridge, row, world.now);
	configureExports(end, row);
	configureTables(database, bridge, row, []);
	const rows = new Map(Array.from(wanted, ([name, config]) => [name, config.row]));
	configureSnooping(bridge, row, rows);
	const notes = configureStp(bridge, readStp(world, bridge, row, rows), world.now);
	if (out.tracing) for (const note of notes) out.note(note);
	bridge.version++;
}

function configureAddress(world: World, switchd: Vswitchd, bridge: OvsBridge, row: Row): void {
	for (const port of bridge.ofPorts.values()) refreshMac(world, port);
	const mac = chooseBridgeMac(switchd.database, bridge, row);
	const local = bridge.ofPorts.get(LOCAL);
	if (local) setDeviceMac(world, local, mac);
	bridge.mac = mac;
	bridge.datapathId = chooseDatapathId(row, mac);
	writeColumns(switchd.database, 'Bridge', row.uuid, {
		datapath_id: bridge.datapathId,
		// The module of the kernel has no version of its own any more.
		datapath_version: deviceOfKind(world, bridge.datapath, 'datapath')?.type === 'netdev' ? '<built-in>' : '<unknown>',
	});
}

function setDeviceMac(world: World, port: OfPort, mac: Mac): void {
	const device = deviceAt(world, port.device);
	port.mac = mac;
	const before = device.mac;
	if (before === mac) return;
	device.mac = mac;
	lowerMacChanged(world, device, before);
}

function configurePort(
	world: World,
	switchd: Vswitchd,
	bridge: OvsBridge,
	port: OvsPort,
	{row, interfaces}: WantedPort,
	bridgeRow: Row,
): void {
	const members = membersOf(bridge, port);
	for (const member of members) refreshLink(world, member);
	const lacp = readLacp(row, bridge, members.length);
	if (lacp) port.lacp = configureLacp(port.lacp, lacp, readLacpMembers(switchd.database, row, bridge, port), world.now);
	else delete port.lacp;
	const forgets = applyVlans(port, readVlans(row));
	configureBond(bridge, port, members.length > 1 ? readBond(row) : undefined, () => switchd.nextRecirculation++, world.now);
	if (port.bond) runBond(bridge, port, world.now);
	if (forgets) forgetPort(switchd, bridge, port.name, false);
	for (const member of members) {
		const config = interfaces.find((candidate) => textOf(candidate, 'name') === member.name);
		if (!config) continue;
		requestMtu(world, member, config);
		setInternalMac(world, switchd, bridge, bridgeRow, row, member, config);
		writePort(switchd.database, config, member);
	}
}

/** An internal port takes the MAC of its row; that of a fake bridge takes the lowest of its VLAN (iface_set_mac). */
function setInternalMac(world: World, switchd: Vswitchd, bridge: OvsBridge, bridgeRow: Row, portRow: Row, port: OfPort, row: Row): void {
	if (port.type !== 'internal' || port.number === LOCAL) return;
	const given = parseMac(textOf(row, 'mac'));
	const isFake = flagOf(portRow, 'fake_bridge');
	const mac = given ?? (isFake ? chooseAddress(switchd.database, bridge, bridgeRow, numberOf(portRow, 'tag')) : undefined);
	if (mac !== undefined && mac !== 0 && !isGroup(mac)) setDeviceMac(world, port, mac);
}

/** Is the device of a port up, and has it a carrier? Patch ports and tunnels always. */
export function refreshLink(world: World, port: OfPort): void {
	if (port.device === -1) return;
	const device = deviceAt(world, port.device);
	port.up = worksForDaemon(world, device.id);
	port.config.portDown = !device.up;
}
