/** `ip maddress`: which groups a device listens to. `add` goes by ioctl, so its refusals look different (multiaddr_modify). */
import type {Command, Keyword, Options, Place} from '../command.js';
import {Complaint, duplicateArgument, garbageArgument} from '../complaint.js';
import {errorText} from '../errno.js';
import {dispatch, scan} from '../grammar.js';
import {printListing} from '../print/listing.js';
import {allHosts, groupsOf, printGroups} from '../print/multicast.js';
import {type Answer, DONE_SILENTLY, fails, make, type Program, prints} from '../program.js';
import {devicesOf, findDevice, LOOPBACK, machineAt} from '../resolve.js';
import {IP_MADDRESS_USAGE} from '../usage/ip.js';
import {macOfOctets} from '../values.js';
import {readLinkAddress} from './link-address.js';

const KEYWORDS: readonly Keyword[] = [
	{word: 'dev', takes: 'device', help: 'the device'},
	{word: 'address', short: true, takes: 'group', help: 'the group, as a MAC'},
	{word: 'help', short: true, help: 'help'},
];

const FILTERS: readonly Keyword[] = [
	{word: 'dev', takes: 'device', help: 'only this device'},
	{word: 'help', short: true, help: 'help'},
];

const modify = {short: true, bare: 'group' as const, keywords: KEYWORDS};

const COMMANDS: readonly Command[] = [
	{...modify, word: 'add', help: 'listen to a group', run: (place, words) => modifyGroup(place, words, 'join-group')},
	{...modify, word: 'delete', help: 'listen no more', run: (place, words) => modifyGroup(place, words, 'leave-group')},
	{word: 'list', also: ['show', 'lst'], short: true, help: 'the groups', keywords: FILTERS, bare: 'device', run: show},
	{word: 'help', short: true, help: 'help', run: usage},
];

export const IP_MADDRESS: Command = {
	word: 'maddress',
	short: true,
	help: 'multicast groups of devices',
	commands: COMMANDS,
	run: (place, words, options) => dispatch('ip maddress', COMMANDS, place, words, options, {otherwise: 'list', unknown}),
};

function modifyGroup(place: Place, words: readonly string[], kind: 'join-group' | 'leave-group'): Answer {
	let name: string | undefined;
	let octets: readonly number[] | undefined;
	for (const {keyword, value} of scan('ip maddress', words, KEYWORDS)) {
		if (keyword === 'help') return usage();
		if (keyword === 'dev') {
			if (name !== undefined) throw duplicateArgument('dev', value);
			name = value;
			continue;
		}
		if (octets !== undefined) throw duplicateArgument('address', value);
		octets = readLinkAddress(value);
		if (octets.length !== 6) throw new Complaint(`Error: Invalid address length ${octets.length} - must be 6 bytes\n`, 1);
	}
	if (name === undefined) throw new Complaint('Not enough information: "dev" is required.\n', 255);
	const device = findDevice(place, name);
	if (!device) return fails(`ioctl: ${errorText('ENODEV')}\n`, 1);
	// The kernel takes no address for the address of all zeros, and listens to that.
	return octets === undefined ? DONE_SILENTLY : apply({kind, device: device.id, group: macOfOctets(octets)});
}

function* apply(change: Parameters<typeof make>[0]): Program {
	const result = yield* make(change);
	return result.kind === 'refused' ? fails(`ioctl: ${errorText(result.errno)}\n`, 1) : DONE_SILENTLY;
}

function show(place: Place, words: readonly string[], options: Options): Answer {
	let name: string | undefined;
	for (const {keyword, value} of scan('ip maddress show', words, FILTERS)) {
		if (keyword === 'help') return usage();
		if (name !== undefined) throw garbageArgument('dev', value);
		name = value;
	}
	const {family, oneline} = options;
	const isLoopback = (name === undefined || name === LOOPBACK) && !machineAt(place).loopbackDown;
	const devices = devicesOf(place).filter((device) => name === undefined || device.name === name);
	const records = [
		...(isLoopback ? printGroups(1, LOOPBACK, allHosts(family), oneline) : []),
		...devices.flatMap((device) => printGroups(device.ifindex, device.name, groupsOf(place.world, device, family), oneline)),
	];
	return prints(printListing(records, options));
}

function unknown(word: string): Complaint {
	return new Complaint(`Command "${word}" is unknown, try "ip maddr help".\n`, 255);
}

function usage(): never {
	throw new Complaint(IP_MADDRESS_USAGE, 255);
}
