/** `ip address`: which IPv4 addresses a machine has (ipaddr_modify, ipaddr_list_flush_or_save). */

import type {Change} from '../../engine/change.js';
import {broadcastOf, networkOf} from '../../engine/protocol/ipv4-address.js';
import {type Command, type Keyword, NO_OPTIONS, type Options, type Place} from '../command.js';
import {Complaint, duplicateArgument, garbageArgument, notModelled} from '../complaint.js';
import {dispatch, scan} from '../grammar.js';
import {addressesOf, printAddress} from '../print/addresses.js';
import {type Answer, fails, request} from '../program.js';
import {devicesOf, findDevice, LOOPBACK} from '../resolve.js';
import {IP_ADDRESS_USAGE} from '../usage/ip.js';
import {readIpv4, readPrefix} from '../values.js';
import {addressFault, isInet, prefixFault} from './family-words.js';
import {flush} from './flush.js';
import {showAddresses} from './ip-address-show.js';
import {LINK_FILTERS, readLinkFilter} from './link-filter.js';

const PLAIN = 'an address with its prefix: 10.0.0.1/24';

/** In the order in which `ip` tries them. */
const KEYWORDS: readonly Keyword[] = [
	{word: 'peer', also: ['remote'], takes: 'prefix', help: 'address of the other end', instead: PLAIN},
	{word: 'broadcast', short: true, takes: 'address', help: 'broadcast address'},
	{word: 'brd', takes: 'address', help: 'broadcast address'},
	{word: 'anycast', takes: 'address', help: 'anycast address', instead: PLAIN},
	{word: 'scope', takes: 'text', help: 'scope', instead: PLAIN},
	{word: 'dev', takes: 'device', help: 'the device it is on'},
	{word: 'label', takes: 'text', help: 'label', instead: PLAIN},
	{word: 'metric', also: ['priority', 'preference'], short: true, takes: 'number', help: 'metric of the route', instead: PLAIN},
	{word: 'valid_lft', short: true, takes: 'text', help: 'lifetime', instead: PLAIN},
	{word: 'preferred_lft', short: true, takes: 'text', help: 'lifetime', instead: PLAIN},
	{word: 'noprefixroute', help: 'no route', instead: 'an address with prefix 32'},
	{word: 'local', takes: 'prefix', help: 'the address'},
	{word: 'help', short: true, help: 'help'},
];

const modify = {short: true, bare: 'prefix' as const, keywords: KEYWORDS};

const COMMANDS: readonly Command[] = [
	{...modify, word: 'add', help: 'give a device an address', run: (place, words, options) => modifyAddress(place, words, 'add', options)},
	{word: 'change', short: true, help: 'change an address', instead: 'ip address del, ip address add'},
	{word: 'replace', short: true, help: 'add or change an address', instead: 'ip address add'},
	{...modify, word: 'delete', help: 'take an address away', run: (place, words, options) => modifyAddress(place, words, 'delete', options)},
	{word: 'list', also: ['show', 'lst'], short: true, help: 'the addresses', keywords: LINK_FILTERS, bare: 'device', run: showAddresses},
	{word: 'flush', short: true, help: 'take all addresses away', keywords: LINK_FILTERS, bare: 'device', run: flushAddresses},
	{word: 'save', short: true, help: 'write the addresses to a file', instead: 'ip address show'},
	{word: 'showdump', short: true, help: 'show a saved file', instead: 'ip address show'},
	{word: 'restore', short: true, help: 'read a saved file', instead: 'ip address add'},
	{word: 'help', short: true, help: 'help', run: usage},
];

export const IP_ADDRESS: Command = {
	word: 'address',
	short: true,
	help: 'IPv4 addresses',
	commands: COMMANDS,
	run: (place, words, options) => dispatch('ip address', COMMANDS, place, words, options, {otherwise: 'list', unknown}),
};

function modifyAddress(place: Place, words: readonly string[], verb: 'add' | 'delete', {family}: Options): Answer {
	let device: string | undefined;
	let local: string | undefined;
	let broadcast: string | undefined;
	for (const {keyword, value} of scan(`ip address ${verb}`, words, KEYWORDS)) {
		switch (keyword) {
			case 'dev':
				device = value;
				break;
			case 'broadcast':
			case 'brd':
				if (broadcast !== undefined) throw duplicateArgument('broadcast', value);
				broadcast = value;
				break;
			case 'help':
				return usage();
			default:
				if (local !== undefined) throw garbageArgument('local', value);
				if (!readPrefix(value) || !isInet(family)) throw prefixFault(value, family);
				local = value;
		}
	}
	if (device === undefined) throw new Complaint('Not enough information: "dev" argument is required.\n', 1);
	if (local === undefined) return fails('RTNETLINK answers: Operation not supported\n', 2);
	if (device === LOOPBACK) throw notModelled('an address of lo', '127.0.0.1, which every lo has');
	const found = findDevice(place, device);
	const wanted = readPrefix(local) ?? {address: 0, prefix: 0, given: false};
	// Without a prefix the old form deletes the address whatever its prefix is, and warns.
	const warning = verb === 'delete' && !wanted.given ? wildcardWarning(local) : '';
	if (!found) throw new Complaint(`${warning}Cannot find device "${device}"\n`, 1);
	const own = warning === '' ? wanted : (found.addresses.find(({address}) => address === wanted.address) ?? wanted);
	const target = {device: found.id, address: own.address, prefix: own.prefix};
	const change: Change =
		verb === 'add' ? {kind: 'add-address', ...target, ...readBroadcast(broadcast, own)} : {kind: 'del-address', ...target};
	return withWarning(warning, request([change], 2));
}

/** `+` is the last address of the subnet and `-` the first; a subnet of one or two has neither. */
function readBroadcast(text: string | undefined, {address, prefix}: {address: number; prefix: number}): {broadcast?: number} {
	if (text === undefined) return {};
	if (text === '+' || text === '-') {
		if (prefix > 30) return {};
		return {broadcast: text === '+' ? broadcastOf(address, prefix) : networkOf(address, prefix)};
	}
	const broadcast = readIpv4(text);
	if (broadcast === undefined) throw addressFault(text, 'any');
	return {broadcast};
}

function* withWarning(warning: string, program: ReturnType<typeof request>): ReturnType<typeof request> {
	const printed = yield* program;
	return {...printed, stderr: warning + printed.stderr};
}

function wildcardWarning(local: string): string {
	return (
		'Warning: Executing wildcard deletion to stay compatible with old scripts.\n' +
		`         Explicitly specify the prefix length (${local}/32) to avoid this warning.\n` +
		'         This special behaviour is likely to disappear in further releases,\n' +
		'         fix your scripts!\n'
	);
}

function flushAddresses(place: Place, words: readonly string[], {statistics, family}: Options): Answer {
	if (words.length === 0) throw new Complaint('Flush requires arguments.\n', 1);
	if (family === 'link') throw new Complaint('Cannot flush link addresses.\n', 1);
	const filter = readLinkFilter(place, 'ip address flush', words, IP_ADDRESS_USAGE, family);
	const going =
		family === 'inet6'
			? []
			: devicesOf(place).flatMap((device) => {
					if (filter.device !== undefined && device !== findDevice(place, filter.device)) return [];
					return addressesOf(device)
						.filter((address) => filter.addresses.every((test) => test(address)))
						.map((address) => ({device, address}));
				});
	// A secondary address goes with its first one, so the last are deleted first.
	const changes = going.map(({device, address: {address, prefix}}): Change => ({kind: 'del-address', device: device.id, address, prefix}));
	const lines = going.map(({address}) => printAddress(address, {...NO_OPTIONS, oneline: true}).text);
	return flush(changes.reverse(), {lines, what: 'addresses', statistics});
}

function unknown(word: string): Complaint {
	return new Complaint(`Command "${word}" is unknown, try "ip address help".\n`, 255);
}

function usage(): never {
	throw new Complaint(IP_ADDRESS_USAGE, 255);
}
