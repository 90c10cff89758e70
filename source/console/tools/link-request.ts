/*
 * The words of `ip link add`, `set` and `delete`
 *
 * One parser serves all three (iplink_parse): keywords in any order, a bare word is
 * the device, and whatever follows `type KIND` belongs to the kind. `name` alone
 * names the device; together with a device it is its new name.
 */

import type {MachineId} from '../../engine/netdev.js';
import {machineNamed} from '../../engine/world.js';
import type {Keyword, Place} from '../command.js';
import {Complaint, duplicateArgument, garbageArgument, notModelled, wrongArgument} from '../complaint.js';
import {findWord, scan} from '../grammar.js';
import {findDevice, isNameTaken, nameFault} from '../resolve.js';
import {IP_LINK_USAGE} from '../usage/ip.js';
import {readInteger} from '../values.js';
import {readLinkAddress} from './link-address.js';
import {takeVf, type VfSetting} from './vf-request.js';

/** In the order in which `ip link` tries them. */
export const LINK_KEYWORDS: readonly Keyword[] = [
	{word: 'up', help: 'switch it on'},
	{word: 'down', help: 'switch it off'},
	{word: 'name', takes: 'name', help: 'its name, or its new name'},
	{word: 'index', takes: 'number', help: 'its number', instead: 'leave it out: the lab counts'},
	{word: 'link', short: true, takes: 'device', help: 'the device below it'},
	{word: 'address', short: true, takes: 'mac', help: 'its MAC'},
	{word: 'broadcast', short: true, takes: 'mac', help: 'its broadcast address', instead: 'leave it out'},
	{word: 'brd', takes: 'mac', help: 'its broadcast address', instead: 'leave it out'},
	{word: 'txqueuelen', also: ['txqlen'], short: true, takes: 'number', help: 'length of its queue', instead: 'bcqueuelen of a macvlan'},
	{word: 'qlen', takes: 'number', help: 'length of its queue', instead: 'bcqueuelen of a macvlan'},
	{word: 'mtu', takes: 'number', help: 'longest payload, octets'},
	{word: 'xdp', also: ['xdpgeneric', 'xdpdrv', 'xdpoffload'], takes: 'text', help: 'a program', instead: 'leave it out'},
	{word: 'netns', takes: 'machine', help: 'the machine to move it to'},
	{word: 'multicast', takes: 'on-off', help: 'multicast flag', instead: 'allmulticast'},
	{word: 'allmulticast', takes: 'on-off', help: 'accept every group'},
	{word: 'promisc', takes: 'on-off', help: 'accept every frame'},
	{word: 'trailers', takes: 'on-off', help: 'trailers flag', instead: 'leave it out'},
	{word: 'arp', takes: 'on-off', help: 'use ARP', instead: 'ip neighbour add … nud permanent'},
	{word: 'carrier', takes: 'on-off', help: 'carrier', instead: 'ip link set DEVICE down at the other end'},
	{word: 'vf', takes: 'number', help: 'what the host sets for a virtual function'},
	{word: 'master', short: true, takes: 'master', help: 'the bridge or the bond that it belongs to'},
	{word: 'vrf', takes: 'name', help: 'a routing domain', instead: 'netns'},
	{word: 'nomaster', short: true, help: 'no longer a port'},
	{word: 'dynamic', short: true, takes: 'on-off', help: 'dynamic flag', instead: 'leave it out'},
	{word: 'type', short: true, takes: 'link-type', help: 'its kind, and settings of the kind'},
	{word: 'alias', short: true, takes: 'text', help: 'a remark', instead: 'name'},
	{word: 'group', takes: 'number', help: 'a group of devices', instead: 'one command a device'},
	{word: 'mode', takes: 'text', help: 'link mode', instead: 'type macvlan mode MODE'},
	{word: 'state', takes: 'text', help: 'operational state', instead: 'up, down'},
	{word: 'numtxqueues', short: true, takes: 'number', help: 'queues', instead: 'leave it out'},
	{word: 'numrxqueues', short: true, takes: 'number', help: 'queues', instead: 'leave it out'},
	{word: 'addrgenmode', short: true, takes: 'text', help: 'IPv6 addresses', instead: 'leave it out'},
	{word: 'link-netns', short: true, takes: 'machine', help: 'machine of the device below', instead: 'netns'},
	{word: 'link-netnsid', short: true, takes: 'number', help: 'machine of the device below', instead: 'netns'},
	{word: 'protodown', takes: 'on-off', help: 'down by protocol', instead: 'down'},
	{word: 'gso_max_size', also: ['gso_max_segs', 'gro_max_size'], takes: 'number', help: 'offloads', instead: 'mtu'},
	{word: 'parentdev', takes: 'name', help: 'parent in hardware', instead: 'link'},
	{word: 'help', short: true, help: 'help'},
	{word: 'dev', takes: 'device', help: 'the device'},
];

/** What was asked for, device names still to be looked up. */
export interface LinkRequest {
	device: string | undefined;
	/** `name`, when it differs from the device. */
	newName: string | undefined;
	lower: string | undefined;
	address: readonly number[] | undefined;
	mtu: number | undefined;
	up: boolean | undefined;
	promisc: boolean | undefined;
	allmulticast: boolean | undefined;
	/** `''` is nomaster. */
	master: string | undefined;
	machine: MachineId | undefined;
	/** Settings of virtual functions. */
	vfs: readonly VfSetting[];
	type: string | undefined;
	/** What follows `type KIND`. */
	rest: readonly string[];
}

/** Reads the words of a verb of `ip link`. */
export function readLinkRequest(place: Place, given: readonly string[], verb: string): LinkRequest {
	const {words, vfs} = withoutVfs(given);
	const cut = typeAt(words);
	const request: LinkRequest = {
		device: undefined,
		newName: undefined,
		lower: undefined,
		address: undefined,
		mtu: undefined,
		up: undefined,
		promisc: undefined,
		allmulticast: undefined,
		master: undefined,
		machine: undefined,
		vfs,
		type: undefined,
		rest: cut === undefined ? [] : words.slice(cut + 2),
	};
	let name: string | undefined;
	for (const {keyword, value} of scan(`ip link ${verb}`, cut === undefined ? words : words.slice(0, cut + 2), LINK_KEYWORDS)) {
		switch (keyword) {
			case 'up':
			case 'down':
				request.up = keyword === 'up';
				break;
			case 'name':
				if (name !== undefined) throw duplicateArgument('name', value);
				if (nameFault(value) === 'tool') throw wrongArgument(value, '"name" not a valid ifname');
				name = value;
				request.device ??= name;
				break;
			case 'link':
				request.lower = value;
				break;
			case 'address':
				request.address = readLinkAddress(value);
				break;
			case 'mtu':
				if (request.mtu !== undefined) throw duplicateArgument('mtu', value);
				request.mtu = readInteger(value);
				if (request.mtu === undefined) throw wrongArgument(value, 'Invalid "mtu" value\n');
				break;
			case 'netns':
				request.machine = machineNamed(place.world, value)?.id;
				if (request.machine === undefined) throw wrongArgument(value, 'Invalid "netns" value\n');
				break;
			case 'allmulticast':
			case 'promisc':
				request[keyword] = readOnOff(keyword, value);
				break;
			case 'master':
				if (!isNameTaken(place, value)) throw wrongArgument(value, 'Device does not exist\n');
				request.master = value;
				break;
			case 'nomaster':
				request.master = '';
				break;
			case 'type':
				request.type = value;
				break;
			case 'help':
				throw new Complaint(IP_LINK_USAGE, 255);
			default:
				if (request.device !== name) throw garbageArgument('dev', value);
				if (nameFault(value) === 'tool' && value.length < 16) throw wrongArgument(value, '"dev" not a valid ifname');
				request.device = value;
		}
	}
	request.device ??= name;
	request.newName = name === request.device ? undefined : name;
	return request;
}

/** What is said of virtual functions stands for itself, wherever in the line. */
function withoutVfs(given: readonly string[]): {words: readonly string[]; vfs: VfSetting[]} {
	const vfs: VfSetting[] = [];
	let words = given;
	for (let at = placeOf(words, 'vf'); at !== undefined; at = placeOf(words, 'vf')) {
		if (!namesDevice(words.slice(0, at))) throw new Complaint('Error: argument "dev" is required\n', 255);
		const {setting, rest} = takeVf(words, at);
		vfs.push(setting);
		words = rest;
	}
	return {words, vfs};
}

/** Has the device been named by then? */
function namesDevice(words: readonly string[]): boolean {
	for (let at = 0; at < words.length; at++) {
		const keyword = findWord(LINK_KEYWORDS, words[at] as string);
		if (!keyword || keyword.word === 'dev' || keyword.word === 'name') return true;
		if (keyword.takes !== undefined) at++;
	}
	return false;
}

function typeAt(words: readonly string[]): number | undefined {
	return placeOf(words, 'type');
}

/** Where a keyword stands, not counting values of others; the words after the kind of `type` are the kind's own. */
function placeOf(words: readonly string[], wanted: 'type' | 'vf'): number | undefined {
	for (let at = 0; at < words.length; at++) {
		const keyword = LINK_KEYWORDS.find(({word, also, short}) =>
			[word, ...(also ?? [])].some((known) => (short ? known.startsWith(words[at] as string) : known === words[at])),
		);
		if (keyword?.word === wanted) return at;
		if (keyword?.word === 'type') return undefined;
		if (keyword?.takes !== undefined) at++;
	}
	return undefined;
}

function readOnOff(keyword: string, value: string): boolean {
	if (value === 'on' || value === 'off') return value === 'on';
	throw new Complaint(`Error: argument of "${keyword}" must be "on" or "off", not "${value}"\n`, 1);
}

/** A new name that the kernel or the lab does not take. */
export function checkNewName(name: string): void {
	const fault = nameFault(name);
	if (fault === 'kernel') throw new Complaint('RTNETLINK answers: Invalid argument\n', 2);
	if (fault === 'lab')
		throw notModelled(`a device called "${name}"`, 'a name of letters, digits, ".", "_" and "-" that begins with a letter');
}

/** The device that a request is about; throws what the tool says when there is none, or none is named. */
export function requestedDevice(
	place: Place,
	request: LinkRequest,
): {kind: 'device'; device: NonNullable<ReturnType<typeof findDevice>>} | {kind: 'loopback'} {
	if (request.device === undefined) throw new Complaint('Not enough information: "dev" argument is required.\n', 255);
	if (request.device === 'lo') return {kind: 'loopback'};
	const device = findDevice(place, request.device);
	if (!device) throw new Complaint(`Cannot find device "${request.device}"\n`, 1);
	return {kind: 'device', device};
}
