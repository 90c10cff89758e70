/** `esxcli network ip interface`, `network nic`, `network vm`: the host's own adapters, its cards, and its guests' ports. */
import {formatMac, parseMac} from '../../../engine/mac.js';
import {isOperational} from '../../../engine/netdev.js';
import {broadcastOf, formatIpv4, maskOf} from '../../../engine/protocol/ipv4-address.js';
import {deviceAt} from '../../../engine/world.js';
import type {Command, Place} from '../../command.js';
import {type Answer, DONE_SILENTLY, type Program, prints} from '../../program.js';
import {readIpv4, readPrefix} from '../../values.js';
import {guestPorts, insist, portGroup, vmknic, vmknicsOf, vmnic, vmnicsOf} from './find.js';
import {failure, fields, records, table} from './format.js';
import {type EsxOption, type Given, leaf, namespace, value} from './namespace.js';

const IP = 'esxcli network ip interface';
const NAME: EsxOption = {
	word: '-i',
	also: ['--interface-name'],
	takes: 'device',
	help: 'The name of the VMkernel network interface.',
	required: true,
};
const NIC: EsxOption = {word: '-n', also: ['--nic-name'], takes: 'device', help: 'The name of the NIC.', required: true};

export const IP_INTERFACES: Command = namespace('esxcli network', 'ip', 'Operations that can be performed on vmknics', [
	namespace(
		'esxcli network ip',
		'interface',
		'Operations related to the creation, management and deletion of VMkernel network interfaces.',
		[
			namespace(IP, 'ipv4', 'IPv4 operations that can be performed on VMkernel network interfaces.', [
				leaf(`${IP} ipv4`, 'get', 'List IPv4 addresses assigned to VMkernel network interfaces.', [{...NAME, required: false}], getIpv4),
				leaf(
					`${IP} ipv4`,
					'set',
					'Configure IPv4 setting for a given VMkernel network interface.',
					[
						NAME,
						{word: '-I', also: ['--ipv4'], takes: 'address', help: 'The static IPv4 address for this interface.', required: true},
						{word: '-N', also: ['--netmask'], takes: 'address', help: 'The static IPv4 netmask for this interface.', required: true},
						{word: '-t', also: ['--type'], takes: 'text', help: 'IPv4 Address type: static', required: true},
					],
					setIpv4,
				),
			]),
			leaf(
				IP,
				'add',
				'Add a new VMkernel network interface.',
				[
					NAME,
					{
						word: '-p',
						also: ['--portgroup-name'],
						takes: 'group',
						help: 'The name of the vswitch port group to add this interface to.',
						required: true,
					},
					{
						word: '-M',
						also: ['--mac-address'],
						takes: 'mac',
						help: 'Set the MAC address for the newly created VMkernel network interface.',
					},
					{word: '-m', also: ['--mtu'], takes: 'number', help: 'Set the MTU setting.', instead: 'ip link set DEVICE mtu MTU'},
				],
				addInterface,
			),
			leaf(IP, 'list', 'This command will list the VMkernel network interfaces currently known to the system.', [], listInterfaces),
			leaf(IP, 'remove', 'Remove a VMkernel network interface from the ESXi host.', [NAME], removeInterface),
		],
	),
]);

export const NICS: Command = namespace(
	'esxcli network',
	'nic',
	'Operations having to do with the configuration of Network Interface Card.',
	[
		leaf(
			'esxcli network nic',
			'list',
			'This command will list the Physical NICs currently installed and loaded on the system.',
			[],
			listNics,
		),
		leaf('esxcli network nic', 'down', 'Bring down the specified network device.', [NIC], (place, given) => setNic(place, given, false)),
		leaf('esxcli network nic', 'up', 'Bring up the specified network device.', [NIC], (place, given) => setNic(place, given, true)),
		{word: 'get', help: 'Get the generic configuration of a network device', instead: 'esxcli network nic list'},
		{word: 'stats', help: 'NIC statistics operations', instead: 'ip -s link show DEVICE'},
	],
);

export const VMS: Command = namespace('esxcli network', 'vm', 'A set of commands for VM related operations', [
	namespace('esxcli network vm', 'port', 'A set of commands for VM port related operations', [
		leaf(
			'esxcli network vm port',
			'list',
			'List of active ports for a given VM.',
			[{word: '-w', also: ['--world-id'], takes: 'number', help: 'World ID of the VM for listing ports.', required: true}],
			listPorts,
		),
	]),
	leaf('esxcli network vm', 'list', 'List networking information for the VMs that have active ports.', [], listVms),
]);

/** What the lab has no model of. */
const NONE = 'N/A';

function listInterfaces(place: Place): Answer {
	return records(
		vmknicsOf(place).map((device) => {
			const home = deviceAt(place.world, device.master);
			const port = home.kind === 'vmware-switch' ? home.ports.find((one) => one.device === device.id) : undefined;
			return {
				name: device.name,
				text: fields([
					['Name', device.name],
					['MAC Address', formatMac(device.mac)],
					['Enabled', device.up],
					['Portset', home.name],
					['Portgroup', port?.group ?? NONE],
					['Netstack Instance', 'defaultTcpipStack'],
					['MTU', device.mtu],
					['Port ID', port?.number ?? NONE],
				]),
			};
		}),
	);
}

function* addInterface(place: Place, given: Given): Program {
	const {home, group} = portGroup(place, value(given, '-p'));
	const text = given.get('-M');
	const mac = text === undefined ? undefined : parseMac(text);
	if (text !== undefined && mac === undefined) throw failure(`Invalid MAC address ${text}`);
	const name = value(given, '-i');
	if (!/^vmk\d+$/.test(name)) throw failure(`Invalid interface name ${name}: it is vmk and a number`);
	const id = yield* insist({
		kind: 'add-vmknic',
		machine: place.machine,
		name,
		master: home.id,
		group: group.name,
		services: [],
		...(mac === undefined ? {} : {mac}),
	});
	if (id !== undefined) yield* insist({kind: 'set-up', device: id, up: true});
	return DONE_SILENTLY;
}

function* removeInterface(place: Place, given: Given): Program {
	yield* insist({kind: 'delete', device: vmknic(place, value(given, '-i')).id});
	return DONE_SILENTLY;
}

function getIpv4(place: Place, given: Given): Answer {
	const name = given.get('-i');
	const shown = name === undefined ? vmknicsOf(place) : [vmknic(place, name)];
	const rows = shown.map(({name: device, addresses: [first]}) => [
		device,
		first ? formatIpv4(first.address) : '0.0.0.0',
		first ? formatIpv4(maskOf(first.prefix)) : '0.0.0.0',
		first ? formatIpv4(broadcastOf(first.address, first.prefix)) : '0.0.0.0',
		first ? 'STATIC' : 'NONE',
	]);
	const titles = ['Name', 'IPv4 Address', 'IPv4 Netmask', 'IPv4 Broadcast', 'Address Type'];
	return table(
		titles.map((title) => ({title})),
		rows,
	);
}

function* setIpv4(place: Place, given: Given): Program {
	const {id: device, addresses} = vmknic(place, value(given, '-i'));
	const type = value(given, '-t');
	if (type !== 'static') throw failure(`Type ${type} is real, but this lab does not model it. Nearest: -t static`);
	const address = readIpv4(value(given, '-I'));
	const prefix = readPrefix(`0.0.0.0/${value(given, '-N')}`)?.prefix;
	if (address === undefined || prefix === undefined) throw failure('Invalid IPv4 address or netmask');
	for (const old of [...addresses]) yield* insist({kind: 'del-address', device, address: old.address, prefix: old.prefix});
	yield* insist({kind: 'add-address', device, address, prefix});
	return DONE_SILENTLY;
}

function listNics(place: Place): Answer {
	const rows = vmnicsOf(place).map((device) => {
		const speed = device.kind === 'nic' && isOperational(device) ? String(device.speed ?? 0) : '0';
		return [
			device.name,
			device.up ? 'Up' : 'Down',
			isOperational(device) ? 'Up' : 'Down',
			speed,
			formatMac(device.mac),
			String(device.mtu),
		];
	});
	const columns = [
		{title: 'Name'},
		{title: 'Admin Status'},
		{title: 'Link Status'},
		{title: 'Speed', right: true},
		{title: 'MAC Address'},
		{title: 'MTU', right: true},
	];
	return table(columns, rows);
}

function* setNic(place: Place, given: Given, up: boolean): Program {
	yield* insist({kind: 'set-up', device: vmnic(place, value(given, '-n')).id, up});
	return DONE_SILENTLY;
}

function listVms(place: Place): Answer {
	const ports = guestPorts(place);
	const guests = [...new Map(ports.map(({guest}) => [guest.id, guest])).values()];
	const rows = guests.map((guest) => {
		const own = ports.filter((one) => one.guest.id === guest.id);
		return [String(guest.id), guest.name, String(own.length), own.map(({port}) => port.group).join(', ')];
	});
	return table([{title: 'World ID', right: true}, {title: 'Name'}, {title: 'Num Ports', right: true}, {title: 'Networks'}], rows);
}

function listPorts(place: Place, given: Given): Answer {
	const world = value(given, '-w');
	const own = guestPorts(place).filter(({guest}) => String(guest.id) === world);
	if (own.length === 0) throw failure(`Invalid World ID ${world}`);
	const texts = own.map(({home, port}) =>
		fields([
			['Port ID', port.number],
			['vSwitch', home.family === 'standard' ? home.name : home.managed],
			['Portgroup', port.group],
			['DVPort ID', home.family === 'standard' ? '' : port.number],
			['MAC Address', formatMac(port.mac)],
			['IP Address', '0.0.0.0'],
			['Team Uplink', port.bound === '' ? 'void' : port.bound],
			['Active Filters', ''],
		]),
	);
	return prints(texts.join('\n'));
}
