/*
 * From the database to the switch (vswitchd/bridge.c, bridge_reconfigure)
 *
 * Whenever the database has changed, the daemon compares what it says with what is there.
 * First everything goes that is not wanted any more, on all bridges, because what is to come may
 * need its name or number; then what is missing is made; then every port and bridge gets its settings anew.
 * What is there and wanted stays, with its number, its stations and its counters.
 *
 * An interface that asks for another OpenFlow port number is taken away and made anew,
 * together with the one that holds the number unless that has asked for it too.
 *
 * Not modelled: QoS and policing, CFM, BFD, LLDP, auto-attach, IPsec, hardware offload,
 * the IP address of a controller's `local_ip`.
 */
import {createFlowTables} from '../../flow/flow-tables.js';
import {createGroupTable} from '../../flow/group.js';
import {type DeviceId, isOperational} from '../../netdev.js';
import type {Sink} from '../../sink.js';
import {deviceAt, deviceNamed, deviceOfKind, type Machine, machineOf, type World} from '../../world.js';
import {runAggregations} from '../bond/aggregation.js';
import {createControl} from '../controller/controller-link.js';
import {closeControllers} from '../controller/controllers.js';
import {numberOf, type Row, rootOf, rowsIn, textOf} from '../database/database.js';
import {refreshStatus, writeCurrent, writeTypes} from '../database/database-status.js';
import {createMacLearning} from '../mac/mac-learning.js';
import {armSwitchd} from '../run.js';
import {frameSender} from '../send-frame.js';
import {DEFAULT_SETTINGS, type OvsBridge, type SwitchSettings, type Vswitchd} from '../vswitchd.js';
import {refreshMac} from './bridge-address.js';
import {completeBridge, refreshLink} from './bridge-settings.js';
import {addPorts, deletePorts, removeAllPorts, updatePorts, type WantedPort, wantedPorts} from './configure-bridges.js';
import {adjustMtu, closeDatapath, datapathTypeOf, openDatapath} from './configure-datapath.js';
import {endExports} from './configure-exports.js';
import {closeUnusedTunnels, isPort, type PortMaker, refuseDevice} from './configure-ports.js';
import {createPortNumbers} from './port-numbers.js';
import {booleanSetting, countSetting, integerSetting} from './settings.js';

const MILLISECOND = 1_000_000;

/** Makes, changes and removes bridges, ports and datapath ports until they are what the database says. A daemon that does not run does nothing. */
export function reconfigure(world: World, machine: Machine, out: Sink): void {
	const switchd = machine.vswitchd;
	if (!switchd?.running) return;
	const {database} = switchd;
	const root = rootOf(database);
	switchd.settings = readSettings(root);
	const rows = wantedBridges(rowsIn(database, 'Open_vSwitch', root, 'bridges'));
	removeBridges(world, machine, switchd, rows, out);
	const makers = switchd.bridges.map((bridge) => makerFor(world, machine, switchd, bridge, out));
	const wanted = new Map<string, ReadonlyMap<string, WantedPort>>();
	for (const [name, row] of rows) wanted.set(name, wantedPorts(database, row));
	const portsOf = (maker: PortMaker) => wanted.get(maker.bridge.name) as ReadonlyMap<string, WantedPort>;
	for (const maker of makers) deletePorts(maker, portsOf(maker));
	for (const maker of makers) updatePorts(maker, portsOf(maker));
	for (const [name, row] of rows) {
		if (switchd.bridges.some((bridge) => bridge.name === name)) continue;
		const bridge = createBridge(world, machine, switchd, name, row);
		if (bridge) makers.push(makerFor(world, machine, switchd, bridge, out));
	}
	for (const {datapath} of makers) {
		datapath.emcInsertInverseProbability = countSetting(root, 'emc-insert-inv-prob', 100);
		datapath.smc = booleanSetting(root, 'smc-enable', false);
	}
	for (const maker of makers) addPorts(maker, portsOf(maker));
	for (const {datapath} of makers) closeUnusedTunnels(world, machine, switchd, datapath, out);
	for (const maker of makers)
		completeBridge(world, machine, switchd, maker.bridge, rows.get(maker.bridge.name) as Row, portsOf(maker), out);
	runAggregations(switchd, world.now, frameSender(world, switchd, out));
	refreshStatus(world, machine);
	writeTypes(switchd);
	writeCurrent(switchd);
	armSwitchd(world, machine, out);
}

/** A device that is a port came up, went down, left, or has another MAC or MTU: bonds, LACP, STP and controllers hear of it. */
export function ovsPortChanged(world: World, device: DeviceId, out: Sink): void {
	const machine = machineOf(world, device);
	const switchd = machine.vswitchd;
	if (!switchd?.running) return;
	for (const bridge of switchd.bridges) {
		for (const port of bridge.ofPorts.values()) {
			if (port.device !== device) continue;
			const {mac, up} = port;
			const hasLeft = !isPort(deviceAt(world, device), port, bridge);
			refreshMac(world, port);
			if (hasLeft || port.mac !== mac) {
				reconfigure(world, machine, out);
				return;
			}
			refreshLink(world, port);
			if (up !== port.up) runAggregations(switchd, world.now, frameSender(world, switchd, out));
			bridge.version++;
			refreshStatus(world, machine);
			armSwitchd(world, machine, out);
			return;
		}
	}
}

/** Something may have happened to devices of the machine: ports that changed, devices that an interface waits for (if_notifier). */
export function ovsLinksChanged(world: World, machine: Machine, out: Sink): void {
	const switchd = machine.vswitchd;
	if (!switchd?.running) return;
	if (waitsForDevice(world, machine, switchd)) reconfigure(world, machine, out);
	for (const bridge of switchd.bridges) {
		for (const port of [...bridge.ofPorts.values()]) {
			if (port.device === -1 || bridge.ofPorts.get(port.number) !== port) continue;
			const device = deviceAt(world, port.device);
			if (!isPort(device, port, bridge) || device.machine !== machine.id) {
				reconfigure(world, machine, out);
				break;
			}
			const isOld = device.mac === port.mac && isOperational(device) === port.up && device.up !== port.config.portDown;
			if (!isOld) ovsPortChanged(world, port.device, out);
		}
		if (adjustMtu(world, switchd.database, bridge)) refreshStatus(world, machine);
	}
}

/** Is there a device now that an interface could not do without? */
function waitsForDevice(world: World, machine: Machine, {database}: Vswitchd): boolean {
	for (const row of database.tables.Interface.values()) {
		const failed = numberOf(row, 'ofport') === -1 && textOf(row, 'type') === '';
		const device = failed ? deviceNamed(world, machine, textOf(row, 'name')) : undefined;
		if (device && !refuseDevice(device)) return true;
	}
	return false;
}

/** A name that leads into another directory is no name of a bridge (add_del_bridges). */
function wantedBridges(rows: readonly Row[]): Map<string, Row> {
	const wanted = new Map<string, Row>();
	for (const row of rows) {
		const name = textOf(row, 'name');
		if (!/[/\\]/.test(name) && !wanted.has(name)) wanted.set(name, row);
	}
	return wanted;
}

function removeBridges(world: World, machine: Machine, switchd: Vswitchd, rows: ReadonlyMap<string, Row>, out: Sink): void {
	for (const bridge of [...switchd.bridges]) {
		const row = rows.get(bridge.name);
		if (row && (textOf(row, 'datapath_type') || 'system') === bridge.type) continue;
		removeBridge(world, machine, switchd, bridge, out);
	}
}

/** Takes a bridge away with its ports, and the datapath with its last bridge. */
export function removeBridge(world: World, machine: Machine, switchd: Vswitchd, bridge: OvsBridge, out: Sink): void {
	closeControllers({world, machine, switchd, bridge, out});
	endExports({world, machine, switchd, bridge, out});
	removeAllPorts(world, machine, switchd, bridge, out);
	switchd.bridges = switchd.bridges.filter((other) => other !== bridge);
	switchd.recirculations = switchd.recirculations.filter((recirculation) => recirculation.bridge !== bridge.name);
	const datapath = deviceOfKind(world, bridge.datapath, 'datapath');
	if (datapath) closeUnusedTunnels(world, machine, switchd, datapath, out);
	closeDatapath(world, machine, switchd, bridge.datapath, out);
}

/** A bridge without ports. It is secure until its settings are read, so that becoming standalone gives it its flow. */
function createBridge(world: World, machine: Machine, switchd: Vswitchd, name: string, row: Row): OvsBridge | undefined {
	const type = textOf(row, 'datapath_type') || 'system';
	const datapathType = datapathTypeOf(switchd, type);
	if (!datapathType) return undefined;
	const bridge: OvsBridge = {
		name,
		uuid: row.uuid,
		type,
		version: 0,
		mac: 0,
		minMtu: 1500,
		own: {packets: 0, bytes: 0},
		description: undefined,
		serial: undefined,
		numbers: createPortNumbers(),
		datapath: openDatapath(world, machine, switchd, datapathType).id,
		datapathId: '0'.repeat(16),
		ports: [],
		ofPorts: new Map(),
		failMode: 'secure',
		tables: createFlowTables(switchd.release),
		groups: createGroupTable(switchd.release),
		macs: createMacLearning(),
		floodVlans: undefined,
		forwardBpdu: false,
		vlanLimit: 1,
		mirrors: [],
		snooping: undefined,
		stp: undefined,
		exports: {netflow: undefined, sflow: undefined, ipfix: undefined},
		controllers: [],
		control: createControl(),
	};
	switchd.bridges.push(bridge);
	return bridge;
}

function makerFor(world: World, machine: Machine, switchd: Vswitchd, bridge: OvsBridge, out: Sink): PortMaker {
	const datapath = deviceOfKind(world, bridge.datapath, 'datapath');
	if (!datapath) throw new RangeError(`bridge ${bridge.name} has no datapath`);
	return {world, machine, switchd, bridge, datapath, out};
}

function readSettings(root: Row): SwitchSettings {
	return {
		flowLimit: countSetting(root, 'flow-limit', DEFAULT_SETTINGS.flowLimit),
		maxIdle: countSetting(root, 'max-idle', DEFAULT_SETTINGS.maxIdle / MILLISECOND) * MILLISECOND,
		maxRevalidator: countSetting(root, 'max-revalidator', DEFAULT_SETTINGS.maxRevalidator / MILLISECOND) * MILLISECOND,
		minRevalidatePps: countSetting(root, 'min-revalidate-pps', DEFAULT_SETTINGS.minRevalidatePps),
		vlanLimit: integerSetting(root, 'vlan-limit', DEFAULT_SETTINGS.vlanLimit),
	};
}
