/** Which ports a bridge has: those that are not wanted any more go, those that are missing come (vswitchd/bridge.c, bridge_del_ports, bridge_delete_or_reconfigure_ports, bridge_add_ports). */
import type {Sink} from '../../sink.js';
import {deviceOfKind, type Machine, type World} from '../../world.js';
import {type Database, type Datum, numberOf, type Row, rowsIn, textOf, textsOf} from '../database/database.js';
import {writeFailure} from '../database/database-status.js';
import {forgetPort} from '../mac/mac-flush.js';
import {hashOrder} from '../translate/hash-order.js';
import {LOCAL, type OfPort, type OvsBridge, type OvsPort, ofPortNamed, type Vswitchd} from '../vswitchd.js';
import {isLeft, makePort, type PortMaker, unmakePort, updatePort} from './configure-ports.js';

/** A port as the database wants it. */
export interface WantedPort {
	row: Row;
	/** In the order in which their rows were made. */
	interfaces: Row[];
}

/** The ports of a bridge by name. One that has controllers has a local port, whatever the database says. */
export function wantedPorts(database: Database, row: Row): Map<string, WantedPort> {
	const ports = new Map<string, WantedPort>();
	for (const port of rowsIn(database, 'Bridge', row, 'ports')) {
		const name = textOf(port, 'name');
		if (!ports.has(name)) ports.set(name, {row: port, interfaces: interfacesOf(database, port)});
	}
	const name = textOf(row, 'name');
	if (!ports.has(name) && controllersOf(database, row).length > 0) {
		const synthetic: Row = {uuid: '', columns: {name: only(name)}};
		ports.set(name, {row: synthetic, interfaces: [{...synthetic, columns: {name: only(name), type: only('internal')}}]});
	}
	return ports;
}

function only(text: string): Datum {
	return {keys: [text], values: []};
}

/** The interfaces of a port in the order in which their rows were made. */
export function interfacesOf(database: Database, port: Row): Row[] {
	const rows = rowsIn(database, 'Port', port, 'interfaces');
	if (rows.length < 2) return rows;
	const wanted = new Set(textsOf(port, 'interfaces'));
	return [...database.tables.Interface.values()].filter(({uuid}) => wanted.has(uuid));
}

/** Controllers of a bridge; a single target `none` is none (bridge_get_controllers). */
export function controllersOf(database: Database, row: Row): Row[] {
	const rows = rowsIn(database, 'Bridge', row, 'controller');
	return rows.length === 1 && textOf(rows[0] as Row, 'target') === 'none' ? [] : rows;
}

/** Takes away ports that are not wanted, and members that are not wanted of ports that are. */
export function deletePorts(maker: PortMaker, wanted: ReadonlyMap<string, WantedPort>): void {
	for (const port of [...maker.bridge.ports]) {
		const names = new Set(wanted.get(port.name)?.interfaces.map((row) => textOf(row, 'name')));
		for (const member of membersOf(maker.bridge, port)) if (!names.has(member.name)) removeMember(maker, port, member);
	}
}

/** Brings ports up to date; takes away those that must be made anew. */
export function updatePorts(maker: PortMaker, wanted: ReadonlyMap<string, WantedPort>): void {
	const {bridge} = maker;
	const rows = new Map([...wanted.values()].flatMap(({interfaces}) => interfaces.map((row) => [textOf(row, 'name'), row])));
	for (const port of [...bridge.ofPorts.values()]) {
		const row = rows.get(port.name);
		// It made room for another one already.
		if (bridge.ofPorts.get(port.number) !== port || !row) continue;
		if (!updatePort(maker, port, row)) {
			removeOfPort(maker, port);
			continue;
		}
		const request = numberOf(row, 'ofport_request');
		if (port.number === LOCAL || request === undefined || request === port.number) continue;
		const holder = bridge.ofPorts.get(request);
		const holderRow = holder && rows.get(holder.name);
		// Both want it: whoever has it keeps it.
		if (holderRow && numberOf(holderRow, 'ofport_request') === request) continue;
		if (holder) removeOfPort(maker, holder);
		removeOfPort(maker, port);
	}
}

/** Makes ports that are missing: first those that ask for a number, so that nobody else takes it. */
export function addPorts(maker: PortMaker, wanted: ReadonlyMap<string, WantedPort>): void {
	const order = hashOrder([...wanted.keys()]).map((name) => wanted.get(name) as WantedPort);
	const there = new Set(Array.from(maker.bridge.ofPorts.values(), ({name}) => name));
	const all = order.flatMap(({row, interfaces}) =>
		interfaces.filter((candidate) => !there.has(textOf(candidate, 'name'))).map((candidate) => ({row, candidate})),
	);
	// What the datapath has still from the last daemon comes first, with the numbers it had (ofproto.c, init_ports).
	const left = all.filter(({candidate}) => isLeft(maker, textOf(candidate, 'name')));
	for (const {row, candidate} of left) addMember(maker, row, candidate);
	const {numbers} = maker.bridge;
	if (left.length > 0) numbers.last = Math.max(numbers.last, ...[...maker.bridge.ofPorts.keys()].filter((number) => number !== LOCAL));
	for (const asking of [true, false]) {
		for (const {row, candidate} of all) {
			if ((numberOf(candidate, 'ofport_request') !== undefined) === asking) addMember(maker, row, candidate);
		}
	}
}

function addMember(maker: PortMaker, portRow: Row, row: Row): void {
	const {bridge, switchd} = maker;
	if (ofPortNamed(bridge, textOf(row, 'name'))) return;
	const made = makePort(maker, row);
	if (made.kind === 'failed') {
		writeFailure(switchd.database, row, made.error);
		return;
	}
	const name = textOf(portRow, 'name');
	let port = bridge.ports.find((candidate) => candidate.name === name);
	if (!port) {
		port = createOvsPort(name);
		// NORMAL floods to the local port first.
		if (made.port.number === LOCAL) bridge.ports.unshift(port);
		else bridge.ports.push(port);
	}
	port.members.push(made.port.number);
}

/** A trunk that carries all VLANs: settings follow. */
function createOvsPort(name: string): OvsPort {
	return {
		name,
		members: [],
		vlanMode: 'trunk',
		tag: 0,
		trunks: undefined,
		cvlans: undefined,
		priorityTags: 'no',
		qinqEthertype: 0x88a8,
		protected: false,
		bond: undefined,
	};
}

export function membersOf(bridge: OvsBridge, port: OvsPort): OfPort[] {
	return port.members.flatMap((number) => bridge.ofPorts.get(number) ?? []);
}

function removeOfPort(maker: PortMaker, member: OfPort): void {
	const port = maker.bridge.ports.find((candidate) => candidate.members.includes(member.number));
	if (port) removeMember(maker, port, member);
}

/** Takes a member away; with its last member a port goes, and what was learned there is forgotten, on the other bridges too. */
function removeMember(maker: PortMaker, port: OvsPort, member: OfPort): void {
	const {bridge, switchd} = maker;
	port.members = port.members.filter((number) => number !== member.number);
	unmakePort(maker, member);
	if (port.members.length > 0) return;
	forgetPort(switchd, bridge, port.name, true);
	bridge.ports = bridge.ports.filter((other) => other !== port);
}

/** Takes all ports of a bridge away. */
export function removeAllPorts(world: World, machine: Machine, switchd: Vswitchd, bridge: OvsBridge, out: Sink): void {
	const datapath = deviceOfKind(world, bridge.datapath, 'datapath');
	if (datapath) deletePorts({world, machine, switchd, bridge, datapath, out}, new Map());
}
