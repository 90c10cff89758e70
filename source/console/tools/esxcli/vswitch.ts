/** `esxcli network vswitch`: standard switches of the host, and its part of distributed ones. */
import type {VmwareSwitch} from '../../../engine/vmware/vmware-switch-device.js';
import {deviceAt} from '../../../engine/world.js';
import type {Command, Place} from '../../command.js';
import {type Answer, DONE_SILENTLY, type Program} from '../../program.js';
import {insist, standardSwitch, standardSwitches, switchesOf, vmnic} from './find.js';
import {failure, fields, records} from './format.js';
import {type EsxOption, type Given, leaf, namespace, value} from './namespace.js';
import {POLICIES} from './policy.js';
import {PORT_GROUPS} from './port-group.js';

const PATH = 'esxcli network vswitch standard';
const SWITCH: EsxOption = {word: '-v', also: ['--vswitch-name'], takes: 'name', help: 'The name of the virtual switch.', required: true};
const ONE_SWITCH: EsxOption = {
	...SWITCH,
	required: false,
	help: 'Limit the output of this command to only the vSwitch with the given name',
};
const UPLINK: EsxOption = {word: '-u', also: ['--uplink-name'], takes: 'device', help: 'The name of the physical NIC.', required: true};
const PORTS: EsxOption = {word: '-P', also: ['--ports'], takes: 'number', help: 'The number of ports.', instead: `${PATH} add -v NAME`};
const MTU: EsxOption = {word: '-m', also: ['--mtu'], takes: 'number', help: 'The MTU size.', instead: 'the MTU of the guests'};
const CDP: EsxOption = {word: '-c', also: ['--cdp-status'], takes: 'text', help: 'The CDP status.', instead: `${PATH} list`};

const UPLINKS = namespace(PATH, 'uplink', 'Commands to add and remove uplink on a virtual switch', [
	leaf(`${PATH} uplink`, 'add', 'Add an uplink to the given virtual switch', [UPLINK, SWITCH], addUplink),
	leaf(`${PATH} uplink`, 'remove', 'Remove an uplink from a given virtual switch.', [UPLINK, SWITCH], removeUplink),
]);

const STANDARD = namespace(
	'esxcli network vswitch',
	'standard',
	'Commands to list and manipulate Legacy Virtual Switches on an ESX host.',
	[
		POLICIES,
		PORT_GROUPS,
		UPLINKS,
		leaf(PATH, 'add', 'Add a new virtual switch to the ESXi networking system.', [PORTS, SWITCH], add),
		leaf(PATH, 'list', 'List the virtual switches current on the ESXi host.', [ONE_SWITCH], list),
		leaf(PATH, 'remove', 'Remove a virtual switch from the ESXi networking system', [SWITCH], remove),
		leaf(PATH, 'set', 'This command sets the MTU size and CDP status of a given virtual switch.', [CDP, MTU, SWITCH], set),
	],
);

const DVS_PATH = 'esxcli network vswitch dvs';
const DVS = namespace('esxcli network vswitch', 'dvs', 'Commands to retrieve Distributed Virtual Switch information', [
	namespace(DVS_PATH, 'vmware', 'Commands to retrieve VMware vSphere Distributed Switch information', [
		leaf(
			`${DVS_PATH} vmware`,
			'list',
			'List the VMware vSphere Distributed Switch currently configured on the ESXi host.',
			[ONE_SWITCH],
			listDvs,
		),
		{word: 'lacp', help: 'A set of commands for LACP related operations', instead: `${DVS_PATH} vmware list`},
	]),
]);

export const VSWITCH: Command = namespace('esxcli network', 'vswitch', 'Commands to list and manipulate Virtual Switches on an ESX host.', [
	DVS,
	STANDARD,
]);

function* add(place: Place, given: Given): Program {
	const name = value(given, '-v');
	if (switchesOf(place).some((device) => device.name === name)) throw failure(`A vswitch with the name ${name} already exists`);
	yield* insist({kind: 'add-standard-switch', machine: place.machine, name});
	return DONE_SILENTLY;
}

/** Without MTU and CDP there is nothing to set. */
function set(place: Place, given: Given): Answer {
	standardSwitch(place, value(given, '-v'));
	return DONE_SILENTLY;
}

function* remove(place: Place, given: Given): Program {
	const {id, ports, name} = standardSwitch(place, value(given, '-v'));
	if (ports.length > 0) throw failure(`Unable to remove ${name}: the virtual switch is in use`);
	yield* insist({kind: 'delete', device: id});
	return DONE_SILENTLY;
}

function* addUplink(place: Place, given: Given): Program {
	const {id: master} = standardSwitch(place, value(given, '-v'));
	yield* insist({kind: 'plug-uplink', device: vmnic(place, value(given, '-u')).id, master});
	return DONE_SILENTLY;
}

function* removeUplink(place: Place, given: Given): Program {
	const home = standardSwitch(place, value(given, '-v'));
	const nic = vmnic(place, value(given, '-u'));
	if (nic.master !== home.id) throw failure(`Uplink ${nic.name} is not on ${home.name}`);
	yield* insist({kind: 'unplug', device: nic.id});
	return DONE_SILENTLY;
}

function chosen(all: readonly VmwareSwitch[], given: Given): readonly VmwareSwitch[] {
	const name = given.get('-v');
	const found = all.filter((device) => name === undefined || device.name === name);
	if (name !== undefined && found.length === 0) throw failure(`Invalid vswitch: ${name}`);
	return found;
}

/** In use are the ports of guests, of the host and of uplinks, and one of the switch itself. */
function usedPorts({ports, uplinks}: VmwareSwitch): number {
	return ports.length + uplinks.length + 1;
}

function uplinkNames({world}: Place, {uplinks}: VmwareSwitch): string {
	return uplinks.map(({device}) => deviceAt(world, device).name).join(', ');
}

function list(place: Place, given: Given): Answer {
	return records(
		chosen(standardSwitches(place), given).map((device) => ({
			name: device.name,
			text: fields([
				['Name', device.name],
				['Class', 'cswitch'],
				['Used Ports', usedPorts(device)],
				['MTU', device.mtu],
				['Beacon Enabled', device.settings.teaming.detection === 'beacon'],
				['Beacon Interval', 1],
				['Uplinks', uplinkNames(place, device)],
				['Portgroups', device.settings.groups.map(({name}) => name).join(', ')],
			]),
		})),
	);
}

function listDvs(place: Place, given: Given): Answer {
	const all = switchesOf(place).filter(({family}) => family === 'distributed');
	return records(
		chosen(all, given).map((device) => ({
			name: device.managed,
			text: fields([
				['Name', device.managed],
				['Class', 'cswitch'],
				['Used Ports', usedPorts(device)],
				['MTU', device.mtu],
				['Uplinks', uplinkNames(place, device)],
				['VMware Branded', true],
			]).concat(...device.ports.map((port) => dvPort(place, port.device, port.group, port.number, port.up))),
		})),
	);
}

function dvPort({world}: Place, client: number, group: string, number: number, up: boolean): string {
	const inner = fields([
		['Client', deviceAt(world, client).name],
		['DVPortgroup ID', group],
		['In Use', up],
		['Port ID', number],
	]);
	return `   DVPort: \n${inner.replaceAll(/^ {3}/gm, ' '.repeat(9))}`;
}
