/** `govc dvs.create`, `dvs.add`, and what concerns a distributed switch as a whole. */
import type {PrivateVlan, PrivateVlanType} from '../../../engine/vmware/private-vlan.js';
import {PRIVATE_VLAN_TYPES} from '../../../engine/vmware/private-vlan.js';
import {VSPHERE_RELEASES} from '../../../engine/vmware/release.js';
import {deviceNamed} from '../../../engine/world.js';
import type {Keyword, Place} from '../../command.js';
import {type Answer, type Program, prints} from '../../program.js';
import {readUnsigned} from '../../values.js';
import {failure, type Given, type GovcCommand, helpWanted} from './flags.js';
import {FOLDER, hostNamed, insist, partsOf, switchNamed, vcenterOf} from './inventory.js';

export const DVS: Keyword = {word: '-dvs', takes: 'name', help: 'DVS path'};
const MOST_VLAN = 4094;

const CREATE: GovcCommand = {
	word: 'dvs.create',
	help: 'Create DVS (DistributedVirtualSwitch) in datacenter.',
	usage: 'DVS',
	keywords: [
		{word: '-product-version', takes: 'text', help: 'DVS product version'},
		{word: '-mtu', takes: 'number', help: 'DVS Max MTU', instead: 'the MTU of the guests'},
		{word: '-num-uplinks', takes: 'number', help: 'Number of Uplinks', instead: 'govc dvs.add -pnic vmnic0,vmnic1'},
		{word: '-discovery-protocol', takes: 'text', help: 'Link Discovery Protocol', instead: 'govc dvs.create DVS'},
		{word: '-folder', takes: 'text', help: 'Inventory folder', instead: 'govc dvs.create DVS'},
	],
	run: create,
};

const ADD: GovcCommand = {
	word: 'dvs.add',
	help: 'Add hosts to DVS.',
	usage: 'HOST...',
	keywords: [
		DVS,
		{word: '-pnic', takes: 'device', help: 'Name of the host physical NIC'},
		{word: '-host', takes: 'machine', help: 'Host system', instead: 'HOST behind the flags'},
	],
	run: add,
};

const PVLAN_FLAGS: readonly Keyword[] = [
	DVS,
	{word: '-primary', takes: 'number', help: 'primary VLAN'},
	{word: '-secondary', takes: 'number', help: 'secondary VLAN; the primary itself when it is promiscuous'},
	{word: '-type', takes: 'text', help: PRIVATE_VLAN_TYPES.join(', ')},
];
const OWN = "Not in the real govc, where this takes PowerCLI's";

const PVLAN_ADD: GovcCommand = {
	word: 'dvs.pvlan.add',
	help: `A private VLAN in the table of a distributed switch. ${OWN} New-VDSwitchPrivateVlan.`,
	usage: '',
	keywords: PVLAN_FLAGS,
	run: addPrivateVlan,
};

const PVLAN_REMOVE: GovcCommand = {
	word: 'dvs.pvlan.remove',
	help: `Takes a private VLAN off the table. ${OWN} Remove-VDSwitchPrivateVlan.`,
	usage: '',
	keywords: [DVS, {word: '-secondary', takes: 'number', help: 'secondary VLAN'}],
	run: removePrivateVlan,
};

const PVLAN_INFO: GovcCommand = {
	word: 'dvs.pvlan.info',
	help: `The table of private VLANs of a distributed switch. ${OWN} Get-VDSwitchPrivateVlan.`,
	usage: 'DVS',
	keywords: [],
	run: privateVlans,
};

export const DVS_COMMANDS: readonly GovcCommand[] = [CREATE, ADD, PVLAN_ADD, PVLAN_REMOVE, PVLAN_INFO];

function* create(place: Place, {flags, words}: Given): Program {
	const [name, ...more] = words;
	if (name === undefined || more.length > 0) throw helpWanted(CREATE);
	const {id: machine} = vcenterOf(place);
	const text = flags.get('product-version');
	const release = VSPHERE_RELEASES.find((one) => one === text?.split('.').slice(0, 2).join('.'));
	if (text !== undefined && !release) throw failure(`A specified parameter was not correct: productInfo.version`);
	yield* insist({kind: 'add-managed-switch', machine, name, ...(release ? {release} : {})});
	return prints(`adding ${name} to folder ${FOLDER}... OK\n`);
}

/** Each host gets its part of the switch, and gives it the NICs that are named. */
function* add(place: Place, {flags, words}: Given): Program {
	if (words.length === 0) throw helpWanted(ADD);
	const vcenter = vcenterOf(place);
	const managed = switchNamed(vcenter, flags.get('dvs'));
	const path = `${FOLDER}/${managed.name}`;
	const members = partsOf(place, vcenter, managed).map(({machine}) => machine);
	const hosts = words.map((word) => hostNamed(place, word));
	const there = hosts.filter(({id}) => members.includes(id));
	const fresh = hosts.filter(({id}) => !members.includes(id));
	const said = there.map(({name}) => `/Datacenter/host/${name} is already a member of ${path}\n`).join('');
	if (fresh.length === 0) return {stdout: '', stderr: said, status: 0};
	for (const host of fresh) {
		const nics = (flags.get('pnic') ?? 'vmnic0').split(',').map((name) => {
			const nic = deviceNamed(place.world, host, name.trim());
			if (nic?.kind !== 'nic') throw failure(`${host.name} has no physical NIC ${name.trim()}`);
			return nic.id;
		});
		const {id: machine} = host;
		const master = yield* insist({kind: 'add-distributed-switch', machine, name: managed.name, manager: vcenter.id, managed: managed.name});
		if (master === undefined) throw failure(`${host.name} did not get its part of ${path}`);
		for (const device of nics) yield* insist({kind: 'plug-uplink', device, master});
	}
	return {stdout: `adding ${fresh.length} hosts to dvs ${path}... OK\n`, stderr: said, status: 0};
}

function* addPrivateVlan(place: Place, {flags}: Given): Program {
	const vcenter = vcenterOf(place);
	const {name, settings} = switchNamed(vcenter, flags.get('dvs'));
	const type = flags.get('type') as PrivateVlanType;
	if (!PRIVATE_VLAN_TYPES.includes(type)) throw failure(`-type is one of ${PRIVATE_VLAN_TYPES.join(', ')}`);
	const primary = readVlan(flags, 'primary');
	const secondary = flags.has('secondary') ? readVlan(flags, 'secondary') : primary;
	const privateVlans: PrivateVlan[] = [...settings.privateVlans, {primary, secondary, type}];
	yield* insist({kind: 'set-managed-switch', machine: vcenter.id, name, options: {privateVlans}});
	return prints('');
}

function* removePrivateVlan(place: Place, {flags}: Given): Program {
	const vcenter = vcenterOf(place);
	const {name, settings} = switchNamed(vcenter, flags.get('dvs'));
	const gone = readVlan(flags, 'secondary');
	const privateVlans = settings.privateVlans.filter(({secondary}) => secondary !== gone);
	if (privateVlans.length === settings.privateVlans.length) throw failure(`VLAN ${gone} is not in the table of private VLANs`);
	yield* insist({kind: 'set-managed-switch', machine: vcenter.id, name, options: {privateVlans}});
	return prints('');
}

function readVlan(flags: Given['flags'], flag: string): number {
	const vlan = readUnsigned(flags.get(flag) ?? '', MOST_VLAN);
	if (!vlan) throw failure(`-${flag} is a VLAN of 1 to ${MOST_VLAN}`);
	return vlan;
}

function privateVlans(place: Place, {words}: Given): Answer {
	const {settings} = switchNamed(vcenterOf(place), words[0]);
	const line = (cells: readonly (string | number)[]) =>
		`${cells
			.map((cell) => String(cell).padEnd(9))
			.join('  ')
			.trimEnd()}\n`;
	return prints(
		line(['Primary', 'Secondary', 'Type']) + settings.privateVlans.map((one) => line([one.primary, one.secondary, one.type])).join(''),
	);
}
