/** Commands on ports, bonds and interfaces (utilities/ovs-vsctl.c). */
import type {Row} from '../../../engine/ovs/database/database.js';
import {addReference, dropReference, removePort, sortedLines} from './bridge-commands.js';
import {setColumn, write} from './row-commands.js';
import {deleteRow, fatal, type Invocation, insertRow, type Session} from './session.js';
import {bridgeNamed, checkConflicts, interfaceNamed, type PortView, portNamed, rowOfBridge, viewSwitches} from './switches.js';

export function addPort(call: Invocation): void {
	const [, bridge = '', port = '', ...settings] = call.words;
	insertPort(call, bridge, port, [port], settings, false);
}

/** Interfaces go on until the first word that has a `=` in it. */
export function addBond(call: Invocation): void {
	const [, bridge = '', port = '', ...rest] = call.words;
	const first = rest.findIndex((word) => word.includes('='));
	const names = first === -1 ? rest : rest.slice(0, first);
	if (names.length < 2) throw fatal(`add-bond requires at least 2 interfaces, but only ${names.length} were specified`);
	insertPort(call, bridge, port, names, rest.slice(names.length), call.options.has('--fake-iface'));
}

function insertPort(
	call: Invocation,
	bridgeName: string,
	name: string,
	interfaces: readonly string[],
	settings: readonly string[],
	fake: boolean,
): void {
	const {session} = call;
	if (name === '') throw fatal('port name must not be empty string');
	if (interfaces.includes('')) throw fatal('interface name must not be empty string');
	const switches = viewSwitches(session);
	const there = call.options.has('--may-exist') ? portNamed(switches, name, false) : undefined;
	if (there) {
		checkSame(call, there, bridgeName, interfaces);
		return;
	}
	checkConflicts(switches, name, `cannot create a port named ${name}`);
	for (const each of interfaces) checkConflicts(switches, each, `cannot create an interface named ${each}`);
	const bridge = bridgeNamed(switches, bridgeName);
	const rows = interfaces.map((each) => newInterface(session, each));
	const port = insertRow(session, 'Port');
	write(session, 'Port', port.uuid, 'name', {keys: [name], values: []});
	write(session, 'Port', port.uuid, 'interfaces', {keys: rows.map(({uuid}) => uuid).sort(), values: []});
	write(session, 'Port', port.uuid, 'bond_fake_iface', {keys: [fake], values: []});
	if (bridge.parent) write(session, 'Port', port.uuid, 'tag', {keys: [bridge.vlan], values: []});
	for (const setting of settings) setColumn(session, 'Port', port.uuid, setting, false);
	addReference(session, 'Bridge', rowOfBridge(bridge), 'ports', port.uuid);
}

function newInterface(session: Session, name: string): Row {
	const row = insertRow(session, 'Interface');
	write(session, 'Interface', row.uuid, 'name', {keys: [name], values: []});
	session.expected.push(row.uuid);
	return row;
}

/** `--may-exist`: on the same bridge, with the same interfaces. */
function checkSame(call: Invocation, port: PortView, bridge: string, interfaces: readonly string[]): void {
	if (port.bridge.name !== bridge) throw fatal(`${quoted(call)} but ${port.name} is actually attached to bridge ${port.bridge.name}`);
	const have = port.interfaces.map(({name}) => name).sort();
	if (have.join('\n') !== [...interfaces].sort().join('\n'))
		throw fatal(`${quoted(call)} but ${port.name} actually has interface(s) ${have.join(', ')}`);
}

/** The command as it was typed. */
function quoted({words, options}: Invocation): string {
	return `"${[...options.keys(), ...words].map(escapeArgument).join(' ')}"`;
}

/** process_escape_args: words with blanks or signs in them stand in quotes. */
function escapeArgument(word: string): string {
	if (word !== '' && !/[ \t\n\v\\'"]/.test(word)) return word;
	return `"${word.replace(/[\\"]/g, '\\$&')}"`;
}

export function deletePort(call: Invocation): void {
	const {session, words, options} = call;
	const must = !options.has('--if-exists');
	const target = words.at(-1) as string;
	const switches = viewSwitches(session);
	let port: PortView | undefined;
	if (switches.bridges.has(target)) {
		if (must) {
			const why = `it is the local port for bridge ${target} (deleting this port requires deleting the entire bridge)`;
			throw fatal(`cannot delete port ${target} because ${why}`);
		}
	} else if (options.has('--with-iface')) {
		port = portNamed(switches, target, false) ?? interfaceNamed(switches, target, false)?.port;
		if (!port && must) throw fatal(`no port or interface named ${target}`);
	} else port = portNamed(switches, target, must);
	if (!port) return;
	if (words.length === 3) {
		const bridge = bridgeNamed(switches, words[1] as string);
		if (port.bridge !== bridge) {
			const child = port.bridge.parent === bridge ? ` (although its child bridge ${port.bridge.name} does)` : '';
			throw fatal(`bridge ${words[1]} does not have a port ${words[2]}${child}`);
		}
	}
	removePort(session, port);
}

export function addBondInterface(call: Invocation): void {
	const {session, words, options} = call;
	const [, portName = '', name = ''] = words;
	const switches = viewSwitches(session);
	const port = portNamed(switches, portName, true);
	const there = options.has('--may-exist') ? interfaceNamed(switches, name, false) : undefined;
	if (there) {
		if (there.port === port) return;
		throw fatal(`${quoted(call)} but ${name} is actually attached to port ${there.port.name}`);
	}
	checkConflicts(switches, name, `cannot create an interface named ${name}`);
	addReference(session, 'Port', port.row, 'interfaces', newInterface(session, name).uuid);
}

export function deleteBondInterface({session, words, options}: Invocation): void {
	const name = words.at(-1) as string;
	const switches = viewSwitches(session);
	const view = interfaceNamed(switches, name, !options.has('--if-exists'));
	if (!view) return;
	const portName = words.length > 2 ? words[1] : undefined;
	if (portName !== undefined && view.port !== portNamed(switches, portName, true))
		throw fatal(`port ${portName} does not have an interface ${name}`);
	if (view.port.interfaces.length < 2) throw fatal(`cannot delete last interface from port ${view.port.name}`);
	dropReference(session, 'Port', view.port.row, 'interfaces', view.row.uuid);
	deleteRow(session, 'Interface', view.row.uuid);
}

export function listPorts(call: Invocation): void {
	const bridge = bridgeNamed(viewSwitches(call.session), call.words[1] as string);
	call.output += sortedLines(bridge.ports.map(({name}) => name).filter((name) => name !== bridge.name));
}

export function listInterfaces(call: Invocation): void {
	const bridge = bridgeNamed(viewSwitches(call.session), call.words[1] as string);
	const names = bridge.ports.flatMap(({interfaces}) => interfaces.map(({name}) => name));
	call.output += sortedLines(names.filter((name) => name !== bridge.name));
}

export function portToBridge(call: Invocation): void {
	call.output += `${portNamed(viewSwitches(call.session), call.words[1] as string, true).bridge.name}\n`;
}

export function interfaceToBridge(call: Invocation): void {
	call.output += `${interfaceNamed(viewSwitches(call.session), call.words[1] as string, true).port.bridge.name}\n`;
}
