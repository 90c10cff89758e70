/**
 * Bridges, ports and interfaces as the commands see them (utilities/ovs-vsctl.c, vsctl_context_populate_cache)
 *
 * A port with `fake_bridge` and a tag is a bridge of its own, a *fake* one, in one VLAN of its
 * parent; the parent's other ports with that tag are its ports.
 */

import {datumOf, flagOf, numberOf, type Row, textOf} from '../../../engine/ovs/database/database.js';
import {Complaint} from '../../complaint.js';
import {fatal, rowOf, rowsOf, type Session, warn} from './session.js';

export interface BridgeView {
	name: string;
	/** Of a real bridge. */
	row: Row | undefined;
	parent: BridgeView | undefined;
	/** 0 for a real one. */
	vlan: number;
	children: BridgeView[];
	ports: PortView[];
}

export interface PortView {
	name: string;
	row: Row;
	bridge: BridgeView;
	interfaces: InterfaceView[];
}

interface InterfaceView {
	name: string;
	row: Row;
	port: PortView;
}

export interface Switches {
	root: Row;
	bridges: Map<string, BridgeView>;
	ports: Map<string, PortView>;
	interfaces: Map<string, InterfaceView>;
}

/** The rows as they stand in the draft. */
export function viewSwitches(session: Session): Switches {
	const [root] = rowsOf(session, 'Open_vSwitch');
	// Destroyed by an earlier command of the line: the real one falls, too.
	if (!root)
		throw new Complaint(
			`ovs-vsctl: ../lib/ovsdb-idl.c:3740: assertion row->new_datum != NULL failed in ovsdb_idl_txn_verify()\nAborted\n`,
			134,
		);
	const switches: Switches = {root, bridges: new Map(), ports: new Map(), interfaces: new Map()};
	const rows = referred(session, 'Open_vSwitch', root, 'bridges', 'Bridge');
	for (const row of rows) {
		const bridge = addBridge(session, switches, {name: textOf(row, 'name'), row, parent: undefined, vlan: 0});
		for (const port of referred(session, 'Bridge', row, 'ports', 'Port')) {
			const name = textOf(port, 'name');
			if (isFakeBridge(port) && !switches.bridges.has(name))
				addBridge(session, switches, {name, row: undefined, parent: bridge, vlan: numberOf(port, 'tag') as number});
		}
	}
	for (const row of rows) {
		const bridge = switches.bridges.get(textOf(row, 'name')) as BridgeView;
		for (const port of referred(session, 'Bridge', row, 'ports', 'Port')) addPort(session, switches, bridge, port);
	}
	return switches;
}

function referred(
	session: Session,
	table: 'Open_vSwitch' | 'Bridge' | 'Port',
	row: Row,
	column: string,
	target: 'Bridge' | 'Port' | 'Interface',
): Row[] {
	return datumOf(table, row, column).keys.flatMap((uuid) => rowOf(session, target, uuid as string) ?? []);
}

function isFakeBridge(port: Row): boolean {
	return flagOf(port, 'fake_bridge') && numberOf(port, 'tag') !== undefined;
}

function addBridge(session: Session, switches: Switches, made: Omit<BridgeView, 'children' | 'ports'>): BridgeView {
	const bridge: BridgeView = {...made, children: [], ports: []};
	const {parent, name, vlan} = bridge;
	if (parent) {
		const conflict = vlanBridge(parent, vlan);
		if (conflict) {
			const both = `${name} and ${conflict.name}`;
			warn(session, 'vsctl', `${parent.name}: bridge has multiple VLAN bridges (${both}) for VLAN ${vlan}, but only one is allowed`);
		} else parent.children.push(bridge);
	}
	switches.bridges.set(name, bridge);
	return bridge;
}

function addPort(session: Session, switches: Switches, parent: BridgeView, row: Row): void {
	const tag = numberOf(row, 'tag');
	const bridge = (tag === undefined ? undefined : vlanBridge(parent, tag)) ?? parent;
	const port: PortView = {name: textOf(row, 'name'), row, bridge, interfaces: []};
	bridge.ports.push(port);
	switches.ports.set(port.name, port);
	for (const each of referred(session, 'Port', row, 'interfaces', 'Interface')) {
		const view: InterfaceView = {name: textOf(each, 'name'), row: each, port};
		port.interfaces.push(view);
		switches.interfaces.set(view.name, view);
	}
}

/** The fake bridge of `parent` in this VLAN. */
export function vlanBridge(parent: BridgeView, vlan: number): BridgeView | undefined {
	return parent.children.find((child) => child.vlan === vlan);
}

export function bridgeNamed(switches: Switches, name: string): BridgeView {
	const bridge = switches.bridges.get(name);
	if (!bridge) throw fatal(`no bridge named ${name}`);
	return bridge;
}

export function realBridgeNamed(switches: Switches, name: string): Row {
	const {row} = bridgeNamed(switches, name);
	if (!row) throw fatal(`${name} is a fake bridge`);
	return row;
}

/** The row of a bridge, or of the parent of a fake one. */
export function rowOfBridge(bridge: BridgeView): Row {
	return (bridge.parent ?? bridge).row as Row;
}

/** A port; the local port of a bridge does not count. */
export function portNamed(switches: Switches, name: string, must: true): PortView;
export function portNamed(switches: Switches, name: string, must: boolean): PortView | undefined;
export function portNamed(switches: Switches, name: string, must: boolean): PortView | undefined {
	const found = switches.ports.get(name);
	const port = found?.bridge.name === name ? undefined : found;
	if (!port && must) throw fatal(`no port named ${name}`);
	return port;
}

export function interfaceNamed(switches: Switches, name: string, must: true): InterfaceView;
export function interfaceNamed(switches: Switches, name: string, must: boolean): InterfaceView | undefined;
export function interfaceNamed(switches: Switches, name: string, must: boolean): InterfaceView | undefined {
	const found = switches.interfaces.get(name);
	const view = found?.port.bridge.name === name ? undefined : found;
	if (!view && must) throw fatal(`no interface named ${name}`);
	return view;
}

/** Complains when a bridge, port or interface is called `name` already. */
export function checkConflicts(switches: Switches, name: string, cannot: string): void {
	if (switches.bridges.has(name)) throw fatal(`${cannot} because a bridge named ${name} already exists`);
	const port = switches.ports.get(name);
	if (port) throw fatal(`${cannot} because a port named ${name} already exists on bridge ${port.bridge.name}`);
	const view = switches.interfaces.get(name);
	if (view) throw fatal(`${cannot} because an interface named ${name} already exists on bridge ${view.port.bridge.name}`);
}
