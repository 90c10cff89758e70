/** Commands on bridges (utilities/ovs-vsctl.c). */
import {type Atom, datumOf, type Row} from '../../../engine/ovs/database/database.js';
import {difference, union} from '../../../engine/ovs/database/database-transaction.js';
import {Complaint} from '../../complaint.js';
import {readLeading} from '../../values.js';
import {write} from './row-commands.js';
import {deleteRow, fatal, type Invocation, insertRow, rowsOf, type Session} from './session.js';
import {
	type BridgeView,
	bridgeNamed,
	checkConflicts,
	type PortView,
	rowOfBridge,
	type Switches,
	viewSwitches,
	vlanBridge,
} from './switches.js';

export function addBridge(call: Invocation): void {
	const {session, words, options} = call;
	const [command = '', name = '', parent, vlanText = ''] = words;
	if (name === '') throw fatal('bridge name must not be empty string');
	if (words.length === 3) throw fatal(`'${command}' command takes exactly 1 or 3 arguments`);
	const vlan = readLeading(vlanText);
	if (parent !== undefined && (vlan < 0 || vlan > 4095)) throw fatal(`${command}: vlan must be between 0 and 4095`);
	const switches = viewSwitches(session);
	const there = options.has('--may-exist') ? switches.bridges.get(name) : undefined;
	if (there) {
		checkSame(there, parent, vlan);
		return;
	}
	checkConflicts(switches, name, `cannot create a bridge named ${name}`);
	const parentRow = parent === undefined ? undefined : parentOf(switches, parent, vlan);
	const local = insertRow(session, 'Interface');
	setOne(session, 'Interface', local, 'name', name);
	setOne(session, 'Interface', local, 'type', 'internal');
	const port = insertRow(session, 'Port');
	setOne(session, 'Port', port, 'name', name);
	setOne(session, 'Port', port, 'interfaces', local.uuid);
	if (parentRow) {
		setOne(session, 'Port', port, 'fake_bridge', true);
		setOne(session, 'Port', port, 'tag', vlan);
		addReference(session, 'Bridge', parentRow, 'ports', port.uuid);
	} else {
		const row = insertRow(session, 'Bridge');
		setOne(session, 'Bridge', row, 'name', name);
		setOne(session, 'Bridge', row, 'ports', port.uuid);
		addReference(session, 'Open_vSwitch', switches.root, 'bridges', row.uuid);
	}
	session.expected.push(local.uuid);
}

function setOne(session: Session, table: 'Interface' | 'Port' | 'Bridge', {uuid}: Row, column: string, atom: Atom): void {
	write(session, table, uuid, column, {keys: [atom], values: []});
}

/** Adds a row to a set of references. */
export function addReference(session: Session, table: 'Open_vSwitch' | 'Bridge' | 'Port', row: Row, column: string, uuid: string): void {
	write(session, table, row.uuid, column, union(datumOf(table, row, column), {keys: [uuid], values: []}));
}

export function dropReference(session: Session, table: 'Open_vSwitch' | 'Bridge' | 'Port', row: Row, column: string, uuid: string): void {
	write(session, table, row.uuid, column, difference(datumOf(table, row, column), {keys: [uuid], values: []}));
}

/** `--may-exist`: what is there must be what was asked for. */
function checkSame(bridge: BridgeView, parent: string | undefined, vlan: number): void {
	const {name} = bridge;
	if (parent === undefined) {
		if (bridge.parent) throw fatal(`"--may-exist add-br ${name}" but ${name} is a VLAN bridge for VLAN ${bridge.vlan}`);
		return;
	}
	const asked = `"--may-exist add-br ${name} ${parent} ${vlan}" but ${name}`;
	if (!bridge.parent) throw fatal(`${asked} is not a VLAN bridge`);
	if (bridge.parent.name !== parent) throw fatal(`${asked} has the wrong parent ${bridge.parent.name}`);
	if (bridge.vlan !== vlan) throw fatal(`${asked} is a VLAN bridge for the wrong VLAN ${bridge.vlan}`);
}

function parentOf(switches: Switches, name: string, vlan: number): Row {
	const parent = switches.bridges.get(name);
	if (parent?.parent) throw fatal('cannot create bridge with fake bridge as parent');
	if (!parent) throw fatal(`parent bridge ${name} does not exist`);
	const conflict = vlanBridge(parent, vlan);
	if (conflict) throw fatal(`bridge ${name} already has a child VLAN bridge ${conflict.name} on VLAN ${vlan}`);
	return parent.row as Row;
}

export function deleteBridge({session, words, options}: Invocation): void {
	const name = words[1] as string;
	const switches = viewSwitches(session);
	const bridge = options.has('--if-exists') ? switches.bridges.get(name) : bridgeNamed(switches, name);
	if (bridge) removeBridge(session, switches, bridge);
}

function removeBridge(session: Session, switches: Switches, bridge: BridgeView): void {
	for (const child of bridge.children) removeBridge(session, switches, child);
	for (const port of bridge.ports) removePort(session, port);
	const {row} = bridge;
	if (!row) return;
	for (const set of rowsOf(session, 'Flow_Sample_Collector_Set')) {
		if (datumOf('Flow_Sample_Collector_Set', set, 'bridge').keys[0] === row.uuid) deleteRow(session, 'Flow_Sample_Collector_Set', set.uuid);
	}
	deleteRow(session, 'Bridge', row.uuid);
	dropReference(session, 'Open_vSwitch', viewSwitches(session).root, 'bridges', row.uuid);
}

/** A port goes with its interfaces. */
export function removePort(session: Session, port: PortView): void {
	const row = session.draft.touched.get('Bridge')?.get(rowOfBridge(port.bridge).uuid) ?? rowOfBridge(port.bridge);
	dropReference(session, 'Bridge', row, 'ports', port.row.uuid);
	for (const view of port.interfaces) deleteRow(session, 'Interface', view.row.uuid);
	deleteRow(session, 'Port', port.row.uuid);
}

export function listBridges(call: Invocation): void {
	const both = !call.options.has('--real') && !call.options.has('--fake');
	const wanted = (bridge: BridgeView) => both || call.options.has(bridge.parent ? '--fake' : '--real');
	const names = [...viewSwitches(call.session).bridges.values()].filter(wanted).map(({name}) => name);
	call.output += sortedLines(names);
}

/** One name a line, in order of their characters. */
export function sortedLines(names: readonly string[]): string {
	return [...names]
		.sort()
		.map((name) => `${name}\n`)
		.join('');
}

/** Says nothing: the exit status is the answer. */
export function bridgeExists({session, words}: Invocation): void {
	if (!viewSwitches(session).bridges.has(words[1] as string)) throw new Complaint('', 2);
}

export function bridgeToVlan(call: Invocation): void {
	call.output += `${bridgeNamed(viewSwitches(call.session), call.words[1] as string).vlan}\n`;
}

export function bridgeToParent(call: Invocation): void {
	const bridge = bridgeNamed(viewSwitches(call.session), call.words[1] as string);
	call.output += `${(bridge.parent ?? bridge).name}\n`;
}

/** Where a bridge keeps its external ids: a fake one in its port, with a prefix. */
function idsOf(session: Session, name: string): {table: 'Bridge' | 'Port'; row: Row; prefix: string} {
	const switches = viewSwitches(session);
	const bridge = bridgeNamed(switches, name);
	if (bridge.row) return {table: 'Bridge', row: bridge.row, prefix: ''};
	return {table: 'Port', row: (switches.ports.get(name) as PortView).row, prefix: 'fake-bridge-'};
}

export function setExternalId({session, words}: Invocation): void {
	const [, name = '', key = '', value] = words;
	const {table, row, prefix} = idsOf(session, name);
	const without = difference(datumOf(table, row, 'external_ids'), {keys: [prefix + key], values: []});
	write(session, table, row.uuid, 'external_ids', value === undefined ? without : union(without, {keys: [prefix + key], values: [value]}));
}

export function getExternalId(call: Invocation): void {
	const [, name = '', key] = call.words;
	const {table, row, prefix} = idsOf(call.session, name);
	const {keys, values} = datumOf(table, row, 'external_ids');
	for (const [index, each] of (keys as string[]).entries()) {
		if (key === undefined && each.startsWith(prefix)) call.output += `${each.slice(prefix.length)}=${values[index]}\n`;
		if (key !== undefined && each === prefix + key) call.output += `${values[index]}\n`;
	}
}
