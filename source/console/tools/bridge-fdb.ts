/** `bridge fdb`: who is behind which port. What follows here changes it; `bridge-fdb-show.ts` looks at it. */

import type {Change} from '../../engine/change.js';
import type {FdbEntryType, FdbRemote} from '../../engine/devices/bridge/bridge-change.js';
import type {Mac} from '../../engine/mac.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, garbageArgument, noSuchDevice} from '../complaint.js';
import {dispatch, scan} from '../grammar.js';
import {type Answer, fails, request} from '../program.js';
import {findDevice, LOOPBACK} from '../resolve.js';
import {BRIDGE_FDB_USAGE} from '../usage/bridge.js';
import {readLeading} from '../values.js';
import {FLUSH_KEYWORDS, flushFdb} from './bridge-fdb-flush.js';
import {FDB_FILTERS, FDB_GET_KEYWORDS, getEntry, showFdb} from './bridge-fdb-show.js';
import {readFdbMac} from './fdb-mac.js';
import {takeRemote} from './fdb-remote.js';

const REFUSED = 255;
const TUNNEL = 'dst ADDRESS';

/** In the order in which `bridge` tries them. */
const KEYWORDS: readonly Keyword[] = [
	{word: 'dev', takes: 'device', help: 'the port'},
	{word: 'dst', takes: 'address', help: 'the host behind a VXLAN device where the station is'},
	{word: 'nhid', takes: 'number', help: 'end of a tunnel', instead: TUNNEL},
	{word: 'port', takes: 'number', help: 'UDP port there, if another'},
	{word: 'vni', takes: 'number', help: 'the segment there, if another'},
	{word: 'src_vni', takes: 'number', help: 'end of a tunnel', instead: TUNNEL},
	{word: 'via', takes: 'device', help: 'the device by which to send'},
	{word: 'self', help: 'the filter of the device itself, which is the default'},
	{word: 'master', short: true, help: 'the FDB of its bridge'},
	{word: 'router', short: true, help: 'a flag', instead: 'master'},
	{word: 'local', also: ['permanent'], short: true, help: 'for the host, which is the default'},
	{word: 'temp', also: ['static'], short: true, help: 'does not age'},
	{word: 'dynamic', short: true, help: 'as if it were learned'},
	{word: 'vlan', short: true, takes: 'vlan', help: 'the VLAN'},
	{word: 'use', short: true, help: 'a flag', instead: 'dynamic'},
	{word: 'extern_learn', short: true, help: 'from a control plane'},
	{word: 'sticky', short: true, help: 'does not move'},
	{word: 'to', takes: 'mac', help: 'the MAC'},
	{word: 'help', short: true, help: 'help'},
];

const modify = {short: true, bare: 'fdb-mac' as const, keywords: KEYWORDS};

const COMMANDS: readonly Command[] = [
	{...modify, word: 'add', help: 'a new entry', run: (place, words) => addEntry(place, words, 'add')},
	{...modify, word: 'append', help: 'a new entry, or another port for an entry', run: (place, words) => addEntry(place, words, 'append')},
	{...modify, word: 'replace', help: 'a new entry, or another port for an entry', run: (place, words) => addEntry(place, words, 'replace')},
	{...modify, word: 'delete', help: 'remove an entry', run: deleteEntry},
	{word: 'get', short: true, help: 'one entry', keywords: FDB_GET_KEYWORDS, bare: 'fdb-mac', run: getEntry},
	{word: 'show', also: ['lst', 'list'], short: true, help: 'the entries', keywords: FDB_FILTERS, run: showFdb},
	{word: 'flush', help: 'remove all entries', keywords: FLUSH_KEYWORDS, run: flushFdb},
	{word: 'help', short: true, help: 'help', run: usage},
];

export const BRIDGE_FDB: Command = {
	word: 'fdb',
	short: true,
	help: 'forwarding database: which MAC is behind which port',
	commands: COMMANDS,
	run: (place, words, options) => dispatch('bridge fdb', COMMANDS, place, words, options, {otherwise: 'show', unknown}),
};

interface EntryRequest {
	device: number;
	mac: Mac;
	vid: number | undefined;
	type: FdbEntryType;
	/** In the order in which the kernel edits them. */
	targets: readonly ('self' | 'master')[];
	sticky: boolean;
	externLearn: boolean;
	remote: FdbRemote;
}

function addEntry(place: Place, words: readonly string[], verb: 'add' | 'replace' | 'append'): Answer {
	const entry = readEntry(place, words);
	if (!('device' in entry)) return entry;
	const {vid, targets, remote, ...rest} = entry;
	const change = {kind: 'fdb-add' as const, verb, ...rest, ...(vid === undefined ? {} : {vid}), ...given(remote)};
	return request(
		targets.map((target): Change => ({...change, target})),
		REFUSED,
	);
}

function deleteEntry(place: Place, words: readonly string[]): Answer {
	const entry = readEntry(place, words);
	if (!('device' in entry)) return entry;
	const {device, mac, vid, targets, remote} = entry;
	return request(
		targets.map((target): Change => ({kind: 'fdb-del', device, mac, target, ...(vid === undefined ? {} : {vid}), ...given(remote)})),
		REFUSED,
	);
}

function given(remote: FdbRemote): {remote?: FdbRemote} {
	return Object.keys(remote).length === 0 ? {} : {remote};
}

function readEntry(place: Place, words: readonly string[]): EntryRequest | Answer {
	let name: string | undefined;
	let address: string | undefined;
	let vid: number | undefined;
	const remote: FdbRemote = {};
	const said = new Set<string>();
	for (const {keyword, value} of scan('bridge fdb', words, KEYWORDS)) {
		switch (keyword) {
			case 'dev':
				name = value;
				break;
			case 'vlan':
				if (vid !== undefined) throw garbageArgument('vlan', 'vlan');
				vid = readLeading(value);
				break;
			case 'dst':
			case 'port':
			case 'vni':
			case 'via':
				takeRemote(place, remote, keyword, value);
				break;
			case 'to':
			case undefined:
				if (address !== undefined) throw garbageArgument('to', value);
				address = value;
				break;
			case 'help':
				return usage();
			default:
				said.add(keyword);
		}
	}
	if (name === undefined || address === undefined) {
		throw new Complaint('Device and address are required arguments.\n', REFUSED);
	}
	const mac = readFdbMac(address);
	if (name === LOOPBACK) return fails('Error: FDB add only supported for Ethernet devices.\n', REFUSED);
	const device = findDevice(place, name);
	if (!device) throw noSuchDevice(name, REFUSED);
	return {
		device: device.id,
		mac,
		vid,
		type: said.has('local') ? 'permanent' : said.has('dynamic') ? 'dynamic' : said.has('temp') ? 'static' : 'permanent',
		targets: said.has('master') ? (said.has('self') ? ['master', 'self'] : ['master']) : ['self'],
		sticky: said.has('sticky'),
		externLearn: said.has('extern_learn'),
		remote,
	};
}

function unknown(word: string): Complaint {
	return new Complaint(`Command "${word}" is unknown, try "bridge fdb help".\n`, 255);
}

function usage(): never {
	throw new Complaint(BRIDGE_FDB_USAGE, 255);
}
