/** `bridge mdb`: who wants which multicast group (mdb_modify, mdb_show). */
import type {Command, Keyword, Options, Place} from '../command.js';
import {Complaint, duplicateArgument, noSuchDevice, notModelled} from '../complaint.js';
import {dispatch, scan} from '../grammar.js';
import {printListing} from '../print/listing.js';
import {printMdb, printRouterPorts} from '../print/mdb.js';
import {all, list, nested} from '../print/piece.js';
import {type Answer, fails, prints, request} from '../program.js';
import {bridgesOf, findDevice, isNameTaken} from '../resolve.js';
import {BRIDGE_MDB_USAGE} from '../usage/bridge.js';
import {macOfOctets, readIpv4, readLeading, readOctets} from '../values.js';

const REFUSED = 255;

const KEYWORDS: readonly Keyword[] = [
	{word: 'dev', takes: 'bridge', help: 'the bridge'},
	{word: 'grp', takes: 'group', help: 'the group: an IPv4 address or a MAC'},
	{word: 'port', takes: 'port', help: 'who wants it: a port, or the bridge for its host'},
	{word: 'permanent', help: 'until it is deleted'},
	{word: 'temp', help: 'until it is not heard, which is the default'},
	{word: 'vid', takes: 'number', help: 'the VLAN'},
	{word: 'src', takes: 'address', help: 'only from this source', instead: 'grp'},
	{word: 'help', short: true, help: 'help'},
];

const FILTERS: readonly Keyword[] = [
	{word: 'dev', takes: 'bridge', help: 'only this bridge'},
	{word: 'vid', takes: 'number', help: 'only this VLAN'},
];

const COMMANDS: readonly Command[] = [
	{word: 'add', short: true, help: 'a new member', keywords: KEYWORDS, run: (place, words) => modifyGroup(place, words, 'add')},
	{word: 'delete', short: true, help: 'remove a member', keywords: KEYWORDS, run: (place, words) => modifyGroup(place, words, 'delete')},
	{word: 'show', also: ['lst', 'list'], short: true, help: 'the members', keywords: FILTERS, run: show},
	{word: 'help', short: true, help: 'help', run: usage},
];

export const BRIDGE_MDB: Command = {
	word: 'mdb',
	short: true,
	help: 'multicast groups and their members',
	commands: COMMANDS,
	run: (place, words, options) => dispatch('bridge mdb', COMMANDS, place, words, options, {otherwise: 'show', unknown}),
};

function modifyGroup(place: Place, words: readonly string[], verb: 'add' | 'delete'): Answer {
	let bridgeName: string | undefined;
	let portName: string | undefined;
	let groupText: string | undefined;
	let vid = 0;
	let permanent = false;
	for (const {keyword, value} of scan('bridge mdb', words, KEYWORDS)) {
		if (keyword === 'dev') bridgeName = value;
		else if (keyword === 'grp') groupText = value;
		else if (keyword === 'port') portName = value;
		else if (keyword === 'permanent') permanent = true;
		else if (keyword === 'vid') vid = readLeading(value);
		else if (keyword === 'help') usage();
	}
	if (bridgeName === undefined || groupText === undefined || portName === undefined) {
		throw new Complaint('Device, group address and port name are required arguments.\n', REFUSED);
	}
	for (const name of [bridgeName, portName]) if (!isNameTaken(place, name)) throw noSuchDevice(name, REFUSED);
	const group = readGroup(groupText);
	const bridge = findDevice(place, bridgeName);
	if (bridge?.kind !== 'bridge') return fails('Error: Device does not support MDB operations.\n', REFUSED);
	const port = findDevice(place, portName);
	if (!port) return fails('Error: bridge: Net device is not a bridge port.\n', REFUSED);
	const entry = {bridge: bridge.id, port: port.id, ...group, ...(vid === 0 ? {} : {vid})};
	return request([verb === 'add' ? {kind: 'mdb-add', ...entry, permanent} : {kind: 'mdb-del', ...entry}], REFUSED);
}

function readGroup(text: string): {group: number} | {mac: number} {
	const group = /^\d+(?:\.\d+){3}$/.test(text) ? readIpv4(text) : undefined;
	if (group !== undefined) return {group};
	const octets = readOctets(text);
	if (octets?.length === 6) return {mac: macOfOctets(octets)};
	if (/^[0-9a-f:]*::?[0-9a-f:]*$/i.test(text) && text.includes('::'))
		throw notModelled('bridge mdb: an IPv6 group', 'an IPv4 group or a MAC');
	// ll_addr_a2n complains by itself, too, when the text is no address at all.
	throw new Complaint(`${octets ? '' : `"${text}" is invalid lladdr.\n`}Invalid address "${text}"\n`, REFUSED);
}

function show(place: Place, words: readonly string[], options: Options): Answer {
	let name: string | undefined;
	let vid: number | undefined;
	for (const {keyword, value} of scan('bridge mdb show', words, FILTERS)) {
		if (keyword === 'dev') {
			if (name !== undefined) throw duplicateArgument('dev', value);
			name = value;
		} else if (keyword === 'vid') vid = readLeading(value);
	}
	if (name !== undefined && !isNameTaken(place, name)) throw noSuchDevice(name, REFUSED);
	const bridges = bridgesOf(place).filter((bridge) => name === undefined || bridge.name === name);
	const {details, json} = options;
	const statistics = options.statistics > 0;
	const groups = bridges.flatMap((bridge) => printMdb(place.world, bridge, {details, statistics, vid}));
	const routers = details ? bridges.map((bridge) => printRouterPorts(place.world, bridge, statistics)) : [];
	// JSON has one record for both halves.
	const records = json ? [all(list('mdb', groups), nested('router', all(...routers)))] : [...groups, ...routers];
	return prints(printListing(records, options, 'joined'));
}

function unknown(word: string): Complaint {
	return new Complaint(`Command "${word}" is unknown, try "bridge mdb help".\n`, 255);
}

function usage(): never {
	throw new Complaint(BRIDGE_MDB_USAGE, 255);
}
