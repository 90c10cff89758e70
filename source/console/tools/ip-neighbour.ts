/** `ip neighbour`: which MAC has which address (ipneigh_modify, do_show_or_flush). */

import type {Change} from '../../engine/change.js';
import {isInSubnet} from '../../engine/protocol/ipv4-address.js';
import {findNeighbour} from '../../engine/stack/neighbour-table.js';
import {NEIGHBOUR_STATES, type Neighbour, type NeighbourState} from '../../engine/stack/stack-state.js';
import type {Command, Keyword, Options, Place} from '../command.js';
import {Complaint, duplicateArgument, garbageArgument, noSuchDevice, notModelled, wrongArgument} from '../complaint.js';
import {dispatch, scan} from '../grammar.js';
import {printNeighbour, printNeighbourBriefly} from '../print/neighbours.js';
import {type Answer, fails, prints, request} from '../program.js';
import {findDevice, LOOPBACK, machineAt} from '../resolve.js';
import {IP_NEIGHBOUR_USAGE} from '../usage/ip.js';
import {readIpv4, readPrefix} from '../values.js';
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
	{...modify, word: 'add', help: 'a new entry', run: (place, words) => modifyEntry(place, words, 'add')},
	{...modify, word: 'change', help: 'another MAC for an entry', run: (place, words) => modifyEntry(place, words, 'change')},
	{...modify, word: 'replace', help: 'a new entry or another MAC', run: (place, words) => modifyEntry(place, words, 'replace')},
	{...modify, word: 'delete', help: 'remove an entry', run: (place, words) => modifyEntry(place, words, 'delete')},
	{word: 'get', short: true, help: 'one entry', instead: 'ip neighbour show to ADDRESS'},
	{...listing, word: 'show', also: ['lst', 'list'], help: 'the entries', run: show},
	{...listing, word: 'flush', help: 'remove all but permanent entries', run: flush},
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

function modifyEntry(place: Place, words: readonly string[], verb: 'add' | 'change' | 'replace' | 'delete'): Answer {
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
				address = readAddress(value);
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

function show(place: Place, words: readonly string[], {brief, statistics}: Options): Answer {
	if (statistics > 0) throw notModelled('ip neighbour: "-s"', 'ip neighbour');
	const {entries, oneDevice} = selected(place, words, 'show');
	const lines = entries.map((entry) =>
		brief ? printNeighbourBriefly(place.world, entry) : printNeighbour(place.world, entry, !oneDevice),
	);
	return prints(lines.join(''));
}

function flush(place: Place, words: readonly string[]): Answer {
	if (words.length === 0) throw new Complaint('Flush requires arguments.\n', 1);
	const {entries, state} = selected(place, words, 'flush');
	const going = entries.filter((entry) => state !== undefined || entry.state !== 'permanent');
	return request(
		going.map(({device, address}): Change => ({kind: 'neigh-del', device, address})),
		2,
	);
}

function selected(place: Place, words: readonly string[], verb: string) {
	let device: string | undefined;
	let subnet = {address: 0, prefix: 0};
	let state: NeighbourState | undefined;
	for (const {keyword, value} of scan(`ip neighbour ${verb}`, words, FILTERS)) {
		if (keyword === 'dev') {
			if (device !== undefined) throw duplicateArgument('dev', value);
			device = value;
		} else if (keyword === 'nud') {
			state = readState(value);
		} else if (keyword === 'help') usage();
		else subnet = readSubnet(value);
	}
	const found = device === undefined ? undefined : findDevice(place, device);
	if (device !== undefined && device !== LOOPBACK && !found) throw noSuchDevice(device, 1);
	const entries: Neighbour[] = machineAt(place).stack.neighbours.filter(
		(entry) =>
			(device === undefined || entry.device === found?.id) &&
			isInSubnet(entry.address, subnet.address, subnet.prefix) &&
			(state === undefined || entry.state === state),
	);
	return {entries, oneDevice: device !== undefined, state};
}

function readAddress(text: string): number {
	const address = readIpv4(text);
	if (address === undefined) throw new Complaint(`Error: any valid address is expected rather than "${text}".\n`, 1);
	return address;
}

function readSubnet(text: string): {address: number; prefix: number} {
	if (['all', 'any', 'default'].includes(text)) return {address: 0, prefix: 0};
	const subnet = readPrefix(text);
	if (!subnet) throw wrongArgument(text, 'to value is invalid\n');
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
