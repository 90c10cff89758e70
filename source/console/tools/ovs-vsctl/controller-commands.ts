/** Commands on controllers, managers and the fail mode, and the way back to a clean switch (utilities/ovs-vsctl.c). */
import {datumOf, type Row, settingOf, textOf} from '../../../engine/ovs/database/database.js';
import type {TableName} from '../../../engine/ovs/database/database-schema.js';
import {readLeading} from '../../values.js';
import {sortedLines} from './bridge-commands.js';
import {write} from './row-commands.js';
import {deleteRow, fatal, type Invocation, insertRow, rowOf, rowsOf, type Session, warn} from './session.js';
import {bridgeNamed, realBridgeNamed, rowOfBridge, viewSwitches} from './switches.js';

const NOTHING = {keys: [], values: []};

function targetsOf(
	session: Session,
	table: 'Bridge' | 'Open_vSwitch',
	row: Row,
	column: string,
	target: 'Controller' | 'Manager',
): string[] {
	return datumOf(table, row, column).keys.flatMap((uuid) => {
		const found = rowOf(session, target, uuid as string);
		return found ? [textOf(found, 'target')] : [];
	});
}

export function getController(call: Invocation): void {
	const bridge = rowOfBridge(bridgeNamed(viewSwitches(call.session), call.words[1] as string));
	call.output += sortedLines(targetsOf(call.session, 'Bridge', bridge, 'controller', 'Controller'));
}

export function deleteController({session, words}: Invocation): void {
	dropAll(session, 'Bridge', realBridgeNamed(viewSwitches(session), words[1] as string), 'controller', 'Controller');
}

export function setController(call: Invocation): void {
	const {session, words} = call;
	const bridge = realBridgeNamed(viewSwitches(session), words[1] as string);
	dropAll(session, 'Bridge', bridge, 'controller', 'Controller');
	const uuids = words.slice(2).map((target) => insertTarget(call, 'Controller', target));
	write(session, 'Bridge', bridge.uuid, 'controller', {keys: uuids.sort(), values: []});
}

function dropAll(session: Session, table: 'Bridge' | 'Open_vSwitch', row: Row, column: string, target: 'Controller' | 'Manager'): void {
	for (const uuid of datumOf(table, row, column).keys) deleteRow(session, target, uuid as string);
	write(session, table, row.uuid, column, NOTHING);
}

/** Connections that the daemon makes itself, and those for which it listens (vconn_verify_name). */
const KNOWN_TARGET = /^p?(?:tcp|unix|ssl):/;

function insertTarget({session, options}: Invocation, table: 'Controller' | 'Manager', target: string): string {
	if (!KNOWN_TARGET.test(target)) warn(session, 'vsctl', `target type "${target}" is possibly erroneous`);
	const row = insertRow(session, table);
	write(session, table, row.uuid, 'target', {keys: [target], values: []});
	const probe = options.get('--inactivity-probe');
	if (probe !== undefined) write(session, table, row.uuid, 'inactivity_probe', {keys: [readLeading(probe)], values: []});
	return row.uuid;
}

export function getFailMode(call: Invocation): void {
	const mode = textOf(rowOfBridge(bridgeNamed(viewSwitches(call.session), call.words[1] as string)), 'fail_mode');
	if (mode !== '') call.output += `${mode}\n`;
}

export function deleteFailMode({session, words}: Invocation): void {
	write(session, 'Bridge', realBridgeNamed(viewSwitches(session), words[1] as string).uuid, 'fail_mode', NOTHING);
}

export function setFailMode({session, words}: Invocation): void {
	const [, name = '', mode = ''] = words;
	const bridge = realBridgeNamed(viewSwitches(session), name);
	if (mode !== 'standalone' && mode !== 'secure') throw fatal('fail-mode must be "standalone" or "secure"');
	write(session, 'Bridge', bridge.uuid, 'fail_mode', {keys: [mode], values: []});
}

export function getManager(call: Invocation): void {
	const {root} = viewSwitches(call.session);
	call.output += sortedLines([...new Set(targetsOf(call.session, 'Open_vSwitch', root, 'manager_options', 'Manager'))]);
}

export function deleteManager({session}: Invocation): void {
	dropAll(session, 'Open_vSwitch', viewSwitches(session).root, 'manager_options', 'Manager');
}

export function setManager(call: Invocation): void {
	const {session, words} = call;
	deleteManager(call);
	const uuids = words.slice(1).map((target) => insertTarget(call, 'Manager', target));
	write(session, 'Open_vSwitch', viewSwitches(session).root.uuid, 'manager_options', {keys: uuids.sort(), values: []});
}

/** Columns of a bridge that lead to somebody else, or change what it does on its own. */
const RESET_COLUMNS = ['controller', 'fail_mode', 'mirrors', 'netflow', 'sflow', 'ipfix', 'flood_vlans'];
/** The real one means collector sets, too, but does not see them. */
const RESET_TABLES: readonly TableName[] = ['Mirror', 'Controller', 'Manager', 'NetFlow', 'SSL', 'sFlow', 'IPFIX'];

/** Bridges and ports stay, without anybody who commands, watches or listens; of `other_config` a bridge keeps its MAC. */
export function emergencyReset({session}: Invocation): void {
	const {root} = viewSwitches(session);
	for (const column of ['manager_options', 'ssl']) write(session, 'Open_vSwitch', root.uuid, column, NOTHING);
	for (const bridge of rowsOf(session, 'Bridge')) {
		for (const column of RESET_COLUMNS) write(session, 'Bridge', bridge.uuid, column, NOTHING);
		const hwaddr = settingOf(bridge, 'other_config', 'hwaddr');
		write(session, 'Bridge', bridge.uuid, 'other_config', hwaddr === undefined ? NOTHING : {keys: ['hwaddr'], values: [hwaddr]});
	}
	for (const port of rowsOf(session, 'Port')) write(session, 'Port', port.uuid, 'other_config', NOTHING);
	for (const each of rowsOf(session, 'Interface')) {
		for (const column of ['ingress_policing_rate', 'ingress_policing_burst'])
			write(session, 'Interface', each.uuid, column, {keys: [0], values: []});
	}
	for (const table of RESET_TABLES) for (const row of rowsOf(session, table)) deleteRow(session, table, row.uuid);
}
