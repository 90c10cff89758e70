/** Which devices `ip link show` and `ip address show` list: their words are the same (ipaddr_list_flush_or_save). */

import type {Device} from '../../engine/device.js';
import {deviceOfKind, type World} from '../../engine/world.js';
import type {Keyword, Place} from '../command.js';
import {Complaint, garbageArgument, wrongArgument} from '../complaint.js';
import {scan} from '../grammar.js';
import {isTap, isVirtualPair} from '../print/link-line.js';
import {devicesOf, findDevice, isNameTaken, LOOPBACK, machineAt} from '../resolve.js';

const ADDRESSES = 'ip address show DEVICE';

/** In the order in which `ip` tries them. */
export const LINK_FILTERS: readonly Keyword[] = [
	{word: 'to', takes: 'prefix', help: 'addresses in a subnet', instead: ADDRESSES},
	{word: 'scope', takes: 'text', help: 'addresses of a scope', instead: ADDRESSES},
	{word: 'up', help: 'only what is switched on'},
	...['secondary', 'primary', 'dynamic', 'permanent', 'temporary', 'deprecated', 'tentative', 'dadfailed'].map(
		(word): Keyword => ({word, help: 'addresses with a flag', instead: ADDRESSES}),
	),
	{word: 'label', takes: 'text', help: 'addresses with a label', instead: ADDRESSES},
	{word: 'group', takes: 'text', help: 'a group of devices', instead: 'ip link show type KIND'},
	{word: 'master', takes: 'bridge', help: 'only ports of a bridge'},
	{word: 'vrf', takes: 'name', help: 'a routing domain', instead: 'ip -n MACHINE link'},
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
}

/** Reads the words behind `show`; `usage` is what help prints. */
export function readLinkFilter(place: Place, tool: string, words: readonly string[], usage: string): LinkFilter {
	const filter: LinkFilter = {device: undefined, up: false, master: undefined, kind: undefined};
	for (const {keyword, value} of scan(tool, words, LINK_FILTERS)) {
		switch (keyword) {
			case 'up':
				filter.up = true;
				break;
			case 'master':
				if (!isNameTaken(place, value)) throw wrongArgument(value, 'Device does not exist\n');
				filter.master = value;
				break;
			case 'nomaster':
				filter.master = '';
				break;
			case 'type':
				filter.kind = value;
				break;
			case 'help':
				throw new Complaint(usage, 255);
			default:
				if (filter.device !== undefined) throw garbageArgument('dev', value);
				filter.device = value;
		}
	}
	if (filter.device !== undefined && !isNameTaken(place, filter.device)) {
		throw new Complaint(`Device "${filter.device}" does not exist.\n`, 1);
	}
	return filter;
}

/** Does `lo` pass the filter? */
export function passesLoopback(place: Place, {device, up, master, kind}: LinkFilter): boolean {
	const isNamed = device === undefined || device === LOOPBACK;
	return isNamed && !master && kind === undefined && !(up && machineAt(place).loopbackDown);
}

/** The devices that pass, in order of their numbers. */
export function filterDevices(place: Place, filter: LinkFilter): Device[] {
	const {world} = place;
	const master = filter.master ? findDevice(place, filter.master) : undefined;
	const named = filter.device === undefined ? undefined : findDevice(place, filter.device);
	return devicesOf(place).filter(
		(device) =>
			(filter.device === undefined || device === named) &&
			(!filter.up || device.up) &&
			(filter.master === undefined || (filter.master === '' ? device.master === -1 : device.master === master?.id)) &&
			(filter.kind === undefined || isKind(world, device, filter.kind)),
	);
}

function isKind(world: World, device: Device, kind: string): boolean {
	if (kind === 'bridge_slave') return deviceOfKind(world, device.master, 'bridge') !== undefined;
	if (device.kind === 'datapath' || device.kind === 'ovs-internal') return kind === (isTap(world, device) ? 'tun' : 'openvswitch');
	return device.kind === 'nic' ? kind === 'veth' && isVirtualPair(world, device) : device.kind === kind;
}
