/**
 * A host with Open vSwitch for tests: bridges with ports, and a station at the other end of every NIC.
 *
 *     const lab = ovsLab({bridges: {br0: {ports: {p1: {tag: 10}, p2: {}}}}});
 *
 * Each port that is no patch, tunnel or internal one is a NIC of machine `host`, with a virtual link to the NIC `eth0` of a
 * machine of the same name as the port (MAC 02:00:00:00:00:01 and so on), which is up. It runs Open vSwitch 3.1
 * as recordings do (`--enable-dummy=override`), unless told otherwise.
 *
 * A switch can be written as lines of its tools, too; devices that they add are made:
 *
 *     const lab = ovsLab(['ovs-vsctl add-br br0 -- add-port br0 p1 tag=10', 'ovs-ofctl del-flows br0']);
 */
import {execute} from '../../../source/console/console.js';
import type {Change, ChangeResult} from '../../../source/engine/change.js';
import {applyChange} from '../../../source/engine/changes/apply.js';
import type {DatapathType} from '../../../source/engine/devices/datapath/datapath-device.js';
import {createHistory} from '../../../source/engine/history.js';
import {toMac} from '../../../source/engine/mac.js';
import type {DeviceId} from '../../../source/engine/netdev.js';
import {addBridge, addPort, type Columns, type InterfaceConfig, settings} from '../../../source/engine/ovs/configure/configuration.js';
import {createVswitchd} from '../../../source/engine/ovs/configure/create-vswitchd.js';
import type {OvsdbOperation, OvsdbValue} from '../../../source/engine/ovs/database/database.js';
import {bridgeNamed, type OvsBridge, type Vswitchd} from '../../../source/engine/ovs/vswitchd.js';
import type {Sink} from '../../../source/engine/sink.js';
import {createStack} from '../../../source/engine/stack/stack-state.js';
import {createTicker} from '../../../source/engine/tick.js';
import {createWorld, deviceAt, deviceAtPath, type Machine, machineNamed, type World} from '../../../source/engine/world.js';

export interface PortDescription {
	/** Columns of table Port; a list is a set, a record a map. */
	[column: string]: Plain | InterfaceDescription | undefined;
	/** Columns of table Interface. */
	interface?: InterfaceDescription;
	/** A bond of these NICs. */
	bond?: string[];
	type?: string;
	ofport?: number;
	options?: Record<string, string>;
}
export type InterfaceDescription = Record<string, Plain>;
type Plain = string | number | boolean | (string | number)[] | Record<string, string>;

export interface BridgeDescription {
	ports?: Record<string, PortDescription>;
	/** Columns of table Bridge. */
	columns?: Record<string, Plain>;
}

export interface OvsLab {
	world: World;
	host: Machine;
	switchd: Vswitchd;
	sink: Sink;
	/** Throws when the change is refused. */
	apply(change: Change): ChangeResult;
	transact(operations: OvsdbOperation[]): ChangeResult;
	bridge(name?: string): OvsBridge;
}

export interface OvsLabDescription {
	bridges: Record<string, BridgeDescription>;
	/** `other_config` of table Open_vSwitch. */
	otherConfig?: Record<string, string>;
	release?: number;
	/** `undefined` runs the kernel datapath. */
	datapathOverride?: DatapathType | undefined;
}

export function ovsLab(description: OvsLabDescription | readonly string[]): OvsLab {
	return 'bridges' in description ? ovsLabOf(description) : ovsLabTyped(description);
}

/** Throws when a line fails. */
function ovsLabTyped(lines: readonly string[]): OvsLab {
	const lab = ovsLabOf({bridges: {}});
	const history = createHistory(lab.world);
	for (const line of lines) {
		const {status, stderr} = execute(history, {machine: lab.host.id}, line);
		if (status !== 0) throw new Error(`${line}: ${stderr}`);
	}
	for (const id of [...lab.host.devices]) {
		const device = deviceAt(lab.world, id);
		if (device.kind === 'nic') addStation(lab.world, lab.host, device.name, lab.apply);
	}
	return lab;
}

function ovsLabOf(description: OvsLabDescription): OvsLab {
	const world = createWorld();
	const host = addMachine(world, 'host', 'host');
	const override = 'datapathOverride' in description ? description.datapathOverride : 'netdev';
	const switchd = createVswitchd(world, {
		release: description.release ?? 301,
		...(override === undefined ? {} : {datapathOverride: override}),
	});
	host.vswitchd = switchd;
	const {sink} = createTicker(world, false);
	const apply = (change: Change): ChangeResult => {
		const result = applyChange(world, change, sink);
		if (result.kind === 'refused') throw new Error(`${change.kind}: ${result.errno} ${result.message ?? ''}`);
		return result;
	};
	const transact = (operations: OvsdbOperation[]) => apply({kind: 'ovsdb-transact', machine: host.id, operations});
	if (description.otherConfig) {
		const [root] = switchd.database.tables.Open_vSwitch.keys();
		transact([{op: 'update', table: 'Open_vSwitch', uuid: root as string, row: {other_config: settings(description.otherConfig)}}]);
	}
	for (const [name, {columns = {}, ports = {}}] of Object.entries(description.bridges)) {
		transact(addBridge(switchd.database, name, values(columns)));
		const local = deviceAtPath(world, `host/${name}`);
		if (local) apply({kind: 'set-up', device: local.id, up: true});
		for (const [port, config] of Object.entries(ports)) {
			for (const nic of nicsOf(port, config)) addStation(world, host, nic, apply);
			transact(addPort(switchd.database, name, port, ...portColumns(port, config)));
			const device = config.type === 'internal' ? deviceAtPath(world, `host/${port}`) : undefined;
			if (device) apply({kind: 'set-up', device: device.id, up: true});
		}
	}
	const bridge = (name = Object.keys(description.bridges)[0] ?? switchd.bridges[0]?.name ?? '') => {
		const found = bridgeNamed(switchd, name);
		if (!found) throw new Error(`no bridge ${name}`);
		return found;
	};
	return {world, host, switchd, sink, apply, transact, bridge};
}

/** A machine with a stack and nothing else. */
export function addMachine(world: World, name: string, role: Machine['role']): Machine {
	const machine: Machine = {id: world.machines.length, name, role, devices: [], nextIfindex: 2, stack: createStack()};
	world.machines.push(machine);
	return machine;
}

function nicsOf(port: string, {type, bond}: PortDescription): string[] {
	if (bond) return bond;
	return type === undefined || type === 'system' ? [port] : [];
}

/** A NIC of the host with a station behind it, both up. */
export function addStation(world: World, host: Machine, name: string, apply: (change: Change) => ChangeResult): void {
	if (machineNamed(world, name)) return;
	const station = addMachine(world, name, 'vm');
	const octet = (station.id % 256).toString(16).padStart(2, '0');
	const add = (machine: number, nic: string, mac: string): DeviceId => {
		const result = apply({kind: 'add-nic', machine, name: nic, mac: toMac(mac)});
		return (result.kind === 'done' ? result.device : undefined) as DeviceId;
	};
	const a = deviceAtPath(world, `host/${name}`)?.id ?? add(host.id, name, `02:00:00:00:f0:${octet}`);
	const b = add(station.id, 'eth0', `02:00:00:00:00:${octet}`);
	apply({kind: 'connect', ends: [a, b], link: 'virtual'});
	for (const device of [a, b]) apply({kind: 'set-up', device, up: true});
}

function portColumns(port: string, config: PortDescription): [Columns, InterfaceConfig[]] {
	const {interface: own = {}, bond, type, ofport, options, ...columns} = config;
	const interfaceColumns: Columns = {
		...values(own),
		...(type === undefined ? {} : {type}),
		...(ofport === undefined ? {} : {ofport_request: ofport}),
		...(options === undefined ? {} : {options: settings(options)}),
	};
	const names = bond ?? [port];
	return [values(columns as Record<string, Plain>), names.map((name) => ({name, columns: interfaceColumns}))];
}

/** Plain values as those of a transaction. */
export function values(columns: Record<string, Plain>): Columns {
	return Object.fromEntries(
		Object.entries(columns).map(([name, value]): [string, OvsdbValue] => [
			name,
			Array.isArray(value) ? {set: value} : typeof value === 'object' ? settings(value) : value,
		]),
	);
}
