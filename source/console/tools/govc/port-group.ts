/** `govc dvs.portgroup.*`: port groups of distributed switches (cli/dvs/portgroup of govmomi). */
import {GUEST_TAGGING, type PortGroupOptions} from '../../../engine/vmware/port-group.js';
import type {Keyword, Place} from '../../command.js';
import {type Answer, type Program, prints} from '../../program.js';
import {readUnsigned} from '../../values.js';
import {DVS} from './dvs.js';
import {failure, type Given, type GovcCommand, helpWanted} from './flags.js';
import {FOLDER, groupNamed, insist, lastPart, partsOf, switchNamed, vcenterOf} from './inventory.js';

const SPEC: readonly Keyword[] = [
	{word: '-type', takes: 'text', help: 'Portgroup type (earlyBinding|ephemeral)'},
	{word: '-vlan', takes: 'number', help: 'VLAN ID'},
	{word: '-vlan-mode', takes: 'text', help: 'vlan mode (vlan|trunking); pvlan is of this lab alone'},
	{word: '-vlan-range', takes: 'text', help: 'VLAN Ranges with comma delimited'},
	{word: '-nports', takes: 'number', help: 'Number of ports', instead: 'ports as they are needed'},
	{word: '-auto-expand', takes: 'text', help: 'Ignore the limit on the number of ports', instead: 'ports as they are needed'},
];

const ADD: GovcCommand = {
	word: 'dvs.portgroup.add',
	help: 'Add portgroup to DVS.',
	usage: 'NAME',
	keywords: [DVS, ...SPEC],
	run: add,
};

const CHANGE: GovcCommand = {
	word: 'dvs.portgroup.change',
	help: 'Change DVS portgroup configuration.',
	usage: 'PATH',
	keywords: SPEC,
	run: change,
};

const INFO: GovcCommand = {
	word: 'dvs.portgroup.info',
	help: 'Portgroup info for DVS.',
	usage: 'DVS',
	keywords: [
		{word: '-pg', takes: 'group', help: 'Distributed Virtual Portgroup'},
		{word: '-vlan', takes: 'number', help: 'Filter by VLAN ID (0 = unfiltered)'},
		{word: '-count', takes: 'number', help: 'Number of matches to return (0 = unlimited)'},
		{word: '-r', help: 'Show DVS rules', instead: 'govc dvs.portgroup.info DVS'},
	],
	run: info,
};

const DESTROY: GovcCommand = {
	word: 'object.destroy',
	help: 'Destroy managed objects: here port groups of a DVS.',
	usage: 'PATH...',
	keywords: [],
	run: destroy,
};

export const PORT_GROUP_COMMANDS: readonly GovcCommand[] = [ADD, CHANGE, INFO, DESTROY];

/** As the real one writes all of it whenever something changes: a VLAN that is not named becomes 0. */
function optionsOf({flags}: Given): Partial<PortGroupOptions> {
	const type = flags.get('type') ?? 'earlyBinding';
	if (type !== 'earlyBinding' && type !== 'ephemeral')
		throw failure(`A specified parameter was not correct: type; here it is earlyBinding or ephemeral`);
	const binding = {binding: type === 'ephemeral' ? ('ephemeral' as const) : ('static' as const)};
	const vlan = readUnsigned(flags.get('vlan') ?? '0', GUEST_TAGGING - 1);
	if (vlan === undefined) throw failure(`A specified parameter was not correct: spec.defaultPortConfig.vlan.vlanId`);
	switch (flags.get('vlan-mode') ?? 'vlan') {
		case 'vlan':
			return {...binding, vlan, isPrivate: false, trunk: undefined};
		case 'trunking':
			return {...binding, vlan: GUEST_TAGGING, isPrivate: false, trunk: readRanges(flags.get('vlan-range') ?? '0-4094')};
		case 'pvlan':
			return {...binding, vlan, isPrivate: true, trunk: undefined};
		default:
			throw failure(`-vlan-mode is vlan, trunking or pvlan`);
	}
}

function readRanges(text: string): [number, number][] {
	return text.split(',').map((range) => {
		const [first, last, ...more] = range.split('-').map((end) => readUnsigned(end, GUEST_TAGGING));
		if (first === undefined || last === undefined || more.length > 0)
			throw failure(`range ${range} does not follow format with vlanId-vlanId`);
		return [first, last];
	});
}

function* add(place: Place, given: Given): Program {
	const [name, ...more] = given.words;
	if (name === undefined || more.length > 0) throw helpWanted(ADD);
	const vcenter = vcenterOf(place);
	const home = switchNamed(vcenter, given.flags.get('dvs'));
	if (vcenter.manager.switches.some(({settings}) => settings.groups.some((group) => group.name === name)))
		throw failure(`The name '${name}' already exists.`);
	yield* insist({kind: 'set-managed-group', machine: vcenter.id, name: home.name, group: name, options: optionsOf(given)});
	return prints(`adding ${name} portgroup to dvs ${FOLDER}/${home.name}... OK\n`);
}

function* change(place: Place, given: Given): Program {
	const [path, ...more] = given.words;
	if (path === undefined || more.length > 0) throw helpWanted(CHANGE);
	const vcenter = vcenterOf(place);
	const {home, group} = groupNamed(vcenter, path);
	yield* insist({kind: 'set-managed-group', machine: vcenter.id, name: home.name, group: group.name, options: optionsOf(given)});
	return prints(`changing ${group.name} portgroup configuration ${FOLDER}/${group.name}... OK\n`);
}

function* destroy(place: Place, {words}: Given): Program {
	if (words.length === 0) throw helpWanted(DESTROY);
	const vcenter = vcenterOf(place);
	const said: string[] = [];
	for (const path of words) {
		const {home, group} = groupNamed(vcenter, path);
		yield* insist({kind: 'remove-managed-group', machine: vcenter.id, name: home.name, group: group.name});
		said.push(`destroying ${FOLDER}/${group.name}... OK\n`);
	}
	return prints(said.join(''));
}

/** One record a port in use; what is a UUID in the real one is the name here. */
function info(place: Place, {flags, words}: Given): Answer {
	const [path, ...more] = words;
	if (path === undefined || more.length > 0) throw helpWanted(INFO);
	const vcenter = vcenterOf(place);
	const managed = switchNamed(vcenter, path);
	const only = flags.get('pg');
	const vlan = readUnsigned(flags.get('vlan') ?? '0', GUEST_TAGGING) ?? 0;
	const count = readUnsigned(flags.get('count') ?? '0', Number.MAX_SAFE_INTEGER) ?? 0;
	if (only !== undefined) groupNamed(vcenter, only);
	const ports = partsOf(place, vcenter, managed)
		.flatMap((part) => part.ports)
		.flatMap((port) => {
			const group = managed.settings.groups.find(({name}) => name === port.group);
			return group && (only === undefined || lastPart(only) === group.name) ? [{port, group}] : [];
		});
	const records = (count > 0 ? ports.slice(0, count) : ports).flatMap(({port, group}) => {
		const id = group.vlan === GUEST_TAGGING ? 0 : group.vlan;
		if (vlan !== 0 && id !== vlan) return [];
		return [`PortgroupKey: ${group.name}\nDvsUuid:      ${managed.name}\nVlanId:       ${id}\nPortKey:      ${port.number}\n\n`];
	});
	return prints(records.join(''));
}
