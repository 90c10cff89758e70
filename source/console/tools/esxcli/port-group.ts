/** `esxcli network vswitch standard portgroup`. */
import type {Command, Place} from '../../command.js';
import {type Answer, DONE_SILENTLY, type Program} from '../../program.js';
import {readUnsigned} from '../../values.js';
import {insist, portGroup, standardSwitch, standardSwitches} from './find.js';
import {failure, table} from './format.js';
import {type EsxOption, type Given, leaf, namespace, value} from './namespace.js';
import {GROUP_POLICIES} from './policy.js';

const PATH = 'esxcli network vswitch standard portgroup';
const GROUP: EsxOption = {word: '-p', also: ['--portgroup-name'], takes: 'group', help: 'The name of the port group.', required: true};
const SWITCH: EsxOption = {word: '-v', also: ['--vswitch-name'], takes: 'name', help: 'The name of the virtual switch.', required: true};
const VLAN: EsxOption = {
	word: '-v',
	also: ['--vlan-id'],
	takes: 'number',
	help: 'The VLAN ID: 0, 1-4094, or 4095 to leave tagging to the guest.',
};
/** VLANs of a port group: 4095 leaves tagging to the guest. */
const HIGHEST_VLAN = 4095;

export const PORT_GROUPS: Command = namespace(
	'esxcli network vswitch standard',
	'portgroup',
	'Commands to list and manipulate Portgroups on an ESX host.',
	[
		GROUP_POLICIES,
		leaf(PATH, 'add', 'Allows the addition of a standard port group to a virtual switch.', [GROUP, SWITCH], add),
		leaf(PATH, 'list', 'List all of the port groups currently on the system.', [], list),
		leaf(PATH, 'remove', 'Remove a port group from the given virtual switch', [GROUP, SWITCH], remove),
		leaf(PATH, 'set', 'Set the vlan id for the given port group', [GROUP, VLAN], set),
	],
);

function* add(place: Place, given: Given): Program {
	const name = value(given, '-p');
	const {id: device} = standardSwitch(place, value(given, '-v'));
	const isTaken = standardSwitches(place).some(({settings}) => settings.groups.some((group) => group.name === name));
	if (isTaken) throw failure(`A portgroup with the name ${name} already exists`);
	yield* insist({kind: 'set-port-group', device, name, options: {}});
	return DONE_SILENTLY;
}

function* remove(place: Place, given: Given): Program {
	const {id: device} = standardSwitch(place, value(given, '-v'));
	yield* insist({kind: 'remove-port-group', device, name: value(given, '-p')});
	return DONE_SILENTLY;
}

function* set(place: Place, given: Given): Program {
	const {home, group} = portGroup(place, value(given, '-p'));
	const text = given.get('-v') ?? '0';
	const vlan = readUnsigned(text, HIGHEST_VLAN);
	if (vlan === undefined) throw failure(`Invalid vlan id ${text}, valid vlan ids are 0 to ${HIGHEST_VLAN}`);
	yield* insist({kind: 'set-port-group', device: home.id, name: group.name, options: {vlan}});
	return DONE_SILENTLY;
}

function list(place: Place): Answer {
	const rows = standardSwitches(place).flatMap(({name, settings, ports}) =>
		settings.groups.map((group) => {
			const clients = ports.filter((port) => port.group === group.name && port.up).length;
			return [group.name, name, String(clients), String(group.vlan)];
		}),
	);
	const columns = [{title: 'Name'}, {title: 'Virtual Switch'}, {title: 'Active Clients', right: true}, {title: 'VLAN ID', right: true}];
	return table(
		columns,
		rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
	);
}
