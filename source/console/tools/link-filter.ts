/** Which devices `ip link show` and `ip address show` list: their words are the same (ipaddr_list_flush_or_save). */

import type {Device} from '../../engine/device.js';
import {deviceOfKind, type World} from '../../engine/world.js';
import type {Keyword, Options, Place} from '../command.js';
import {Complaint, garbageArgument, wrongArgument} from '../complaint.js';
import {scan} from '../grammar.js';
import {isTap, isVirtualPair} from '../print/link-line.js';
import {devicesOf, findDevice, isNameTaken, LOOPBACK, machineAt} from '../resolve.js';
import {readUnsigned} from '../values.js';
import {ADDRESS_FLAGS, type AddressTest, flagTest, isEverywhere, labelTest, scopeTest, subnetTest} from './address-filter.js';
import {isKnownKind} from './link-kind.js';

/** In the order in which `ip` tries them. */
export const LINK_FILTERS: readonly Keyword[] = [
	{word: 'to', takes: 'prefix', help: 'addresses in a subnet'},
	{word: 'scope', takes: 'text', help: 'addresses of a scope: host, link, global'},
	{word: 'up', help: 'only what is switched on'},
	...ADDRESS_FLAGS,
	{word: 'label', takes: 'text', help: 'addresses with a label'},
	{word: 'group', takes: 'text', help: 'a group of devices: all are in default'},
	{word: 'master', takes: 'bridge', help: 'only ports of a bridge'},
	{word: 'vrf', takes: 'name', help: 'a routing domain'},
	{word: 'nomaster', help: 'only what is no port'},
	{word: 'type', takes: 'link-type', help: 'only one kind'},
	{word: 'dev', takes: 'device', help: 'only this device'},
	{word: 'help', short: true, help: 'help'},
];

export interface LinkFilter {
	device: string | undefined;
	up: boolean;
	/** Name of the bridge; `''` is nomaster. */
	master: string | undefined;
	kind: string | undefined;
	/** All devices of a lab are in group 0. */
	group: number;
	/** A label was asked for: then no device has a line. */
	label: boolean;
	/** A subnet was asked for, and with it its family. */
	isSubnet: boolean;
	addresses: readonly AddressTest[];
}

/** A device of a listing, or `lo`; one that does not pass is an empty record of a JSON listing where the tool, and not the kernel, leaves it out. */
export interface Listed {
	device: Device | typeof LOOPBACK;
	passes: boolean;
	up: boolean;
}

/** Reads the words behind `show`; `usage` is what help prints. */
export function readLinkFilter(place: Place, tool: string, words: readonly string[], usage: string, family: Options['family']): LinkFilter {
	const addresses: AddressTest[] = [];
	const filter: LinkFilter = {
		device: undefined,
		up: false,
		master: undefined,
		kind: undefined,
		group: 0,
		label: false,
		isSubnet: false,
		addresses,
	};
	for (const {keyword, value} of scan(tool, words, LINK_FILTERS)) {
		const flag = keyword === undefined ? undefined : flagTest(keyword);
		if (flag) addresses.push(flag);
		else if (keyword === 'help') throw new Complaint(usage, 255);
		else if (keyword === 'to') {
			addresses.push(subnetTest(value, family));
			filter.isSubnet = !isEverywhere(value);
		} else readWord(place, filter, addresses, keyword, value);
	}
	if (filter.device !== undefined && !isNameTaken(place, filter.device)) {
		throw new Complaint(`Device "${filter.device}" does not exist.\n`, 1);
	}
	return filter;
}

function readWord(place: Place, filter: LinkFilter, addresses: AddressTest[], keyword: string | undefined, value: string): void {
	switch (keyword) {
		case 'scope':
			addresses.push(scopeTest(value));
			break;
		case 'label':
			addresses.push(labelTest(value));
			filter.label = true;
			break;
		case 'up':
			filter.up = true;
			break;
		case 'group':
			filter.group = readGroup(value);
			break;
		case 'master':
			if (!isNameTaken(place, value)) throw wrongArgument(value, 'Device does not exist\n');
			filter.master = value;
			break;
		case 'vrf':
			throw wrongArgument(value, 'Not a valid VRF name\n');
		case 'nomaster':
			filter.master = '';
			break;
		case 'type':
			filter.kind = value;
			break;
		default:
			if (filter.device !== undefined) throw garbageArgument('dev', value);
			filter.device = value;
	}
}

/** rtnl_group_a2n, with the one name that the tool's own file has. */
function readGroup(text: string): number {
	const group = text === 'default' ? 0 : readUnsigned(text, 0xffff_ffff);
	if (group === undefined) throw wrongArgument(text, 'Invalid "group" value\n');
	return group;
}

/**
 * The devices of a listing, in order of their numbers. The kernel leaves out what is of another kind or has
 * another master, unless it was asked for one device or one family of addresses; the tool does the rest (iplink_filter_req, print_linkinfo).
 */
export function listLinks(place: Place, filter: LinkFilter, family: Options['family']): Listed[] {
	const {world} = place;
	const {device: name, kind} = filter;
	const asksKernel = name === undefined && (family === 'any' || family === 'link');
	const master = filter.master ? findDevice(place, filter.master) : undefined;
	const named = name === undefined ? undefined : findDevice(place, name);
	// The kernel has never heard of such a kind, so it sends everything.
	const isStrange = kind !== undefined && !isKnownKind(kind);
	const listed: Listed[] = [];
	for (const device of [LOOPBACK, ...devicesOf(place)] as const) {
		if (name !== undefined && device !== (name === LOOPBACK ? LOOPBACK : named)) continue;
		const above = device === LOOPBACK ? -1 : device.master;
		const isUp = device === LOOPBACK ? !machineAt(place).loopbackDown : device.up;
		const hasMaster = !filter.master || (master !== undefined && above === master.id);
		const hasKind = kind === undefined || (device !== LOOPBACK && isKind(world, device, kind));
		const isKept = hasMaster && (hasKind || isStrange) && (filter.master !== '' || above === -1);
		if (asksKernel && !isKept) continue;
		listed.push({device, passes: hasMaster && hasKind && (!filter.up || isUp) && filter.group === 0, up: isUp});
	}
	return listed;
}

function isKind(world: World, device: Device, kind: string): boolean {
	if (kind === 'bridge_slave') return deviceOfKind(world, device.master, 'bridge') !== undefined;
	if (kind === 'bond_slave') return deviceOfKind(world, device.master, 'bond') !== undefined;
	if (device.kind === 'datapath' || device.kind === 'ovs-internal') return kind === (isTap(world, device) ? 'tun' : 'openvswitch');
	return device.kind === 'nic' ? kind === 'veth' && isVirtualPair(world, device) : device.kind === kind;
}
