/** The commands of ovs-vsctl, with how many arguments and which options each takes (utilities/ovs-vsctl.c, vsctl_commands). */
import type {ArgumentKind} from '../../command.js';
import {checkArguments, checkClear, checkListed, checkNamedColumn, checkTable} from './before.js';
import * as bridges from './bridge-commands.js';
import * as controllers from './controller-commands.js';
import * as lists from './list-commands.js';
import * as ports from './port-commands.js';
import * as rows from './row-commands.js';
import type {Invocation} from './session.js';

export interface VsctlCommand {
	word: string;
	min: number;
	max: number;
	/** Without a value, or with one (`=`). */
	options: readonly string[];
	help: string;
	/** What each argument names, for completion; the last one goes on. */
	names: readonly ArgumentKind[];
	before?: (call: Invocation) => void;
	run?: (call: Invocation) => void;
	/** May it change the database? Such a line is written into the log. */
	writes: boolean;
	/** One of those that all tools of OVSDB have. */
	isDatabase: boolean;
	/** Real, but not modelled: the nearest thing that is. */
	instead?: string;
}

const ANY = Number.POSITIVE_INFINITY;

const DATABASE = ['comment', 'get', 'list', 'find', 'set', 'add', 'remove', 'clear', 'create', 'destroy', 'wait-until', 'show'];

function kindOf(word: string): Pick<VsctlCommand, 'writes' | 'isDatabase'> {
	const reads = /^(?:list|get|find|comment|wait|show|br-(?:exists|to|get)|port-to|iface-to)/.test(word);
	return {writes: !reads, isDatabase: DATABASE.includes(word)};
}

function command(
	word: string,
	[min, max]: readonly [number, number],
	names: readonly ArgumentKind[],
	options: readonly string[],
	help: string,
	run: (call: Invocation) => void,
	before?: (call: Invocation) => void,
): VsctlCommand {
	return {word, min, max, names, options, help, run, ...kindOf(word), ...(before ? {before} : {})};
}

/** Real, and refused by name. */
function absent(word: string, [min, max]: readonly [number, number], options: readonly string[], instead: string): VsctlCommand {
	return {word, min, max, names: [], options, help: 'not in the lab', ...kindOf(word), instead};
}

export const VSCTL_COMMANDS: readonly VsctlCommand[] = [
	command('init', [0, 0], [], [], 'initialize the database', () => {}),
	command('show', [0, 0], [], [], 'bridges, ports and interfaces', lists.show),
	command('emer-reset', [0, 0], [], [], 'no controllers, mirrors or settings', controllers.emergencyReset),
	command('add-br', [1, 3], ['name', 'ovs-bridge', 'number'], ['--may-exist'], 'a bridge, or a fake one in a VLAN', bridges.addBridge),
	command('del-br', [1, 1], ['ovs-bridge'], ['--if-exists'], 'delete a bridge and all of its ports', bridges.deleteBridge),
	command('list-br', [0, 0], [], ['--real', '--fake'], 'names of all bridges', bridges.listBridges),
	command('br-exists', [1, 1], ['ovs-bridge'], [], 'exit with 2 when there is no such bridge', bridges.bridgeExists),
	command('br-to-vlan', [1, 1], ['ovs-bridge'], [], 'VLAN of a fake bridge, 0 for others', bridges.bridgeToVlan),
	command('br-to-parent', [1, 1], ['ovs-bridge'], [], 'parent of a fake bridge', bridges.bridgeToParent),
	command('br-set-external-id', [2, 3], ['ovs-bridge', 'text'], [], 'set or unset an id of somebody else', bridges.setExternalId),
	command('br-get-external-id', [1, 2], ['ovs-bridge', 'text'], [], 'ids of somebody else', bridges.getExternalId),
	command('list-ports', [1, 1], ['ovs-bridge'], [], 'names of the ports of a bridge', ports.listPorts),
	command('add-port', [2, ANY], ['ovs-bridge', 'device', 'ovs-port-setting'], ['--may-exist'], 'a port on a bridge', ports.addPort),
	command('del-port', [1, 2], ['ovs-bridge-or-port', 'ovs-port'], ['--if-exists', '--with-iface'], 'delete a port', ports.deletePort),
	command('port-to-br', [1, 1], ['ovs-port'], [], 'bridge of a port', ports.portToBridge),
	command(
		'add-bond',
		[4, ANY],
		['ovs-bridge', 'name', 'device'],
		['--may-exist', '--fake-iface'],
		'several interfaces as one port',
		ports.addBond,
	),
	command('add-bond-iface', [2, 2], ['ovs-port', 'device'], ['--may-exist'], 'one more interface for a bond', ports.addBondInterface),
	command('del-bond-iface', [1, 2], ['ovs-port', 'ovs-interface'], ['--if-exists'], 'one interface less', ports.deleteBondInterface),
	command('list-ifaces', [1, 1], ['ovs-bridge'], [], 'names of the interfaces of a bridge', ports.listInterfaces),
	command('iface-to-br', [1, 1], ['ovs-interface'], [], 'bridge of an interface', ports.interfaceToBridge),
	command('get-controller', [1, 1], ['ovs-bridge'], [], 'controllers of a bridge', controllers.getController),
	command('del-controller', [1, 1], ['ovs-bridge'], [], 'no controllers any more', controllers.deleteController),
	command('set-controller', [1, ANY], ['ovs-bridge', 'text'], ['--inactivity-probe='], 'set controllers', controllers.setController),
	command('get-fail-mode', [1, 1], ['ovs-bridge'], [], 'what happens without controller', controllers.getFailMode),
	command('del-fail-mode', [1, 1], ['ovs-bridge'], [], 'back to standalone', controllers.deleteFailMode),
	command('set-fail-mode', [2, 2], ['ovs-bridge', 'fail-mode'], [], 'standalone or secure', controllers.setFailMode),
	command('get-manager', [0, 0], [], [], 'managers of the database', controllers.getManager),
	command('del-manager', [0, 0], [], [], 'no managers any more', controllers.deleteManager),
	command('set-manager', [1, ANY], ['text'], ['--inactivity-probe='], 'set managers', controllers.setManager),
	absent('get-ssl', [0, 0], [], 'set-controller BRIDGE tcp:ADDRESS'),
	absent('del-ssl', [0, 0], [], 'set-controller BRIDGE tcp:ADDRESS'),
	absent('set-ssl', [3, 3], ['--bootstrap'], 'set-controller BRIDGE tcp:ADDRESS'),
	absent('add-aa-mapping', [3, 3], [], 'set Port PORT tag=VLAN'),
	absent('del-aa-mapping', [3, 3], [], 'clear Port PORT tag'),
	absent('get-aa-mapping', [1, 1], [], 'list Port'),
	absent('add-zone-tp', [3, ANY], ['--may-exist'], 'ovs-ofctl add-flow'),
	absent('del-zone-tp', [2, 2], ['--if-exists'], 'ovs-ofctl del-flows'),
	absent('list-zone-tp', [1, 1], [], 'ovs-ofctl dump-flows'),
	absent('list-dp-cap', [1, 1], [], 'list Bridge'),
	command('comment', [0, ANY], ['text'], [], 'words for the log', () => {}),
	command(
		'get',
		[2, ANY],
		['ovsdb-table', 'ovsdb-record', 'ovsdb-column'],
		['--if-exists', '--id='],
		'values of columns',
		rows.get,
		checkArguments(3),
	),
	command('list', [1, ANY], ['ovsdb-table', 'ovsdb-record'], ['--if-exists', '--columns='], 'whole rows', lists.list, checkListed),
	command('find', [1, ANY], ['ovsdb-table', 'ovsdb-setting'], ['--columns='], 'rows for which conditions hold', lists.find, checkListed),
	command(
		'set',
		[3, ANY],
		['ovsdb-table', 'ovsdb-record', 'ovsdb-setting'],
		['--if-exists'],
		'columns of a row',
		rows.set,
		checkArguments(3),
	),
	command(
		'add',
		[4, ANY],
		['ovsdb-table', 'ovsdb-record', 'ovsdb-column', 'text'],
		['--if-exists'],
		'to a set or map',
		rows.add,
		checkNamedColumn,
	),
	command(
		'remove',
		[4, ANY],
		['ovsdb-table', 'ovsdb-record', 'ovsdb-column', 'text'],
		['--if-exists'],
		'from a set or map',
		rows.remove,
		checkNamedColumn,
	),
	command('clear', [3, ANY], ['ovsdb-table', 'ovsdb-record', 'ovsdb-column'], ['--if-exists'], 'empty columns', rows.clear, checkClear),
	command('create', [2, ANY], ['ovsdb-table', 'ovsdb-setting'], ['--id='], 'a row', rows.create, rows.beforeCreate),
	command('destroy', [1, ANY], ['ovsdb-table', 'ovsdb-record'], ['--if-exists', '--all'], 'delete rows', rows.destroy, checkTable),
	command(
		'wait-until',
		[2, ANY],
		['ovsdb-table', 'ovsdb-record', 'ovsdb-setting'],
		[],
		'wait for conditions',
		lists.waitUntil,
		checkArguments(3),
	),
];
