/** `ip neighbour`: which MAC has which address (ipneigh_modify, do_show_or_flush). */

import type {Change} from '../../engine/change.js';
import {isInSubnet} from '../../engine/protocol/ipv4-address.js';
import {findNeighbour} from '../../engine/stack/neighbour-table.js';
import {NEIGHBOUR_STATES, type Neighbour, type NeighbourState} from '../../engine/stack/stack-state.js';
import {type Command, type Keyword, NO_OPTIONS, type Options, type Place} from '../command.js';
import {Complaint, duplicateArgument, garbageArgument, noSuchDevice, notModelled, wrongArgument} from '../complaint.js';
import {dispatch, scan} from '../grammar.js';
import {printListing} from '../print/listing.js';
import {printNeighbour} from '../print/neighbours.js';
import {type Answer, fails, prints, request} from '../program.js';
import {findDevice, LOOPBACK, machineAt} from '../resolve.js';
import {IP_NEIGHBOUR_USAGE} from '../usage/ip.js';
import {readIpv4, readPrefix} from '../values.js';
import {addressFault, isInet, prefixFault} from './family-words.js';
import {flush} from './flush.js';
import {readLinkAddress, sixOctets} from './link-address.js';

const PLAIN = 'ip neighbour add ADDRESS lladdr MAC dev DEVICE';

/** In the order in which `ip` tries them. */
const KEYWORDS: readonly Keyword[] = [
	{word: 'lladdr', short: true, takes: 'mac', help: 'its MAC'},
	{word: 'nud', takes: 'neighbour-state', help: 'permanent, reachable or stale'},
	{word: 'proxy', short: true, takes: 'address', help: 'answer for it', instead: PLAIN},
	...['router', 'use', 'managed'].map((word): Keyword => ({word, help: 'a flag', instead: PLAIN})),
	{word: 'extern_learn', short: true, help: 'a flag', instead: PLAIN},
	{word: 'dev', takes: 'device', help: 'the device it is behind'},
	{word: 'protocol', short: true, takes: 'text', help: 'who added it', instead: PLAIN},
	{word: 'to', takes: 'address', help: 'its address'},
	{word: 'help', short: true, help: 'help'},
];

const GET_KEYWORDS: readonly Keyword[] = [
	{word: 'dev', takes: 'device', help: 'the device it is behind'},
	{word: 'proxy', short: true, takes: 'address', help: 'answered for', instead: 'ip neighbour get ADDRESS dev DEVICE'},
	{word: 'to', takes: 'address', help: 'its address'},
	{word: 'help', short: true, help: 'help'},
];

const FILTERS: readonly Keyword[] = [
	{word: 'dev', takes: 'device', help: 'only behind this device'},
	{word: 'master', takes: 'bridge', help: 'only behind ports of a bridge', instead: 'dev'},
	{word: 'vrf', takes: 'name', help: 'a routing domain', instead: 'ip -n MACHINE neighbour'},
	{word: 'nomaster', help: 'only behind what is no port', instead: 'dev'},
	{word: 'unused', help: 'only what nobody uses', instead: 'nud'},
	{word: 'nud', takes: 'neighbour-state', help: 'only in this state'},
	{word: 'proxy', help: 'those answered for', instead: 'nud'},
	{word: 'protocol', short: true, takes: 'text', help: 'by who added it', instead: 'nud'},
	{word: 'to', takes: 'prefix', help: 'only in this subnet'},
	{word: 'help', short: true, help: 'help'},
];

const modify = {short: true, bare: 'address' as const, keywords: KEYWORDS};
const listing = {short: true, bare: 'address' as const, keywords: FILTERS};

const COMMANDS: readonly Command[] = [
	{...modify, word: 'add', help: 'a new entry', run: (place, words, options) => modifyEntry(place, words, 'add', options)},
	{
		...modify,
		word: 'change',
		help: 'another MAC for an entry',
		run: (place, words, options) => modifyEntry(place, words, 'change', options),
	},
	{
		...modify,
		word: 'replace',
		help: 'a new entry or another MAC',
		run: (place, words, options) => modifyEntry(place, words, 'replace', options),
	},
	{...modify, word: 'delete', help: 'remove an entry', run: (place, words, options) => modifyEntry(place, words, 'delete', options)},
	{word: 'get', short: true, help: 'one entry', keywords: GET_KEYWORDS, bare: 'address', run: getEntry},
	{...listing, word: 'show', also: ['lst', 'list'], help: 'the entries', run: show},
	{...listing, word: 'flush', help: 'remove all but permanent entries', run: flushEntries},
	{word: 'help', short: true, help: 'help', run: usage},
];

export const IP_NEIGHBOUR: Command = {
	word: 'neighbour',
	also: ['neighbor'],
	short: true,
	help: 'who has which MAC (ARP)',
	commands: COMMANDS,
	run: (place, words, options) => dispatch('ip neighbour', COMMANDS, place, words, options, {otherwise: 'show', unknown}),
};

function modifyEntry(place: Place, words: readonly string[], verb: 'add' | 'change' | 'replace' | 'delete', {family}: Options): Answer {
	let device: string | undefined;
	let address: number | undefined;
	let lladdr: string | undefined;
	let state: 'permanent' | 'reachable' | 'stale' = 'permanent';
	for (const {keyword, value} of scan(`ip neighbour ${verb}`, words, KEYWORDS)) {
		switch (keyword) {
			case 'lladdr':
				if (lladdr !== undefined) throw duplicateArgument('lladdr', value);
				lladdr = value;
				break;
			case 'nud':
				state = readSettableState(value);
				break;
			case 'dev':
				device = value;
				break;
			case 'help':
				return usage();
			default:
				if (address !== undefined) throw garbageArgument('to', value);
				address = readAddress(value, family);
		}
	}
	if (device === undefined || address === undefined) {
		throw new Complaint('Device and destination are required arguments.\n', 255);
	}
	const octets = lladdr === undefined ? undefined : readLinkAddress(lladdr);
	if (device === LOOPBACK) throw notModelled('a neighbour behind lo', PLAIN);
	const found = findDevice(place, device);
	if (!found) throw noSuchDevice(device, 1);
	const target = {device: found.id, address};
	if (verb === 'delete') return request([{kind: 'neigh-del', ...target}], 2);
	if (!octets) {
		const known = findNeighbour(machineAt(place).stack, found.id, address);
		if (known && verb === 'add') return fails('RTNETLINK answers: File exists\n', 2);
		return fails('Error: No link layer address given.\n', 2);
	}
	return request([{kind: 'neigh-add', verb, ...target, mac: sixOctets(octets), state}], 2);
}

function show(place: Place, words: readonly string[], options: Options): Answer {
	const {entries, oneDevice} = selected(place, words, 'show', options);
	return prints(printEntries(place, entries, !oneDevice, options));
}

function flushEntries(place: Place, words: readonly string[], options: Options): Answer {
	if (words.length === 0) throw new Complaint('Flush requires arguments.\n', 1);
	const {entries, states} = selected(place, words, 'flush', options);
	const going = entries.filter((entry) => states !== undefined || entry.state !== 'permanent');
	const lines = going.map((entry) => printEntries(place, [entry], true, {...NO_OPTIONS, statistics: options.statistics}));
	return flush(
		going.map(({device, address}): Change => ({kind: 'neigh-del', device, address})),
		{lines, what: 'entries', statistics: options.statistics},
	);
}

function getEntry(place: Place, words: readonly string[], options: Options): Answer {
	let device: string | undefined;
	let address: number | undefined;
	if (options.family === 'link') return fails('Error: Unsupported family in header for neighbor get request.\n', 2);
	for (const {keyword, value} of scan('ip neighbour get', words, GET_KEYWORDS)) {
		if (keyword === 'help') return usage();
		if (keyword === 'dev') device = value;
		else if (address !== undefined) throw garbageArgument('to', value);
		else address = readAddress(value, options.family);
	}
	if (device === undefined || address === undefined) throw new Complaint('Device and address are required arguments.\n', 1);
	const found = findDevice(place, device);
	if (!found && device !== LOOPBACK) throw noSuchDevice(device, 1);
	const entry = found && findNeighbour(machineAt(place).stack, found.id, address);
	if (!entry) return fails('Error: Neighbour entry not found.\n', 2);
	return prints(printEntries(place, [entry], true, {...options, json: false}));
}

function printEntries(place: Place, entries: readonly Neighbour[], withDevice: boolean, options: Options): string {
	const style = {brief: options.brief, statistics: options.statistics > 0, withDevice};
	return printListing(
		entries.map((entry) => printNeighbour(place.world, entry, style)),
		options,
	);
}

function selected(place: Place, words: readonly string[], verb: string, {family}: Options) {
	let device: string | undefined;
	let subnet = {address: 0, prefix: 0};
	let states: Set<NeighbourState> | undefined;
	for (const {keyword, value} of scan(`ip neighbour ${verb}`, words, FILTERS)) {
		if (keyword === 'dev') {
			if (device !== undefined) throw duplicateArgument('dev', value);
			device = value;
		} else if (keyword === 'nud') {
			states ??= new Set();
			for (const state of value === 'all' ? NEIGHBOUR_STATES : [readState(value)]) states.add(state);
		} else if (keyword === 'help') usage();
		else subnet = readSubnet(value, family);
	}
	const found = device === undefined ? undefined : findDevice(place, device);
	if (device !== undefined && device !== LOOPBACK && !found) throw noSuchDevice(device, 1);
	const entries: Neighbour[] = machineAt(place).stack.neighbours.filter(
		(entry) =>
			(family === 'any' || family === 'inet') &&
			(device === undefined || entry.device === found?.id) &&
			isInSubnet(entry.address, subnet.address, subnet.prefix) &&
			(states === undefined || states.has(entry.state)),
	);
	return {entries, oneDevice: device !== undefined, states};
}

function readAddress(text: string, family: Options['family']): number {
	const address = readIpv4(text);
	if (address === undefined || !isInet(family)) throw addressFault(text, family);
	return address;
}

function readSubnet(text: string, family: Options['family']): {address: number; prefix: number} {
	if (['all', 'any', 'default'].includes(text)) return {address: 0, prefix: 0};
	const subnet = readPrefix(text);
	if (!subnet || !isInet(family)) throw prefixFault(text, family);
	return subnet;
}

function readState(text: string): NeighbourState {
	const state = NEIGHBOUR_STATES.find((known) => known === text || (text !== '' && known.startsWith(text) && /^(?:p|r)/.test(text)));
	if (state) return state;
	if (text === 'noarp' || text === 'none') throw notModelled(`ip neighbour: "nud ${text}"`, 'nud permanent');
	throw wrongArgument(text, 'nud state is bad');
}

function readSettableState(text: string): 'permanent' | 'reachable' | 'stale' {
	const state = readState(text);
	if (state === 'permanent' || state === 'reachable' || state === 'stale') return state;
	throw notModelled(`ip neighbour: "nud ${state}" by hand`, 'nud permanent, reachable or stale');
}

function unknown(word: string): Complaint {
	return new Complaint(`Command "${word}" is unknown, try "ip neigh help".\n`, 255);
}

function usage(): never {
	throw new Complaint(IP_NEIGHBOUR_USAGE, 255);
}
