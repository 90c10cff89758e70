/** `bridge vlan`: which VLANs a port carries (vlan_modify, vlan_show). */
import type {Command, Keyword, Options, Place} from '../command.js';
import {Complaint, duplicateArgument, noSuchDevice} from '../complaint.js';
import {dispatch, scan} from '../grammar.js';
import {printListing} from '../print/listing.js';
import {printVlans, vlanHeader} from '../print/vlan.js';
import {type Answer, DONE_SILENTLY, fails, prints, request} from '../program.js';
import {devicesOf, findDevice, isNameTaken} from '../resolve.js';
import {BRIDGE_VLAN_USAGE} from '../usage/bridge.js';
import {readLeading} from '../values.js';

const REFUSED = 255;

const KEYWORDS: readonly Keyword[] = [
	{word: 'dev', takes: 'device', help: 'the port, or the bridge itself'},
	{word: 'vid', takes: 'vlan', help: 'the VLAN, or a range: 10-20'},
	{word: 'self', help: 'the device itself'},
	{word: 'master', help: 'its bridge, which is the default'},
	{word: 'pvid', help: 'untagged frames belong to it'},
	{word: 'untagged', help: 'leaves without a tag'},
	{word: 'tunnel_info', takes: 'number', help: 'a tunnel', instead: 'vid'},
	{word: 'help', short: true, help: 'help'},
];

const FILTERS: readonly Keyword[] = [
	{word: 'dev', takes: 'device', help: 'only this port'},
	{word: 'vid', takes: 'vlan', help: 'only this VLAN'},
];

const COMMANDS: readonly Command[] = [
	{word: 'add', short: true, help: 'carry a VLAN', keywords: KEYWORDS, run: (place, words) => modifyVlan(place, words, 'add')},
	{word: 'delete', short: true, help: 'carry it no more', keywords: KEYWORDS, run: (place, words) => modifyVlan(place, words, 'delete')},
	{word: 'show', also: ['lst', 'list'], short: true, help: 'the VLANs', keywords: FILTERS, run: show},
	{word: 'tunnelshow', short: true, help: 'tunnels', instead: 'bridge vlan show'},
	{word: 'set', short: true, help: 'state of a VLAN', instead: 'bridge link set dev PORT state STATE'},
	{word: 'global', help: 'multicast of a VLAN', instead: 'ip link set BRIDGE type bridge mcast_snooping'},
	{word: 'help', short: true, help: 'help', run: usage},
];

export const BRIDGE_VLAN: Command = {
	word: 'vlan',
	short: true,
	help: 'VLANs of ports',
	commands: COMMANDS,
	run: (place, words, options) => dispatch('bridge vlan', COMMANDS, place, words, options, {otherwise: 'show', unknown}),
};

function modifyVlan(place: Place, words: readonly string[], verb: 'add' | 'delete'): Answer {
	let name: string | undefined;
	let range: {from: number; to: number | undefined} | undefined;
	let pvid = false;
	let untagged = false;
	for (const {keyword, value} of scan('bridge vlan', words, KEYWORDS)) {
		if (keyword === 'dev') name = value;
		else if (keyword === 'vid') range = readRange(value);
		else if (keyword === 'pvid') pvid = true;
		else if (keyword === 'untagged') untagged = true;
	}
	if (name === undefined || range === undefined) {
		throw new Complaint('Device and VLAN ID are required arguments.\n', REFUSED);
	}
	if (!isNameTaken(place, name)) throw new Complaint(`Cannot find bridge device "${name}"\n`, REFUSED);
	const {from, to} = range;
	if (from >= 4096) throw new Complaint(`Invalid VLAN ID "${from}"\n`, REFUSED);
	if (to !== undefined && (to >= 4096 || from >= to)) throw new Complaint(`Invalid VLAN range "${from}-${to}"\n`, REFUSED);
	if (to !== undefined && pvid) throw new Complaint('pvid cannot be configured for a vlan range\n', REFUSED);
	const device = findDevice(place, name);
	if (!device) return fails('RTNETLINK answers: Operation not supported\n', REFUSED);
	// A kernel without VLAN filtering refuses to add, and finds nothing to delete.
	if (verb === 'delete' && !place.world.kernel.vlanFiltering) return DONE_SILENTLY;
	const vids = {device: device.id, from, to: to ?? from};
	return request([verb === 'add' ? {kind: 'vlan-add', ...vids, pvid, untagged} : {kind: 'vlan-del', ...vids}], REFUSED);
}

function readRange(text: string): {from: number; to: number | undefined} {
	const [from = '', to] = text.split('-', 2);
	return {from: readLeading(from), to: to === undefined ? undefined : readLeading(to)};
}

function show(place: Place, words: readonly string[], options: Options): Answer {
	let name: string | undefined;
	let vid: number | undefined;
	for (const {keyword, value} of scan('bridge vlan show', words, FILTERS)) {
		if (keyword === 'dev') {
			if (name !== undefined) throw duplicateArgument('dev', value);
			name = value;
		} else if (keyword === 'vid') {
			if (vid !== undefined) throw duplicateArgument('vid', value);
			vid = readLeading(value);
		}
	}
	if (name !== undefined && !isNameTaken(place, name)) throw noSuchDevice(name, REFUSED);
	const devices = devicesOf(place).filter((device) => name === undefined || device === findDevice(place, name));
	// The dump behind -d is part of VLAN filtering.
	if (options.details && !place.world.kernel.vlanFiltering)
		return {
			stdout: options.json ? '[' : vlanHeader(options),
			stderr: 'RTNETLINK answers: Operation not supported\nDump terminated\n',
			status: 1,
		};
	const style = {...options, vid};
	const records = devices.map((device) => printVlans(place.world, device, style)).filter((record) => record !== undefined);
	return prints((options.json ? '' : vlanHeader(options)) + printListing(records, options, 'joined'));
}

function unknown(word: string): Complaint {
	return new Complaint(`Command "${word}" is unknown, try "bridge vlan help".\n`, 255);
}

function usage(): never {
	throw new Complaint(BRIDGE_VLAN_USAGE, 255);
}
