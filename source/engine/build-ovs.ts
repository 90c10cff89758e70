/*
 * Lab to world: Open vSwitch
 *
 * As an administrator would: a transaction for the bridge, one for each port, so that
 * ports have their numbers in the order of the lab; then mirrors and exports, groups, flows, static
 * stations. Devices that stand on others come later than the bridges they may stand
 * on, so ports that are such devices are added when these are there.
 */
import type {Builder} from './builder.js';
import {parseFlow} from './flow/syntax/flow-text.js';
import {parseGroup} from './flow/syntax/group-text.js';
import type {OpenFlowVersion} from './flow/syntax/protocol.js';
import type {PortNames} from './flow/syntax/reading.js';
import type {LabDevice} from './lab.js';
import type {OvsPortLab} from './lab-ovs.js';
import {toMac} from './mac.js';
import type {MachineId} from './netdev.js';
import {addBridge, addPort, settings} from './ovs/configure/configuration.js';
import {createVswitchd} from './ovs/configure/create-vswitchd.js';
import {blankFlowMod} from './ovs/configure/fail-mode.js';
import {bridgeColumns, exportOperations, mirrorOperations, portColumns, tableOperations} from './ovs/configure/lab-columns.js';
import {numberOf, type OvsdbOperation, rootOf, rowNamed, textOf} from './ovs/database/database.js';
import {bridgeNamed, type OfPort, ofPortNamed, type Vswitchd} from './ovs/vswitchd.js';
import {parseCidr} from './protocol/ipv4-address.js';
import {deviceAtPath} from './world.js';

export type OvsBridgeLab = Extract<LabDevice, {kind: 'ovs-bridge'}>;

interface BridgeEntry {
	path: string;
	machine: MachineId;
	machineName: string;
	switchd: Vswitchd;
	device: OvsBridgeLab;
}

function* bridgesOf({world, lab}: Builder): Generator<BridgeEntry> {
	for (const [machine, {name, devices}] of lab.machines.entries()) {
		for (const [index, device] of devices.entries()) {
			const switchd = world.machines[machine]?.vswitchd;
			if (device.kind === 'ovs-bridge' && switchd)
				yield {path: `machines[${machine}].devices[${index}]`, machine, machineName: name, switchd, device};
		}
	}
}

/** Installs Open vSwitch where the lab wants it. */
export function installOvs({world, lab, make}: Builder): void {
	for (const [machine, {ovs, devices}] of lab.machines.entries()) {
		if (!ovs && !devices.some(({kind}) => kind === 'ovs-bridge')) continue;
		const target = world.machines[machine];
		if (!target) continue;
		const [major = 3, minor = 7] = (ovs?.release ?? '3.7').split('.').map(Number);
		target.vswitchd = createVswitchd(world, {
			release: major * 100 + minor,
			...(ovs?.datapathOverride === undefined ? {} : {datapathOverride: ovs.datapathOverride}),
		});
		if (!ovs || Object.keys(ovs.otherConfig).length === 0) continue;
		const {uuid} = rootOf(target.vswitchd.database);
		const row = {other_config: settings(ovs.otherConfig)};
		make(`machines[${machine}].ovs.otherConfig`, {
			kind: 'ovsdb-transact',
			machine,
			operations: [{op: 'update', table: 'Open_vSwitch', uuid, row}],
		});
	}
}

/** Makes the bridges, and the ports whose devices are there by now. */
export function addOvsBridges(builder: Builder): void {
	for (const entry of bridgesOf(builder)) {
		const {device, switchd, path} = entry;
		const local = device.mtu === undefined ? {} : {mtu_request: device.mtu};
		transact(builder, entry, path, addBridge(switchd.database, device.name, bridgeColumns(device), local));
		addPorts(builder, entry, (port) => !standsOnOthers(builder, entry, port));
	}
}

/** Adds the ports that had to wait for devices that stand on others, then everything that names ports. */
export function finishOvsBridges(builder: Builder): void {
	for (const entry of bridgesOf(builder)) addPorts(builder, entry, (port) => standsOnOthers(builder, entry, port));
	for (const entry of bridgesOf(builder)) {
		const {device, switchd, path} = entry;
		const {database} = switchd;
		for (const [index, mirror] of device.mirrors.entries())
			transact(builder, entry, `${path}.mirrors[${index}]`, mirrorOperations(database, device.name, mirror));
		transact(builder, entry, path, [...tableOperations(database, device), ...exportOperations(database, device)]);
		addFlows(builder, entry);
		for (const [index, {mac, vlan, port}] of device.stations.entries()) {
			builder.make(`${path}.stations[${index}]`, {
				kind: 'ovs-fdb-add',
				machine: entry.machine,
				bridge: device.name,
				port,
				vlan,
				mac: toMac(mac),
			});
		}
		for (const [index, port] of device.ports.entries())
			if (typeof port !== 'string') finishPort(builder, entry, port, `${path}.ports[${index}]`);
	}
	for (const [machine, {ovs}] of builder.lab.machines.entries()) {
		if (ovs?.running === false) builder.make(`machines[${machine}].ovs.running`, {kind: 'ovs-daemon', machine, running: false});
	}
}

/** Brings br0 and internal ports up, the machine's other devices being up. */
export function raiseOvsPorts(builder: Builder): void {
	for (const {path, machineName, device} of bridgesOf(builder)) {
		const set = (place: string, name: string, up: boolean) => {
			const found = deviceAtPath(builder.world, `${machineName}/${name}`);
			if (found?.kind === 'ovs-internal' && found.up !== up) builder.make(place, {kind: 'set-up', device: found.id, up});
		};
		set(`${path}.up`, device.name, device.up);
		for (const [index, port] of device.ports.entries())
			if (typeof port !== 'string' && port.type === 'internal') set(`${path}.ports[${index}].up`, port.name, port.up);
	}
}

function transact(builder: Builder, {machine}: BridgeEntry, path: string, operations: OvsdbOperation[]): void {
	if (operations.length > 0) builder.make(path, {kind: 'ovsdb-transact', machine, operations});
}

/** Macvlans and VLAN sub-interfaces may stand on br0, and so are made after it. */
function standsOnOthers({lab}: Builder, {machine}: BridgeEntry, port: string | OvsPortLab): boolean {
	const names = typeof port === 'string' ? [port] : membersOf(port).map(({device}) => device);
	return (lab.machines[machine]?.devices ?? []).some(
		({name, kind}) => (kind === 'macvlan' || kind === 'macvtap' || kind === 'vlan') && names.includes(name),
	);
}

interface Member {
	device: string;
	ofport?: number | undefined;
	otherConfig: Record<string, string>;
}

function membersOf(port: OvsPortLab): Member[] {
	if (!port.bond) return [{device: port.name, ofport: port.ofport, otherConfig: {}}];
	return port.bond.members.map((member) => (typeof member === 'string' ? {device: member, otherConfig: {}} : member));
}

function addPorts(builder: Builder, entry: BridgeEntry, wanted: (port: string | OvsPortLab) => boolean): void {
	const {device, switchd, path} = entry;
	for (const [index, port] of device.ports.entries()) {
		if (!wanted(port)) continue;
		const place = `${path}.ports[${index}]`;
		const {database} = switchd;
		const taken = takenName(switchd, port);
		if (taken !== undefined) {
			builder.problems.push({path: place, message: taken});
			continue;
		}
		if (typeof port === 'string') transact(builder, entry, place, addPort(database, device.name, port));
		else {
			const interfaces = membersOf(port).map((member) => ({name: member.device, columns: portColumns(port, member).interface}));
			transact(builder, entry, place, addPort(database, device.name, port.name, portColumns(port).port, interfaces));
		}
		for (const member of typeof port === 'string' ? [port] : membersOf(port).map((each) => each.device))
			checkInterface(builder, entry, place, member);
	}
}

/** Names of ports and interfaces are unique in a machine. */
function takenName(switchd: Vswitchd, port: string | OvsPortLab): string | undefined {
	const names = typeof port === 'string' ? [port] : [port.name, ...membersOf(port).map(({device}) => device)];
	for (const bridge of switchd.bridges) {
		const name = names.find((each) => ofPortNamed(bridge, each) || bridge.ports.some((other) => other.name === each));
		if (name !== undefined) return `"${name}" is a port of bridge "${bridge.name}" already`;
	}
	return undefined;
}

/** What the daemon could not make is a mistake of the lab. */
function checkInterface({problems}: Builder, {switchd, machineName}: BridgeEntry, path: string, name: string): void {
	const row = rowNamed(switchd.database, 'Interface', name);
	if (!row || numberOf(row, 'ofport') !== -1) return;
	const error = textOf(row, 'error');
	const isMissing = error.endsWith('(No such device)');
	problems.push({path, message: isMissing ? `machine "${machineName}" has no device "${name}" that could be a port` : error});
}

/** Addresses of an internal port, and what OpenFlow is told of a port. */
function finishPort(builder: Builder, {machine, machineName, device: bridge, switchd}: BridgeEntry, port: OvsPortLab, path: string): void {
	const device = deviceAtPath(builder.world, `${machineName}/${port.name}`);
	for (const [index, text] of port.addresses.entries()) {
		const place = `${path}.addresses[${index}]`;
		const parsed = parseCidr(text);
		if (!parsed) builder.problems.push({path: place, message: `"${text}" is not an IPv4 address with prefix`});
		else if (device) builder.make(place, {kind: 'add-address', device: device.id, ...parsed});
	}
	if (port.flags.length === 0) return;
	const found = bridgeNamed(switchd, bridge.name);
	for (const {device: name} of membersOf(port)) {
		const ofPort = found && ofPortNamed(found, name);
		if (ofPort) builder.make(`${path}.flags`, {kind: 'port-mod', machine, bridge: bridge.name, port: ofPort.number, config: flagsOf(port)});
	}
}

function flagsOf({flags}: OvsPortLab): Partial<OfPort['config']> {
	return {
		noReceive: flags.includes('no-receive'),
		noReceiveStp: flags.includes('no-receive-stp'),
		noFlood: flags.includes('no-flood'),
		noForward: flags.includes('no-forward'),
		noPacketIn: flags.includes('no-packet-in'),
	};
}

/** Groups, then flows, which may send to them. Flows of the lab take the place of those that the switch gave itself. */
function addFlows({problems, make}: Builder, {path, machine, device, switchd}: BridgeEntry): void {
	const bridge = bridgeNamed(switchd, device.name);
	if (!bridge) return;
	const ports: PortNames = {numberOf: (name) => ofPortNamed(bridge, name)?.number, nameOf: (port) => bridge.ofPorts.get(port)?.name};
	const complain = (place: string, reading: {message?: string; what?: string; error?: string}) =>
		problems.push({path: place, message: reading.message ?? reading.error ?? `${reading.what} is real, but this lab does not model it`});
	const version = (given: OpenFlowVersion | undefined) => (given === undefined ? {} : {version: given});
	for (const [index, entry] of device.groups.entries()) {
		const place = `${path}.groups[${index}]`;
		const {group, openflow} = typeof entry === 'string' ? {group: entry, openflow: undefined} : entry;
		const reading = parseGroup(group, {command: 'add', ports, ...version(openflow)});
		if (reading.kind === 'parsed') make(place, {kind: 'group-mod', machine, bridge: device.name, mod: reading.mod});
		else complain(place, reading);
	}
	if (!device.flows) return;
	make(`${path}.flows`, {kind: 'flow-mod', machine, bridge: device.name, mod: blankFlowMod()});
	for (const [index, entry] of device.flows.entries()) {
		const place = `${path}.flows[${index}]`;
		const {flow, openflow} = typeof entry === 'string' ? {flow: entry, openflow: undefined} : entry;
		const reading = parseFlow(flow, {command: 'add', ports, ...version(openflow)});
		if (reading.kind === 'parsed') make(place, {kind: 'flow-mod', machine, bridge: device.name, mod: reading.mod});
		else complain(place, reading);
	}
}
